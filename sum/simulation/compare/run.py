"""The same people and the same chance under several incentive mechanisms, side by side.

Everything runs on the twins, which are exact: the contracts would have given the same.

>>> result = compare(Plan(days=5, mechanisms=("points",)))
>>> [run.name for run in result.runs], result.runs[0].attacker_profit
(['points'], 0)
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from sum.agents import STRATEGIES, Agent, Attack, Careless, Honest
from sum.agents.attackers.base import ANY_PRICE
from sum.datasets import Dataset, load
from sum.incentives import MECHANISMS
from sum.incentives.base import AnyTerms
from sum.models.base import Model
from sum.models.starting import starting_model
from sum.simulation.compare.books import Ledger
from sum.simulation.compare.market import around
from sum.simulation.compare.records import Comparison, MechanismRun, Plan
from sum.simulation.driver import Driver
from sum.simulation.twin import START, TwinEngine
from sum.units import DAY, HOUR, Seconds, Wei

__all__ = ["Comparison", "MechanismRun", "Plan", "compare", "terms_of"]

Progress = Callable[[float, str], None]

ATTACKER = "Mallory"
HONEST_NAMES = ("Ada", "Blaise", "Carl", "Emmy", "Felix", "Grace", "Henri", "Ida")
CARELESS_NAMES = ("Otto", "Pia", "Quentin", "Rosa")

WAIT, DEVIATION = Seconds(3 * HOUR), Seconds(HOUR)
"""How often somebody who means well comes by."""

_PLAYED = 0.9
"""The part of a run's progress at which people stop contributing."""


def compare(plan: Plan, progress: Progress | None = None) -> Comparison:
    """Run the same people under every mechanism of a plan.

    Parameters
    ----------
    plan : Plan
    progress : callable, optional
        Told how much is done, from 0 to 1, and what is being done. What it raises ends the
        comparison; there is nothing to clean up.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        When data set, encoder and model do not go together.
    """
    dataset = load(plan.dataset, plan.seed, plan.encoder)
    model = starting_model(dataset, plan.model)
    runs = []
    for number, name in enumerate(plan.mechanisms):
        tell = _part(progress, number, len(plan.mechanisms), MECHANISMS[name].title)
        runs.append(_Run(plan, dataset, model, name).play(tell))
    return Comparison(plan, Seconds(START + HOUR), tuple(runs))


def terms_of(name: str) -> AnyTerms:
    """The parameters with which a mechanism takes part: its usual ones."""
    terms: AnyTerms = MECHANISMS[name]()
    return terms


class _Run:
    """One mechanism with everybody in it."""

    def __init__(self, plan: Plan, dataset: Dataset, model: Model, name: str) -> None:
        self.plan = plan
        self.terms = terms_of(name)
        self.begin = Seconds(START + HOUR)
        self.dataset = dataset
        self.engine = TwinEngine(model, self.terms)
        attack = STRATEGIES.get(plan.attack)
        applies = attack is not None and attack.applies(self.terms, dataset.form)
        self.attack = attack if applies else None
        self.books = Ledger(self.engine, dataset, self.begin, plan.days)
        self.driver = Driver(self.engine, dataset, plan.seed, watch=self.books.watch)

    def play(self, tell: Callable[[float], None]) -> MechanismRun:
        """Let everybody come, then settle what is left."""
        for name, kind, _ in cast(self.plan):
            self.books.enrol(name, kind)
        crew = self._enrol_attackers()
        if self.terms.claims:
            self._contribute(crew, tell)
            self.books.settle(self.books.accounts, tuple(crew))
            sponsor = Wei(0)
        else:
            run, sponsor = around(
                self.engine, self.plan, self.dataset, lambda: self._contribute(crew, tell)
            )
            self.books.enter_market(run)
        tell(1.0)
        return self.books.close(attacked=self.attack is not None, sponsor=sponsor)

    def _contribute(self, crew: dict[str, Attack], tell: Callable[[float], None]) -> None:
        """Let the days pass, with the attacker in the middle."""
        self.engine.set_time(self.begin)
        for account, (_, _, agent) in zip(self.books.accounts, cast(self.plan), strict=False):
            self.driver.add_agent(agent, account)
        self._pass(0, self.plan.arrival, tell)
        for account, attacker in crew.items():
            self.driver.add_agent(attacker, account)
        self._pass(self.plan.arrival, self.plan.leaves, tell)
        for account in crew:
            self.driver.remove_agent(account)
        self._pass(self.plan.leaves, self.plan.days, tell)

    def _enrol_attackers(self) -> dict[str, Attack]:
        if self.attack is None:
            return {}
        names = [ATTACKER, *(f"{ATTACKER} {n}" for n in range(2, self.attack.accounts + 1))]
        accounts = tuple(self.books.enrol(name, self.plan.attack) for name in names)
        crew = self.attack.crew(accounts)
        if self.plan.strength:
            crew = tuple(
                replace(agent, strength=self.plan.strength, willing=ANY_PRICE) for agent in crew
            )
        return dict(zip(accounts, crew, strict=True))

    def _pass(self, first: int, last: int, tell: Callable[[float], None]) -> None:
        """Let days pass; the clock stands at the end of the last one."""
        steps = [round(day * DAY / 4) for day in range(4 * first, 4 * last + 1)]
        for _, until in pairwise(steps):
            for _ in self.driver.run_until(Seconds(self.begin + until)):
                pass
            tell(_PLAYED * until / (self.plan.days * DAY))
        self.engine.set_time(Seconds(max(self.engine.now, self.begin + last * DAY)))


def cast(plan: Plan) -> list[tuple[str, str, Agent]]:
    """Everybody who means well: name, kind and policy, in the order of their coming."""
    honest: list[tuple[str, str, Agent]] = [
        (name, "honest", Honest(name=name, mean_wait=WAIT, wait_deviation=DEVIATION))
        for name in HONEST_NAMES[: plan.honest]
    ]
    return honest + [
        (name, "careless", Careless(name=name, mean_wait=WAIT, wait_deviation=DEVIATION))
        for name in CARELESS_NAMES[: plan.careless]
    ]


def _part(
    progress: Progress | None, number: int, count: int, title: str
) -> Callable[[float], None]:
    """Tell of a part as of the whole."""

    def tell(done: float) -> None:
        if progress:
            progress(min(1.0, (number + done) / count), title)

    return tell
