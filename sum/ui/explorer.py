"""The explorer: a room's chain, block by block, in plain words first and in hex second."""

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from sum.room.records import Call, Snapshot
from sum.ui.explorer_detail import show_block
from sum.ui.explorer_export import calls_csv, calls_json
from sum.ui.explorer_find import page_of, read_block, search, top_for
from sum.ui.explorer_source import read_sources
from sum.ui.explorer_story import FUNCTIONS, Books, short, tell
from sum.ui.explorer_style import STYLE
from sum.ui.identity import Visit
from sum.ui.page import live
from sum.ui.roles import look_of
from sum.ui.widgets import clock_text
from sum.units import format_duration, format_ether
from sum.viz.palette import css_colour

EVERY = 2.0
"""Seconds between two looks at the room."""

BLOCK = "block"
"""The selected block's name in the page's address."""
_TOP, _SHOWN, _PICKED = "_explorer_top", "_explorer_shown", "_explorer_picked"
_WHO, _WHAT, _SEARCH = "explorer-who", "explorer-what", "explorer-search"
_ALL = "*"


def explorer(visitor: Visit) -> None:
    """Show the chain's blocks, and one of them in detail; the list follows the room by itself."""
    st.html(STYLE)
    asked = st.query_params.get(BLOCK, "")
    chosen = _chosen(Books(visitor.snapshot), asked)
    _come_along(visitor.snapshot, chosen, asked)
    live(lambda: _state(visitor), EVERY)
    st.write(
        "Every action is a transaction, kept for good in a block. Each block names the one before"
        " it, its parent: that makes them a chain."
    )
    left, right = st.columns([2, 3], gap="medium")
    with left:
        address = visitor.snapshot.address
        live(lambda: _chain(visitor, chosen, (asked, address)), EVERY)
    with right, st.container(key="explorer-detail"):
        _complain(visitor.snapshot, chosen, asked)
        live(partial(_detail, visitor, chosen), None if chosen else EVERY)
    _downloads(visitor)
    if st.session_state.pop(_PICKED, False):
        st.html(_SCROLL, unsafe_allow_javascript=True)


def choose(block: int | None) -> None:
    """Select a block, or follow the newest one with None; it is in the page's address."""
    if block is None:
        st.query_params.pop(BLOCK, None)
    else:
        st.query_params[BLOCK] = str(block)


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
        text = f"Block {number} is not about this model: in it {_GAP}."
    st.warning(f"{text} You see the newest one instead.", icon=":material/search_off:")


def _come_along(snapshot: Snapshot, chosen: int | None, asked: str) -> None:
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


def _state(visitor: Visit) -> None:
    """What the contract is, holds and asks for, now."""
    snapshot = visitor.room.tick()
    calls, terms = snapshot.calls, snapshot.settings.terms
    opened = clock_text(snapshot, snapshot.clock.start)
    tiles = (
        ("It holds", format_ether(snapshot.held), "in deposits"),
        ("Contributions", f"{len(snapshot.entries)}", f"{snapshot.total_good} proved good"),
        ("Transactions", f"{len(calls)}", f"newest block {calls[-1].block}"),
        ("Its state", "open", f"since {opened}"),
    )
    shown = "".join(
        f'<div><span class="sum-note">{label}</span><b>{value}</b><span class="sum-note">{note}'
        "</span></div>"
        for label, value, note in tiles
    )
    st.html(f'<div class="exp-state">{shown}</div>')
    with st.expander("The contract: address, terms, source", icon=":material/contract:"):
        st.write("Its address, the same for as long as the chain lives:")
        st.code(snapshot.address, language=None, wrap_lines=True)
        st.markdown(
            f"- A contribution costs **{format_ether(terms.cost_weight)} × 3,600 ÷ √(seconds since"
            " the last one)** as a deposit.\n"
            f"- After **{format_duration(terms.refund_wait)}** it can be refunded, or taken by"
            " others, by what the model says then.\n"
            f"- After **{format_duration(terms.owner_wait)}** the owner, after"
            f" **{format_duration(terms.any_wait)}** anybody may claim what is left.\n"
            f"- Creating it took **{calls[0].gas_used:,} gas**; its source has"
            f" **{_lines(visitor)[0]:,} lines** in {_lines(visitor)[1]} files."
        )


def _lines(visitor: Visit) -> tuple[int, int]:
    """How many lines the contract's source has, and how many files."""
    sources = read_sources(visitor.room.source)
    return sum(text.count("\n") + 1 for text in sources.values()), len(sources)


def _chain(visitor: Visit, chosen: int | None, drawn: tuple[str, str]) -> None:
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
    st.session_state[_PICKED] = True


def _link(block: int, below: int, *, whole: bool) -> str:
    """What joins a block to the one below it in the list; blocks between have another subject."""
    if below == block - 1:
        return '<div class="exp-link"></div>'
    first, last = below + 1, block - 1
    blocks, gap = f"blocks {first}–{last}", "new accounts got their play money"
    if first == last:
        blocks, gap = f"block {first}", _GAP
    return f'<div class="exp-link exp-gap">{blocks}{f": {gap}" if whole else " left out"}</div>'


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
_GAP = "a new account got its play money"
