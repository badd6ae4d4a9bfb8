"""Coming back as a facilitator, on any device: the room's code and the facilitator's key."""

import streamlit as st

from sum.errors import SumError
from sum.ui.identity import lead
from sum.ui.plain import plain


def come_back_form(known: str) -> None:
    """Ask for code and key.

    Parameters
    ----------
    known : str
        The code of the room that the visitor is looking at; "" for none.
    """
    with st.container(border=True, key="host-back"):
        st.markdown("#### :material/key: Lead a room that is open", anchors=False)
        st.write("On another device, or when this browser has forgotten you.")
        with st.form("host-back-form", border=False):
            code = st.text_input(
                "Room code", known, max_chars=12, placeholder="Five letters, like KXR7M"
            )
            key = st.text_input(
                "Facilitator’s key",
                type="password",
                max_chars=40,
                placeholder="ABCD-EFGH-JKMN-PQRS",
                help="You saw it once, when you opened the room. Dashes do not matter.",
                autocomplete="off",
            )
            sent = st.form_submit_button("Lead it", icon=":material/login:")
        if sent:
            _enter(code, key)


def _enter(code: str, key: str) -> None:
    if not code.strip() or not key.strip():
        st.error("It takes both: the room’s code and the facilitator’s key.")
        return
    try:
        lead(code, key)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
    else:
        st.rerun()
