"""What benchmarks share: the figure that each gives, the clock, and how they are found.

A benchmark is a module of `sum.bench` with a function ``figures(repeats)``; its name is the
module's, its docstring says what it measures. ::

    def figures(repeats: int) -> Iterator[Figure]:
        yield Figure("coffee.brew", milliseconds(brew, repeats), "ms", aim=200)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Protocol

from sum.errors import InputError

FOLDER = Path(__file__).parent
REPEATS = 7
PER_SECOND = "1/s"
"""The unit of figures that are better when they are higher."""
FRACTION = "of 1"
"""The unit of accuracies."""

Act = Callable[[], Any]


@dataclass(frozen=True)
class Figure:
    """A number that was measured.

    Attributes
    ----------
    name : str
        The benchmark's, a dot, what exactly.
    value : float
    unit : str
        "ms", "s", "1/s", "MB", "%", "" of a number of things or, of an accuracy, "of 1".
    aim : float or None
        What it should be at most (with "1/s" at least) on two ordinary cores, when there is such
        an aim. To miss it is worth a look, and no failure: times depend on the machine.
    """

    name: str
    value: float
    unit: str
    aim: float | None = None

    @property
    def missed(self) -> bool:
        """Whether it is worse than its aim."""
        if self.aim is None:
            return False
        return self.value < self.aim if self.unit == PER_SECOND else self.value > self.aim


class Benchmark(Protocol):
    """A module that measures something."""

    def figures(self, repeats: int, **settings: int) -> Iterator[Figure]:
        """Measure, a figure whenever the iterator is asked; each the median of so many times."""
        ...


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The names of all benchmarks, in alphabetical order; none is imported for this."""
    return tuple(
        path.stem
        for path in sorted(folder.glob("*.py"))
        if "\ndef figures(" in path.read_text(encoding="utf-8")
    )


def find(name: str) -> Benchmark:
    """Find a benchmark.

    Raises
    ------
    InputError
        When there is none of this name.
    """
    known = names()
    if name not in known:
        raise InputError(f"There is no benchmark {name!r}; there are {', '.join(known)}.")
    found: Any = import_module(f"sum.bench.{name}")
    benchmark: Benchmark = found
    return benchmark


def seconds(act: Act, repeats: int, prepare: Act | None = None, *, warm_up: int = 1) -> float:
    """How long something takes: the median of several times.

    Parameters
    ----------
    act : callable
        What is timed.
    repeats : int
        How often, from 1.
    prepare : callable, optional
        What is done before each time, off the clock.
    warm_up : int
        How often it is done before that, without looking at the clock.

    Returns
    -------
    float
        In seconds.
    """
    taken = []
    for _ in range(warm_up + repeats):
        if prepare is not None:
            prepare()
        began = perf_counter()
        act()
        taken.append(perf_counter() - began)
    return median(taken[warm_up:])


def milliseconds(act: Act, repeats: int, prepare: Act | None = None, *, warm_up: int = 1) -> float:
    """As `seconds`, in milliseconds."""
    return 1_000 * seconds(act, repeats, prepare, warm_up=warm_up)


def per_second(act: Act, count: int, repeats: int, *, warm_up: int = 1) -> float:
    """How many a second, where doing it once is doing so many."""
    return count / seconds(act, repeats, warm_up=warm_up)
