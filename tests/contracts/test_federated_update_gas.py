"""What an update of any size costs, against gas_federated_sizes.json, and the fit to it.

After a change that is meant, and with the virtual environment's Python::

    python -m sum.bench.gas_federated --sizes > tests/contracts/gas_federated_sizes.json
"""

import json
from pathlib import Path

import pytest

from sum.bench.gas_federated import SIZES, measure_updates
from sum.federated.gas import update_gas

GOLDEN = json.loads(Path(__file__).with_name("gas_federated_sizes.json").read_text("utf-8"))


@pytest.mark.parametrize("size", SIZES)
def test_the_fit_is_what_was_measured(size):
    measured = GOLDEN[str(size)]
    for name, told in update_gas(size)._asdict().items():
        assert told == pytest.approx(measured[name], rel=0.01), name


@pytest.mark.slow
def test_it_costs_what_it_did():
    assert measure_updates() == GOLDEN
