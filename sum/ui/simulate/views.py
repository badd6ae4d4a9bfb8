"""Which part of the page is looked at; it is in the address, too."""

import streamlit as st

RUN, SWEEP, KEPT = "run", "sweep", "kept"
TITLES = {
    RUN: ":material/play_circle: One run",
    SWEEP: ":material/grid_on: Many runs",
    KEPT: ":material/inventory_2: Kept runs",
}
_QUERY, _KEY = "look", "simulate-view"
_CHOSEN, _OPENED = "_simulate-view", "_simulate-opened"


def choose_view() -> str:
    """Let the visitor choose what to look at."""
    asked = st.query_params.get(_QUERY, RUN)
    view: str = st.session_state.get(_CHOSEN) or (asked if asked in TITLES else RUN)
    key = f"{_KEY}-{st.session_state.get(_OPENED, 0)}"
    st.segmented_control(
        "What to look at",
        list(TITLES),
        default=view,
        key=key,
        required=True,
        format_func=TITLES.__getitem__,
        on_change=_choose,
        args=(key,),
        label_visibility="collapsed",
    )
    if view == RUN:
        st.query_params.pop(_QUERY, None)
    elif st.query_params.get(_QUERY) != view:
        st.query_params[_QUERY] = view
    st.session_state[_CHOSEN] = view
    return view


def open_view(view: str) -> None:
    """Look at a part of the page from the next run on; for callbacks."""
    st.session_state[_CHOSEN] = view
    st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1  # the widget is made anew


def _choose(key: str) -> None:
    st.session_state[_CHOSEN] = st.session_state[key]
