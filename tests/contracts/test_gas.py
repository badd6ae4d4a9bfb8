"""Gas, to the last unit, against gas.json.

After a change that is meant, and with the virtual environment's Python::

    python -m sum gas --json > tests/contracts/gas.json
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from sum.bench.gas import PEER, SETTINGS, Row, measure, measure_all
from sum.chain import ETH_TESTER, connect

GOLDEN = Path(__file__).with_name("gas.json")

LIMITS = {
    "deploy": 9_000_000,
    "add_agree": 125_000,
    "add_disagree": 195_000,
    "refund_first": 122_000,
    "refund_later": 105_000,
    "report": 122_000,
}
"""What the project promises of a text of 20 words."""


@pytest.fixture(scope="module")
def rows():
    return measure_all()


def test_nothing_costs_more_or_less_than_it_did(rows):
    assert [asdict(row) for row in rows] == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("step", Row.STEPS)
def test_a_text_costs_no_more_than_is_promised(rows, step):
    assert getattr(rows[0], step) <= LIMITS[step] < PEER[step]


@pytest.mark.parametrize("step", Row.STEPS)
def test_the_dearest_sample_costs_less_than_the_peers(rows, step):
    assert rows[0].add_disagree < rows[1].add_disagree
    assert getattr(rows[1], step) < PEER[step]


@pytest.mark.parametrize("url", [None, ETH_TESTER])
def test_the_same_is_measured_every_time_and_by_others(rows, url):
    assert measure(SETTINGS[0], connect(url)) == rows[0]


def test_a_sample_is_what_the_contract_takes():
    for setting in SETTINGS:
        assert len(setting.sample) == 20
        assert list(setting.sample) == sorted(set(setting.sample))
