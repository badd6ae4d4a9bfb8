"""One action of a visitor: sent to the room once, however often the button is pressed.

A run of a page can be cut wherever Streamlit is called, and a second press can arrive before the
first has been answered. So what a press does is one plain call in a button's callback, the button
carries the action's nonce in its key, and what came of it is kept in the session's state.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit import runtime
from streamlit.errors import StreamlitAPIException

from sum.errors import SumError, Unfinished
from sum.room import Outcome, Snapshot
from sum.ui.facts import plain
from sum.ui.network import in_words, telling_waits
from sum.ui.nonces import once, used
from sum.ui.pace import acting
from sum.ui.payouts import show_payouts

Progress = Callable[[float, str], None]
Work = Callable[[str], Outcome]
"""Takes the nonce."""
LongWork = Callable[[str, Progress], Outcome]

UNEXPECTED = "Something went wrong on our side. Nothing was sent; please try again."
WORKING = "_long_work"
_RESULTS = "_result-"
_MODEL = "_results_of"
_SHUT = "_actions_shut"

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What came of an action.

    Attributes
    ----------
    outcome : Outcome or None
        None when it was refused.
    refused : str
        Why, in plain words.
    under_way : bool
        It is not refused: what comes of it is not known yet, and the same press asks again.
    """

    outcome: Outcome | None
    refused: str = ""
    under_way: bool = False


@dataclass(frozen=True)
class _Pending:
    place: str
    nonce: str
    title: str
    work: LongWork


def shut(why: str) -> None:
    """Shut all actions of the page for as long as there is a reason; "" opens them."""
    st.session_state[_SHUT] = why


def action_button(  # noqa: PLR0913 - a button's own, and what it does
    label: str,
    place: str,
    work: Work,
    *,
    suffix: str = "",
    kind: str = "secondary",
    icon: str | None = None,
    disabled: bool = False,
    tip: str | None = None,
    parts: tuple[str, ...] = (),
) -> None:
    """Put a button on the page that does one action.

    Parameters
    ----------
    label : str
    place : str
        Where what came of it is shown; `result` takes it.
    work : callable
        Given a nonce, calls one method of the room.
    suffix : str
        Tells several buttons of one place apart.
    kind : {"primary", "secondary", "tertiary"}
    icon, tip : str, optional
    disabled : bool
    parts : tuple of str
        Keys of the parts of the page (`live`) that are drawn anew afterwards; by default the one
        that the button is in.
    """
    slot = f"{place}-{suffix}"
    nonce, why = once(slot), st.session_state.get(_SHUT, "")
    st.button(
        label,
        key=f"{slot}-{nonce}",
        type=kind,  # type: ignore[arg-type]
        icon=icon,
        disabled=disabled or bool(why),
        help=why or tip,
        on_click=_perform,
        args=(place, slot, nonce, work, parts),
    )


def perform(place: str, suffix: str, work: Work) -> None:
    """Do one action from a widget's callback, for widgets that are no buttons.

    Parameters
    ----------
    place, suffix : str
        As for `action_button`.
    work : callable
        Given a nonce, calls one method of the room.
    """
    slot = f"{place}-{suffix}"
    _perform(place, slot, once(slot), work)


def long_action_button(
    label: str,
    place: str,
    title: str,
    work: LongWork,
    *,
    kind: str = "secondary",
    icon: str | None = None,
    disabled: bool = False,
    tip: str | None = None,
) -> None:
    """Put a button on the page that starts an action with progress; `carry_out` does the work.

    Parameters
    ----------
    label, place : str
    title : str
        What the progress bar says at first.
    work : callable
        Given a nonce and whom to tell how far it is, calls one method of the room.
    kind : {"primary", "secondary", "tertiary"}
    icon, tip : str, optional
    disabled : bool
    """
    nonce, why = once(place), st.session_state.get(_SHUT, "")
    st.button(
        label,
        key=f"{place}-{nonce}",
        type=kind,  # type: ignore[arg-type]
        icon=icon,
        disabled=disabled or bool(why),
        help=why or tip,
        on_click=_begin,
        args=(_Pending(place, nonce, title, work),),
    )


def is_pending() -> bool:
    """Whether an action with progress waits to be carried out, or was cut while it was."""
    return WORKING in st.session_state


def hand_over() -> None:
    """Run the whole page when an action waits: a fragment that started one calls this first."""
    if is_pending():
        st.rerun()


def carry_out() -> None:
    """Do the action that waits, if one does, and show how far it is; then run the page again.

    When the run is cut, the next one asks the room with the same nonce, and gets the same answer.
    """
    pending: _Pending | None = st.session_state.get(WORKING)
    if pending is None:
        return
    bar = st.progress(0.0, pending.title)
    kept = attempt(lambda: pending.work(pending.nonce, lambda part, text: _show(bar, part, text)))
    st.session_state[_RESULTS + pending.place] = kept
    if not kept.under_way:
        used(pending.place)
    st.session_state.pop(WORKING, None)
    st.rerun()


def result(place: str) -> Result | None:
    """What came of the last action at a place; None when there was none, or it is forgotten."""
    kept: Result | None = st.session_state.get(_RESULTS + place)
    return kept


def forget(place: str) -> None:
    """Forget what came of the last action at a place."""
    st.session_state.pop(_RESULTS + place, None)


def forget_others(snapshot: Snapshot) -> None:
    """Forget what came of actions on another model: in another room, or before a new start."""
    model = f"{snapshot.code} {snapshot.address}"
    if st.session_state.get(_MODEL) == model:
        return
    for name in [name for name in st.session_state if str(name).startswith(_RESULTS)]:
        st.session_state.pop(name, None)
    st.session_state.pop(WORKING, None)
    st.session_state[_MODEL] = model


def attempt(call: Callable[[], Outcome]) -> Result:
    """Call the room; whatever goes wrong becomes a plain sentence."""
    try:
        with telling_waits():
            return Result(call())
    except Unfinished as error:
        return Result(None, in_words(error), under_way=True)
    except SumError as error:
        return Result(None, str(error))
    except Exception:  # noqa: BLE001 - the log has it; the visitor gets a sentence
        _LOG.exception("an action failed")
    return Result(None, UNEXPECTED)


def show_result(place: str, snapshot: Snapshot | None = None) -> None:
    """Say what came of the last action at a place; given a snapshot, how its payouts came about."""
    kept = result(place)
    if kept is None:
        return
    if kept.under_way:
        st.warning(plain(kept.refused), icon=":material/hourglass_top:")
        return
    if kept.outcome is None:
        st.error(plain(kept.refused), icon=":material/block:")
        return
    st.success(plain(kept.outcome.text), icon=":material/check_circle:")
    if snapshot:
        show_payouts(snapshot, snapshot.payouts_by(kept.outcome.calls))


def _perform(place: str, slot: str, nonce: str, work: Work, parts: tuple[str, ...] = ()) -> None:
    with acting():
        kept = attempt(lambda: work(nonce))
    st.session_state[_RESULTS + place] = kept
    if not kept.under_way:
        used(slot)
    if parts and type(runtime.get_instance()) is runtime.Runtime:  # a test has no parts
        with suppress(StreamlitAPIException):  # a part is not there: the button's own is drawn
            st.rerun(list(parts))


def _begin(pending: _Pending) -> None:
    st.session_state[WORKING] = pending


def _show(bar: "st.delta_generator.DeltaGenerator", part: float, text: str) -> None:
    bar.progress(min(1.0, max(0.0, part)), text)
