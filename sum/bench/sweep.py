"""A sweep of 1,000 runs of 500 contributions in two processes, from their start to the table."""

from collections.abc import Iterator
from time import perf_counter

from joblib.externals.loky import get_reusable_executor

from sum.bench.frame import Figure
from sum.simulation.scenario import Scenario, with_value
from sum.simulation.sweep import Sweep, read_axes, run_sweep

AXES = ("incentive.cost_weight=0.0005..0.005 ether:log10", "agents.attacker.count=0..4")
SEEDS = 20
PROCESSES = 2


def figures(repeats: int) -> Iterator[Figure]:  # noqa: ARG001 - once takes long enough
    """Measure once."""
    sweep = whole()
    get_reusable_executor().shutdown(wait=True)  # workers of before are warm
    began = perf_counter()
    run_sweep(sweep, jobs=PROCESSES)
    yield Figure("sweep.time", perf_counter() - began, "s", 60)


def whole(seeds: int = SEEDS) -> Sweep:
    """50 points."""
    scenario = with_value(Scenario(), "run.contributions", 500)
    return Sweep(scenario=scenario, axes=read_axes(scenario, AXES), seeds=seeds)
