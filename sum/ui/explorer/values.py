"""The numbers of a transaction: what each of them means, and as it is."""

from dataclasses import dataclass

from sum.datasets import Dataset
from sum.models.rules import PassiveAggressiveRule
from sum.room.records import Call, Snapshot
from sum.shared_model import unpack
from sum.ui.explorer.features import feature_text
from sum.units import SCALE, format_ether, format_time
from sum.viz.model.words import always_learns

_RIVALS = 64
"""A passive-aggressive model's receipt is its step times this, plus 1 and the class that lost."""

SHORT = 6
"""How many digits of a hash are shown at either end."""

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
