"""The room's books: contributions, balances, accuracy and what happened, block by block.

Everything in here follows from what the contract answered; nothing decides anything.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Any

from sum.chain import Block, Receipt
from sum.chain.compiler import Artifact
from sum.datasets import Dataset
from sum.errors import ChainError
from sum.incentives.base import Stake
from sum.models.base import Model
from sum.records import Added, Contribution, Paid
from sum.room.books import (
    AccuracyPoint,
    Call,
    Entry,
    FeedItem,
    FeedKind,
    Grant,
    Move,
    Origin,
    Payout,
    Take,
)
from sum.room.past import EVERY
from sum.simulation.labels import Labels
from sum.units import Seconds, Wei

__all__ = ["Grant", "Ledger", "Origin", "Saved"]

_GROWING = ("feed", "accuracy", "payouts", "moves", "calls", "models")
"""Lists of the books that only grow."""


@dataclass
class Ledger:
    """What has happened since the contract was made.

    Attributes
    ----------
    dataset : Dataset
        Its hidden test set gives the accuracy.
    entries, says, feed, accuracy, payouts, moves, calls, models : list
        As in `Snapshot`.
    profits, stakes, given, gas : dict
        By person, in wei: profit, what is left at stake, and as in `Person`.
    points, made : dict
        By person: points, contributions.
    wrong : set of int
        Numbers of the entries that are not settled, and whose label the model denies now.
    owned : dict of str to tuple of int
        By person, the numbers of their entries.
    touched : list of (str, int)
        Whose profit (or points) changed, and the number of the entry that did it; 0 for none. Since
        the beginning of the last action.
    """

    dataset: Dataset
    entries: list[Entry] = field(default_factory=list)
    says: list[int] = field(default_factory=list)
    feed: list[FeedItem] = field(default_factory=list)
    accuracy: list[AccuracyPoint] = field(default_factory=list)
    payouts: list[Payout] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    profits: dict[str, int] = field(default_factory=dict)
    stakes: dict[str, int] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    gas: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    wrong: set[int] = field(default_factory=set)
    owned: dict[str, tuple[int, ...]] = field(default_factory=dict)
    touched: list[tuple[str, int]] = field(default_factory=list)
    _places: dict[Contribution, int] = field(default_factory=dict)
    _open: Labels = field(default_factory=Labels, compare=False)

    def save(self) -> "Saved":
        """Remember the books as they are; they hold only frozen records."""
        return Saved(
            {name: value for name, value in self._parts() if name in _GROWING},
            {name: len(value) for name, value in self._parts() if name in _GROWING},
            {name: value.copy() for name, value in self._parts() if name not in _GROWING},
            self.dataset,
        )

    def _parts(self) -> Iterator[tuple[str, Any]]:
        """What the books are made of, by name, but for what follows from the entries."""
        return (
            (name, value)
            for name, value in vars(self).items()
            if isinstance(value, list | dict | set) and name != "_places"
        )

    @property
    def unsettled(self) -> tuple[int, ...]:
        """The numbers of the entries of which something is left to claim, in order."""
        return tuple(self._open)

    @property
    def places(self) -> Mapping[Contribution, int]:
        """The number of each contribution."""
        return self._places

    @classmethod
    def found(cls, dataset: Dataset, parts: Mapping[str, Any]) -> "Ledger":
        """The books that are made of these, each of them their own now; see `save`."""
        books = cls(dataset, **parts)
        for entry, says in zip(books.entries, books.says, strict=True):
            books._places[entry.contribution] = entry.number
            if not entry.settled:
                books._open.keep(entry.number, entry.contribution.data, says)
        return books

    def find_places(self, first: int = 0) -> None:
        """Take note of entries that were put in as a whole: of those from an index on, all.

        `predict_open` then brings up to date what the model says of them.
        """
        for entry in self.entries[first:]:
            self._open.learned(Added(entry.contribution, entry.deposit, entry.receipt))
            self._take_in(entry)
        for number in [each for each in self._open if self.entries[each - 1].settled]:
            self._settle(number)
            self.says[number - 1] = self.entries[number - 1].said

    def find(self, contribution: Contribution) -> Entry:
        """The entry of a contribution."""
        return self.entries[self._places[contribution] - 1]

    def add(
        self,
        person: str,
        added: Added,
        stake: Stake,
        origin: Origin,
        before: int,
        model: Model,
    ) -> Entry:
        """Enter a contribution.

        Parameters
        ----------
        person : str
            Id of who made it.
        added : Added
        stake : Stake
            What it cost.
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
                cost=stake.cost,
                deposit=added.deposit,
                claimable=stake.claimable,
                receipt=added.receipt,
                before=before,
                said=model.predict_one(contribution.data),
                refunded=Wei(0),
                takes=(),
                payouts=(),
                settled=False,
                block=call.block,
                transaction=call.hash,
            )
        )
        self._open.learned(added)
        _count(self.made, person, 1)
        _count(self.stakes, person, stake.claimable)
        self._profit(person, -stake.cost, number)
        self._move({person: stake.claimable - stake.cost})
        if number % EVERY == 0:
            self.models.append(model)
        if added.receipt:
            self.measure(model, call.block, call.time)
        self._take_in(self.entries[-1])
        return self.entries[-1]

    def paid(self, person: str, paid: Paid, grant: Grant) -> Payout:
        """Enter a refund or a report, and what was paid for it."""
        entry = self.find(paid.contribution)
        gone = entry.claimable - paid.left
        payout = self._payout(person, entry.number, paid.amount, grant)
        settled = paid.left == 0
        changed = replace(
            entry,
            claimable=paid.left,
            said=self.says[entry.number - 1],
            settled=settled,
            payouts=(*entry.payouts, payout.number),
        )
        if grant.kind == "refund":
            changed = replace(changed, refunded=paid.amount)
        elif grant.kind not in {"report", "pot"}:
            take = Take(person, paid.amount, self.calls[-1].time)
            changed = replace(changed, takes=(*entry.takes, take))
        self.entries[entry.number - 1] = changed
        if settled:
            self._settle(entry.number)
        _count(self.stakes, entry.person, -gone)
        self._profit(person, paid.amount, entry.number)
        won = {entry.person: -gone}
        _count(won, person, paid.amount)
        self._move(grant.points or won)
        for who, points in grant.points.items():
            _count(self.points, who, points)
        return payout

    def collect(self, person: str, amount: Wei, grant: Grant) -> Payout:
        """Enter what the mechanism itself owed somebody, and has paid."""
        self._profit(person, amount, 0)
        self._move({person: amount})
        return self._payout(person, 0, amount, grant)

    def put_in(self, person: str, amount: Wei) -> None:
        """Enter what somebody put into the mechanism itself: a market's bounty."""
        self._profit(person, -amount, 0)
        self._move({person: -amount})

    def measure(self, model: Model, block: int, time: Seconds) -> None:
        """Enter the model's accuracy, and what it now says of every open contribution."""
        hidden = self.dataset.hidden
        accuracy = float(model.score(hidden.matrix(), hidden.labels))
        self.accuracy.append(AccuracyPoint(block, time, accuracy))
        self.predict_open(model)

    def predict_open(self, model: Model) -> None:
        """Note what the model says of every open contribution, now that it has learned."""
        if self._open.changed:
            for number, label in self._open.update(model):
                self.says[number - 1] = label
                self._judge(number)

    def _take_in(self, entry: Entry) -> None:
        """Follow an entry from now on; `said` has what the model says."""
        number, person = entry.number, entry.person
        self._places[entry.contribution] = number
        self.owned[person] = (*self.owned.get(person, ()), number)
        self.says.append(entry.said)
        self._open.keep(number, entry.contribution.data, entry.said)
        self._judge(number)

    def _settle(self, number: int) -> None:
        self._open.remove(number)
        self.wrong.discard(number)

    def _judge(self, number: int) -> None:
        """Note whether the model denies an entry's label."""
        if self.says[number - 1] == self.entries[number - 1].contribution.label:
            self.wrong.discard(number)
        else:
            self.wrong.add(number)

    def say(self, person: str, kind: FeedKind, text: str, time: Seconds, payout: int = 0) -> None:
        """Add a line to the feed, which may tell of a payout."""
        block = self.calls[-1].block if self.calls else 0
        self.feed.append(FeedItem(len(self.feed) + 1, time, block, person, kind, text, payout))

    def transaction(
        self,
        receipt: Receipt,
        data: bytes,
        value: Wei,
        price: Wei,
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
        price : Wei
            Of a unit of gas.
        block : Block
            The block it is in.
        artifact : Artifact
            Of the contract it called or created.
        who : callable
            The id of an account's person.
        """
        function, arguments = _decoded(receipt, data, artifact)
        events = artifact.interface.events(receipt.logs)
        sender, fee = who(receipt.sender), Wei(receipt.gas_used * price + receipt.charge)
        before = self.calls[-1].block_hash if self.calls else ""
        _count(self.gas, sender, fee)
        self.calls.append(
            Call(
                hash=receipt.transaction,
                block=receipt.block,
                block_hash=block.hash,
                parent=before if before == block.parent else block.parent,  # one text, kept once
                time=receipt.time,
                sender=sender,
                to=intern(receipt.to or ""),
                function=function,
                arguments=arguments,
                value=value,
                gas_used=receipt.gas_used,
                fee=fee,
                events=tuple((event.name, event.arguments) for event in events),
            )
        )

    def _payout(self, person: str, entry: int, amount: Wei, grant: Grant) -> Payout:
        call = self.calls[-1]
        payout = Payout(
            number=len(self.payouts) + 1,
            time=call.time,
            block=call.block,
            transaction=call.hash,
            person=person,
            entry=entry,
            kind=grant.kind,
            amount=amount,
            lines=grant.lines,
        )
        self.payouts.append(payout)
        return payout

    def _profit(self, person: str, amount: int, number: int) -> None:
        _count(self.profits, person, amount)
        self.touched.append((person, number))

    def _move(self, changes: Mapping[str, int]) -> None:
        """Enter what was won and lost by the last transaction."""
        call = self.calls[-1]
        self.moves += (
            Move(call.time, call.block, person, change)
            for person, change in changes.items()
            if change
        )


@dataclass(frozen=True, eq=False)
class Saved:
    """The books as they were: lists that only grow are shared, and how long they were is known.

    Attributes
    ----------
    growing : dict of str to list
        The books' own, by name.
    lengths : dict of str to int
    others : dict of str to list, dict or set
        Copies of everything else that changes.
    dataset : Dataset
    """

    growing: dict[str, list[Any]]
    lengths: dict[str, int]
    others: dict[str, Any]
    dataset: Dataset

    def books(self) -> Ledger:
        """The books as they were, on their own from here; as often as one likes."""
        lists = {name: each[: self.lengths[name]] for name, each in self.growing.items()}
        return Ledger.found(
            self.dataset, {**lists, **{name: each.copy() for name, each in self.others.items()}}
        )


def _count(counts: dict[str, int], person: str, amount: int) -> None:
    counts[person] = counts.get(person, 0) + amount


def _decoded(receipt: Receipt, data: bytes, artifact: Artifact) -> tuple[str, dict[str, object]]:
    if receipt.to is None:
        return "constructor", {}
    try:
        return artifact.interface.decode_call(data)
    except ChainError:
        return "", {}
