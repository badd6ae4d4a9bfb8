"""What can be had of a contribution, in words."""

from collections.abc import Iterable
from html import escape

from sum.incentives.deposit_refund_take import explain_share
from sum.room import Claim, Entry, Rule, Snapshot
from sum.ui.facts import plain
from sum.units import format_ether
from sum.viz.times import format_time

_NEGATED = {"refund": "No refund", "take": "Nothing to take", "late": "Nothing to claim"}
_FAILED = (
    ("The model agrees", "the model says something else"),
    ("The model disagrees", "the model agrees with the label"),
    ("You have a good", "you have no good contribution of your own yet"),
    ("You have not taken", "you have taken your share already"),
)
"""How a rule's text begins, and what to say where it does not hold."""


def claim_text(snapshot: Snapshot, entry: Entry, claim: Claim) -> str:
    """One line on a contribution's deposit: what became of it, or what can be had, and when."""
    if claim.kind == "none":
        return _settled_text(snapshot, entry)
    amount = format_ether(claim.amount)
    what = {"refund": "Refund", "take": "Take", "late": "The rest"}[claim.kind]
    if claim.ok:
        return f"{what} of {amount}: open now."
    if claim.kind == "take" and not claim.amount:
        amount = "a share"
    failed = [rule for rule in claim.rules if not rule.ok]
    if claim.opens_at is not None and len(failed) == 1:
        at = format_time(claim.opens_at, snapshot.clock.start)
        return f"{what} of {amount}: from {at}, if the model still thinks the same."
    failed = [rule for rule in failed if "passed" not in rule.text] or failed
    return f"{_NEGATED[claim.kind]} as things stand: {_negate(failed[0])}."


def rule_lines(rules: Iterable[Rule]) -> str:
    """Every rule's state as Markdown, a line each."""
    signs = {True: ":green[:material/check:]", False: ":orange[:material/close:]"}
    return "\n\n".join(
        f"{signs[rule.ok]} {plain(rule.text)} {plain(rule.detail)}".rstrip() for rule in rules
    )


def _settled_text(snapshot: Snapshot, entry: Entry) -> str:
    parts = []
    if entry.refunded:
        parts.append(f"{format_ether(entry.refunded)} went back to its contributor")
    for take in entry.takes:
        name = escape(snapshot.person(take.person).name)
        parts.append(f"{name} took {format_ether(take.amount)}")
    return f"Settled: {'; '.join(parts)}." if parts else "Settled: nothing is left."


def share_text(snapshot: Snapshot, person_id: str, entry: Entry, claim: Claim) -> str:
    """The formula of a take with the numbers put in; "" for other claims."""
    if claim.kind != "take":
        return ""
    good, total = snapshot.person(person_id).good, snapshot.total_good
    if not good:
        return (
            "Your share would be: deposit × your good contributions ÷ all good contributions. You"
            " have none yet: contribute something true and get it back first."
        )
    return f"Your share: {explain_share(entry.deposit, entry.claimable, good, total)}."


def _negate(rule: Rule) -> str:
    said = (text for start, text in _FAILED if rule.text.startswith(start))
    return next(said, f"this does not hold: “{rule.text.rstrip('.')}”")
