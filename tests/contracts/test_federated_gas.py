"""What a federation's round costs, to the last unit, against gas_federated.json.

After a change that is meant, and with the virtual environment's Python::

    python -m sum.bench.gas_federated > tests/contracts/gas_federated.json
"""

import json
from pathlib import Path

import pytest

from sum.bench.gas_federated import CLIENTS, GONE, measure_federated
from sum.chain.gas import GAS_CAP

GOLDEN = json.loads(Path(__file__).with_name("gas_federated.json").read_text(encoding="utf-8"))


def test_all_of_a_round_is_measured():
    assert GOLDEN["join"]["times"] == GOLDEN["share"]["times"] == CLIENTS
    assert GOLDEN["submit"]["times"] == CLIENTS - GONE
    assert all(step["most"] < GAS_CAP // 2 for step in GOLDEN.values())


@pytest.mark.slow
def test_it_costs_what_it_did():
    assert measure_federated() == GOLDEN
