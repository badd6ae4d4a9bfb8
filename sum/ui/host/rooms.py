"""The rooms of this installation, and putting one back from an archive."""

import time

import streamlit as st

from sum.errors import SumError
from sum.room.registry import restore, rooms
from sum.ui.identity import lead
from sum.ui.plain import plain
from sum.units import format_duration

_PHASES = {
    "lobby": "not begun",
    "playing": "under way",
    "paused": "paused",
    "over": "between rounds",
    "ended": "ended",
}
_MEGABYTE = 2**20


def show_rooms() -> None:
    """List the rooms that there are, and offer to restore one."""
    with st.expander("Rooms that are kept here, and archives", icon=":material/inventory_2:"):
        if st.toggle("List the rooms", key="host-list"):  # each is a file to look into
            _list()
        st.divider()
        _restore()


def _list() -> None:
    found = rooms()
    if not found:
        st.caption("No room that others can join is kept here.")
        return
    st.dataframe(
        [
            {
                "room": each.title,
                "opened": time.strftime("%Y-%m-%d %H:%M", time.localtime(each.opened)),
                "last used": f"{format_duration(int(max(0, time.time() - each.used)))} ago",
                "stage": _PHASES[each.classroom.phase] if each.classroom.led else "open",
                "people": each.people,
                "contributions": each.contributions,
                "MB": round(each.size / _MEGABYTE, 1),
            }
            for each in found
        ],
        hide_index=True,
    )
    st.caption(
        "Without their codes, which are for those who were invited. To archive or delete a room,"
        " lead it first: its code and its facilitator’s key."
    )


def _restore() -> None:
    st.markdown("**Put a room back from an archive**")
    with st.form("host-restore", border=False):
        file = st.file_uploader("The archive (a .room file)", key="host-restore-file")
        key = st.text_input(
            "Its facilitator’s key", type="password", max_chars=40, autocomplete="off"
        )
        sent = st.form_submit_button("Put it back", icon=":material/unarchive:")
    if not sent:
        return
    if file is None or not key.strip():
        st.error("It takes both: the archive and its facilitator’s key.")
        return
    try:
        with st.spinner("Checking the archive …"):
            lead(restore(file.getvalue(), key), key)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
    else:
        st.rerun()
