"""A kept run, run once more, to see whether the same comes of it."""

import streamlit as st

from sum.errors import SumError
from sum.simulation.background import Call, find, start
from sum.store import Rerun, RunStore
from sum.ui.nonces import once, used
from sum.ui.page import safely
from sum.ui.plain import plain

EVERY = 0.6
_AGAIN = "_simulate-again"


def run_again(ticked: list[int]) -> None:
    """Begin; a callback."""
    number, store = ticked[0], RunStore()
    try:
        work = start(
            lambda: Call(lambda tell: store.rerun(number, progress=lambda part, _: tell(part))),
            once("simulate-again", number),
        )
    except SumError:
        return
    st.session_state[_AGAIN] = number, work.id
    used("simulate-again")


def show_again() -> None:
    """Draw how it goes, and what came of it."""
    number, key = st.session_state.get(_AGAIN) or (0, "")
    work: Call | None = find(key) if key else None
    if work is None:
        return
    if work.active:
        _follow(number, work)
    elif work.problem:
        st.error(plain(work.problem), icon=":material/block:")
    elif work.result is not None:
        _answer(number, work.result)


def _answer(number: int, again: Rerun) -> None:
    if again.same:
        st.success(
            f"Run {number} again: the very same, to the last bit.", icon=":material/check_circle:"
        )
        return
    changed = ", ".join(
        f"{name} was {then} and is {now}" for name, (then, now) in again.versions.items()
    )
    why = f"The versions differ: {changed}." if changed else "The versions are the same."
    st.warning(
        plain(f"Run {number} again: something else came of it. {why}"), icon=":material/warning:"
    )


def _follow(number: int, work: Call) -> None:
    def look() -> None:
        with safely():
            work.seen()
            if not work.active:
                st.rerun(scope="app")
            st.progress(work.progress, text=f"Running run {number} again …")
            st.button("Stop", icon=":material/stop:", key="simulate-again-stop", on_click=work.stop)

    st.fragment(look, run_every=EVERY)()
