"""Who can still claim what: found without looking at every contribution there is.

A contribution waits in a heap until its deposit can be claimed. Then it lies open for every
account that takes part, and leaves an account's open set when that account has taken of it, and
all of them when it is settled.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import NamedTuple

from sum.incentives.base import AnyTerms
from sum.models.base import Model
from sum.records import Added, Contribution, Paid
from sum.samples import matrix
from sum.units import Seconds, Wei

FEW = 8
"""Up to here predicting one by one is quicker than all at once."""

TWO = 2
"""Of two classes it always is: a score is one short sum."""

MAX_CELLS = 2**22
"""How large a matrix of samples may become, so that many features do not fill the memory."""

NEVER = Seconds(2**62)


@dataclass(frozen=True)
class Entry:
    """A contribution that is not settled.

    Attributes
    ----------
    contribution : Contribution
    deposit, claimable : Wei
        What was put at stake, and what is left of it.
    takers : frozenset of str
        Accounts that have taken of it.
    """

    contribution: Contribution
    deposit: Wei
    claimable: Wei
    takers: frozenset[str] = frozenset()


class Judged(NamedTuple):
    """A contribution, and whether the model agrees with its label."""

    entry: Entry
    agreed: bool


@dataclass
class Claims:
    """Contributions that are not settled, and who can still claim of them.

    Parameters
    ----------
    wait : Seconds
        How old a contribution has to be to be refunded or taken.
    """

    wait: Seconds
    _count: int = 0
    _entries: dict[int, Entry] = field(default_factory=dict)
    _numbers: dict[Contribution, int] = field(default_factory=dict)
    _waiting: list[tuple[Seconds, int]] = field(default_factory=list)
    # Dictionaries as sets that keep their order: the oldest first.
    _due: dict[int, None] = field(default_factory=dict)
    _open: dict[str, dict[int, None]] = field(default_factory=dict)
    _labels: dict[int, int] = field(default_factory=dict)

    def copy(self) -> "Claims":
        """The same state, on its own from here."""
        return replace(
            self,
            _entries=dict(self._entries),
            _numbers=dict(self._numbers),
            _waiting=list(self._waiting),
            _due=dict(self._due),
            _open={account: dict(numbers) for account, numbers in self._open.items()},
            _labels=dict(self._labels),
        )

    def enter(self, account: str) -> None:
        """Let an account take part."""
        self._open[account] = dict.fromkeys(
            number for number in self._due if account not in self._entries[number].takers
        )

    def leave(self, account: str) -> None:
        """An account takes part no more; what it contributed stays."""
        self._open.pop(account, None)

    def takes_part(self, account: str) -> bool:
        """Whether an account takes part."""
        return account in self._open

    def added(self, added: Added) -> None:
        """Take note of a contribution; a second time nothing happens."""
        contribution = added.contribution
        if contribution not in self._numbers:
            self._count += 1
            self._numbers[contribution] = self._count
            self._entries[self._count] = Entry(contribution, added.deposit, added.deposit)
            heappush(self._waiting, (Seconds(contribution.time + self.wait), self._count))

    def paid(self, paid: Paid) -> None:
        """Take note of a refund or a take; what nobody knows of is left alone."""
        number = self._numbers.get(paid.contribution)
        if number is None:
            return
        entry = self._entries[number]
        if paid.left:
            if paid.amount:  # else it was only the first of two steps
                takers = entry.takers | {paid.to}
                self._entries[number] = replace(entry, claimable=paid.left, takers=takers)
                self.drop(paid.to, paid.contribution)
            return
        del self._entries[number], self._numbers[paid.contribution]
        self._labels.pop(number, None)
        for numbers in (self._due, *self._open.values()):
            numbers.pop(number, None)

    def unsettled(self) -> list[Contribution]:
        """All contributions that are not settled, oldest first."""
        return [entry.contribution for entry in self._entries.values()]

    def drop(self, account: str, contribution: Contribution) -> None:
        """There is nothing more in it for this account."""
        number = self._numbers.get(contribution)
        if number is not None and account in self._open:
            self._open[account].pop(number, None)

    def model_changed(self) -> None:
        """Forget what the model thought of the contributions."""
        self._labels.clear()

    def own(self, account: str, now: Seconds, model: Model) -> list[Judged]:
        """An account's own contributions that are due, oldest first."""
        return self._judged(account, now, model, own=True)

    def others(self, account: str, now: Seconds, model: Model) -> list[Judged]:
        """Others' contributions that are due, oldest first."""
        return self._judged(account, now, model, own=False)

    def _judged(self, account: str, now: Seconds, model: Model, *, own: bool) -> list[Judged]:
        """What is open for an account, and whether the model agrees with it."""
        self._advance(now)
        found = {
            number: entry
            for number in self._open.get(account, ())
            if ((entry := self._entries[number]).contribution.contributor == account) == own
        }
        self._predict(found, model)
        return [
            Judged(entry, self._labels[number] == entry.contribution.label)
            for number, entry in found.items()
        ]

    def _advance(self, now: Seconds) -> None:
        """Open what has become due."""
        while self._waiting and self._waiting[0][0] <= now:
            _, number = heappop(self._waiting)
            if number in self._entries:
                self._due[number] = None
                for numbers in self._open.values():
                    numbers[number] = None

    def _predict(self, numbers: Iterable[int], model: Model) -> None:
        """Ask the model about those that it has not been asked about since it changed."""
        missing = [number for number in numbers if number not in self._labels]
        samples = [self._entries[number].contribution.data for number in missing]
        quick = model.n_classes == TWO or len(samples) <= FEW
        if quick or model.n_features * FEW > MAX_CELLS:
            labels = [model.predict_one(data) for data in samples]
        else:
            labels = predict_many(model, samples)
        self._labels.update(zip(missing, labels, strict=True))


def first_wait(terms: AnyTerms) -> Seconds:
    """How old a contribution has to be before anything can be claimed of it, if ever."""
    if not terms.claims:
        return NEVER
    # Where a report has two steps, the first one need not wait.
    return Seconds(0) if terms.banks > 1 else Seconds(getattr(terms, "refund_wait", 0))


def predict_many(model: Model, samples: list[tuple[int, ...]]) -> list[int]:
    """Predict all at once, in parts that fit into `MAX_CELLS`."""
    labels: list[int] = []
    size = max(1, MAX_CELLS // model.n_features)
    for start in range(0, len(samples), size):
        part = samples[start : start + size]
        labels += model.predict(matrix(part, model.n_features, model.form)).tolist()
    return labels
