"""The short story that shows what the mechanism is for: a model is shared, poisoned, and heals.

The owner deploys a trained model. Three honest contributors give it true labels and get their
deposits back. An attacker comes and floods it with wrong labels: the model fails. The honest ones
turn it back, take the attacker's deposits, and go on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter
from types import MappingProxyType

from sum.agents import Contribute, Honest, Refund, Report
from sum.agents.attackers import LabelFlipping
from sum.chain import Receipt, connect
from sum.datasets import Dataset, load
from sum.errors import InputError
from sum.incentives import Terms
from sum.models.base import Model
from sum.models.starting import starting_model
from sum.records import Added, Contribution, Paid
from sum.shared_model import CHUNK
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.driver import Driver
from sum.simulation.engine import Engine
from sum.simulation.events import Step
from sum.simulation.twin import START, TwinEngine
from sum.units import DAY, HOUR, Seconds, Wei

HONEST = ("Ada", "Blaise", "Carl")
HONEST_WAIT, HONEST_DEVIATION = Seconds(3 * HOUR), Seconds(HOUR)
ATTACKER = "Mallory"
COMES, GOES = 2, 4
"""After how many days the attacker comes, when everybody has good contributions, and goes."""
ATTACK_WAIT, ATTACK_DEVIATION = Seconds(18 * HOUR), Seconds(HOUR)
"""So that it attacks twice in the meantime."""
STRENGTH = 12
"""How many wrong labels there are in an attack."""

MIN_DAYS, DAYS, MAX_DAYS = 6, 10, 60
"""How long the story takes; the shortest one leaves a day for taking the last deposits."""


@dataclass(frozen=True)
class Day:
    """What happened on a day of block time.

    Attributes
    ----------
    number : int
        1 for the first.
    contributions, refunds, takes : int
    wrong : int
        The attacker's contributions, which are among them.
    taken : Wei
        What the others took of the attacker's deposits.
    lost : Wei
        What the attacker took of theirs.
    lowest : float or None
        The lowest accuracy after a contribution of the attacker's.
    accuracy : float
        At the end of the day, on the hidden test set.
    """

    number: int
    contributions: int
    refunds: int
    takes: int
    wrong: int
    taken: Wei
    lost: Wei
    lowest: float | None
    accuracy: float


@dataclass(frozen=True)
class Result:
    """What came of the story.

    Attributes
    ----------
    accuracy_start, accuracy_end : float
        Fractions of the hidden test set.
    accuracy_poisoned : float
        The lowest after a contribution of the attacker's.
    profit_wei : dict of str to int
        What each got out of the contract minus what it put in, by name; gas apart.
    conserved : bool
        As `is_conserved` says.
    transactions : int
        How many the contract was sent; on a chain with those that set it up.
    gas_used : int
        By these; 0 without a chain.
    seconds : float
        Real time.
    """

    accuracy_start: float
    accuracy_end: float
    accuracy_poisoned: float
    profit_wei: dict[str, int]
    conserved: bool
    transactions: int
    gas_used: int
    seconds: float


class Demo:
    """The story on an engine: `run` plays it day by day, `result` says what has come of it.

    Parameters
    ----------
    dataset : str
        One of `sum.datasets.DATASETS`.
    seed : int
        Decides everything that is left to chance; not negative.
    engine : str
        One of `ENGINES`. The same seed makes the same story on each.

    Attributes
    ----------
    dataset : Dataset
    accuracy_start : float
        On the hidden test set.

    Raises
    ------
    InputError
        For a data set, a seed or an engine that cannot be used.
    """

    def __init__(
        self, dataset: str = "digits-3-or-8", seed: int = 0, *, engine: str = "tester"
    ) -> None:
        self._began = perf_counter()
        if engine not in ENGINES:
            raise InputError(f"There is no engine {engine!r}; there are {', '.join(ENGINES)}.")
        self.dataset: Dataset = load(dataset, seed)
        self._gas: list[int] = []
        self._engine = ENGINES[engine](starting_model(self.dataset), self._gas)
        self._on_chain = bool(self._gas)
        names = (*HONEST, ATTACKER)
        self._accounts = {name: self._engine.create_account(name) for name in names}
        self._attacker = self._accounts[ATTACKER]
        # Making accounts takes time on a chain, and none without one.
        self._start = Seconds(START + HOUR)
        self._engine.set_time(self._start)
        self._driver = Driver(self._engine, self.dataset, seed, watch=self._watch)
        self._steps: list[Step] = []
        self._poisoned: list[float] = []
        self._contributions: list[Contribution] = []
        self.accuracy_start = self._lowest = self._score()

    def run(self, days: int = DAYS) -> Iterator[Day]:
        """Play, a day whenever the iterator is asked.

        Parameters
        ----------
        days : int
            Of block time.
        """
        for name in HONEST:
            agent = Honest(name=name, mean_wait=HONEST_WAIT, wait_deviation=HONEST_DEVIATION)
            self._driver.add_agent(agent, self._accounts[name])
        for number in range(days):
            if number == COMES:
                self._driver.add_agent(_attacker(), self._attacker)
            elif number == GOES:
                self._driver.remove_agent(self._attacker)
            self._steps, self._poisoned = [], []
            evening = Seconds(self._start + (number + 1) * DAY)
            for _ in self._driver.run_until(evening):
                pass
            self._engine.set_time(Seconds(max(self._engine.now, evening)))
            self._lowest = min([self._lowest, *self._poisoned])
            yield self._day(number + 1)

    def result(self) -> Result:
        """What has come of it so far."""
        profits = {name: int(self._engine.profit(key)) for name, key in self._accounts.items()}
        return Result(
            accuracy_start=self.accuracy_start,
            accuracy_end=self._score(),
            accuracy_poisoned=self._lowest,
            profit_wei=profits,
            conserved=is_conserved(self._engine, profits, self._contributions),
            transactions=len(self._gas),
            gas_used=sum(self._gas),
            seconds=round(perf_counter() - self._began, 2),
        )

    def held(self) -> Wei:
        """What the contract holds."""
        return self._engine.held()

    def _watch(self, step: Step) -> None:
        self._steps.append(step)
        if step.outcome and not self._on_chain:
            self._gas.append(0)
        if isinstance(step.outcome, Added):
            self._contributions.append(step.outcome.contribution)
            if step.account == self._attacker:
                self._poisoned.append(self._score())

    def _score(self) -> float:
        hidden = self.dataset.hidden
        return float(self._engine.peek().score(hidden.matrix(), hidden.labels))

    def _day(self, number: int) -> Day:
        done = [step for step in self._steps if step.outcome]
        takes = [
            step.outcome
            for step in done
            if isinstance(step.action, Report) and isinstance(step.outcome, Paid)
        ]
        return Day(
            number,
            contributions=sum(isinstance(step.action, Contribute) for step in done),
            refunds=sum(isinstance(step.action, Refund) for step in done),
            takes=len(takes),
            wrong=len(self._poisoned),
            taken=_total(paid for paid in takes if paid.contribution.contributor == self._attacker),
            lost=_total(paid for paid in takes if paid.to == self._attacker),
            lowest=min(self._poisoned, default=None),
            accuracy=self._score(),
        )


def is_conserved(
    engine: Engine, profits: Mapping[str, int], contributions: Iterable[Contribution]
) -> bool:
    """Whether money is conserved, to the wei.

    Parameters
    ----------
    engine : Engine
    profits : mapping of str to int
        Of everybody, in wei.
    contributions : iterable of Contribution
        All there are.

    Returns
    -------
    bool
        Whether the profits and what the contract still owes for the contributions add up to
        zero, and what it owes is what it holds.
    """
    owed = sum(engine.state(contribution).claimable for contribution in contributions)
    return sum(profits.values()) + owed == 0 and engine.held() == owed


def _attacker() -> LabelFlipping:
    return LabelFlipping(
        name=ATTACKER,
        strength=STRENGTH,
        mean_wait=ATTACK_WAIT,
        wait_deviation=ATTACK_DEVIATION,
    )


def _total(payments: Iterable[Paid]) -> Wei:
    return Wei(sum(paid.amount for paid in payments))


def _on_tester(model: Model, gas: list[int]) -> ChainEngine:
    def listen(receipt: Receipt, *_: object) -> None:
        gas.append(receipt.gas_used)

    return ChainEngine(connect(), model, Terms(), name="demo", listener=listen)


def _on_twin(model: Model, _: list[int]) -> TwinEngine:
    """Open when the contract does: creating it, each chunk of its words and opening are blocks."""
    words = model.words()
    chunks = sum(any(words[start : start + CHUNK]) for start in range(0, len(words), CHUNK))
    return TwinEngine(model, Terms(), now=Seconds(START + 1 + chunks + 1))


_Start = Callable[[Model, list[int]], ChainEngine | TwinEngine]

ENGINES: Mapping[str, _Start] = MappingProxyType({"tester": _on_tester, "twin": _on_twin})
"""What starts each engine; on a chain, the gas of every transaction goes into the list."""
