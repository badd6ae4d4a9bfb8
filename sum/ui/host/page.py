"""What the page Host shows: the controls of a class that one leads, or the ways to one."""

import streamlit as st

from sum.ui.host.care import DELETED, show_care
from sum.ui.host.come_back import come_back_form
from sum.ui.host.controls import show_controls
from sum.ui.host.handing_over import is_handing_over, show_key
from sum.ui.host.opening import show_opening
from sum.ui.host.rooms import show_rooms
from sum.ui.identity import Visit, at_the_door
from sum.ui.page import safely


def show_host() -> None:
    """Draw the page."""
    visitor = at_the_door()
    if visitor and visitor.leads:
        if is_handing_over(visitor):
            show_key(visitor)
        else:
            show_controls(visitor)
            with safely():
                show_care(visitor)
        return
    _ways_in(visitor)


def _ways_in(visitor: Visit | None) -> None:
    gone = st.session_state.pop(DELETED, "")
    with st.container():  # its place stays, so that nothing below is another one on the next run
        if gone:
            st.success(f"Room {gone} is deleted.", icon=":material/check_circle:")
    st.write(
        "Open a room for a class, a workshop or an evening with friends, and lead it: people join"
        " from their phones, you start and stop, and the board goes on the projector."
    )
    with safely():
        show_opening()
    st.space("small")
    with safely():
        come_back_form(visitor.room.code if visitor and visitor.room.shared else "")
    with safely():
        show_rooms()
