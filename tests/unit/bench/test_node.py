"""The benchmark of a node, with less to do."""

import pytest

from sum.bench import node
from sum.chain.anvil import find_anvil
from sum.errors import SumError
from sum.simulation.lab import Run
from sum.simulation.scenario import Scenario, with_value
from tests.node.install_anvil import IN_CI, MISSING


@pytest.mark.slow
def test_it_runs_and_compares(monkeypatch):
    if find_anvil() is None:
        (pytest.fail if IN_CI else pytest.skip)(MISSING)
    scenario = with_value(Scenario(), "run.contributions", 40)
    monkeypatch.setattr(node, "load_preset", lambda _: scenario)
    rate, transactions = node.figures(1)
    assert (rate.name, transactions.name) == ("node.rate", "node.transactions")
    assert 0 < rate.value < transactions.value
    monkeypatch.setattr(Run, "digest", lambda run: run.engine)
    with pytest.raises(SumError, match="another result"):
        list(node.figures(1))
