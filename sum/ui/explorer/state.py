"""The contract at a glance: what it is, holds and asks for, now; its terms and its address."""

import streamlit as st

from sum.room.records import Snapshot
from sum.room.rules import words_of
from sum.ui.explorer.source import read_sources
from sum.ui.identity import Visit
from sum.ui.plain import plain
from sum.ui.setup.terms import parameters
from sum.ui.widgets import clock_text
from sum.units import format_ether


def show_state(visitor: Visit) -> None:
    """What the contract is, holds and asks for, now."""
    snapshot = visitor.room.tick()
    calls = snapshot.calls
    opened = clock_text(snapshot, snapshot.clock.start)
    tiles = (
        ("It holds", format_ether(snapshot.held), "see the audit"),
        (
            "Contributions",
            f"{len(snapshot.entries)}",
            words_of(snapshot.settings.terms).credit(snapshot.total_good),
        ),
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
        terms = snapshot.settings.terms
        words = words_of(terms)
        st.markdown(f"**{plain(terms.title)}.** {plain(terms.summary)}")
        st.markdown("\n".join(f"- {rule}" for rule in words.rules(terms)))
        if formula := words.pricing(terms):
            st.latex(formula.latex)
        _parameters(snapshot)
        st.markdown(
            f"- Creating it took **{calls[0].gas_used:,} gas**; its source has"
            f" **{_lines(visitor)[0]:,} lines** in {_lines(visitor)[1]} files."
        )


def _parameters(snapshot: Snapshot) -> None:
    """The mechanism's parameters, which nobody can change any more."""
    st.markdown(
        "\n".join(
            f"- {plain(title)}: **{plain(value)}**. {plain(what)}"
            for title, value, what in parameters(snapshot.settings.terms)
        )
    )


def _lines(visitor: Visit) -> tuple[int, int]:
    """How many lines the contract's source has, and how many files."""
    sources = read_sources(visitor.room.source)
    return sum(text.count("\n") + 1 for text in sources.values()), len(sources)
