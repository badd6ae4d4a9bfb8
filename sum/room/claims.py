"""What somebody may claim of a contribution, and why (not): the rules in plain words."""

from collections.abc import Iterator

from sum.errors import InputError
from sum.room.records import Entry, Snapshot
from sum.room.rules import Case, Claim, Rule, words_of
from sum.units import Seconds, Wei

__all__ = ["Claim", "Rule", "claim_state", "next_opening", "ripe"]


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
    if entry.settled or not terms.claims:
        text = "Something is left of it to claim."
        return Claim("none", False, Wei(0), None, (Rule(text, ok=False, detail=""),))  # noqa: FBT003
    return words_of(terms).claim(Case(snapshot, entry, snapshot.person(person_id), now))


def ripe(snapshot: Snapshot, person_id: str, now: Seconds) -> Iterator[Entry]:
    """The contributions of which this person may be able to claim something now, own ones first.

    Told by their age and what the model thinks of them, which is quick; `claim_state` knows.
    """
    terms = snapshot.settings.terms
    if not terms.claims:
        return
    waits, entries, others = terms.waits, snapshot.entries, dict[int, None]()
    for entry in snapshot.entries_of(person_id):
        agrees = snapshot.prediction(entry) == entry.contribution.label
        first = min(waits.late, waits.left, waits.refund if agrees else waits.report)
        if not entry.settled and now - entry.contribution.time >= first:
            yield entry
    for numbers, first in (snapshot.wrong, waits.report), (snapshot.unsettled, waits.left):
        for number in numbers:
            if now - entries[number - 1].contribution.time < first:
                break  # those after it are younger
            others[number] = None
    yield from (entries[n - 1] for n in sorted(others) if entries[n - 1].person != person_id)


def next_opening(snapshot: Snapshot, person_id: str, now: Seconds) -> Seconds | None:
    """The moment at which the next claim of this person opens, as things stand; None for never.

    Counted are claims whose wait is all that is missing, and the late claim of one's own: others
    take care of theirs. They may be quicker, and the model may change meanwhile.
    """
    terms = snapshot.settings.terms
    if not terms.claims:
        return None
    words, person = words_of(terms), snapshot.person(person_id)
    entries = (snapshot.entries[number - 1] for number in snapshot.unsettled)
    cases = (Case(snapshot, entry, person, now) for entry in entries)
    return min((at for case in cases if (at := words.opening(case)) is not None), default=None)
