"""Writes down what happens in a run, as it happens; each event costs the same."""

from dataclasses import dataclass, field
from typing import Any

from sum.agents import Call, Collect, Contribute, Refund
from sum.datasets import Dataset
from sum.records import Added, Called, Collected, Contribution, Paid
from sum.simulation.events import Step
from sum.simulation.lab.people import Gate, Seat
from sum.simulation.lab.records import Event, Moment
from sum.units import Seconds, Wei


@dataclass
class Tally:
    """What one person has done and got, in counts and wei."""

    contributions: int = 0
    wrong: int = 0
    staked: int = 0
    returned: int = 0
    earned: int = 0
    at_stake: int = 0
    refused: int = 0


@dataclass
class Open:
    """A contribution that is not settled."""

    number: int
    author: int
    left: int


@dataclass
class Recorder:
    """The book of a run.

    Parameters
    ----------
    engine : Engine
    dataset : Dataset
    seats : tuple of Seat
    gate : Gate
        Told of every contribution.
    begin : Seconds
        Block time from which times are counted.
    """

    engine: Any
    dataset: Dataset
    seats: tuple[Seat, ...]
    gate: Gate
    begin: Seconds
    events: list[Event] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    contributions: int = 0
    last: Seconds = Seconds(0)
    tallies: list[Tally] = field(default_factory=list)
    _who: dict[str, int] = field(default_factory=dict)
    _open: dict[Contribution, Open] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._who = {seat.account: number for number, seat in enumerate(self.seats)}
        self.tallies = [Tally() for _ in self.seats]
        self._hidden = self.dataset.hidden.matrix()
        self._truth = self.dataset.hidden.labels

    def watch(self, step: Step) -> None:
        """Enter what an agent did."""
        outcome, who = step.outcome, self._who[step.account]
        time = Seconds(step.time - self.begin)
        if isinstance(outcome, Added):
            self._added(time, who, step.action, outcome)
        elif isinstance(outcome, Paid):
            kind = "refund" if isinstance(step.action, Refund) else "report"
            self._paid(time, who, kind, outcome)
        elif isinstance(outcome, Collected):
            self.tallies[who].earned += outcome.amount
            self._enter(time, who, "collect", amount=outcome.amount)
        elif isinstance(outcome, Called):
            self._enter(time, who, "call", label=outcome.label, amount=outcome.fee)
        else:
            self._refused(time, who, step)

    def market(self, account: str, amount: int) -> None:
        """Enter what a market paid somebody (below 0: what the sponsor put in)."""
        who = self._who[account]
        self.tallies[who].earned += max(0, amount)
        self._enter(Seconds(self.engine.now - self.begin), who, "market", amount=Wei(amount))

    def settle_market(self) -> None:
        """All stakes have gone where they belong: nothing is at stake any more."""
        for each in self.tallies:
            each.at_stake = 0
        self._open.clear()

    def moment(self, time: Seconds) -> Moment:
        """Measure, and write down how things stand at a block time."""
        predicted = self.engine.peek().predict(self._hidden)
        profit = self.engine.profit
        made = Moment(
            Seconds(time - self.begin),
            self.contributions,
            int((predicted == self._truth).sum()),
            tuple(seat.person.start + profit(seat.account) for seat in self.seats),
            tuple(tally.at_stake for tally in self.tallies),
        )
        self.moments.append(made)
        return made

    def _added(self, time: Seconds, who: int, action: Any, added: Added) -> None:  # noqa: ANN401
        self.contributions += 1
        self.gate.left -= self.gate.left > 0
        self.last = added.contribution.time
        label, truth = action.label, action.sample.label
        tally = self.tallies[who]
        tally.contributions += 1
        tally.wrong += label != truth
        tally.staked += added.deposit
        tally.at_stake += added.deposit
        self._open[added.contribution] = Open(self.contributions, who, added.deposit)
        self.events.append(
            Event(
                time,
                who,
                "contribute",
                self.contributions,
                label,
                truth,
                added.deposit,
                added.receipt != 0,
                "",
            )
        )

    def _paid(self, time: Seconds, who: int, kind: str, paid: Paid) -> None:
        found = self._open[paid.contribution]
        tally, author = self.tallies[who], self.tallies[found.author]
        author.at_stake -= found.left - paid.left
        found.left = paid.left
        if who == found.author:
            tally.returned += paid.amount
        else:
            tally.earned += paid.amount
        self._enter(time, who, kind, number=found.number, amount=paid.amount)
        if not paid.left:
            del self._open[paid.contribution]

    def _refused(self, time: Seconds, who: int, step: Step) -> None:
        action = step.action
        self.tallies[who].refused += 1
        if isinstance(action, Contribute):
            label, truth, number, kind = action.label, action.sample.label, 0, "contribute"
        elif isinstance(action, Collect | Call):
            label, truth, number, kind = (
                -1,
                -1,
                0,
                "collect" if isinstance(action, Collect) else "call",
            )
        else:
            known = self._open.get(action.contribution)
            label, truth, number = -1, -1, known.number if known else 0
            kind = "refund" if isinstance(action, Refund) else "report"
        self.events.append(
            Event(time, who, kind, number, label, truth, Wei(0), False, step.refused)  # noqa: FBT003
        )

    def _enter(
        self,
        time: Seconds,
        who: int,
        kind: str,
        *,
        number: int = 0,
        label: int = -1,
        amount: Wei = Wei(0),
    ) -> None:
        self.events.append(Event(time, who, kind, number, label, -1, amount, False, ""))  # noqa: FBT003
