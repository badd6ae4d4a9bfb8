"""What the contract holds, as a bar: left of deposits, owed by name, in the pot, dust."""

from sum.room.audit import Audit
from sum.units import format_ether
from sum.viz.palette import css_colour

PARTS = ("claimable deposits", "owed", "pot", "dust")
"""What it can be, in the order of the bar."""
_ROLES = ("contributor", "sponsor", "model", "neutral")


def audit_bar(found: Audit) -> str:
    """What the contract holds as HTML: a bar of its parts, and what each of them is."""
    amounts = (found.claimable, found.owed, found.pot, found.dust)
    parts = [each for each in zip(PARTS, amounts, _ROLES, strict=True) if each[1] > 0]
    whole = sum(amount for _, amount, _ in parts)
    if not whole:
        return ""
    bar = "".join(
        f'<div title="{name}: {format_ether(amount)}" style="width: {100 * amount / whole:.2f}%;'
        f' background: {css_colour(role)}"></div>'
        for name, amount, role in parts
    )
    legend = "".join(
        f'<span><span style="color: {css_colour(role)}">■</span> {name}'
        f" <b>{format_ether(amount)}</b></span>"
        for name, amount, role in parts
    )
    return (
        '<div style="display: flex; gap: 2px; height: 1.1rem; border-radius: .3rem;'
        f' overflow: hidden" role="img" aria-label="What the contract holds">{bar}</div>'
        '<div style="display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .875rem;'
        f' margin-top: .3rem">The contract holds {format_ether(found.held)}: {legend}</div>'
    )
