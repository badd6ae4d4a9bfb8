"""What every page stands on: navigation, the guard, who the visitor is, errors in plain words."""

from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from sum.room import Settings, forget_room, open_room
from sum.ui.page import ENTRIES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_a_page_that_is_run_without_the_app_declares_the_navigation():
    # So Streamlit runs the first page of all that is asked for by its address; once it knows the
    # navigation it runs app.py instead (tests/browser/test_shell.py).
    app = AppTest.from_file(str(ROOT / "pages" / "board.py"), default_timeout=60)
    app.run()
    assert not app.exception
    assert PagesManager.uses_pages_directory is False
    assert len(app.get("vega_lite_chart")) == 2


SEEN = {"home", "board", "model", "compare", "simulate", "sponsor"}
"""Pages whose own tests visit them, the fast ones too."""


@pytest.mark.parametrize(
    "name", [each.name for each in ENTRIES if each.file.exists() and each.name not in SEEN]
)
def test_every_page_can_be_visited_by_itself(visit, name):
    assert not visit(name).error


def test_a_visitor_without_a_room_gets_a_private_one_and_keeps_it(visit):
    app = visit("board")
    room, key = app.query_params["room"], app.query_params["me"]
    app.query_params.clear()  # as a change of page in the sidebar does
    app.run()
    assert app.query_params == {"room": room, "me": key}


def test_a_key_in_the_address_is_who_the_visitor_is(visit, texts):
    room, key = open_room(Settings(running=False), shared=True, nickname="Grace")
    assert "Grace (you)" in texts(visit("board", room=room.code, me=key))


@pytest.mark.parametrize(
    "code", ["XXXXX", *(pytest.param(each, marks=pytest.mark.slow) for each in ("<b>", " "))]
)
def test_a_room_that_is_not_there(visit, texts, code):
    app = visit("board", room=code)
    if code.strip():
        assert "not there any more" in texts(app)
        app.button[0].click().run()
    assert not app.error
    assert app.query_params["room"] != code
    assert app.query_params["me"]


def test_a_room_that_expired_under_a_visitor(visit, texts):
    app = visit("board")
    forget_room(app.query_params["room"])
    app.run()
    assert not app.exception
    assert "not there any more" in texts(app)


def test_an_unknown_key_only_watches(visit, texts):
    room, _ = open_room(Settings(running=False), shared=True, nickname="Grace")
    app = visit("board", room=room.code, me="guess")
    assert "me" not in app.query_params
    assert "(you)" not in texts(app)


def test_only_the_host_has_the_clock(visit):
    room, key = open_room(Settings(running=False), shared=True, nickname="Grace")
    guest = room.join("Alan", "contributor", "n")
    assert [b.key for b in visit("board", room=room.code, me=key).button if b.key == "bar-run"]
    assert not [b for b in visit("board", room=room.code, me=guest).button if b.key == "bar-run"]


def test_the_clock_runs_skips_and_stops(visit):
    room, key = open_room(Settings(running=False), shared=True, nickname="Grace")
    app = visit("board", room=room.code, me=key)
    before = room.now()
    app.button(key="bar-jump-86400").click().run()
    assert room.now() - before >= 86_400
    app.button(key="bar-run").click().run()
    assert room.snapshot.clock.running
    app.button(key="bar-run").click().run()
    assert not room.snapshot.clock.running


def test_starting_over_asks_first(visit):
    room, key = open_room(Settings(running=False), shared=True, nickname="Grace")
    app = visit("board", room=room.code, me=key)
    address = room.snapshot.address
    assert app.button(key="bar-over").disabled
    app.checkbox(key="bar-sure").check().run()
    app.button(key="bar-over").click().run()
    assert not app.error
    assert room.snapshot.address != address


def errors_inside():
    """A page on which everything goes wrong."""
    from sum.errors import InputError  # noqa: PLC0415 - AppTest runs this on its own
    from sum.ui.page import live, page  # noqa: PLC0415

    def fail():
        raise InputError("in a fragment")

    with page("Title"):
        live(fail, None)
        raise ZeroDivisionError


def test_errors_are_said_in_plain_words(caplog):
    app = AppTest.from_function(errors_inside).run()
    assert not app.exception
    assert app.error[0].value == "in a fragment"
    assert "went wrong on our side" in app.error[1].value
    assert "ZeroDivisionError" in caplog.text


def clicks():
    """A page with one action, which is done once however often it is asked for."""
    import streamlit as st  # noqa: PLC0415

    from sum.room.records import Outcome  # noqa: PLC0415
    from sum.ui import nonces  # noqa: PLC0415

    nonces.DOUBLE_CLICK = st.session_state.get("patience", 60)

    def action(nonce):
        st.session_state.setdefault("nonces", []).append(nonce)
        return Outcome(nonce, (), (0.0, 0.0), (0, 0), None, ())

    what = st.text_input("what", key="what")
    if st.button("go", key="go"):
        nonces.act("go", (what,), action)


def test_the_same_click_again_is_the_same_action():
    app = AppTest.from_function(clicks).run()
    app.button(key="go").click().run()
    app.button(key="go").click().run()
    app.text_input(key="what").set_value("else").run()
    app.button(key="go").click().run()
    first, second, third = app.session_state["nonces"]
    assert first == second != third


def test_the_same_action_later_is_another_one():
    app = AppTest.from_function(clicks)
    app.session_state["patience"] = 0
    app.run()
    app.button(key="go").click().run()
    app.button(key="go").click().run()
    first, second = app.session_state["nonces"]
    assert first != second
