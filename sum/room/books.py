"""What a room's books hold: contributions, payouts, transactions and what was said of them.

Frozen records; `sum.room.records` says what else a room shows. There are many of them, so they are
kept small: with slots, and what is long packed (`sum.room.packed`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sum.records import Contribution
from sum.room.packed import keep_packed
from sum.units import Seconds, Wei

PayoutKind = Literal["refund", "take", "late", "report", "pot", "collect"]
FeedKind = Literal[
    "open", "join", "add", "refund", "take", "claim", "market", "refused", "clock", "bots", "class"
]


@dataclass(frozen=True, slots=True)
class Take:
    """A report that settled something: somebody took of a deposit, or claimed the rest of it."""

    person: str
    amount: Wei
    time: Seconds


@dataclass(frozen=True, slots=True)
class Entry:
    """A contribution as the room knows it.

    Attributes
    ----------
    number : int
        1 for the first one.
    contribution : Contribution
    person : str
        Id of its contributor.
    raw : object
        What a person saw: an image, a sentence.
    truth : int or None
        The true label where the room knows it; what the contract cannot know.
    cost : Wei
        What was kept of the ether that was sent along.
    deposit, claimable : Wei
        What of it was put at stake, and what of that is left to claim.
    receipt : int
        What the model changed, 0 for nothing.
    before : int
        What the model predicted just before.
    said : int
        What the model said of it when this record was made; `Snapshot.says` has what it says now.
    refunded : Wei
        What its contributor got back by a refund.
    takes : tuple of Take
    payouts : tuple of int
        Numbers of what the contract granted of it, in order.
    settled : bool
        Nothing is left to claim.
    block : int
    transaction : str
    """

    number: int
    contribution: Contribution
    person: str
    raw: object
    truth: int | None
    cost: Wei
    deposit: Wei
    claimable: Wei
    receipt: int
    before: int
    said: int
    refunded: Wei
    takes: tuple[Take, ...]
    payouts: tuple[int, ...]
    settled: bool
    block: int
    transaction: str


@keep_packed("text")
@dataclass(frozen=True, slots=True)
class FeedItem:
    """One line of what happened, in plain words.

    Attributes
    ----------
    number : int
        1 for the first one.
    time : Seconds
    block : int
        The last block then.
    person : str
        Id of who did it, "" for the room itself.
    kind : str
    text : str
    payout : int
        Number of the payout that it tells of; 0 for none.
    """

    number: int
    time: Seconds
    block: int
    person: str
    kind: FeedKind
    text: str
    payout: int = 0


@dataclass(frozen=True, slots=True)
class AccuracyPoint:
    """Accuracy on the hidden test set after a block that changed the model."""

    block: int
    time: Seconds
    accuracy: float


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody won or lost: a deposit that they can still claim counts as neither.

    Attributes
    ----------
    time : Seconds
    block : int
    person : str
        Id of whose it is.
    change : int
        In wei; in a game without money in points.
    """

    time: Seconds
    block: int
    person: str
    change: int


@keep_packed("lines")
@dataclass(frozen=True, slots=True)
class Payout:
    """What the contract granted somebody, and how it came to that.

    Attributes
    ----------
    number : int
        1 for the first one.
    time : Seconds
    block : int
    transaction : str
    person : str
        Id of who got it.
    entry : int
        Number of the contribution of which it was paid; 0 for what the mechanism itself owed.
    kind : {"refund", "take", "late", "report", "pot", "collect"}
        "late" is what was left after the long wait; "report" the first of two steps, which pays
        nothing yet; "pot" what was moved to the mechanism's pot.
    amount : Wei
        0 in a game without money.
    lines : tuple of str
        The formula with the numbers of that moment put in, a step a line.
    """

    number: int
    time: Seconds
    block: int
    transaction: str
    person: str
    entry: int
    kind: PayoutKind
    amount: Wei
    lines: tuple[str, ...]


@keep_packed("arguments", "events")
@dataclass(frozen=True, slots=True)
class Call:
    """A transaction, decoded.

    Attributes
    ----------
    hash : str
    block : int
    block_hash, parent : str
    time : Seconds
    sender : str
        Id of the person.
    to : str
        Address of the contract or account; "" when a contract was created.
    function : str
        The contract's function; "" for a plain payment, "constructor" for a creation.
    arguments : dict
        By name, as plain values.
    value : Wei
    gas_used : int
    fee : Wei
        What the gas cost its sender.
    events : tuple of (str, dict)
        Each event's name and arguments.
    """

    hash: str
    block: int
    block_hash: str
    parent: str
    time: Seconds
    sender: str
    to: str
    function: str
    arguments: dict[str, object]
    value: Wei
    gas_used: int
    fee: Wei
    events: tuple[tuple[str, dict[str, object]], ...]


@dataclass(frozen=True)
class Origin:
    """What the room knows of a sample, and the contract does not.

    Attributes
    ----------
    raw : object
    truth : int or None
    """

    raw: object
    truth: int | None


@dataclass(frozen=True)
class Grant:
    """What the contract granted, as the mechanism's words explain it.

    Attributes
    ----------
    kind, lines
        As in `Payout`.
    points : mapping of str to int
        How many everybody's points changed by, by person; empty in a game for money.
    """

    kind: PayoutKind
    lines: tuple[str, ...]
    points: Mapping[str, int]
