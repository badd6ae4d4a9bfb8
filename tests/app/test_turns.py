"""Whose page is drawn first: who acts or has pressed something does not wait for who only looks."""

import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from sum.ui import pace
from sum.ui.pace import acting, note_request, turn

SOON = 5.0
"""Seconds after which something that should happen at once has failed."""
PART = "a part"


@pytest.fixture
def session(monkeypatch):
    """Says whose page the thread draws; turns are of this test alone, and nobody gives up."""
    whose = threading.local()
    monkeypatch.setattr(pace, "_turns", pace._Turns())
    monkeypatch.setattr(pace, "LONG", 10 * SOON)
    monkeypatch.setattr(pace, "SOON", 10 * SOON)
    monkeypatch.setattr(
        pace,
        "get_script_run_ctx",
        lambda **_: _context(whose.name) if hasattr(whose, "name") else None,
    )
    return whose


def _context(session):
    return SimpleNamespace(session_id=session, fragment_ids_this_run=[PART])


class Page(threading.Thread):
    """Somebody's page, which draws a part of it once, and takes its time."""

    def __init__(self, session, name, order, *, pressed=False):
        super().__init__(daemon=True)
        self._pressed = pressed
        self._session, self._whose, self._order = session, name, order
        self.began, self.go_on = threading.Event(), threading.Event()

    def run(self):
        self._session.name = self._whose
        note_request(self._whose, PART, poll=not self._pressed)
        with turn():
            self._order.append(self._whose)
            self.began.set()
            self.go_on.wait(SOON)


@contextmanager
def drawing(page):
    """While a page draws."""
    page.start()
    assert page.began.wait(SOON)
    yield
    page.go_on.set()
    page.join(SOON)


def waits(page):
    """Whether a page that has started waits for its turn."""
    page.start()
    return not page.began.wait(0.1)


def test_one_at_a_time_and_in_order(session):
    order = []
    first, second, third = (Page(session, name, order) for name in "abc")
    with drawing(first):
        assert waits(second)
        assert waits(third)
        second.go_on.set()
        third.go_on.set()
    second.join(SOON)
    third.join(SOON)
    assert order == ["a", "b", "c"]


def test_who_looks_waits_for_who_acts(session, monkeypatch):
    monkeypatch.setattr(pace, "CALM", 10 * SOON)
    page = Page(session, "a", [])
    with acting(), acting():
        assert waits(page)
    assert page.began.wait(SOON)
    page.go_on.set()


def test_but_not_for_long(session, monkeypatch):
    monkeypatch.setattr(pace, "CALM", 0.05)
    with acting(), drawing(Page(session, "a", [])):
        pass


def test_who_has_pressed_something_comes_first_and_waits_for_nobody_who_acts(session):
    order = []
    first, second = (Page(session, name, order) for name in "ab")
    third = Page(session, "c", order, pressed=True)
    with acting(), drawing(first):
        assert waits(second)
        assert waits(third)
        for each in (second, third):
            each.go_on.set()
    for each in (second, third):
        each.join(SOON)
    assert order == ["a", "c", "b"]


def test_a_press_is_not_forgotten_when_its_part_is_polled_as_well(session):
    order = []
    first, second, third = (Page(session, name, order) for name in "abc")
    with drawing(first):
        assert waits(second)
        note_request("c", PART, poll=False)
        assert waits(third)  # which asks by itself, too
        for each in (second, third):
            each.go_on.set()
    for each in (second, third):
        each.join(SOON)
    assert order == ["a", "c", "b"]
    again, last = Page(session, "c", order), Page(session, "d", order, pressed=True)
    with drawing(Page(session, "a", order)):  # once is enough
        assert waits(again)
        assert waits(last)
        for each in (again, last):
            each.go_on.set()
    for each in (again, last):
        each.join(SOON)
    assert order[3:] == ["a", "d", "c"]


def test_a_press_does_not_wait_for_what_its_own_page_looks_for(session):
    order = []
    first, second = (Page(session, name, order) for name in "ab")
    with drawing(first):
        assert waits(second)
        note_request("b", "another part", poll=False)
        assert second.began.wait(SOON)
        second.go_on.set()
    second.join(SOON)
    with drawing(Page(session, "c", order)):  # the turn is free again
        assert order == ["a", "b", "c"]


def test_nobody_waits_for_ever(session, monkeypatch):
    monkeypatch.setattr(pace, "LONG", 0.05)
    monkeypatch.setattr(pace, "SOON", 0.05)
    order = []
    looks, pressed = Page(session, "b", order), Page(session, "c", order, pressed=True)
    with drawing(Page(session, "a", order)), drawing(looks), drawing(pressed):
        assert order == ["a", "b", "c"]


def test_a_part_of_a_part_is_in_its_turn(session):
    session.name = "a"
    note_request("a", PART, poll=True)
    with turn(), turn():
        page = Page(session, "b", [])
        assert waits(page)
    assert page.began.wait(SOON)
    page.go_on.set()


def test_what_fails_gives_its_turn_back(session):
    session.name = "a"
    note_request("a", PART, poll=True)
    with pytest.raises(ValueError, match="drawn"), turn():
        raise ValueError("drawn")
    with drawing(Page(session, "b", [])):
        pass
