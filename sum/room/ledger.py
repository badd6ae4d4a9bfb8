"""The room's books: contributions, balances, accuracy and what happened, block by block.

Everything in here follows from what the contract answered; nothing decides anything.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace

from sum.chain import Block, Receipt
from sum.chain.compiler import Artifact
from sum.datasets import Dataset
from sum.errors import ChainError
from sum.models.base import Model
from sum.records import Added, Contribution, Paid
from sum.room.past import EVERY
from sum.room.records import (
    AccuracyPoint,
    BalancePoint,
    Call,
    Entry,
    FeedItem,
    FeedKind,
    Take,
)
from sum.samples import matrix
from sum.units import Seconds, Wei


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


@dataclass
class Ledger:
    """What has happened since the contract was made.

    Attributes
    ----------
    dataset : Dataset
        Its hidden test set gives the accuracy.
    entries, feed, accuracy, balances, calls : list
        As in `Snapshot`.
    good, profits, stakes, made : dict
        By person: good contributions, profit and what is left at stake in wei, contributions.
    models : list of Model
        As in `Snapshot`.
    moves : list of (str, int)
        For each of `balances`: whose it is, and the number of the entry that changed it.
    """

    dataset: Dataset
    entries: list[Entry] = field(default_factory=list)
    feed: list[FeedItem] = field(default_factory=list)
    accuracy: list[AccuracyPoint] = field(default_factory=list)
    balances: list[BalancePoint] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    good: dict[str, int] = field(default_factory=dict)
    profits: dict[str, int] = field(default_factory=dict)
    stakes: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    models: list[Model] = field(default_factory=list)
    moves: list[tuple[str, int]] = field(default_factory=list)
    _places: dict[Contribution, int] = field(default_factory=dict)
    _open: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def save(self) -> "Ledger":
        """Copy the books as they are; they hold only frozen records."""
        kept = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, list | dict):
                setattr(kept, name, value.copy())
        return kept

    @property
    def last(self) -> Seconds | None:
        """Block time of the last contribution."""
        return self.entries[-1].contribution.time if self.entries else None

    @property
    def total_good(self) -> int:
        """Good contributions of everybody."""
        return sum(self.good.values())

    def find(self, contribution: Contribution) -> Entry:
        """The entry of a contribution."""
        return self.entries[self._places[contribution] - 1]

    def add(self, person: str, added: Added, origin: Origin, before: int, model: Model) -> Entry:
        """Enter a contribution.

        Parameters
        ----------
        person : str
            Id of who made it.
        added : Added
        origin : Origin
        before : int
            What the model predicted for it just before.
        model : Model
            As it is now.
        """
        call = self.calls[-1]
        contribution = added.contribution
        number = len(self.entries) + 1
        self.entries.append(
            Entry(
                number=number,
                contribution=contribution,
                person=person,
                raw=origin.raw,
                truth=origin.truth,
                deposit=added.deposit,
                claimable=added.deposit,
                receipt=added.receipt,
                before=before,
                prediction=model.predict_one(contribution.data),
                refunded=Wei(0),
                takes=(),
                settled=False,
                block=call.block,
                transaction=call.hash,
            )
        )
        self._places[contribution] = number
        self._open[number] = contribution.data
        _count(self.made, person, 1)
        _count(self.stakes, person, added.deposit)
        self._move(person, -added.deposit, number)
        if number % EVERY == 0:
            self.models.append(model)
        if added.receipt:
            self.measure(model, call.block, call.time)
        return self.entries[-1]

    def refund(self, person: str, paid: Paid) -> Entry:
        """Enter a refund."""
        entry = self.find(paid.contribution)
        _count(self.good, person, 1)
        return self._paid(person, paid, replace(entry, refunded=paid.amount))

    def take(self, person: str, paid: Paid) -> Entry:
        """Enter a take, or a late claim."""
        entry = self.find(paid.contribution)
        takes = (*entry.takes, Take(person, paid.amount, self.calls[-1].time))
        return self._paid(person, paid, replace(entry, takes=takes))

    def measure(self, model: Model, block: int, time: Seconds) -> None:
        """Enter the model's accuracy, and what it now says of every open contribution."""
        hidden = self.dataset.hidden
        accuracy = float(model.score(hidden.matrix(), hidden.labels))
        self.accuracy.append(AccuracyPoint(block, time, accuracy))
        if not self._open:
            return
        samples = matrix(list(self._open.values()), model.n_features, model.form)
        for number, label in zip(list(self._open), model.predict(samples).tolist(), strict=True):
            entry = self.entries[number - 1]
            if entry.prediction != label:
                self.entries[number - 1] = replace(entry, prediction=label)

    def say(self, person: str, kind: FeedKind, text: str, time: Seconds) -> None:
        """Add a line to the feed."""
        block = self.calls[-1].block if self.calls else 0
        self.feed.append(FeedItem(len(self.feed) + 1, time, block, person, kind, text))

    def transaction(
        self,
        receipt: Receipt,
        data: bytes,
        value: Wei,
        block: Block,
        artifact: Artifact,
        who: Callable[[str], str],
    ) -> None:
        """Enter a transaction, decoded.

        Parameters
        ----------
        receipt : Receipt
        data : bytes
            Its call data.
        value : Wei
        block : Block
            The block it is in.
        artifact : Artifact
            Of the contract it called or created.
        who : callable
            The id of an account's person.
        """
        function, arguments = _decoded(receipt, data, artifact)
        events = artifact.interface.events(receipt.logs)
        self.calls.append(
            Call(
                hash=receipt.transaction,
                block=receipt.block,
                block_hash=block.hash,
                parent=block.parent,
                time=receipt.time,
                sender=who(receipt.sender),
                to=receipt.to or "",
                function=function,
                arguments=arguments,
                value=value,
                gas_used=receipt.gas_used,
                events=tuple((event.name, event.arguments) for event in events),
            )
        )

    def _paid(self, person: str, paid: Paid, entry: Entry) -> Entry:
        """Enter what was paid out of an entry's deposit."""
        left = Wei(entry.claimable - paid.amount)
        entry = replace(entry, claimable=left, settled=left == 0)
        self.entries[entry.number - 1] = entry
        if entry.settled:
            del self._open[entry.number]
        _count(self.stakes, entry.person, -paid.amount)
        self._move(person, paid.amount, entry.number)
        return entry

    def _move(self, person: str, amount: int, number: int) -> None:
        _count(self.profits, person, amount)
        call, profit = self.calls[-1], Wei(self.profits[person])
        self.balances.append(BalancePoint(call.block, call.time, person, profit))
        self.moves.append((person, number))


def _count(counts: dict[str, int], person: str, amount: int) -> None:
    counts[person] = counts.get(person, 0) + amount


def _decoded(receipt: Receipt, data: bytes, artifact: Artifact) -> tuple[str, dict[str, object]]:
    if receipt.to is None:
        return "constructor", {}
    try:
        return artifact.interface.decode_call(data)
    except ChainError:
        return "", {}
