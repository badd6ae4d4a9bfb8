"""Payouts that can be opened: what was paid, and the formula with the numbers of that moment."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from sum.room import Payout, Snapshot
from sum.ui.claim_words import payout_text
from sum.units import format_time


def opened(summary: str, lines: Iterable[str]) -> str:
    """A line as HTML that opens to show a formula.

    Parameters
    ----------
    summary : str
        HTML.
    lines : iterable of str
        Plain text.
    """
    shown = "<br>".join(escape(line) for line in lines)
    return (
        f'<details class="sum-payout"><summary>{summary}</summary>'
        f'<div class="sum-formula">{shown}</div></details>'
    )


def payouts_html(snapshot: Snapshot, payouts: Iterable[Payout], *, numbered: bool = True) -> str:
    """Payouts as HTML, a line each, which can be opened; with the contribution's number or not."""
    rows = []
    for payout in payouts:
        text = payout_text(snapshot, payout)
        about = f"#{payout.entry}: " if payout.entry and numbered else ""
        at = format_time(payout.time, snapshot.clock.start)
        summary = f'{about}{text} <span class="sum-muted">{at}</span>'
        rows.append(opened(summary, payout.lines))
    return f'<div class="sum-payouts">{"".join(rows)}</div>'


def show_payouts(snapshot: Snapshot, payouts: Iterable[Payout], *, numbered: bool = True) -> None:
    """Show payouts, a line each, which can be opened."""
    found = list(payouts)
    if found:
        st.html(payouts_html(snapshot, found, numbered=numbered))
