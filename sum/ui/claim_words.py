"""What can be had of a contribution, in words."""

from collections.abc import Iterable
from html import escape

from sum.room import Claim, Entry, Payout, Rule, Snapshot
from sum.ui.facts import plain
from sum.units import format_ether, format_time


def claim_text(snapshot: Snapshot, entry: Entry, claim: Claim) -> str:
    """One line on a contribution: what became of it, or what can be had, and when."""
    if claim.kind == "none":
        return _settled_text(entry)
    if claim.ok:
        return f"{claim.what}: open now."
    failed = [rule for rule in claim.rules if not rule.ok]
    if claim.opens_at is not None and claim.only_waits:
        at = format_time(claim.opens_at, snapshot.clock.start)
        return f"{claim.what}: from {at}, if the model still thinks the same."
    failed = [rule for rule in failed if not rule.waits] or failed
    return f"{claim.no} as things stand: {_negate(failed[0])}."


def rule_lines(rules: Iterable[Rule]) -> str:
    """Every rule's state as Markdown, a line each."""
    signs = {True: ":green[:material/check:]", False: ":orange[:material/close:]"}
    return "\n\n".join(
        f"{signs[rule.ok]} {plain(rule.text)} {plain(rule.detail)}".rstrip() for rule in rules
    )


def payout_text(snapshot: Snapshot, payout: Payout) -> str:
    """What somebody was granted, in a few words; their name is escaped."""
    name, amount = escape(snapshot.person(payout.person).name), format_ether(payout.amount)
    if payout.kind == "report":
        return f"{name} reported it"
    if payout.kind == "pot":
        return f"{name} moved it to the pot"
    if payout.kind == "collect":
        return f"{name} collected {amount}"
    if not snapshot.settings.terms.money:
        return "it earned a point" if payout.kind == "refund" else f"{name} took a point for it"
    if payout.kind == "refund":
        return f"{amount} went back to its contributor"
    return f"{name} took {amount}"


def _settled_text(entry: Entry) -> str:
    if not entry.settled:
        return "Nothing can be claimed of it by itself."
    return "Settled." if entry.payouts else "Settled: nothing is left."


def _negate(rule: Rule) -> str:
    return rule.no or f"this does not hold: “{rule.text.rstrip('.')}”"
