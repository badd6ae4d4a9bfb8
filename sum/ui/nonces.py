"""One click, one action: names for intended actions, which a double click repeats.

A click cuts the run of the click before it short, maybe after the room has acted and before the
page has taken note. So a nonce is made before the room is asked, and dropped only once the page
has what came of it, in one write: the same click again then gives the first one's outcome.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import streamlit as st

from sum.errors import SumError, Unfinished
from sum.room.records import Outcome
from sum.ui.network import telling_waits

DOUBLE_CLICK = 0.4
"""How many seconds after `act` the very same action is taken for its double click."""


@dataclass(frozen=True)
class _Intent:
    about: str
    nonce: str
    ended: float | None = None
    outcome: Outcome | None = None


def once(name: str, *what: object) -> str:
    """The nonce of an action that is intended now.

    Parameters
    ----------
    name : str
        Of the button.
    *what : object
        What the action is about: something else is another action.

    Returns
    -------
    str
        The same for the same `name` and `what` until `used` (after `act`: a moment longer).
    """
    slot, about = f"_intent-{name}", repr(what)
    kept: _Intent | None = st.session_state.get(slot)
    if kept and kept.about == about:
        ended = kept.ended is not None and time.monotonic() - kept.ended > DOUBLE_CLICK
        if not ended:
            return kept.nonce
    made = _Intent(about, uuid4().hex)
    st.session_state[slot] = made
    return made.nonce


def used(name: str) -> None:
    """The action is over: the next click is another one."""
    st.session_state.pop(f"_intent-{name}", None)


def act(name: str, what: tuple[object, ...], action: Callable[[str], Outcome]) -> Outcome:
    """Do one action of a person: ask the room once, then keep what came of it.

    Parameters
    ----------
    name : str
        Of the button; `last_outcome` finds the outcome under it.
    what : tuple
        What the action is about, as for `once`.
    action : callable
        Takes the nonce and calls one method of the room.

    Raises
    ------
    SumError
        What the room raised.
    """
    nonce = once(name, *what)
    try:
        with telling_waits():
            outcome = action(nonce)
    except Unfinished:
        raise  # the same click again asks what came of it
    except SumError:
        forget_outcome(name)
        raise
    st.session_state[f"_intent-{name}"] = _Intent(repr(what), nonce, time.monotonic(), outcome)
    return outcome


def last_outcome(name: str) -> Outcome | None:
    """What came of the last action of this name, in this session."""
    kept: _Intent | None = st.session_state.get(f"_intent-{name}")
    return kept.outcome if kept else None


def forget_outcome(name: str) -> None:
    """Show nothing of the last action of this name any more."""
    st.session_state.pop(f"_intent-{name}", None)
