"""What a room shows: frozen records, published whole after every action.

Pages draw from a `Snapshot` and never wait for the room. People are named by a short public id;
the personal key, which lets somebody act, is in none of these.
"""

from dataclasses import dataclass, field
from typing import Literal

from sum.datasets import Dataset
from sum.incentives.deposit_refund_take import Terms
from sum.models.base import Model
from sum.records import Contribution
from sum.units import Seconds, Wei

Role = Literal["contributor", "attacker", "owner"]
FeedKind = Literal["open", "join", "add", "refund", "take", "claim", "refused", "clock", "bots"]

OWNER = "owner"
"""The public id of the model's owner, who deployed it and plays no part."""


@dataclass(frozen=True)
class Settings:
    """What a room is made with.

    Attributes
    ----------
    dataset : str
        One of `sum.datasets.available`.
    encoder, model : str
        One of `sum.datasets.encoders` of it, and of `sum.models.models_for` the encoder's form; by
        default the first.
    seed : int
        Decides the splits and what bots do.
    terms : Terms
        Of the incentive mechanism.
    factor : int
        How many seconds of block time a second of real time is, while the clock runs.
    running : bool
        Whether the clock runs from the start.
    bots : tuple of str
        Kinds of the bots there from the start, as in `sum.agents.BOTS`.
    ready : bool
        Whether the honest bots have good contributions before anybody comes: without one,
        nobody can take a bad deposit.
    """

    dataset: str = "digits-3-or-8"
    encoder: str = ""
    model: str = ""
    seed: int = 0
    terms: Terms = field(default_factory=Terms)
    factor: int = 600
    running: bool = True
    bots: tuple[str, ...] = ("honest", "honest")
    ready: bool = True


@dataclass(frozen=True)
class Person:
    """Somebody in the room: a human, a bot or the owner.

    Attributes
    ----------
    id : str
        Public name of the record: short, unique in the room.
    name : str
        What people read.
    role : {"contributor", "attacker", "owner"}
    bot : str
        The kind of bot, "" for a human and the owner.
    address : str
        The account on the chain.
    ether : Wei
        What the account has on the chain.
    profit : Wei
        What it got out of the contract minus what it put in; gas apart.
    at_stake : Wei
        What is left to claim of its own contributions.
    good : int
        How many of its contributions turned out good (were refunded).
    contributions : int
        How many it has made.
    """

    id: str
    name: str
    role: Role
    bot: str
    address: str
    ether: Wei
    profit: Wei
    at_stake: Wei
    good: int
    contributions: int


@dataclass(frozen=True)
class Take:
    """Somebody took of a deposit (or the author got it back late, without asking the model)."""

    person: str
    amount: Wei
    time: Seconds


@dataclass(frozen=True)
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
    deposit, claimable : Wei
    receipt : int
        What the model changed, 0 for nothing.
    before : int
        What the model predicted just before.
    prediction : int
        What the model predicts now.
    refunded : Wei
        What its contributor got back by a refund.
    takes : tuple of Take
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
    deposit: Wei
    claimable: Wei
    receipt: int
    before: int
    prediction: int
    refunded: Wei
    takes: tuple[Take, ...]
    settled: bool
    block: int
    transaction: str


@dataclass(frozen=True)
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
    """

    number: int
    time: Seconds
    block: int
    person: str
    kind: FeedKind
    text: str


@dataclass(frozen=True)
class AccuracyPoint:
    """Accuracy on the hidden test set after a block that changed the model."""

    block: int
    time: Seconds
    accuracy: float


@dataclass(frozen=True)
class BalancePoint:
    """Somebody's profit after a block that changed it, in wei."""

    block: int
    time: Seconds
    person: str
    profit: Wei


@dataclass(frozen=True)
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
    events: tuple[tuple[str, dict[str, object]], ...]


@dataclass(frozen=True)
class ClockView:
    """The room's clock.

    Attributes
    ----------
    now : Seconds
        Block time of the next transaction, when the snapshot was made.
    start : Seconds
        Block time at which the model was opened.
    running : bool
    factor : int
        Seconds of block time in a second of real time.
    """

    now: Seconds
    start: Seconds
    running: bool
    factor: int


@dataclass(frozen=True)
class Snapshot:
    """Everything that a page draws.

    Attributes
    ----------
    version : int
        Grows with every change.
    code : str
        The room's code.
    shared : bool
        Whether others can join by the code.
    settings : Settings
    dataset : Dataset
    address : str
        The contract's address.
    held : Wei
        What the contract holds.
    deposit : Wei
        What a contribution has to put at stake at `clock.now`.
    last : Seconds
        Block time of the last contribution (of the opening when there is none).
    total_good : int
        Good contributions of everybody.
    clock : ClockView
    model : Model
        A twin of the model as it is; nobody may change it.
    models : tuple of Model
        As it was opened, and after every 64th contribution (`sum.room.past`).
    accuracy : tuple of AccuracyPoint
        Never empty.
    people : tuple of Person
        In the order in which they came, the owner first.
    entries : tuple of Entry
        In the order in which they were made.
    feed : tuple of FeedItem
    balances : tuple of BalancePoint
    calls : tuple of Call
        Every transaction since the contract's creation.
    """

    version: int
    code: str
    shared: bool
    settings: Settings
    dataset: Dataset
    address: str
    held: Wei
    deposit: Wei
    last: Seconds
    total_good: int
    clock: ClockView
    model: Model
    models: tuple[Model, ...]
    accuracy: tuple[AccuracyPoint, ...]
    people: tuple[Person, ...]
    entries: tuple[Entry, ...]
    feed: tuple[FeedItem, ...]
    balances: tuple[BalancePoint, ...]
    calls: tuple[Call, ...]

    def person(self, person_id: str) -> Person:
        """Somebody by their id.

        Raises
        ------
        KeyError
            When nobody has this id.
        """
        for person in self.people:
            if person.id == person_id:
                return person
        raise KeyError(person_id)


@dataclass(frozen=True)
class Outcome:
    """What one action did.

    Attributes
    ----------
    text : str
        One plain sentence.
    entries : tuple of int
        Numbers of the contributions that were made or claimed.
    accuracy : tuple of float
        Before and after.
    profit : tuple of Wei
        The person's, before and after.
    prediction : tuple of int, or None
        For one sample: what the model predicted before and after.
    calls : tuple of str
        Hashes of the transactions.
    capped : bool
        The action stopped at its cap before it was through.
    """

    text: str
    entries: tuple[int, ...]
    accuracy: tuple[float, float]
    profit: tuple[Wei, Wei]
    prediction: tuple[int, int] | None
    calls: tuple[str, ...]
    capped: bool = False
