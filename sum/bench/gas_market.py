"""What a whole reward market costs in gas: reveal, scoring and settling, read off receipts."""

from dataclasses import dataclass

import numpy as np

from sum.bench.gas import Gas
from sum.chain import Chain, connect
from sum.incentives.market_rules import Labelled
from sum.incentives.reward_market import MarketTerms
from sum.market import hide
from sum.models import MODELS
from sum.models.base import Model
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.market import Plan, run_market
from sum.units import SCALE

CONTRIBUTIONS, FLIPPED, SCORED, TRAINED = 100, 20, 50, 200
FEATURES, VALUES, DENSE = 1_000, 20, 30
PEOPLE = 10
MARKET_MODELS = tuple(MODELS)


@dataclass(frozen=True)
class MarketRow:
    """The gas of a market by what is sent, all transactions of a kind together.

    Attributes
    ----------
    model : str
    features, values : int
        How many the model knows, and how many a sample has.
    contributions, flipped, scored : int
        How many there were, how many with the wrong label, and how many samples were scored.
    passes : int
        How often everything that was in was scored.
    commit, keep_base, draw, show, contribute, reveal, score, settle, collect : Gas
    transactions : int
        Of the scoring.
    largest : Gas
        The dearest transaction of reveal, scoring and settling.
    """

    model: str
    features: int
    values: int
    contributions: int
    flipped: int
    scored: int
    passes: int
    commit: Gas
    keep_base: Gas
    draw: Gas
    show: Gas
    contribute: Gas
    reveal: Gas
    score: Gas
    settle: Gas
    collect: Gas
    transactions: int
    largest: Gas

    @property
    def to_score(self) -> int:
        """Revealing, scoring and settling together."""
        return self.show + self.reveal + self.score + self.settle


def measure_market(name: str = "sparse_perceptron", chain: Chain | None = None) -> MarketRow:
    """Run a market with two classes, and read the receipts.

    A model has learned 200 samples before; then there are 100 contributions, 20 of them with the
    wrong label. Of two portions with the same samples one is shown, so that chance has no say.

    Parameters
    ----------
    name : str
        One of `sum.models.MODELS`.
    chain : Chain, optional
        A new one; by default our own.
    """
    task = _Task(name)
    engine = ChainEngine(chain or connect(), task.start(), MarketTerms(), name="gas")
    spent: list[tuple[str, int]] = []
    interface = engine.shared.artifact.interface
    engine.shared.listener = lambda receipt, data, _: spent.append(
        (interface.decode_call(data)[0], receipt.gas_used)
    )
    sponsor, other, *people = [engine.create_account(f"{n}") for n in range(PEOPLE + 2)]
    tests, said = task.samples(SCORED), task.contributions()

    def participate() -> None:
        for n, (data, label) in enumerate(said):
            engine.add(people[n % PEOPLE], data, label)

    portions = hide([each for each in tests for _ in range(2)], 2, lambda n: bytes([n + 1] * 32))
    run = run_market(engine, Plan(portions, rounds=100, cap=100), sponsor, other, participate)
    passes = len(run.outcome.passes) if run.outcome else 0
    return _row(task, passes, spent)


class _Task:
    """A line through many features that decides the label, and samples on either side of it."""

    def __init__(self, name: str) -> None:
        self.made = MODELS[name]
        self.dense = self.made.form == "dense"
        self.features = DENSE if self.dense else FEATURES
        self._rng = np.random.default_rng(0)
        self._truth = self._rng.normal(size=self.features)

    @property
    def values(self) -> int:
        """How many values a sample has."""
        return self.features if self.dense else VALUES

    def start(self) -> Model:
        """A model that has learned something."""
        model: Model = self.made(n_features=self.features, n_classes=2)
        for data, label in self.samples(TRAINED):
            model.learn_one(data, label)
        return model

    def samples(self, count: int) -> list[Labelled]:
        """Samples with their true labels."""
        found: list[Labelled] = []
        for _ in range(count):
            if self.dense:
                values = self._rng.normal(size=self.features)
                data = tuple(round(value * SCALE) for value in values)
                score = float(values @ self._truth)
            else:
                chosen = np.sort(self._rng.choice(self.features, VALUES, replace=False))
                data = tuple(map(int, chosen))
                score = float(self._truth[chosen].sum())
            found.append((data, int(score > 0)))
        return found

    def contributions(self) -> list[Labelled]:
        """Samples, some of them with the wrong label."""
        flipped = set(self._rng.choice(CONTRIBUTIONS, FLIPPED, replace=False).tolist())
        return [
            (data, label ^ (n in flipped))
            for n, (data, label) in enumerate(self.samples(CONTRIBUTIONS))
        ]


def _row(task: _Task, passes: int, spent: list[tuple[str, int]]) -> MarketRow:
    kinds: dict[str, list[int]] = {}
    for kind, gas in spent:
        kinds.setdefault(kind, []).append(gas)
    show, *reveal = kinds["reveal"]
    total = {kind: Gas(sum(gas)) for kind, gas in kinds.items()}
    return MarketRow(
        model=task.made.name,
        features=task.features,
        values=task.values,
        contributions=CONTRIBUTIONS,
        flipped=FLIPPED,
        scored=SCORED,
        passes=passes,
        commit=total["commit"],
        keep_base=total["keep_base"],
        draw=total["draw"],
        show=Gas(show),
        contribute=total["add_data"],
        reveal=Gas(sum(reveal)),
        score=total["score"],
        settle=total["settle"],
        collect=total["collect"],
        transactions=len(kinds["score"]),
        largest=Gas(max([show, *reveal, *kinds["score"], *kinds["settle"]])),
    )
