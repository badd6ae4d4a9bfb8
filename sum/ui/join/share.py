"""How others join a room: its code, a QR code, a link. None of them has a key in it."""

import streamlit as st

from sum.room import Room
from sum.ui.address import is_local
from sum.ui.identity import share_link
from sum.viz.qr import qr_img

_QR = 180


def show_share(room: Room) -> None:
    """Show how others join a room.

    Parameters
    ----------
    room : Room
        A shared one.
    """
    link = share_link(room)
    st.write("Others join with this link:")
    st.code(link, language=None, wrap_lines=True)
    st.write("or with this code, on the page Join:")
    st.code(room.code, language=None)
    if is_local(link):
        st.caption(
            "This link only works on this machine, for you opened the app as localhost. Open it by"
            " the machine’s name or address in your network to get a link for everybody."
        )
    else:
        st.html(qr_img(link, f"QR code of the link to room {room.code}"), width=_QR)
