"""What is done with a room as a whole: another key, an archive, the end of it."""

import streamlit as st

from sum.errors import SumError
from sum.room.registry import archive, delete
from sum.ui.host.doing import popover_key
from sum.ui.host.handing_over import hand_over
from sum.ui.identity import Visit, leave
from sum.ui.plain import plain

DELETED = "_host-deleted"
"""Where the page keeps which room it has just deleted."""


def show_care(visitor: Visit) -> None:
    """Offer another key, the archive, and to delete the room."""
    with st.expander("This room: another key, archive, delete", icon=":material/inventory_2:"):
        st.write(
            "The room is kept on the server and goes on after a restart, for everybody in it. An"
            " archive is a file that you can keep, and put back later on this page, here or on"
            " another server; it takes your key."
        )
        st.caption(
            "Keep an archive to yourself: it has all that lets the people of this room come back."
        )
        with st.container(horizontal=True):
            st.download_button(
                "Archive it to a file",
                lambda: archive(visitor.room.code, visitor.key),
                file_name=f"room-{visitor.room.code}.room",
                mime="application/octet-stream",
                icon=":material/archive:",
                key="host-archive",
                on_click="ignore",
            )
            _another_key(visitor)
            _delete(visitor)


def _another_key(visitor: Visit) -> None:
    with st.popover("Another key …", icon=":material/key:", key=popover_key("renew")):
        st.write("You get a new facilitator’s key. The one before is worth nothing then.")
        st.button(
            "Make another key",
            type="primary",
            icon=":material/key:",
            key="host-renew",
            on_click=_renew,
            args=(visitor,),
        )


def _renew(visitor: Visit) -> None:
    try:
        hand_over(visitor, visitor.room.renew(visitor.key))
    except SumError as error:
        st.toast(plain(str(error)), icon=":material/block:")


def _delete(visitor: Visit) -> None:
    with st.popover("Delete it …", icon=":material/delete:", key=popover_key("delete")):
        st.write(
            "Everybody is put out, and everything in the room is gone. Nothing brings it back but"
            " an archive."
        )
        code = visitor.room.code
        typed = st.text_input(f"Type {code} to delete it", max_chars=12, key="host-delete-code")
        st.button(
            "Delete this room",
            type="primary",
            icon=":material/delete_forever:",
            key="host-delete",
            disabled="".join(typed.split()).upper() != code,
            on_click=_gone,
            args=(visitor,),
        )


def _gone(visitor: Visit) -> None:
    code = visitor.room.code
    try:
        delete(code, visitor.key)
    except SumError as error:
        st.toast(plain(str(error)), icon=":material/block:")
        return
    st.session_state[DELETED] = code
    leave()
