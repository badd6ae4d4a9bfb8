"""Whoever asks for runs without a pause rests before each of them; nobody else does."""

from collections import OrderedDict
from types import SimpleNamespace

import pytest

from sum.ui import pace
from sum.ui.pace import REST, keep_pace


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still, in the session of somebody; both can be changed."""
    now = SimpleNamespace(seconds=0.0, session="a", parts=None, slept=0.0)
    context = lambda **_: SimpleNamespace(  # noqa: E731
        session_id=now.session, fragment_ids_this_run=now.parts
    )
    monkeypatch.setattr(pace, "get_script_run_ctx", context)
    monkeypatch.setattr(pace.time, "monotonic", lambda: now.seconds)
    monkeypatch.setattr(pace, "BURST", 20.0)
    monkeypatch.setattr(pace, "_paces", OrderedDict())
    return now


def runs(clock, count, apart, **how):
    """How many seconds somebody had to rest in so many runs."""
    before = clock.slept

    def sleep(seconds):
        clock.slept += seconds
        clock.seconds += seconds

    for _ in range(count):
        keep_pace(sleep=sleep, **how)
        clock.seconds += apart
    return clock.slept - before


def test_who_polls_and_clicks_never_rests(clock):
    assert runs(clock, 2_000, 0.2) == 0  # five runs a second


def test_flood_rests_and_keeps_nobody_else_waiting(clock):
    rested = runs(clock, 100, 0.01)
    assert rested > 70 * REST
    clock.session = "b"
    assert runs(clock, 10, 0.01) == 0
    clock.session = "a"
    clock.seconds += 10
    assert runs(clock, 10, 0.01) == 0


def test_part_counts_only_by_itself(clock):
    assert runs(clock, 100, 0.0, part=True) == 0
    clock.parts = ["fragment"]
    assert runs(clock, 100, 0.0, part=True) > 0


def test_no_session_no_rest(monkeypatch):
    monkeypatch.setattr(pace, "get_script_run_ctx", lambda **_: None)
    keep_pace()
