"""How long a contract takes to compose: cold with the compiler, warm from what is kept on disk."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sum.bench.frame import Figure
from sum.bench.process import timed

COMPOSE = """
from time import perf_counter
from sum.chain.compiler import compose
began = perf_counter()
compose("sparse_perceptron", "deposit_refund_take")
print(perf_counter() - began)
"""


def figures(repeats: int) -> Iterator[Figure]:
    """Measure in new processes, where nothing is remembered."""
    with TemporaryDirectory() as folder:
        homes = iter(Path(folder) / str(number) for number in range(repeats + 1))
        cold = timed(COMPOSE, repeats, home=lambda: next(homes))
        yield Figure("compile.cold", cold, "s", 3)
        # The first of these, the warm-up, may compile.
        warm = timed(COMPOSE, repeats, home=lambda: Path(folder) / "warm")
        yield Figure("compile.warm", 1_000 * warm, "ms", 20)
