"""The audit: where every ether of the room is, and that it adds up to the wei."""

from collections.abc import Sequence

import streamlit as st

from sum.room import Snapshot
from sum.room.audit import Audit, Purse, audit
from sum.ui.identity import Visit
from sum.ui.page import live, safely
from sum.ui.widgets import chip
from sum.units import ETHER
from sum.viz.audit import audit_bar

AUDIT_HELP = (
    "Nothing appears and nothing gets lost: what everybody began with, less the gas that their"
    " transactions burned, is in a wallet or in the contract."
)
EVERY = 2.0
"""Seconds between two looks at the room."""


def audit_button(visitor: Visit) -> None:
    """Put a button on the page that opens the audit."""
    if st.button("Audit", icon=":material/account_balance:", key="bar-audit"):
        _dialog(visitor)


@st.dialog("Where every ether is", width="large", icon=":material/account_balance:")
def _dialog(visitor: Visit) -> None:
    with safely():
        st.write(AUDIT_HELP)
        live(lambda: show_audit(visitor.snapshot), EVERY)


def show_audit(snapshot: Snapshot, *, people: bool = True) -> None:
    """Show where every ether of a room is; with everybody's wallet, or without."""
    found = audit(snapshot)
    st.html(f"{_STYLE}{_equation(found)}{audit_bar(found)}")
    if people:
        st.html(_table(snapshot, found))


def _equation(found: Audit) -> str:
    """Both sides of it, in wei."""
    left = [
        ("in wallets", found.wallets),
        ("claimable deposits", found.claimable),
        ("owed by the mechanism", found.owed),
        ("in its pot", found.pot),
        ("dust", found.dust),
    ]
    if found.owner:
        left.insert(1, ("got by the owner", found.owner))
    right = [("all there was", found.given), ("gas", found.gas)]
    sign = "✓ adds up to the wei" if found.adds_up else "✗ does not add up"
    colour = "var(--sum-good)" if found.adds_up else "var(--sum-bad)"
    equals = "=" if found.somewhere == found.expected else "≠"
    first, second = _sum(left, "+"), _sum(right, "−")
    return (
        f'<div class="sum-equation">{first}<div class="sum-sign">{equals}</div>{second}'
        f'<div class="sum-proof" style="color: {colour}"><b>{sign}</b>'
        f" <span>{found.somewhere:,} {equals} {found.expected:,} wei</span></div></div>"
    )


def _sum(terms: Sequence[tuple[str, int]], sign: str) -> str:
    """A sum; each sign stays with the term after it, where the line breaks."""
    cells = []
    for number, (label, wei) in enumerate(terms):
        before = f'<span class="sum-sign">{sign}</span>' if number else ""
        amount = f'{before}<b title="{wei:,} wei"> {_exact(wei)}</b>'
        cells.append(f'<div><div class="sum-muted">{label}</div>{amount}</div>')
    return "".join(cells)


def _exact(wei: int) -> str:
    """An amount to six digits after the point, or in wei where that would hide it.

    >>> _exact(10**18 + 1), _exact(0), _exact(-5)
    ('1.000000', '0', '-5 wei')
    """
    if not wei:
        return "0"
    return f"{wei:,} wei" if abs(wei) < 10**12 else f"{wei / ETHER:,.6f}"


def _table(snapshot: Snapshot, found: Audit) -> str:
    """Everybody's wallet, and how it came to that."""
    heads = ("Who", "had", "gas", "contract", "has now", "")
    rows = "".join(_row(purse) for purse in found.purses)
    total = (
        f"<td>All of them</td><td>{_exact(found.given)}</td><td>{_exact(-found.gas)}</td>"
        f"<td>{_exact(found.wallets - found.given + found.gas)}</td>"
        f"<td>{_exact(found.wallets)}</td><td></td>"
    )
    held = snapshot.held
    note = "" if held else " The contract holds nothing."
    return (
        '<div class="sum-scroll"><table class="sum-audit"><thead><tr>'
        + "".join(f"<th>{head}</th>" for head in heads)
        + f'</tr></thead><tbody>{rows}<tr class="sum-total">{total}</tr></tbody></table></div>'
        '<div class="sum-muted" style="font-size: .875rem; margin-top: .4rem">In ETH. “contract” is'
        f" what somebody got out of it minus what they put in.{note}</div>"
    )


def _row(purse: Purse) -> str:
    person = purse.person
    sign = "✓" if purse.adds_up else "✗"
    cells = (person.given, -person.gas, person.profit, person.ether)
    amounts = "".join(f'<td title="{wei:,} wei">{_exact(wei)}</td>' for wei in cells)
    return f"<tr><td>{chip(person)}</td>{amounts}<td>{sign}</td></tr>"


_STYLE = """
<style>
.sum-equation { --sum-good: light-dark(#00735A, #34C79A); --sum-bad: light-dark(#B04A00, #FF9A57);
  display: flex; flex-wrap: wrap; gap: .4rem .9rem; align-items: end; margin-bottom: .7rem;
  line-height: 1.35;
  font-variant-numeric: tabular-nums; }
.sum-equation .sum-muted { font-size: .8rem; }
.sum-equation b { font-size: 1.1rem; }
.sum-sign { font-size: 1.1rem; opacity: .7; }
.sum-proof { flex-basis: 100%; overflow-wrap: anywhere; font-size: .875rem; }
.sum-proof b { font-size: .95rem; }
.sum-audit { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.sum-audit th { text-align: right; font-weight: 500; opacity: .7; font-size: .85rem; }
.sum-audit td { text-align: right; white-space: nowrap; }
.sum-audit th, .sum-audit td { padding: .25rem .5rem; border: 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.sum-audit th:first-child, .sum-audit td:first-child { text-align: left; padding-left: 0; }
.sum-total td { font-weight: 600; }
</style>
"""
