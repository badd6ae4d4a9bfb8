"""What a page has drawn reaches the browser, also when the next request comes at once.

Streamlit runs a page in a thread, which hands over what it draws to the server's event loop. When
a run has ended and the next request (a poll of a fragment, say) is read before the loop has come to
what was handed over, Streamlit starts another run and throws the rest of the first one away: the
page stays half drawn, or a click is never answered. With many visitors the loop is always a little
late, so it happens every few seconds. Here such a request waits for its turn behind what is left.

Each run also begins with a message that has the app's theme in it, which Streamlit puts together
from its options every time: a fourteenth of all computing with fifty people. It is kept here.
"""

import sys
from typing import Any

from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

SWITCH = 0.0005
"""After how many seconds a thread that computes lets another one go on: the loop has to send every
element of every page, waits for its turn each time, and Python's 0.005 add up."""

_ours = "_waits_for_what_is_left"


def install() -> None:
    """Make it so, once in a process; with a Streamlit that is built differently nothing is done."""
    sys.setswitchinterval(SWITCH)
    ask = AppSession.request_rerun
    if hasattr(ask, _ours):
        return

    def request_rerun(session: Any, client_state: Any) -> None:  # noqa: ANN401 - Streamlit's
        if _has_stopped(getattr(session, "_scriptrunner", None)):
            # Behind all that the run has handed over before it stopped.
            session._event_loop.call_soon_threadsafe(ask, session, client_state)  # noqa: SLF001
        else:
            ask(session, client_state)

    setattr(request_rerun, _ours, True)
    AppSession.request_rerun = request_rerun  # type: ignore[assignment, method-assign]
    _keep_theme()


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
