"""The explorer: a room's chain, block by block, in plain words first and in hex second."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from sum.room.records import Call, Snapshot
from sum.ui.explorer.books import Books
from sum.ui.explorer.detail import show_block
from sum.ui.explorer.export import calls_csv, calls_json
from sum.ui.explorer.find import read_block
from sum.ui.explorer.list import BLOCK, GAP, PICKED, choose, come_along, show_chain
from sum.ui.explorer.state import show_state
from sum.ui.explorer.style import STYLE
from sum.ui.identity import Visit
from sum.ui.page import live

EVERY = 2.0
"""Seconds between two looks at the room."""


def explorer(visitor: Visit) -> None:
    """Show the chain's blocks, and one of them in detail; the list follows the room by itself."""
    st.html(STYLE)
    asked = st.query_params.get(BLOCK, "")
    chosen = _chosen(Books(visitor.snapshot), asked)
    come_along(visitor.snapshot, chosen, asked)
    live(lambda: show_state(visitor), EVERY)
    st.write(
        "Every action is a transaction, kept for good in a block. Each block names the one before"
        " it, its parent: that makes them a chain."
    )
    left, right = st.columns([2, 3], gap="medium")
    with left:
        address = visitor.snapshot.address
        live(lambda: show_chain(visitor, chosen, (asked, address)), EVERY)
    with right, st.container(key="explorer-detail"):
        _complain(visitor.snapshot, chosen, asked)
        live(partial(_detail, visitor, chosen), None if chosen else EVERY)
    _downloads(visitor)
    if st.session_state.pop(PICKED, False):
        st.html(_SCROLL, unsafe_allow_javascript=True)


def _chosen(books: Books, asked: str) -> int | None:
    """The selected block; None when the newest one is followed."""
    number = read_block(asked)
    return number if number is not None and books.at(number) else None


def _complain(snapshot: Snapshot, chosen: int | None, asked: str) -> None:
    """Say why the block in the address is not shown."""
    if not asked or chosen is not None:
        return
    number = read_block(asked)
    newest, oldest = snapshot.calls[-1].block, snapshot.calls[0].block
    if number is None:
        text = "The address asks for a block, but not by a number."
    elif number > newest:
        text = f"There is no block {number} yet: the newest one of this model is {newest}."
    elif number < oldest:
        text = f"Block {number} is older than this model, which begins with block {oldest}."
    else:
        text = f"Block {number} is not about this model: in it {GAP}."
    st.warning(f"{text} You see the newest one instead.", icon=":material/search_off:")


def _detail(visitor: Visit, chosen: int | None) -> None:
    books = Books(visitor.snapshot)
    call = books.at(chosen) if chosen is not None else visitor.snapshot.calls[-1]
    if call is None:  # the model was started over meanwhile
        st.info("This block is gone: the model has been started over.")
        return
    _steps(books, call, chosen)
    show_block(visitor.room, books, call)


def _steps(books: Books, call: Call, chosen: int | None) -> None:
    """Go along the chain."""
    calls = books.snapshot.calls
    older = [each.block for each in calls if each.block < call.block][-1:]
    newer = [each.block for each in calls if each.block > call.block][:1]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(f"Block {call.block}", anchor=False, width="content")
        st.space("stretch")
        for name, icon, target in (
            ("Older", ":material/arrow_downward:", older),
            ("Newer", ":material/arrow_upward:", newer),
        ):
            st.button(
                name,
                icon=icon,
                key=f"explorer-step-{name}",
                type="tertiary",
                disabled=not target,
                on_click=choose,
                args=(target[0] if target else None,),
            )
        if chosen is None:
            st.caption(":material/sensors: Following the newest block", width="content")
        else:
            st.button(
                "Follow the newest",
                icon=":material/sensors:",
                key="explorer-follow",
                type="tertiary",
                on_click=choose,
                args=(None,),
            )


def _file(make: Callable[[Snapshot], str], visitor: Visit) -> str:
    return make(visitor.snapshot)


def _downloads(visitor: Visit) -> None:
    st.divider()
    st.write("All transactions of this model, decoded, as a file:")
    with st.container(horizontal=True):
        for name, mime, make in (
            ("JSON", "application/json", calls_json),
            ("CSV", "text/csv", calls_csv),
        ):
            st.download_button(
                name,
                data=partial(_file, make, visitor),
                file_name=f"chain-{visitor.room.code}.{name.lower()}",
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"explorer-{name}",
            )


# On a phone the block is below the list, out of sight.
_SCROLL = """
<script>
if (window.innerWidth <= 640)
  document.querySelector(".st-key-explorer-detail")?.scrollIntoView({ behavior: "smooth" });
</script>
"""
