"""The Federated page: the dial, what the chain sees, masks and cheats, one matrix, and failures."""

import streamlit as st

from sum.ui.federated.failures import show_failures
from sum.ui.federated.form import choose
from sum.ui.federated.run import show_run
from sum.ui.identity import Visit, known_visit

DIAL, REAL, SEES, PLUG = "dial", "real", "sees", "plug"
MATRIX, FAILURES = "matrix", "failures"
TITLES = {
    DIAL: ":material/tune: The dial",
    REAL: ":material/groups: Real rounds",
    SEES: ":material/visibility: What the chain sees",
    PLUG: ":material/power_off: Pull the plug",
    MATRIX: ":material/grid_view: Just one matrix",
    FAILURES: ":material/report: What fails",
}


def federated_page() -> None:
    """Show the page."""
    st.markdown(
        "**Many people train one model, and nobody shows their data.** Each sends an *update*: how"
        " the model should change. But what hides an update from the curious hides it from the"
        " rules that pay for quality, too. How private do you want it?"
    )
    view = _choose_view()
    if view == DIAL:
        show_run(choose())
    elif view == REAL:
        from sum.ui.federated.real import show_real  # noqa: PLC0415 - only who asks waits

        show_real()
    elif view == SEES:
        from sum.ui.federated.sees import show_sees  # noqa: PLC0415

        show_sees()
    elif view == PLUG:
        from sum.ui.federated.plug import show_plug  # noqa: PLC0415

        show_plug()
    elif view == MATRIX:
        from sum.ui.federated.matrix import show_matrix  # noqa: PLC0415

        show_matrix()
    else:
        show_failures()


def _choose_view() -> str:
    view = st.segmented_control(
        "What to look at",
        list(TITLES),
        default=_first(),
        required=True,
        format_func=TITLES.__getitem__,
        key="federated-view",
        label_visibility="collapsed",
        persist_state="session",
    )
    return view or DIAL


def _first() -> str:
    """What is shown first in a session: in a class, or where real rounds are played, those."""
    kept = st.session_state.get(_FIRST)
    if kept is None:
        kept = REAL if "room" in st.query_params or _plays(known_visit()) else DIAL
        st.session_state[_FIRST] = kept
    return str(kept)


def _plays(visitor: Visit | None) -> bool:
    """Whether the visitor is in a room where real rounds are what this page is for."""
    if visitor is None:
        return False
    return visitor.snapshot.classroom.led or visitor.snapshot.federation is not None


_FIRST = "_federated-first"
