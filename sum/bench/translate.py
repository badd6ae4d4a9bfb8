"""What translating bytecode to Python saves: the same contributions with it and without."""

from collections.abc import Iterator
from itertools import count

from sum.bench.frame import Figure, milliseconds
from sum.chain.tester import TesterChain
from sum.datasets import load
from sum.incentives import Terms
from sum.models.starting import starting_model
from sum.shared_model import SharedModel

BEFORE = 20
"""How many contributions there are before any is measured: code is translated when it is used."""


def figures(repeats: int) -> Iterator[Figure]:
    """Measure a contribution of a digit, every third one with a wrong label."""
    for name, translate in (("plain", False), ("translated", True)):
        yield Figure(f"translate.{name}", _contribution(repeats, translate=translate), "ms")


def _contribution(repeats: int, *, translate: bool) -> float:
    digits, chain, numbers = load("digits-3-or-8"), TesterChain(translate=translate), count()
    shared = SharedModel.deploy(chain, starting_model(digits), Terms())

    def add() -> None:
        number = next(numbers)
        sample = digits.pool[number % len(digits.pool)]
        label = sample.label if number % 3 else 1 - sample.label
        shared.add_data(chain.accounts[1], sample.data, label)

    for _ in range(BEFORE):
        add()
    return milliseconds(add, repeats)
