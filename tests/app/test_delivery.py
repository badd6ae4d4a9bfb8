"""What a run has drawn reaches the browser, also when the next request comes before it is told."""

import asyncio
import sys

import pytest
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from sum.ui import delivery


class Runner:
    """A run's thread, seen from its session."""

    def __init__(self):
        self._requests = ScriptRequests()


class Session:
    """As much of Streamlit's session as a request needs; it notes what happens, in order."""

    id = "a visitor"

    def __init__(self, loop):
        self._event_loop, self._scriptrunner, self.happened = loop, Runner(), []


@pytest.fixture
def asked(monkeypatch):
    """Streamlit's own way to take a request, which only notes it; the pace of threads is kept."""

    def ask(session, state):
        session.happened.append(state)

    monkeypatch.setattr(app_session.AppSession, "request_rerun", ask)
    wake = app_session.AppSession._call_soon_on_event_loop
    monkeypatch.setattr(app_session.AppSession, "_call_soon_on_event_loop", wake)
    pace = sys.getswitchinterval()
    delivery.install()
    yield app_session.AppSession.request_rerun
    sys.setswitchinterval(pace)


def play(request, *, stopped):
    """A run hands over its end; before the loop comes to that, a poll is read."""

    async def loop():
        session = Session(asyncio.get_running_loop())
        session._event_loop.call_soon_threadsafe(session.happened.append, "the run's end")
        if stopped:
            session._scriptrunner._requests.on_scriptrunner_ready()  # no request: it stops
        request(session, "a poll")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return session.happened

    return asyncio.run(loop())


def test_a_poll_waits_for_what_a_run_has_left(asked):
    assert play(asked, stopped=True) == ["the run's end", "a poll"]


def test_a_poll_goes_to_a_run_that_still_lives(asked):
    assert play(asked, stopped=False) == ["a poll", "the run's end"]


class Loop:
    """An event loop that does nothing until it is told to."""

    def __init__(self):
        self.calls = []

    def call_soon_threadsafe(self, callback):
        self.calls.append(callback)

    def is_closed(self):
        return False


def handed(*callbacks):
    """A session that was handed these before its loop came to any."""
    session = Session(Loop())
    for each in callbacks:
        app_session.AppSession._call_soon_on_event_loop(session, each)
    return session


@pytest.mark.usefixtures("asked")
def test_what_is_handed_over_together_wakes_the_loop_once():
    happened = []
    session = handed(*(lambda n=n: happened.append(n) for n in range(5)))
    [call] = session._event_loop.calls
    call()
    assert happened == [0, 1, 2, 3, 4]
    app_session.AppSession._call_soon_on_event_loop(session, lambda: happened.append(5))
    session._event_loop.calls[1]()
    assert happened[-1] == 5


@pytest.mark.usefixtures("asked")
def test_what_fails_takes_nothing_with_it():
    happened = []

    def fail():
        raise ValueError("handed over")

    session = handed(lambda: happened.append("before"), fail, lambda: happened.append("after"))
    with pytest.raises(ValueError, match="handed over"):
        session._event_loop.calls[0]()
    session._event_loop.calls[1]()
    assert happened == ["before", "after"]


def test_once_is_enough(asked):
    wake = app_session.AppSession._call_soon_on_event_loop
    delivery.install()
    delivery._hand_over_together()
    assert app_session.AppSession._call_soon_on_event_loop is wake
    assert app_session.AppSession.request_rerun is asked
    assert sys.getswitchinterval() == pytest.approx(delivery.SWITCH)


def test_streamlit_still_says_so_that_a_run_has_stopped():
    runner = Runner()
    assert not delivery._has_stopped(runner)
    runner._requests.on_scriptrunner_ready()
    assert delivery._has_stopped(runner)
    assert not runner._requests.request_rerun(RerunData())  # which is why the rest got lost
    assert not delivery._has_stopped(None)
    assert {"_event_loop", "_scriptrunner"} <= set(
        app_session.AppSession.__init__.__code__.co_names
    )
