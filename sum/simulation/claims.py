"""Who can still claim what: found without looking at every contribution there is.

A contribution waits in a heap until something of it can be claimed. Then it lies where its
contributor, or those who can report it, will look, depending on what the model thinks of it; it is
moved when the model changes its mind, and taken away when it is settled.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from sum.incentives.base import NEVER, Waits
from sum.models.base import Model
from sum.records import Added, Contribution, Paid
from sum.simulation.entries import Entry, Judged, Others, Own
from sum.simulation.labels import Labels
from sum.units import Seconds

SLACK = 64
"""How many settled contributions the heap may hold at least before it is cleared of them."""


class Claims:
    """Contributions that are not settled, and who can still claim of them.

    Accounts that take part see what others have contributed; anybody's own is kept, too.

    Parameters
    ----------
    waits : Waits
        The mechanism's.
    """

    def __init__(self, waits: Waits) -> None:
        self._waits = waits
        ages = {waits.report, waits.refund, waits.late, waits.left}
        self._ages = tuple(sorted(ages - {NEVER}))
        self._labels = Labels()
        self._count = 0
        self._entries: dict[int, Entry] = {}
        self._numbers: dict[Contribution, int] = {}
        # When a contribution comes of the next of the ages.
        self._waiting: list[tuple[Seconds, int, int]] = []
        self._own: dict[str, Own] = {}
        # What the model disagrees with, and what has last come there or gone from there: so that
        # a visit brings up to date what its account could report, and nobody else's.
        self._wrong: set[int] = set()
        self._turned: list[int] = []
        self._turns = 0
        self._open: dict[str, Others] = {}
        self._left: set[int] = set()
        # Who has taken of a contribution, or could not: frozen, so that a copy shares them.
        self._done: dict[int, frozenset[str]] = {}

    def copy(self) -> "Claims":
        """The same state, on its own from here."""
        other = Claims(self._waits)
        other._labels, other._count = self._labels.copy(), self._count
        other._entries, other._numbers = dict(self._entries), dict(self._numbers)
        other._waiting = list(self._waiting)
        other._own = {account: own.copy() for account, own in self._own.items()}
        other._wrong, other._left = set(self._wrong), set(self._left)
        other._done = dict(self._done)
        other._turned, other._turns = list(self._turned), self._turns
        other._open = {account: others.copy() for account, others in self._open.items()}
        return other

    def __len__(self) -> int:
        """How many contributions are not settled."""
        return len(self._entries)

    # ------------------------------------------------------------------------------ who and what

    def enter(self, account: str) -> None:
        """Let an account take part."""
        self._open[account] = Others(self._reports(account), self._turns)

    def leave(self, account: str) -> None:
        """An account takes part no more; what it contributed stays."""
        self._open.pop(account, None)

    def takes_part(self, account: str) -> bool:
        """Whether an account takes part."""
        return account in self._open

    def added(self, added: Added) -> None:
        """Take note of a contribution; a second time nothing happens."""
        contribution = added.contribution
        if contribution in self._numbers:
            return
        self._count += 1
        self._numbers[contribution] = self._count
        self._entries[self._count] = Entry(contribution, added.deposit, added.deposit)
        self._wait(self._count, 0)
        self._labels.learned(added)

    def paid(self, paid: Paid) -> None:
        """Take note of a refund or a take; what nobody knows of is left alone."""
        number = self._numbers.get(paid.contribution)
        if number is None:
            return
        if not paid.left:
            self._settle(number)
        elif paid.amount:  # else it was only the first of two steps
            entry = self._entries[number]
            self._entries[number] = entry._replace(claimable=paid.left)
            self._leave_alone(paid.to, number)

    def drop(self, account: str, contribution: Contribution) -> None:
        """There is nothing more in it for this account."""
        number = self._numbers.get(contribution)
        if number is None:
            return
        self._left.discard(number)
        if account == contribution.contributor:
            self._own[account].discard(number)
        self._leave_alone(account, number)

    def model_changed(self) -> None:
        """Forget what the model thought of the contributions: nobody knows how it has changed."""
        self._labels.forget()

    # ------------------------------------------------------------------------------- what there is

    def unsettled(self) -> list[Contribution]:
        """All contributions that are not settled, oldest first."""
        return [entry.contribution for entry in self._entries.values()]

    def advance(self, now: Seconds, model: Model) -> None:
        """Bring everything up to date: by the time, and by what the model has learned."""
        if self._labels.changed:
            for number, label in self._labels.update(model):
                self._judge(number, agreed=label == self._entries[number].contribution.label)
        while self._waiting and self._waiting[0][0] <= now:
            _, number, index = heappop(self._waiting)
            if number in self._entries:
                self._come_of(self._ages[index], number, model)
                self._wait(number, index + 1)

    def refundable(self, account: str) -> list[Judged]:
        """An account's own that may be refunded, oldest first."""
        own = self._own.get(account)
        return self._judged(own.agreed | own.late) if own and account in self._open else []

    def disputed(self, account: str) -> list[Judged]:
        """An account's own that are old enough, but that the model disagrees with."""
        own = self._own.get(account)
        return self._judged(own.disputed) if own and account in self._open else []

    def reportable(self, account: str) -> list[Judged]:
        """Others' that the model disagrees with, and of which the account has not taken."""
        if account not in self._open:
            return []
        others = self._open[account]
        missed = self._turns - others.turns
        if missed > len(self._turned):
            others.numbers = self._reports(account)
        elif missed:
            for number in self._turned[-missed:]:
                if number in self._wrong and self._can_take(account, number):
                    others.numbers.add(number)
                else:
                    others.numbers.discard(number)
        others.turns = self._turns
        return self._judged(others.numbers)

    def leftovers(self, account: str) -> list[Judged]:
        """Anybody's that may be taken by anybody, oldest first."""
        if account not in self._open:
            return []
        return self._judged(self._left & self._wrong if self._waits.asks else self._left)

    def _judged(self, numbers: Iterable[int]) -> list[Judged]:
        return [Judged(self._entries[n], n not in self._wrong) for n in sorted(numbers)]

    # ------------------------------------------------------------------------------------ inside

    def _wait(self, number: int, index: int) -> None:
        """Let a contribution wait until it comes of an age, if there is one more."""
        if index == len(self._ages):
            return
        if len(self._waiting) > 2 * len(self._entries) + SLACK:
            self._waiting = [each for each in self._waiting if each[1] in self._entries]
            heapify(self._waiting)
        due = Seconds(self._entries[number].contribution.time + self._ages[index])
        heappush(self._waiting, (due, number, index))

    def _come_of(self, age: Seconds, number: int, model: Model) -> None:
        """More can be claimed of a contribution from now on."""
        contribution, waits = self._entries[number].contribution, self._waits
        if age == self._ages[0]:
            label = self._labels.add(number, contribution.data, model)
            self._judge(number, agreed=label == contribution.label)
        own = self._own.get(contribution.contributor)
        if own is None:
            own = self._own[contribution.contributor] = Own()
        if age == waits.refund:
            (own.disputed if number in self._wrong else own.agreed).add(number)
        if age == waits.late:
            own.late.add(number)
        if age == waits.left:
            self._left.add(number)

    def _judge(self, number: int, *, agreed: bool) -> None:
        """Put a contribution where it belongs by what the model thinks of it."""
        if agreed == (number not in self._wrong):
            return
        if own := self._own.get(self._entries[number].contribution.contributor):
            own.turn(number)
        if agreed:
            self._wrong.remove(number)
        else:
            self._wrong.add(number)
        self._turn(number)

    def _turn(self, number: int) -> None:
        """Remember what has come to what the model disagrees with, or gone."""
        self._turned.append(number)
        self._turns += 1
        # Who has missed more looks at everything, which then is not more.
        if len(self._turned) > 2 * len(self._wrong) + SLACK:
            del self._turned[: len(self._turned) // 2]

    def _reports(self, account: str) -> set[int]:
        """All that an account could report."""
        return {number for number in self._wrong if self._can_take(account, number)}

    def _can_take(self, account: str, number: int) -> bool:
        """Whether a contribution is another's, and the account has not taken of it."""
        contributor = self._entries[number].contribution.contributor
        return account != contributor and account not in self._done.get(number, ())

    def _leave_alone(self, account: str, number: int) -> None:
        """An account is done with a contribution."""
        self._done[number] = self._done.get(number, frozenset()) | {account}
        if account in self._open:
            self._open[account].numbers.discard(number)

    def _settle(self, number: int) -> None:
        contribution = self._entries.pop(number).contribution
        del self._numbers[contribution]
        self._labels.remove(number)
        self._left.discard(number)
        self._done.pop(number, None)
        if own := self._own.get(contribution.contributor):
            own.discard(number)
        if number in self._wrong:
            self._wrong.remove(number)
            self._turn(number)
