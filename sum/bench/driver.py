"""How fast agents act: the transactions of the demo's story, a second, on each engine."""

from collections.abc import Iterator
from itertools import islice

from sum.bench.frame import PER_SECOND, Figure, seconds
from sum.simulation.demo import ENGINES, Demo

DAYS = {"tester": 1, "twin": 10}
"""How much of the story is played: a chain takes its time."""
AIMS = {"tester": 30, "twin": 2_000}


def figures(repeats: int) -> Iterator[Figure]:
    """Measure on each engine."""
    for engine in ENGINES:
        yield Figure(f"driver.{engine}", rate(engine, repeats), PER_SECOND, AIMS[engine])


def rate(engine: str, repeats: int) -> float:
    """Transactions a second on an engine, setting it up apart."""
    stage: list[Demo] = []
    done: list[int] = []

    def prepare() -> None:
        stage[:] = [Demo(engine=engine)]

    def play() -> None:
        days = islice(stage[0].run(), DAYS[engine])
        done[:] = [sum(day.contributions + day.refunds + day.takes for day in days)]

    taken = seconds(play, repeats, prepare)
    return done[0] / taken
