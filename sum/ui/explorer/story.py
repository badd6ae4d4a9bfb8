"""What a transaction did, in plain words: who, what, and what every number of it means."""

from collections.abc import Sequence
from dataclasses import dataclass

from sum.room.records import Call, Entry, Snapshot
from sum.room.telling import deposit_of
from sum.ui.explorer.books import Books
from sum.units import format_ether
from sum.viz.model.words import always_learns

FUNCTIONS = {
    "constructor": "create the contract",
    "load": "load the model",
    "open": "open for contributions",
    "add_data": "contribute",
    "refund": "get a deposit back",
    "report": "take a deposit",
    "collect": "collect what is owed",
    "": "a payment",
}
"""What a person reads for each function."""


@dataclass(frozen=True)
class Told:
    """A transaction in words.

    Attributes
    ----------
    line : str
        What happened, without who did it: "contributed a “3”".
    more : str
        What it meant.
    entry : Entry or None
        The contribution that it is about.
    """

    line: str
    more: str
    entry: Entry | None = None


def tell(books: Books, call: Call) -> Told:
    """Say what a transaction did.

    Parameters
    ----------
    books : Books
    call : Call
        One of the snapshot's.

    Returns
    -------
    Told
    """
    snapshot, entry = books.snapshot, books.entry(call)
    if call.function == "add_data" and entry:
        return _told_add(snapshot, call, entry)
    if call.function in {"refund", "report"} and entry:
        return _told_claim(books, call, entry)
    if call.function == "load":
        words = call.arguments.get("words", ())
        count = len(words) if isinstance(words, Sequence) else 0
        return Told(
            f"loaded the starting model: {count} words of storage",
            "The owner trained it beforehand. A word of storage holds several of its numbers. This"
            " can only be done before the model opens.",
        )
    if call.function == "collect":
        return Told(
            f"collected {format_ether(_amount(call))} that the contract owed",
            "Money that is owed is not sent by the contract: whom it belongs to fetches it.",
        )
    return Told(*_SETUP.get(call.function, (f"called {call.function}", "")))


_SETUP = {
    "constructor": (
        "put the contract on the chain",
        (
            "Model, incentive mechanism and books became one program with an address of its own."
            " From now on nobody can change its code, not even the owner."
        ),
    ),
    "open": (
        "opened the model for contributions",
        "From here on only contributions change the model: the owner has no say any more.",
    ),
    "": ("sent a payment", "No function of the contract was called."),
}


def _told_add(snapshot: Snapshot, call: Call, entry: Entry) -> Told:
    classes = snapshot.dataset.classes
    label, before = classes[entry.contribution.label], classes[entry.before]
    line = f"contributed “{label}”"
    if entry.deposit:
        line += f" with {format_ether(entry.deposit)} at stake"
    if not any(name == "ModelUpdated" for name, _ in call.events):
        more = "The model had said so already, so no weight had to change."
    elif always_learns(snapshot.model):
        more = (
            f"The model had said “{before}”. It learns from every contribution: this one counts"
            f" among its samples of “{label}” now."
        )
    elif label == before:
        more = (
            "The model had said so already, but by too small a margin: the weights of the sample’s"
            f" features moved further towards “{label}”."
        )
    else:
        more = (
            f"The model had said “{before}”, so it learned: the weights of the sample’s features"
            f" moved towards “{label}”."
        )
    if entry.deposit and snapshot.settings.terms.claims:
        more += " The contract keeps the deposit until somebody claims it."
    return Told(line, more, entry)


def _told_claim(books: Books, call: Call, entry: Entry) -> Told:
    snapshot, number = books.snapshot, entry.number
    label = snapshot.dataset.classes[entry.contribution.label]
    amount = format_ether(_amount(call))
    money = snapshot.settings.terms.money
    paid = next(iter(books.payouts(call)), None)
    kind = paid.kind if paid else "refund" if call.function == "refund" else "take"
    over = f"The wait was over and the model did not say “{label}”"
    good = f"The wait was over and the model said “{label}”, like the contribution: it counts as"
    author = next((each.name for each in snapshot.people if each.id == entry.person), "somebody")
    told = {
        "refund": (
            f"got {amount} back for",
            f"{good} good, and the contract paid the deposit back.",
        ),
        "take": (
            f"took {amount} of {deposit_of(author, '')} for",
            f"{over}, so it counts as bad, and those with good ones share its deposit.",
        ),
        "late": (f"claimed the {amount} left of", _LATE),
        "pot": (
            f"moved {deposit_of(author, '')} to the pot, for",
            "Its time was over and the model disagreed: those with credit share it.",
        ),
        "report": ("reported", f"The model did not say “{label}”. {_NOTED}"),
    }
    if not money:
        told["refund"] = ("earned a point for", f"{good} good.")
        told["take"] = (
            "took a point for reporting",
            f"{over}: a point moved from the contributor to the reporter.",
        )
    line, more = told[kind]
    return Told(f"{line} contribution {number}", more, entry)


_LATE = (
    "The long wait was over: what nobody has claimed by then goes to whoever asks first, and the"
    " model is not asked."
)
_NOTED = "That is noted: whether it pays is decided later, by what the model says then."


def _amount(call: Call) -> int:
    for _, values in call.events:
        amount = values.get("amount")
        if isinstance(amount, int):
            return amount
    return 0
