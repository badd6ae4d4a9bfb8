"""What a contribution takes: with bytecode translated to Python, and with quicker hashes and trees.

Each is measured as it is here, and as it comes with the libraries.
"""

from collections.abc import Iterator
from itertools import count

from sum.bench.frame import Figure, milliseconds
from sum.bench.process import output
from sum.chain.tester import TesterChain
from sum.datasets import load
from sum.incentives import Terms
from sum.models.starting import starting_model
from sum.shared_model import SharedModel

BEFORE = 20
"""How many contributions there are before any is measured: code is translated when it is used."""

ROUNDS = 3
"""How often all are measured in turn, at most; the best counts, for a machine varies."""

# Hashes and trees are put in place when the virtual machine is imported: each needs its process.
PROGRAM = """
from sum.chain import hashing, tries
if {slow}:
    hashing.install = tries.install = lambda: None
from sum.bench.translate import contribution
print(contribution({repeats}, translate={translate}))
"""
VARIANTS = {
    "plain": (True, False),
    "quick_state": (False, False),
    "translated": (True, True),
    "both": (False, True),
}
"""Whether hashes and trees are the libraries' own, and whether bytecode is translated."""


def figures(repeats: int) -> Iterator[Figure]:
    """Measure a contribution of a digit, every third one with a wrong label."""
    taken: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for _ in range(min(ROUNDS, repeats)):
        for name, (slow, translate) in VARIANTS.items():
            program = PROGRAM.format(slow=slow, repeats=repeats, translate=translate)
            taken[name].append(float(output(program)))
    for name, found in taken.items():
        yield Figure(f"translate.{name}", min(found), "ms")


def contribution(repeats: int, *, translate: bool) -> float:
    """How many milliseconds a contribution takes, as a median of so many."""
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
