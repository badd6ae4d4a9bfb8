"""How much one contribution moves a model: accuracy with a step of a tenth, and of one.

Of the perceptron that is its learning rate, of the passive-aggressive model its cap. Digits, 3 or
8, from the starting model, over twelve orders: twenty honest contributions, then five with the
wrong label. No times: the same figures on every machine.
"""

from collections.abc import Iterator

import numpy as np

from sum.bench.frame import FRACTION, Figure
from sum.datasets import load
from sum.models import Model
from sum.models.starting import LEARNING_RATE, starting_model
from sum.units import SCALE

ORDERS, HONEST, WRONG = 12, 20, 5
STEPS: dict[str, tuple[str, dict[str, int]]] = {
    "tenth": ("sparse_perceptron", {"learning_rate": LEARNING_RATE}),
    "one": ("sparse_perceptron", {"learning_rate": SCALE}),
    "cap_tenth": ("sparse_passive_aggressive", {"cap": LEARNING_RATE}),
    "cap_one": ("sparse_passive_aggressive", {"cap": SCALE}),
}


def figures(repeats: int) -> Iterator[Figure]:  # noqa: ARG001 - nothing here depends on luck
    """Measure the lowest accuracy while people are honest, and what an attack costs on average."""
    for name, (model, step) in STEPS.items():
        lowest, drops = zip(*(_play(model, step, seed) for seed in range(ORDERS)), strict=True)
        yield Figure(f"learning.lowest_{name}", min(lowest), FRACTION)
        yield Figure(f"learning.drop_{name}", sum(drops) / ORDERS, FRACTION)


def _play(name: str, step: dict[str, int], seed: int) -> tuple[float, float]:
    """The lowest accuracy while honest, and how far five wrong labels then bring it down."""
    dataset, rng = load("digits-3-or-8"), np.random.default_rng(seed)
    model = starting_model(dataset, name, **step)
    honest = [_learn(model, rng, wrong=False) for _ in range(HONEST)]
    after = [_learn(model, rng, wrong=True) for _ in range(WRONG)][-1]
    return min(honest), honest[-1] - after


def _learn(model: Model, rng: np.random.Generator, *, wrong: bool) -> float:
    dataset = load("digits-3-or-8")
    sample = dataset.pool[int(rng.integers(len(dataset.pool)))]
    model.learn_one(sample.data, 1 - sample.label if wrong else sample.label)
    return float(model.score(dataset.hidden.matrix(), dataset.hidden.labels))
