"""How fast a node takes a whole scenario: each contribution in a block with its own time.

The 23,000 contributions of the IMDB scenario, with the claims that come of them, on an anvil that
is started for it. What comes of it is the same as on the twin, or the benchmark fails.
"""

from collections.abc import Iterator
from time import perf_counter

from sum.bench.frame import PER_SECOND, Figure
from sum.chain.anvil import running_anvil
from sum.errors import SumError
from sum.simulation.lab import Simulation, simulate
from sum.simulation.scenario import Scenario, load_preset

AIM = 250
"""Contributions a second."""
KEEP = 256
"""Of how many blocks anvil remembers the transactions: those that are still looked at."""


def figures(repeats: int) -> Iterator[Figure]:  # noqa: ARG001 - once takes long enough
    """Measure once: contributions a second, and all transactions a second."""
    scenario = load_preset("imdb")
    contributions, transactions = rates(scenario)
    yield Figure("node.rate", contributions, PER_SECOND, AIM)
    yield Figure("node.transactions", transactions, PER_SECOND)


def rates(scenario: Scenario) -> tuple[float, float]:
    """Run a scenario on anvil, the opening apart, everything that is checked included.

    Returns
    -------
    contributions, transactions : float
        A second.

    Raises
    ------
    SumError
        When there is no anvil, or it has come to another result than the twin.
    """
    expected = simulate(scenario)
    with running_anvil(KEEP) as url:
        simulation = Simulation(scenario, engine=url)
        began = perf_counter()
        for _ in simulation.play():
            pass
        run = simulation.result()
        taken = perf_counter() - began
    if run.digest() != expected.digest():
        raise SumError("The contracts on anvil have come to another result than their twins.")
    summary = run.summary
    claims = summary.refunds + summary.reports + summary.collected
    return summary.contributions / taken, (summary.contributions + claims) / taken
