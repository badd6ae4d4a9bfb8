"""The page Join: the door of a room, and what waits behind it."""

import streamlit as st

from sum.ui.identity import at_the_door
from sum.ui.join.door import ask_code, show_door
from sum.ui.join.welcome import show_welcome
from sum.ui.page import link

_GONE = "There is no room with the code {}: it is mistyped, or the room was closed."
_PRIVATE = "Room {} is somebody’s own: nobody else can join it."


def show_join() -> None:
    """Draw the page."""
    visitor = at_the_door()
    if visitor is None:
        code = st.query_params.get("room", "").strip()[:12].upper()
        st.write("Somebody has a room open: all you need is its code, and a nickname.")
        ask_code(_GONE.format(code) if code else "", code)
    elif not (visitor.room.shared or visitor.identity):
        ask_code(_PRIVATE.format(visitor.room.code), visitor.room.code)
    elif not visitor.room.shared:
        st.write("Play with others: all you need is the code of their room, and a nickname.")
        ask_code()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("You are in a room of your own now; you leave it when you join another.")
            link("contribute", "Stay there")
    elif visitor.identity is None:
        show_door(visitor.room)
    else:
        show_welcome(visitor)
