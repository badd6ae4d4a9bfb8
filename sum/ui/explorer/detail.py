"""One block of the explorer: what happened, its numbers, what it cost, and the code that ran."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from sum.room import Room
from sum.room.records import Call, Entry
from sum.ui.explorer.books import Books
from sum.ui.explorer.features import as_image, feature_text, features_name
from sum.ui.explorer.gas import ask_prices, fee_text, prices, show_totals
from sum.ui.explorer.source import Excerpt, functions_run, read_sources
from sum.ui.explorer.story import Told, tell
from sum.ui.explorer.values import Value, arguments, event_text, event_values, sample_of, short
from sum.ui.payouts import show_payouts
from sum.ui.sample import picture
from sum.ui.widgets import chip, clock_text
from sum.units import format_ether

PICTURE = 104
"""Width of a sample's picture, in pixels."""
OPEN_AT_FIRST = 2
"""How many of the functions that ran are shown at once; the others can be opened."""

_WHAT_RAN = "What ran"
_ABOUT = {
    "trainer": "The way in: checks a call, keeps the books, moves the money.",
    "model": "The model: its weights, how it predicts and how it learns.",
    "incentive": "The incentive mechanism: deposits, waits, who may claim what.",
}
_LIBRARY = "A library: routines that several models share, compiled into this contract."


def show_block(room: Room, books: Books, call: Call) -> None:
    """Show a block with its one transaction.

    Parameters
    ----------
    room : Room
        Has the contract's source.
    books : Books
    call : Call
    """
    told = tell(books, call)
    with st.container(border=True, key="explorer-story"):
        _story(books, call, told)
    code, numbers, cost, hashes = st.tabs(
        ["The code that ran", "The numbers", "The cost", "The chain"], key="explorer-tabs"
    )
    with code:
        _code(room, call)
    with numbers:
        _numbers(books, call)
    with cost:
        _cost(books, call)
    with hashes:
        _hashes(books, call)


def _story(books: Books, call: Call, told: Told) -> None:
    person = books.who(call)
    name = chip(person) if person else "Somebody"
    st.html(
        f'<div class="exp-story">{name} <span>{escape(told.line)}.</span></div>'
        f'<p class="exp-more">{escape(told.more)}</p>'
    )
    features = sample_of(call)
    if told.entry:
        _sample(books, told.entry, features or told.entry.contribution.data)
    sent = format_ether(call.value) if call.value else "no ether"
    facts = [
        ("When", clock_text(books.snapshot, call.time)),
        ("Sent along", sent),
        ("Gas fee", fee_text(call, prices())),
    ]
    if told.entry:
        facts.append((f"Contribution {told.entry.number} now", _standing(told.entry)))
    shown = "".join(f"<dt>{label}</dt><dd>{escape(value)}</dd>" for label, value in facts)
    st.html(f'<dl class="exp-facts">{shown}</dl>')
    show_payouts(books.snapshot, books.payouts(call))


def _standing(entry: Entry) -> str:
    """Where a contribution's deposit is."""
    if not entry.deposit:
        return "settled" if entry.settled else "open"
    taken = sum(take.amount for take in entry.takes)
    kept = entry.deposit - entry.refunded - taken - entry.claimable
    parts = (
        (entry.refunded, "went back to its contributor"),
        (taken, "taken"),
        (entry.claimable, "left to claim"),
        (kept, "in the contract’s pot"),
    )
    return ", ".join(f"{format_ether(amount)} {says}" for amount, says in parts if amount)


def _sample(books: Books, entry: Entry, features: tuple[int, ...]) -> None:
    """The sample as its contributor saw it, and as it is on the chain."""
    dataset = books.snapshot.dataset
    shown = []
    if entry.raw is not None:
        shown.append((picture(entry.raw, dataset, PICTURE), "what the contributor saw"))
    image = as_image(dataset, features)
    if image is not None:
        text = f"what the chain has: {feature_text(dataset, features)}"
        shown.append((picture(image, dataset, PICTURE), text))
    else:
        text = escape(feature_text(dataset, features).partition(": ")[2])
        says = f"what the chain has: these {features_name(dataset)}"
        shown.append((f'<span class="exp-words">{text}</span>', says))
    kind = "exp-samples" if image is not None else "exp-samples exp-texts"
    st.html(
        f'<div class="{kind}">'
        + "".join(f"<figure>{what}<figcaption>{says}</figcaption></figure>" for what, says in shown)
        + "</div>"
    )


def _numbers(books: Books, call: Call) -> None:
    snapshot = books.snapshot
    if call.function == "constructor":
        st.write("A new contract: the transaction carries its code, and goes to no address.")
    else:
        st.html(
            f"<p>Calls <code>{escape(call.function) or 'nothing'}</code> of"
            f' <code title="{call.to}">{short(call.to)}</code>.</p>'
            + _table(arguments(snapshot, call))
        )
    for name, values in call.events:
        shown = event_values(snapshot, values)
        st.html(
            f'<p class="exp-event"><b>Event {escape(name)}</b><br>{event_text(name)}</p>'
            + (_table(shown) if shown else "")
        )
    if not call.events:
        st.caption("It announced nothing (no events).")


def _table(values: Iterable[Value]) -> str:
    rows = "".join(
        f"<tr><th>{escape(value.name)}</th><td>{escape(value.plain)}"
        f'<div class="exp-raw">{escape(value.raw)}</div></td></tr>'
        for value in values
    )
    return f'<table class="sum-table exp-values"><tbody>{rows}</tbody></table>' if rows else ""


def _cost(books: Books, call: Call) -> None:
    st.write("Every step of a contract costs gas, paid to whoever keeps the chain running.")
    at = ask_prices()
    st.html(f'<p class="exp-fee">{escape(fee_text(call, at))}</p>')
    st.write("All that has happened to this model, by function:")
    show_totals(books.snapshot, at)


def _hashes(books: Books, call: Call) -> None:
    before = books.at(call.block - 1)
    st.write(
        "Each block names the one before it by its hash, which is made from all that is in it."
        " Change anything in an old block and its hash changes: every block after it would no"
        " longer fit."
    )
    for label, value in (
        (f"Hash of block {call.block}", call.block_hash),
        (f"Its parent: the hash of block {call.block - 1}", call.parent),
        ("Hash of the transaction", call.hash),
    ):
        st.caption(label)
        st.code(value, language=None, wrap_lines=True)
    if before and before.block_hash == call.parent:
        st.success(
            f"The parent is block {before.block}’s hash: the chain holds.", icon=":material/link:"
        )
    elif call.block > 1:
        st.caption(f"Block {call.block - 1} is not about this model, so it is not listed here.")


def _code(room: Room, call: Call) -> None:
    """The functions that ran, then whole files."""
    sources = read_sources(room.source)
    chosen = st.segmented_control(
        "Which code",
        [_WHAT_RAN, *sources],
        default=_WHAT_RAN,
        required=True,
        format_func=lambda each: each if each == _WHAT_RAN else f"{each}.vy",
        key="explorer-part",
        label_visibility="collapsed",
    )
    if chosen in sources:
        st.caption(_ABOUT.get(chosen, _LIBRARY))
        with st.container(key="explorer-file"):
            st.code(sources[chosen], language="python", line_numbers=True, height=560)
        return
    ran = functions_run(sources, call.function)
    if not ran:
        st.caption("No function of the contract ran.")
        return
    rest = len(ran) - OPEN_AT_FIRST
    for excerpt in ran[:OPEN_AT_FIRST]:
        _excerpt(excerpt)
    if rest > 0:
        st.caption(f"It uses {rest} more function{'s' * (rest > 1)}:")
    for excerpt in ran[OPEN_AT_FIRST:]:
        with st.expander(f"`{excerpt.name}` · {excerpt.part}.vy"):
            _excerpt(excerpt)


def _excerpt(excerpt: Excerpt) -> None:
    # Streamlit counts lines from 1: a counter of the page's own puts the file's numbers there.
    key = f"explorer-lines-{excerpt.part.replace('/', '-')}-{excerpt.first}"
    with st.container(key=key):
        st.html(
            f'<div class="sum-note"><b>{excerpt.part}.vy</b>, lines {excerpt.first}–{excerpt.last}'
            f"</div><style>.st-key-{key} {{ --exp-first: {excerpt.first - 1}; }}</style>"
        )
        st.code(excerpt.text, language="python", line_numbers=True)
