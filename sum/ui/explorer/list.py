"""The list of a chain's blocks: filters, search, pages, and which block is selected."""

from html import escape

import streamlit as st

from sum.room.records import Call, Snapshot
from sum.ui.explorer.books import Books
from sum.ui.explorer.find import page_of, search, top_for
from sum.ui.explorer.story import FUNCTIONS, tell
from sum.ui.explorer.values import short
from sum.ui.identity import Visit
from sum.ui.roles import look_of
from sum.ui.widgets import clock_text
from sum.viz.palette import css_colour

BLOCK = "block"
"""The selected block's name in the page's address."""
PICKED = "_explorer_picked"
"""Where it is noted that a block was selected from the list."""
GAP = "a new account got its play money"
"""What happened in a block that is not about the contract."""

_TOP, _SHOWN = "_explorer_top", "_explorer_shown"
_WHO, _WHAT, _SEARCH = "explorer-who", "explorer-what", "explorer-search"
_ALL = "*"


def choose(block: int | None) -> None:
    """Select a block, or follow the newest one with None; it is in the page's address."""
    if block is None:
        st.query_params.pop(BLOCK, None)
    else:
        st.query_params[BLOCK] = str(block)


def come_along(snapshot: Snapshot, chosen: int | None, asked: str) -> None:
    """Open the list where a block is that was not selected from it: from a link, or its parent."""
    seen = f"{snapshot.address} {asked}"
    if st.session_state.get(_SHOWN) == seen:
        return
    if chosen is None:
        st.session_state[_TOP] = None
    elif not any(call.block == chosen for call in _listed_now(snapshot)):
        st.session_state[_TOP] = top_for(_filtered(Books(snapshot))[0], chosen)
    st.session_state[_SHOWN] = seen


def _listed_now(snapshot: Snapshot) -> tuple[Call, ...]:
    return page_of(_filtered(Books(snapshot))[0], st.session_state.get(_TOP)).calls


def show_chain(visitor: Visit, chosen: int | None, drawn: tuple[str, str]) -> None:
    """The list of blocks with its filters."""
    snapshot = visitor.room.tick()
    if (st.query_params.get(BLOCK, ""), snapshot.address) != drawn:
        st.rerun()  # another block, or another model: the rest of the page has to know
    books = Books(snapshot)
    _filters(visitor)
    calls, note = _filtered(books)
    page = page_of(calls, st.session_state.get(_TOP))
    if note:
        st.caption(note)
    if not page.calls and not note:
        st.caption("No block fits these filters.")
    whole = len(calls) == len(snapshot.calls)
    current = chosen if chosen is not None else snapshot.calls[-1].block
    with st.container(gap=None, key="explorer-chain"):
        for number, call in enumerate(page.calls):
            _row(books, call, chosen=call.block == current)
            if number + 1 < len(page.calls):
                st.html(_link(call.block, page.calls[number + 1].block, whole=whole))
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button(
            "Newer",
            icon=":material/arrow_upward:",
            key="explorer-newer",
            disabled=page.newer is None,
            on_click=_turn,
            args=(page.newer,),
        )
        st.button(
            "Older",
            icon=":material/arrow_downward:",
            key="explorer-older",
            disabled=page.older is None,
            on_click=_turn,
            args=(page.older,),
        )


def _filters(visitor: Visit) -> None:
    people = {person.id: person.name for person in visitor.snapshot.people}
    used = dict.fromkeys(call.function for call in visitor.snapshot.calls)
    left, right = st.columns(2, gap="small")
    left.selectbox(
        "Who",
        [_ALL, *people],
        format_func=lambda each: "Everybody" if each == _ALL else people.get(each, each),
        key=_WHO,
        on_change=_turn,
        args=(None,),
    )
    right.selectbox(
        "What",
        [_ALL, *used],
        format_func=_function_word,
        key=_WHAT,
        on_change=_turn,
        args=(None,),
    )
    st.text_input(
        "Search",
        placeholder="Contribution number, hash, or “block 12”",
        icon=":material/search:",
        max_chars=80,
        key=_SEARCH,
        on_change=_search,
        args=(visitor,),
    )


def _function_word(function: str | None) -> str:
    if function in {_ALL, None}:
        return "Everything"
    return FUNCTIONS.get(str(function), str(function)).capitalize()


def _filtered(books: Books) -> tuple[list[Call], str]:
    """The transactions that fit search and filters, oldest first, and what to say about them."""
    found = search(books, st.session_state.get(_SEARCH) or "")
    who, what = st.session_state.get(_WHO, _ALL), st.session_state.get(_WHAT, _ALL)
    calls = [
        call for call in found.calls if who in {_ALL, call.sender} and what in {_ALL, call.function}
    ]
    return calls, found.note


def _search(visitor: Visit) -> None:
    """Select what was searched for."""
    text = st.session_state.get(_SEARCH) or ""
    _turn(None)
    if text.strip() and (found := search(Books(visitor.snapshot), text).calls):
        choose(found[0].block)


def _turn(top: int | None) -> None:
    st.session_state[_TOP] = top or None


def _row(books: Books, call: Call, *, chosen: bool) -> None:
    """One block, which can be selected."""
    person = books.who(call)
    looks = look_of(person)
    name = person.name if person else "Somebody"
    marked = " exp-on" if chosen else ""
    with st.container(key=f"explorer-row-{call.block}"):
        st.html(
            f'<div class="exp-card{marked}"><div class="exp-top"><b>Block {call.block}</b>'
            f'<span class="sum-note">{clock_text(books.snapshot, call.time)}</span>'
            f'<code title="{call.block_hash}">{short(call.block_hash)}</code></div>'
            f'<div><span style="color: {css_colour(looks.role)}">{looks.sign}'
            f" <b>{escape(name)}</b></span> {escape(tell(books, call).line)}</div>"
            f'<div class="exp-parent">parent <code title="{call.parent}">{short(call.parent)}'
            "</code></div></div>"
        )
        st.button(
            f"Show block {call.block}",
            key=f"explorer-open-{call.block}",
            on_click=_pick,
            args=(call.block,),
        )


def _pick(block: int) -> None:
    choose(block)
    st.session_state[PICKED] = True


def _link(block: int, below: int, *, whole: bool) -> str:
    """What joins a block to the one below it in the list; blocks between have another subject."""
    if below == block - 1:
        return '<div class="exp-link"></div>'
    first, last = below + 1, block - 1
    blocks, gap = f"blocks {first}–{last}", "new accounts got their play money"
    if first == last:
        blocks, gap = f"block {first}", GAP
    return f'<div class="exp-link exp-gap">{blocks}{f": {gap}" if whole else " left out"}</div>'
