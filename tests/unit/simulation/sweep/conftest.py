"""A scenario of which a run takes milliseconds."""

import pytest

from sum.simulation.scenario import Scenario, with_value
from sum.simulation.sweep import Sweep


@pytest.fixture(scope="package")
def short():
    """Eight honest people and an attacker; twenty contributions."""
    return with_value(Scenario(), "run.contributions", 20)


@pytest.fixture(scope="package")
def small(short):
    """Four points of two runs."""
    axes = {"agents.attacker.count": (0, 2), "incentive.cost_weight": ("0.001 ether", "0.1 ether")}
    return Sweep(scenario=short, axes=axes, seeds=2)
