"""A new beginning for a room, by its host: a fresh model for the same people."""

import streamlit as st

from sum.ui.identity import Visit
from sum.ui.nonces import act
from sum.ui.setup.dialog import Choice, ask_model

_CLOSED = "_bar-time-closed"


def start_over(visitor: Visit) -> None:
    """Let the host start over, with the same model or another one."""
    st.caption("A fresh model, the same people; all contributions are gone.")
    sure = st.checkbox("Yes, start over", key="bar-sure")
    if st.button("Start over", icon=":material/restart_alt:", key="bar-over", disabled=not sure):
        act("bar-over", (), lambda nonce: visitor.room.start_over(visitor.key, nonce))
        st.rerun()
    if st.button(
        "Change model or mechanism …",
        icon=":material/school:",
        key="bar-else",
        disabled=not sure,
        on_click=_close,
    ):
        settings = visitor.snapshot.settings
        start = Choice(settings.dataset, settings.encoder, settings.model, settings.terms)
        ask_model("bar", "Start over with this", lambda chosen: _change(visitor, chosen), start)


def popover_key() -> str:
    """Names the popover in which this stands; another name closes it."""
    return f"bar-time-{st.session_state.get(_CLOSED, 0)}"


def _close() -> None:
    """Close the popover: it would stand before the dialog."""
    st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1


def _change(visitor: Visit, chosen: Choice) -> None:
    """Start over with another model."""
    with st.spinner("Setting up the model …"):
        act(
            "bar-else",
            (chosen,),
            lambda nonce: visitor.room.start_over(
                visitor.key,
                nonce,
                dataset=chosen.dataset,
                encoder=chosen.encoder,
                model=chosen.model,
                terms=chosen.terms,
            ),
        )
