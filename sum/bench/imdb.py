"""The whole run of the published set-up for film reviews, on the twin.

23,000 samples of 1,000 words come one after the other, one contributor is honest, one malicious
(preset "imdb"). Making the data and training the opening model are not counted.
"""

from collections.abc import Iterator
from statistics import median
from time import process_time

from sum.bench.frame import Figure
from sum.simulation.lab import dataset_of, opening_model, simulate
from sum.simulation.scenario import Scenario, load_preset

MOST = 3
"""How often it is run at most: each takes seconds."""


def figures(repeats: int) -> Iterator[Figure]:
    """Measure processor time, which does not depend on who else uses the machine."""
    scenario = load_preset("imdb")
    dataset_of(scenario)
    opening_model(scenario)
    taken = median(cpu(scenario) for _ in range(min(repeats, MOST)))
    yield Figure("imdb.cpu", taken, "s", 3)


def cpu(scenario: Scenario) -> float:
    """The seconds of processor time that a run takes."""
    began = process_time()
    simulate(scenario)
    return process_time() - began
