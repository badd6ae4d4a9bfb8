"""What happened, in plain words: the lines of a room's feed."""

from sum.datasets import Dataset
from sum.datasets.show import in_words
from sum.records import Paid
from sum.room.people import YOU, YOUR_ATTACKER
from sum.room.records import Entry, FeedKind
from sum.units import format_ether


def added_text(name: str, entry: Entry, dataset: Dataset) -> str:
    """Say that somebody contributed, and what the model made of it."""
    label = dataset.classes[entry.contribution.label]
    before, after = dataset.classes[entry.before], dataset.classes[entry.prediction]
    what = f"{name} labelled {_sample(entry, dataset)} “{label}” and staked"
    staked = f"{what} {format_ether(entry.deposit)}"
    if not entry.receipt:
        return f"{staked}; the model had said so already."
    if before != after:
        return f"{staked}; the model had said “{before}”, and now says “{after}”."
    if after == label:
        return f"{staked}; the model had said so already, and has learned from it all the same."
    return f"{staked}; the model still says “{after}”, but less surely."


def paid_text(
    name: str, author: str, paid: Paid, entry: Entry, dataset: Dataset, kind: FeedKind
) -> str:
    """Say that somebody got money, whose it was, and why."""
    amount = format_ether(paid.amount)
    label = dataset.classes[entry.contribution.label]
    if kind == "refund":
        return f"{name} got {amount} back: the model agrees with “{label}”."
    disagrees = entry.prediction != entry.contribution.label
    why = f"the model disagrees with “{label}”" if disagrees else "nobody had claimed it in time"
    return f"{name} took {amount} of {deposit_of(author, name)}: {why}."


def deposit_of(author: str, taker: str) -> str:
    """Name somebody's deposit, as somebody took of it.

    >>> deposit_of("Ann", "Ben"), deposit_of("You", "Ben"), deposit_of("You", "You")
    ('Ann’s deposit', 'your deposit', 'your own deposit')
    """
    if author == taker:
        return "your own deposit" if author == YOU else "their own deposit"
    return {YOU: "your deposit", YOUR_ATTACKER: "your attacker’s deposit"}.get(
        author, f"{author}’s deposit"
    )


def counted(number: int, thing: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "contribution"), counted(3, "bad contribution")
    ('1 contribution', '3 bad contributions')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _sample(entry: Entry, dataset: Dataset) -> str:
    if dataset.kind == "image":
        return "an image"
    text = in_words(entry.raw, dataset)
    if not text or dataset.kind == "row":
        return "a row" if dataset.kind == "row" else "a sample"
    return f"“{text}”" if dataset.kind == "sentence" else f"the point {text}"
