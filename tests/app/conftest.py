"""Visitors without a browser: each `AppTest` is a session of its own in this process."""

from contextlib import suppress
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sum.errors import SumError
from sum.room import Settings, find_room, limits, open_room
from sum.ui import nonces, pace
from sum.ui.join import browser

ROOT = Path(__file__).parents[2]
QUIET = Settings(running=False)


def find(app, text):
    """The button whose label begins like this."""
    found = [button for button in app.button if button.label.startswith(text)]
    assert found, f"no button {text!r}, only {[button.label for button in app.button]}"
    return found[0]


def press(app, text):
    find(app, text).click()
    app.run()
    assert not app.exception, app.exception[0].value


def room_with_a_visitor(visit, page):
    """What makes a room of one's own with a visitor on the page: room, key, app."""

    def new_room(settings=QUIET):
        room, key = open_room(settings)
        return room, key, visit(page, room=room.code, me=key)

    return new_room


@pytest.fixture(autouse=True)
def _no_double_clicks(monkeypatch):
    """Tests click faster than people: nothing they do is a double click, or a flood."""
    monkeypatch.setattr(nonces, "DOUBLE_CLICK", 0.0)
    monkeypatch.setattr(limits, "_openings", limits.Bucket(limits.OPENINGS))
    monkeypatch.setattr(pace, "BURST", float("inf"))  # they all are one session


@pytest.fixture(autouse=True)
def _one_browser(monkeypatch):
    """Here nobody has a cookie: all visitors have one browser, whose name is nothing."""
    monkeypatch.setattr(browser, "browser", lambda: "")


def as_in_an_address(query):
    """A query in which `me` is a ticket, as the app writes it, where it was a personal key."""
    with suppress(SumError, KeyError):
        return query | {"me": find_room(query["room"]).ticket(query["me"], "")}
    return query


@pytest.fixture
def visit():
    """Call it for one more visitor: ``visit("board", room="KXR7M")``; nothing may go wrong.

    Under ``me`` it takes a personal key, or what is to be in the address.
    """

    def new_visitor(page="home", **query):
        query = as_in_an_address(query)
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page != "home":
            app.switch_page(f"pages/{page}.py")
            for name, value in query.items():
                app.query_params[name] = value
            app.run()
        assert not app.exception, app.exception[0].value
        return app

    return new_visitor


@pytest.fixture
def texts():
    """Call it for all that a page says, as one text."""

    def all_texts(app):
        kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning")
        kinds += ("info", "success", "html", "code")
        found = []
        for kind in kinds:
            found += [element.value for element in app.get(kind) if hasattr(element, "value")]
            found += [
                element.proto.body
                for element in app.get(kind)
                if not hasattr(element, "value") and hasattr(element.proto, "body")
            ]
        return "\n".join(map(str, found))

    return all_texts
