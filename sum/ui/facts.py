"""A row of facts: a label, a value, and what changed."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from sum.room import Snapshot
from sum.ui.page import link
from sum.ui.plain import plain
from sum.viz.palette import css_colour

__all__ = ["arrow", "change", "facts", "facts_html", "plain", "show_transactions"]


def facts(rows: Iterable[tuple[str, str, str]], name: str) -> None:
    """Show facts beside each other; they wrap where the screen is narrow.

    Parameters
    ----------
    rows : iterable of (str, str, str)
        Label, value and a note ("" for none) of each; plain text.
    name : str
        Names the row on the page.
    """
    with st.container(key=f"facts-{name}"):
        st.html(facts_html(rows))


def facts_html(rows: Iterable[tuple[str, str, str]]) -> str:
    """Facts as HTML; the text is escaped."""
    cells = "".join(
        '<div style="min-width: 6rem">'
        f'<div class="sum-muted" style="font-size: .875rem">{escape(label)}</div>'
        f'<div style="font-size: 1.35rem; font-weight: 600; line-height: 1.4">{escape(value)}</div>'
        f"{_note(note)}</div>"
        for label, value, note in rows
    )
    return f'<div style="display: flex; flex-wrap: wrap; gap: .75rem 1.75rem">{cells}</div>'


def arrow(before: str, after: str) -> str:
    """What something was and is.

    >>> arrow("3", "8"), arrow("3", "3")
    ('3 → 8', '3')
    """
    return after if before == after else f"{before} → {after}"


def change(before: float, after: float) -> str:
    """How an accuracy changed, in percentage points; "" when it did not.

    >>> change(0.5, 0.525), change(0.5, 0.5)
    ('+2.5 points', '')
    """
    return f"{(after - before) * 100:+.1f} points" if before != after else ""


def show_transactions(snapshot: Snapshot, hashes: Iterable[str]) -> None:
    """Say in which blocks somebody's transactions are, and where to look at them."""
    calls = snapshot.calls_of(hashes)
    for call in calls:
        st.caption(
            f"Transaction `{call.hash[:10]}…{call.hash[-4:]}` in block {call.block}:"
            f" `{call.function}`, {call.gas_used:,} gas."
        )
    if calls:
        link("explorer", "See it in the explorer")


def _note(text: str) -> str:
    if not text:
        return ""
    role = {"+": "model", "-": "attacker"}.get(text[0], "neutral")
    return f'<div style="font-size: .875rem; color: {css_colour(role)}">{escape(text)}</div>'
