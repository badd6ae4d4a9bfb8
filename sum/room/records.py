"""What a room shows: frozen records, published whole after every action.

Pages draw from a `Snapshot` and never wait for the room. People are named by a short public id;
the personal key, which lets somebody act, is in none of these.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from sum.datasets import Dataset
from sum.incentives import Terms
from sum.incentives.base import AnyTerms, Incentive
from sum.models.base import Model
from sum.room.books import AccuracyPoint, Call, Entry, FeedItem, FeedKind, Move, Payout, Take
from sum.room.classroom import Classroom
from sum.room.federation import FederationView
from sum.units import Seconds, Wei

__all__ = [
    "OWNER",
    "AccuracyPoint",
    "Call",
    "Classroom",
    "ClockView",
    "Controls",
    "Entry",
    "FeedItem",
    "FeedKind",
    "Move",
    "Outcome",
    "Payout",
    "Person",
    "Role",
    "Settings",
    "Snapshot",
    "Take",
]

Role = Literal["contributor", "attacker", "sponsor", "observer", "owner", "hidden"]
"""Hidden is what others see of a role that was dealt in secret, and what nobody was dealt yet."""

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
    terms : AnyTerms
        Which incentive mechanism, and its parameters.
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
    terms: AnyTerms = field(default_factory=Terms)
    factor: int = 600
    running: bool = True
    bots: tuple[str, ...] = ("honest", "honest")
    ready: bool = True

    def learning(
        self, dataset: str | None, encoder: str, model: str, terms: AnyTerms | None
    ) -> "Settings":
        """The same for another contract; None leaves the data set (and its model), or the terms."""
        changed = self
        if dataset is not None:
            changed = replace(changed, dataset=dataset, encoder=encoder, model=model)
        return changed if terms is None else replace(changed, terms=terms)


@dataclass(frozen=True)
class Person:
    """Somebody in the room: a human, a bot or the owner.

    Attributes
    ----------
    id : str
        Public name of the record: short, unique in the room.
    name : str
        What people read.
    role : {"contributor", "attacker", "sponsor", "observer", "owner", "hidden"}
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
    owed : Wei
        What the mechanism itself owes it, deposits apart.
    points : int
        In a game without money; 0 in others.
    given, gas : Wei
        What the account had when the model was made, or when it came; what its transactions have
        cost since. Both 0 for the owner, whose ether is nobody's business here.
    gone : bool
        Whether they were sent home.
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
    owed: Wei
    points: int
    given: Wei
    gas: Wei
    gone: bool = False


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
class Controls:
    """What can be done with a room's time; where it cannot, why not.

    Attributes
    ----------
    jump, speed, undo : str
        "" when it can be done, else the reason in a sentence.
    """

    jump: str = ""
    speed: str = ""
    undo: str = ""


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
    classroom : Classroom
        How it is led.
    played : float
        Real seconds that the round has been played for, when the snapshot was made.
    controls : Controls
    settings : Settings
    dataset : Dataset
    address : str
        The contract's address.
    held : Wei
        What the contract holds.
    deposit : Wei
        What a contribution costs at `clock.now`.
    last : Seconds
        Block time of the last contribution (of the opening when there is none).
    total_good : int
        Good contributions of everybody.
    incentive : Incentive
        A twin of the mechanism with its state; nobody may change it.
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
    says : tuple of int
        What the model says now of each entry's sample; of a settled one, what it said then.
    unsettled, wrong : tuple of int
        Numbers of the entries that are not settled, and of those of them whose label the model
        denies now; in order.
    owned : mapping of str to tuple of int
        By person, the numbers of their entries, in order.
    feed : tuple of FeedItem
    payouts : tuple of Payout
    moves : tuple of Move
        In the order of time.
    calls : tuple of Call
        Every transaction since the contract's creation.
    federation : FederationView or None
        The federation whose rounds are played on the room's chain.
    """

    version: int
    code: str
    shared: bool
    classroom: Classroom
    played: float
    controls: Controls
    settings: Settings
    dataset: Dataset
    address: str
    held: Wei
    deposit: Wei
    last: Seconds
    total_good: int
    incentive: Incentive
    clock: ClockView
    model: Model
    models: tuple[Model, ...]
    accuracy: tuple[AccuracyPoint, ...]
    people: tuple[Person, ...]
    entries: tuple[Entry, ...]
    says: tuple[int, ...]
    unsettled: tuple[int, ...]
    wrong: tuple[int, ...]
    owned: Mapping[str, tuple[int, ...]]
    feed: tuple[FeedItem, ...]
    payouts: tuple[Payout, ...]
    moves: tuple[Move, ...]
    calls: tuple[Call, ...]
    federation: FederationView | None = None

    def person(self, person_id: str) -> Person:
        """Somebody by their id.

        Raises
        ------
        KeyError
            When nobody has this id.
        """
        return self._by_id[person_id]

    @cached_property
    def _by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    def entries_of(self, person_id: str) -> list[Entry]:
        """Somebody's contributions, in order."""
        return [self.entries[number - 1] for number in self.owned.get(person_id, ())]

    def calls_of(self, hashes: Iterable[str]) -> list[Call]:
        """Transactions by their hashes, in order; those that are undone are not there."""
        wanted, found = set(hashes), list[Call]()
        for call in reversed(self.calls):  # mostly they are of late
            if len(found) == len(wanted):
                break
            if call.hash in wanted:
                found.append(call)
        return found[::-1]

    def payouts_by(self, hashes: Iterable[str]) -> list[Payout]:
        """What transactions were paid, in order."""
        wanted, found = {call.hash: call.block for call in self.calls_of(hashes)}, list[Payout]()
        first = min(wanted.values(), default=0)
        for payout in reversed(self.payouts):
            if not wanted or payout.block < first:
                break
            if payout.transaction in wanted:
                found.append(payout)
        return found[::-1]

    def prediction(self, entry: Entry) -> int:
        """What the model says now of an entry's sample."""
        return self.says[entry.number - 1]

    def payouts_of(self, number: int) -> tuple[Payout, ...]:
        """What was paid of a contribution, in order."""
        return tuple(self.payouts[each - 1] for each in self.entries[number - 1].payouts)


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
    points : tuple of int
        The person's, before and after; in a game without money.
    """

    text: str
    entries: tuple[int, ...]
    accuracy: tuple[float, float]
    profit: tuple[Wei, Wei]
    prediction: tuple[int, int] | None
    calls: tuple[str, ...]
    capped: bool = False
    points: tuple[int, int] = (0, 0)
