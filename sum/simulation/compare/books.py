"""Keeps the books of one mechanism in a comparison: accuracy and balances over time."""

from dataclasses import asdict
from typing import Any

from sum.agents import Contribute
from sum.datasets import Dataset
from sum.incentives.points import Points
from sum.records import Added, Collected, Paid
from sum.simulation.attack.books import Books
from sum.simulation.compare.records import Balance, MechanismRun, PersonRun, Score
from sum.simulation.events import Step
from sum.simulation.market import MarketRun
from sum.simulation.twin import TwinEngine
from sum.units import DAY, Seconds, Wei

_SCORES = 300
"""About how often the model is scored, over the whole time; after an attacker it always is."""


class Ledger(Books):
    """Books that keep what was, too.

    Parameters
    ----------
    engine : TwinEngine
    dataset : Dataset
    begin : Seconds
    days : int
    """

    def __init__(self, engine: TwinEngine, dataset: Dataset, begin: Seconds, days: int) -> None:
        super().__init__(engine)
        self._twin = engine
        self._hidden = dataset.hidden.matrix(), dataset.hidden.labels
        self._begin = begin
        self._span = Seconds(days * DAY)
        self._pause = self._span // _SCORES
        self._people: dict[str, tuple[str, str]] = {}
        self._balances: dict[str, list[Balance]] = {}
        self._waiting: dict[str, dict[Any, int]] = {}
        self._taken: dict[str, int] = {}
        self._lost: dict[str, int] = {}
        self._refused: dict[str, list[str]] = {}
        self._ended = begin
        self._scores = [Score(Seconds(0), self._score())]
        self._changed = False

    @property
    def accounts(self) -> tuple[str, ...]:
        """Everybody's, in the order of their coming."""
        return tuple(self._people)

    def enrol(self, name: str, kind: str) -> str:
        """Make an account for somebody."""
        account = self._twin.create_account(name)
        self._people[account] = name, kind
        self._balances[account] = [Balance(Seconds(0), Wei(0), 0)]
        self._waiting[account] = {}
        return account

    def watch(self, step: Step) -> None:
        """Enter what an agent did, or what the contract refused."""
        if step.refused and isinstance(step.action, Contribute):
            self._refused.setdefault(step.account, []).append(step.refused)
        super().watch(step)

    def enter(self, record: object) -> None:
        """Enter a contribution or a payment, and how those stand whom it concerns."""
        super().enter(record)
        if record is None:
            return
        self._ended = Seconds(self._twin.now - 1)
        if isinstance(record, Added):
            who = record.contribution.contributor
            self._waiting[who][record.contribution] = record.deposit
            self._look(who, changed=bool(record.receipt))
            self._stand(who)
        elif isinstance(record, Paid):
            author = record.contribution.contributor
            self._waiting[author].pop(record.contribution)
            if record.left:
                self._waiting[author][record.contribution] = record.left
            if self._is_attacker(record.to) and self._is_attacker(author):
                self._book(self.returned, author, record.amount * (record.to != author))
            elif record.to != author:
                self._book(self._taken, record.to, record.amount)
                self._book(self._lost, author, record.amount)
            self._stand(author)
            self._stand(record.to)
        elif isinstance(record, Collected):
            self._stand(record.to)

    def enter_market(self, run: MarketRun) -> None:
        """Enter what a market has paid, all at once when it was settled."""
        for payout in run.payouts:
            self._book(self.returned, payout.account, min(payout.stake, payout.amount))
        self._ended = Seconds(self._twin.now - 1)

    def close(self, *, attacked: bool, sponsor: Wei) -> MechanismRun:
        """Draw the line: what is still in the contract is nobody's now."""
        for account in self._people:
            self._waiting[account].clear()
            self._stand(account)
        self._look_now()
        terms = self._twin.terms
        return MechanismRun(
            name=terms.name,
            title=terms.title,
            money=terms.money,
            claims=terms.claims,
            terms=asdict(terms),  # type: ignore[call-overload]
            attacked=attacked,
            scores=tuple(self._scores),
            people=tuple(self._person(account) for account in self._people),
            held=self._twin.held(),
            sponsor_profit=sponsor,
            ended=Seconds(self._ended - self._begin),
            span=self._span,
        )

    @staticmethod
    def _book(book: dict[str, int], account: str, amount: int) -> None:
        book[account] = book.get(account, 0) + amount

    def _person(self, account: str) -> PersonRun:
        name, kind = self._people[account]
        return PersonRun(
            name=name,
            kind=kind,
            balances=tuple(self._balances[account]),
            profit=self._twin.profit(account),
            points=self._points(account),
            contributions=self.counts.get(account, 0),
            staked=Wei(self.staked.get(account, 0)),
            returned=Wei(self.returned.get(account, 0)),
            taken=Wei(self._taken.get(account, 0)),
            lost=Wei(self._lost.get(account, 0)),
            refused=len(self._refused.get(account, ())),
            reason=self._refused.get(account, [""])[-1],
        )

    def _stand(self, account: str) -> None:
        """Note how somebody stands, if that is news."""
        owed = sum(self._waiting[account].values()) + self._twin.collectable(account)
        won = Wei(self._twin.profit(account) + owed)
        balances, points = self._balances[account], self._points(account)
        last = balances[-1]
        if (won, points) != (last.won, last.points):
            balances.append(Balance(Seconds(self._ended - self._begin), won, points))

    def _points(self, account: str) -> int:
        twin = self._twin.incentive
        return twin.tally(account).points if isinstance(twin, Points) else 0

    def _look(self, who: str, *, changed: bool) -> None:
        """Score the model when it is time: often enough to see everything, not all the time."""
        self._changed |= changed
        due = self._ended - self._begin >= self._scores[-1].time + self._pause
        if self._changed and (due or self._is_attacker(who)):
            self._look_now()

    def _look_now(self) -> None:
        accuracy = self._score()
        if accuracy != self._scores[-1].accuracy:
            self._scores.append(Score(Seconds(self._ended - self._begin), accuracy))
        self._changed = False

    def _is_attacker(self, who: str) -> bool:
        return self._people[who][1] not in {"honest", "careless"}

    def _score(self) -> float:
        return float(self._twin.peek().score(*self._hidden))
