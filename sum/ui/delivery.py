"""What a page has drawn reaches the browser, also when the next request comes at once.

Streamlit runs a page in a thread, which hands over what it draws to the server's event loop. When
a run has ended and the next request (a poll of a fragment, say) is read before the loop has come to
what was handed over, Streamlit starts another run and throws the rest of the first one away: the
page stays half drawn, or a click is never answered. With many visitors the loop is always a little
late, so it happens every few seconds. Here such a request waits for its turn behind what is left.

Each run also begins with a message that has the app's theme in it, which Streamlit puts together
from its options every time: a fourteenth of all computing with fifty people. It is kept here.

A run also asks for an option with every element, and Streamlit takes a lock for that: with many
runs at once most of their time was waiting for each other's. Options are read without it here.

And a run wakes the loop for every single element, which takes the turn from the run that draws, or
from whoever acts just then. Here what a run hands over while the loop has other things to do is one
call of it.
"""

import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from streamlit import config, runtime
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

from sum.ui.pace import note_request

SWITCH = 0.0005
"""After how many seconds a thread that computes lets another one go on: the loop has to send every
element of every page, waits for its turn each time, and Python's 0.005 add up."""

_ours = "_waits_for_what_is_left"
_OPTIONS = "_config_options"
_WAKE, _HANDED = "_call_soon_on_event_loop", "_handed_over"


def install() -> None:
    """Make it so, once in a process; with a Streamlit that is built differently nothing is done."""
    sys.setswitchinterval(SWITCH)
    ask = AppSession.request_rerun
    if hasattr(ask, _ours):
        return

    def request_rerun(session: Any, client_state: Any) -> None:  # noqa: ANN401 - Streamlit's
        if client_state is not None:
            poll = bool(getattr(client_state, "is_auto_rerun", False))
            note_request(session.id, getattr(client_state, "fragment_id", ""), poll=poll)
        if _has_stopped(getattr(session, "_scriptrunner", None)):
            # Behind all that the run has handed over before it stopped.
            session._event_loop.call_soon_threadsafe(ask, session, client_state)  # noqa: SLF001
        else:
            ask(session, client_state)

    setattr(request_rerun, _ours, True)
    AppSession.request_rerun = request_rerun  # type: ignore[assignment, method-assign]
    _keep_theme()
    _hand_over_together()
    _read_options()


def _read_options() -> None:
    """Read an option without a lock: its place in a dictionary that is replaced, never changed."""
    if not runtime.exists() or type(runtime.get_instance()) is not runtime.Runtime:
        return  # a test has options of its own
    ask = config.get_option  # twice does no harm

    def get_option(key: str) -> Any:  # noqa: ANN401 - as many types as there are options
        options = getattr(config, _OPTIONS, None)
        return options[key].value if options and key in options else ask(key)

    config.get_option = get_option


def _hand_over_together() -> None:
    """Wake the event loop once for all that a session's run hands over until the loop comes."""
    wake = getattr(AppSession, _WAKE, None)
    if wake is None or hasattr(wake, _ours):
        return

    def call_soon(session: Any, callback: Callable[[], None]) -> None:  # noqa: ANN401 - Streamlit's
        kept = vars(session).get(_HANDED)
        if kept is None:
            kept = vars(session).setdefault(_HANDED, _Handed(partial(wake, session)))
        kept.calls.append(callback)
        kept.wake()

    setattr(call_soon, _ours, True)
    setattr(AppSession, _WAKE, call_soon)


class _Handed:
    """What a session's run has handed over, and the loop has not come to."""

    def __init__(self, again: Callable[[Callable[[], None]], None]) -> None:
        self.calls: deque[Callable[[], None]] = deque()
        self.is_woken = False
        self._again = again

    def wake(self) -> None:
        """Have all of it done, once the loop comes to it."""
        # Whoever comes between these lines is called, too, or wakes the loop again.
        if not self.is_woken:
            self.is_woken = True
            self._again(self.call)

    def call(self) -> None:
        """Do all of it, in order."""
        self.is_woken = False
        try:
            while self.calls:
                self.calls.popleft()()
        finally:
            if self.calls:  # one has failed, which is none of the others’ business
                self.wake()


def _keep_theme() -> None:
    fill = getattr(app_session, "_populate_theme_msg", None)
    if fill is None:
        return
    kept: dict[str, Any] = {}

    def populate(message: Any, section: str = "theme") -> None:  # noqa: ANN401 - protobuf's
        if section not in kept:
            kept[section] = type(message)()
            fill(kept[section], section)
        if kept[section].ByteSize():  # else its absence says that there is none
            message.MergeFrom(kept[section])

    app_session._populate_theme_msg = populate  # type: ignore[assignment]  # noqa: SLF001


def _has_stopped(runner: object) -> bool:
    """Whether a run has ended, of which the session does not know yet."""
    requests = getattr(runner, "_requests", None)
    return getattr(requests, "_state", None) is ScriptRequestType.STOP
