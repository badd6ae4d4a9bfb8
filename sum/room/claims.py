"""What somebody may claim of a contribution, and why (not): the rules in plain words.

Pure functions on a snapshot, so that a page can show every rule's state at any moment without
asking the chain. The contract has the last word; its twin's rules are used here, too.
"""

from dataclasses import dataclass
from typing import Literal

from sum.errors import InputError
from sum.incentives.deposit_refund_take import share
from sum.room.records import OWNER, Entry, Snapshot
from sum.units import Seconds, Wei, format_duration


@dataclass(frozen=True)
class Rule:
    """One condition of a claim.

    Attributes
    ----------
    text : str
        What has to be so.
    ok : bool
        Whether it is.
    detail : str
        The numbers behind it.
    """

    text: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class Claim:
    """What somebody may claim of a contribution.

    Attributes
    ----------
    kind : {"refund", "take", "late", "none"}
        "late" is the claim of whatever is left, once the long wait is over; "none" means that
        nothing is left.
    ok : bool
        Whether it would succeed now.
    amount : Wei
        How much it would pay (or would, if all rules held).
    opens_at : Seconds or None
        The block time at which its wait is over; None when that is past.
    rules : tuple of Rule
    """

    kind: Literal["refund", "take", "late", "none"]
    ok: bool
    amount: Wei
    opens_at: Seconds | None
    rules: tuple[Rule, ...]


def claim_state(snapshot: Snapshot, person_id: str, number: int, now: Seconds) -> Claim:
    """Say what one person may claim of one contribution.

    Parameters
    ----------
    snapshot : Snapshot
    person_id : str
    number : int
        Of the entry, from 1.
    now : Seconds
        The block time to judge at.

    Returns
    -------
    Claim

    Raises
    ------
    InputError
        When there is no such entry.
    """
    if not 1 <= number <= len(snapshot.entries):
        raise InputError(f"There is no contribution number {number}.")
    entry = snapshot.entries[number - 1]
    terms = snapshot.settings.terms
    if entry.settled:
        rule = Rule("Something is left of its deposit.", ok=False, detail="")
        return Claim("none", ok=False, amount=Wei(0), opens_at=None, rules=(rule,))
    elapsed = now - entry.contribution.time
    own = entry.person == person_id
    agrees = entry.prediction == entry.contribution.label
    long_wait = _long_wait(snapshot, person_id)
    if elapsed >= long_wait and not (own and agrees):
        rule = Rule(
            f"{format_duration(long_wait)} have passed: whoever asks first gets the rest.",
            ok=True,
            detail="",
        )
        return Claim("late", ok=True, amount=entry.claimable, opens_at=None, rules=(rule,))
    wait, opens_at = _wait(terms.refund_wait, elapsed, entry)
    if own:
        rules = (wait, _model_rule(snapshot, entry, wanted=True))
        return Claim("refund", _all(rules), entry.claimable, opens_at, rules)
    return _take(snapshot, person_id, entry, (wait, opens_at))


def next_opening(snapshot: Snapshot, person_id: str, now: Seconds) -> Seconds | None:
    """The moment at which the next claim of this person opens, as things stand; None for never.

    Counted are refunds and takes whose wait is all that is missing, and the late claim of one's
    own: others take care of theirs. They may be quicker, and the model may change meanwhile.
    """
    return min(
        (
            moment
            for entry in snapshot.entries
            if not entry.settled
            and (moment := _opening(snapshot, person_id, entry, now)) is not None
        ),
        default=None,
    )


def _opening(snapshot: Snapshot, person_id: str, entry: Entry, now: Seconds) -> Seconds | None:
    """When one claim opens; None when it is open, or nothing to wait for."""
    claim = claim_state(snapshot, person_id, entry.number, now)
    if claim.ok:
        return None
    if claim.opens_at is not None and _all(claim.rules[1:]):
        return claim.opens_at
    if entry.person != person_id:
        return None
    return Seconds(entry.contribution.time + _long_wait(snapshot, person_id))


def _long_wait(snapshot: Snapshot, person_id: str) -> Seconds:
    """How old a contribution has to be for somebody to get all that is left of it."""
    terms = snapshot.settings.terms
    return terms.owner_wait if person_id == OWNER else terms.any_wait


def _take(
    snapshot: Snapshot, person_id: str, entry: Entry, wait: tuple[Rule, Seconds | None]
) -> Claim:
    good = snapshot.person(person_id).good
    total = snapshot.total_good
    taken = any(take.person == person_id for take in entry.takes)
    rules = (
        wait[0],
        _model_rule(snapshot, entry, wanted=False),
        Rule(
            "You have a good contribution: one that was refunded.",
            good > 0,
            f"You have {good} of all {total}.",
        ),
        Rule("You have not taken of it before.", not taken, ""),
    )
    amount = share(entry.deposit, entry.claimable, good, total) if good else Wei(0)
    return Claim("take", _all(rules), amount, wait[1], rules)


def _wait(refund_wait: int, elapsed: int, entry: Entry) -> tuple[Rule, Seconds | None]:
    left = refund_wait - elapsed
    rule = Rule(
        f"{format_duration(refund_wait)} have passed since it was added.",
        left <= 0,
        "" if left <= 0 else f"{format_duration(left)} to go.",
    )
    return rule, Seconds(entry.contribution.time + refund_wait) if left > 0 else None


def _model_rule(snapshot: Snapshot, entry: Entry, *, wanted: bool) -> Rule:
    classes = snapshot.dataset.classes
    label, prediction = entry.contribution.label, entry.prediction
    return Rule(
        "The model agrees with its label." if wanted else "The model disagrees with its label.",
        (label == prediction) == wanted,
        f"It is labelled “{classes[label]}”; the model says “{classes[prediction]}”.",
    )


def _all(rules: tuple[Rule, ...]) -> bool:
    return all(rule.ok for rule in rules)
