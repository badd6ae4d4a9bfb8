"""What happened, in plain words: the lines of a room's feed."""

from sum.datasets import Dataset
from sum.records import Paid
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
    return f"{staked}; the model still says “{after}”, but less surely."


def paid_text(
    name: str, author: str, paid: Paid, entry: Entry, dataset: Dataset, kind: FeedKind
) -> str:
    """Say that somebody got money, whose it was, and why."""
    amount = format_ether(paid.amount)
    label = dataset.classes[entry.contribution.label]
    if kind == "refund":
        return f"{name} got {amount} back: the model agrees with “{label}”."
    whose = "their own deposit" if name == author else f"{author}’s deposit"
    why = (
        f"the model disagrees with “{label}”"
        if entry.prediction != entry.contribution.label
        else ("nobody had claimed it in time")
    )
    return f"{name} took {amount} of {whose}: {why}."


def _sample(entry: Entry, dataset: Dataset) -> str:
    if dataset.kind == "sentence" and isinstance(entry.raw, str):
        return f"“{entry.raw}”"
    return "an image" if dataset.kind == "image" else "a sample"
