"""Whether a contribution costs the same at the end of a long run as at its beginning.

The set-up of preset "imdb" with 100,000 samples, in a process of its own for the sake of memory:
the processor time of each contribution around the 100,000th over that around the 5,000th, and the
most memory that the process has had, data and all.
"""

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time

from sum.bench.frame import Figure
from sum.bench.process import output
from sum.errors import SumError
from sum.simulation.lab import Simulation
from sum.simulation.scenario import Scenario, load_preset, with_value

COUNT = 100_000
EARLY = (2_500, 7_500)
"""Between which contributions the cost of one is measured first; then among the last tenth."""
MOST = 3
PROGRAM = "from sum.bench.flat import long_run; print(*long_run())"


def figures(repeats: int) -> Iterator[Figure]:
    """Measure in new processes."""
    runs = [output(PROGRAM).split() for _ in range(min(repeats, MOST))]
    ratios, memory = zip(*((float(ratio), float(size)) for ratio, size in runs), strict=True)
    yield Figure("flat.ratio", median(ratios), "times", 1.2)
    yield Figure("flat.memory", max(memory), "MB", 500)


def long_run(count: int = COUNT) -> tuple[float, float]:
    """Run it; how much dearer the last contributions are, and the memory in MB."""
    marks = list(_marks(scenario(count)))
    early, late = _each(marks, *EARLY), _each(marks, count - count // 10, count)
    return late / early, _most_memory()


def scenario(count: int) -> Scenario:
    """The set-up, with so many samples and contributions."""
    longer = with_value(load_preset("imdb"), "data.name", f"imdb-shaped:{count}")
    return with_value(longer, "run.contributions", count)


def _most_memory() -> float:
    """The most that this process has had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what else Linux tells counts the process, too, from which this one came
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError as error:
        raise SumError("This system does not tell how much memory was used.") from error
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def _marks(played: Scenario) -> Iterator[tuple[int, float]]:
    """How many contributions there were after how much processor time, now and then."""
    for moment in Simulation(played).play():
        yield moment.contributions, process_time()


def _each(marks: list[tuple[int, float]], first: int, last: int) -> float:
    """Seconds a contribution between two of them."""
    return (_at(marks, last) - _at(marks, first)) / (last - first)


def _at(marks: list[tuple[int, float]], number: int) -> float:
    """When a contribution was made, between two marks in proportion."""
    for (before, began), (after, ended) in pairwise(marks):
        if before <= number <= after and before < after:
            return began + (ended - began) * (number - before) / (after - before)
    return marks[-1][1]
