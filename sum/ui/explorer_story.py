"""What a transaction did, in plain words: who, what, and what every number of it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sum.datasets import Dataset
from sum.models.rules import PassiveAggressiveRule
from sum.room.records import Call, Entry, Person, Snapshot
from sum.room.telling import deposit_of
from sum.shared_model import unpack
from sum.ui.explorer_features import feature_text
from sum.units import SCALE, format_ether
from sum.viz.model_words import always_learns
from sum.viz.times import format_time

_RIVALS = 64
"""A passive-aggressive model's receipt is its step times this, plus 1 and the class that lost."""

SHORT = 6
"""How many digits of a hash are shown at either end."""

FUNCTIONS = {
    "constructor": "create the contract",
    "load": "load the model",
    "open": "open for contributions",
    "add_data": "contribute",
    "refund": "get a deposit back",
    "report": "take a deposit",
    "": "a payment",
}
"""What a person reads for each function."""

_WHAT_FOR = {
    "contributor": "who added the sample",
    "reporter": "who gets the money",
    "deposit": "put at stake",
    "amount": "paid out",
    "key": "the name of the contribution in the contract’s books: a hash of its data, label, time"
    " and contributor",
    "start": "the first of the model’s storage words that is set",
}


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


@dataclass(frozen=True)
class Value:
    """One argument of a call or an event.

    Attributes
    ----------
    name : str
        As in the contract.
    plain : str
        What it means.
    raw : str
        As it is.
    """

    name: str
    plain: str
    raw: str


@dataclass(frozen=True)
class Books:
    """A snapshot with what is looked up in it again and again.

    Attributes
    ----------
    snapshot : Snapshot
    """

    snapshot: Snapshot

    def who(self, call: Call) -> Person | None:
        """Who sent a transaction; None when nobody of the room did."""
        return self._people.get(call.sender)

    def entry(self, call: Call) -> Entry | None:
        """The contribution that a transaction made, or claimed of."""
        if call.function == "add_data":
            return self._added.get(call.hash)
        sender = self.who(call)
        given = call.arguments
        author = given.get("contributor", sender.address if sender else "")
        return self._claimed.get(
            (given.get("data"), given.get("label"), given.get("added_time"), author)
        )

    def at(self, block: int) -> Call | None:
        """The transaction of a block; None when it has none to this contract."""
        return self._blocks.get(block)

    def about(self, number: int) -> tuple[Call, ...]:
        """Every transaction about one contribution, in order."""
        found = ((call, self.entry(call)) for call in self.snapshot.calls)
        return tuple(call for call, entry in found if entry is not None and entry.number == number)

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.id: person for person in self.snapshot.people}

    @cached_property
    def _blocks(self) -> dict[int, Call]:
        return {call.block: call for call in self.snapshot.calls}

    @cached_property
    def _added(self) -> dict[str, Entry]:
        return {entry.transaction: entry for entry in self.snapshot.entries}

    @cached_property
    def _claimed(self) -> dict[tuple[object, ...], Entry]:
        added = ((entry.contribution, entry) for entry in self.snapshot.entries)
        return {(it.data, it.label, it.time, it.contributor): entry for it, entry in added}


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
        return _told_claim(snapshot, call, entry)
    if call.function == "load":
        words = call.arguments.get("words", ())
        count = len(words) if isinstance(words, Sequence) else 0
        return Told(
            f"loaded the starting model: {count} words of storage",
            "The owner trained it beforehand. A word of storage holds several of its numbers. This"
            " can only be done before the model opens.",
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
    line = f"contributed “{label}” with {format_ether(entry.deposit)} at stake"
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
    return Told(line, f"{more} The contract keeps the deposit until somebody claims it.", entry)


def _told_claim(snapshot: Snapshot, call: Call, entry: Entry) -> Told:
    label = snapshot.dataset.classes[entry.contribution.label]
    amount = format_ether(_amount(call))
    number = entry.number
    if call.function == "refund":
        return Told(
            f"got {amount} back for contribution {number}",
            f"The wait was over and the model said “{label}”, like the contribution: it counts as"
            " good, and the contract paid the deposit back.",
            entry,
        )
    terms, waited = snapshot.settings.terms, call.time - entry.contribution.time
    late = waited >= (terms.owner_wait if call.sender == "owner" else terms.any_wait)
    if late:
        return Told(
            f"claimed the {amount} left of contribution {number}",
            "The long wait was over: what nobody has claimed by then goes to whoever asks first,"
            " and the model is not asked.",
            entry,
        )
    author = next((each.name for each in snapshot.people if each.id == entry.person), "somebody")
    return Told(
        f"took {amount} of {deposit_of(author, '')} for contribution {number}",
        f"The wait was over and the model did not say “{label}”, so the contribution counts as bad,"
        " and those with good ones share its deposit.",
        entry,
    )


def arguments(snapshot: Snapshot, call: Call) -> tuple[Value, ...]:
    """A call's arguments, in words and as they are."""
    return tuple(_value(snapshot, name, value) for name, value in call.arguments.items())


def event_values(snapshot: Snapshot, values: dict[str, object]) -> tuple[Value, ...]:
    """An event's arguments, in words and as they are."""
    return tuple(_value(snapshot, name, value) for name, value in values.items())


def event_text(name: str) -> str:
    """What an event announces."""
    return _EVENTS.get(name, "The contract announces something.")


_EVENTS = {
    "Opened": "The contract announces that it takes contributions.",
    "DataAdded": "The contract announces the new sample, for everybody to read.",
    "ModelUpdated": "The contract announces that the model has changed.",
    "Refunded": "The contract announces that it has paid a deposit back.",
    "Taken": "The contract announces that somebody has taken of a deposit.",
}


def sample_of(call: Call) -> tuple[int, ...]:
    """The features that a transaction put on the chain, read back from the contract's event.

    Returns
    -------
    tuple of int
        Empty when there is no such event.
    """
    for name, values in call.events:
        words = values.get("sample")
        if name == "DataAdded" and isinstance(words, tuple):
            return unpack(words)
    return ()


def short(text: str) -> str:
    """The two ends of a hash or an address.

    >>> short("0x0123456789abcdef0123")
    '0x012345…ef0123'
    """
    long = len(text) > 2 * SHORT + 3
    return f"{text[: SHORT + 2]}…{text[-SHORT:]}" if long else text


def raw_text(value: object) -> str:
    """A value as it is: numbers in decimal and hex, bytes in hex.

    >>> raw_text(255), raw_text(b"ab")
    ('255 = 0xff', '0x6162')
    """
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, int):
        return f"{value} = {value:#x}"
    if isinstance(value, tuple | list):
        return ", ".join(f"{n:#x}" if isinstance(n, int) and n >= 2**63 else str(n) for n in value)
    return str(value)


def _value(snapshot: Snapshot, name: str, value: object) -> Value:
    return Value(name, _plain(snapshot, name, value), raw_text(value))


def _plain(snapshot: Snapshot, name: str, value: object) -> str:
    if isinstance(value, tuple):
        return _plain_list(snapshot.dataset, name, value)
    if isinstance(value, int):
        return _plain_number(snapshot, name, value) or _WHAT_FOR.get(name, "")
    if isinstance(value, str):
        person = next((each.name for each in snapshot.people if each.address == value), "")
        return ", ".join(filter(None, (person, _WHAT_FOR.get(name))))
    return _WHAT_FOR.get(name, "")


def _plain_list(dataset: Dataset, name: str, value: tuple[int, ...]) -> str:
    if name == "data":
        return f"the sample: {feature_text(dataset, value)}"
    if name == "sample":
        text = feature_text(dataset, unpack(value))
        return f"the sample, four numbers to a word, then how many: {text}"
    return f"{len(value)} words of storage"


def _plain_number(snapshot: Snapshot, name: str, value: int) -> str:
    classes = snapshot.dataset.classes
    if name == "label" and 0 <= value < len(classes):
        return f"“{classes[value]}”"
    if name in {"deposit", "amount"}:
        return f"{format_ether(value)}, {_WHAT_FOR[name]}"
    if name == "added_time":
        return f"when the sample was added: {format_time(value, snapshot.clock.start)}"
    if name == "receipt":
        return _receipt(snapshot, value)
    return ""


def _receipt(snapshot: Snapshot, value: int) -> str:
    """What the model notes of an update, so that it could be undone."""
    classes = snapshot.dataset.classes
    if value == 0 or always_learns(snapshot.model):
        return "the model counted the sample" if value else "nothing changed"
    if not isinstance(snapshot.model, PassiveAggressiveRule):
        return f"the model had said “{classes[value - 1]}”, which lost"
    step, rival = divmod(value, _RIVALS)
    return f"“{classes[rival - 1]}” lost; the weights moved {step / SCALE:.3g} times the sample"


def _amount(call: Call) -> int:
    for _, values in call.events:
        amount = values.get("amount")
        if isinstance(amount, int):
            return amount
    return 0
