"""What others see: how they join, and what the board and their pages show."""

import streamlit as st

from sum.ui.host.doing import do
from sum.ui.identity import Visit, share_link
from sum.ui.join.share import show_share
from sum.ui.page import link

_SWITCHES = (
    ("anonymous", "Hide names", "Others read “Player 1” in place of a name, and so on."),
    ("frozen", "Freeze the board", "It stands still, so that you can talk about it."),
    (
        "revealed",
        "Show who played what",
        "Everybody sees everybody’s role. Ending the game shows them, too.",
    ),
)


def show_ways_in(visitor: Visit) -> None:
    """Show code, QR code and link, and the way to the projector."""
    phase = visitor.snapshot.classroom.phase
    with st.container(border=True, key="host-ways-in"):
        if phase == "ended":
            st.markdown("#### :material/tv: The board", anchors=False)
        else:
            st.markdown("#### :material/group_add: How people join", anchors=False)
        st.link_button(
            "Show it on the projector",
            share_link(visitor.room, "board"),
            icon=":material/tv:",
            type="primary",
            width="stretch",
            help="Opens the board in a window of its own: code, QR code, and nothing secret.",
        )
        if phase == "lobby":
            show_share(visitor.room)
        elif phase != "ended":
            with st.expander(f"Room {visitor.room.code}: code, QR code, link"):
                show_share(visitor.room)


def show_screen(visitor: Visit) -> None:
    """Offer what changes what others see."""
    room = visitor.snapshot.classroom
    if room.phase == "ended":
        return
    with st.container(border=True, key="host-screen"):
        st.markdown("#### :material/visibility: What others see", anchors=False)
        for name, label, tip in _SWITCHES:
            if name == "revealed" and (room.roles != "dealt" or room.phase == "lobby"):
                continue
            is_on = bool(getattr(room, name))
            key = f"host-{name}-{is_on}-{room.round}"
            st.toggle(label, is_on, key=key, help=tip, on_change=_switch, args=(visitor, name, key))
        if room.phase != "lobby":
            link("results", "The results so far, for you alone")


def _switch(visitor: Visit, name: str, key: str) -> None:
    """Do what the toggle says; Streamlit also calls this for one that only came back."""
    on = bool(st.session_state.get(key))
    if on != getattr(visitor.snapshot.classroom, name):
        do(name, lambda nonce: visitor.room.lead(visitor.key, nonce, **{name: on}))
