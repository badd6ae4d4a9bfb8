"""What a whole market costs, to the last unit, against gas_market.json.

After a change that is meant, and with the virtual environment's Python::

    python -m sum gas --market --json > tests/contracts/gas_market.json

and the figures in docs/mechanisms.md.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from sum.bench.gas_market import measure_market
from sum.chain.gas import GAS_CAP

GOLDEN = json.loads(Path(__file__).with_name("gas_market.json").read_text(encoding="utf-8"))
DOCS = Path(__file__).parents[2] / "docs" / "mechanisms.md"


def test_it_costs_less_than_is_promised():
    size = [GOLDEN[name] for name in ("features", "values", "contributions", "flipped", "scored")]
    assert size == [1_000, 20, 100, 20, 50]
    assert GOLDEN["to_score"] == sum(GOLDEN[step] for step in ("show", "reveal", "score", "settle"))
    assert GOLDEN["to_score"] < 120_000_000
    assert GOLDEN["largest"] <= GAS_CAP
    assert GOLDEN["passes"] > 3


def test_the_documentation_says_so():
    text = DOCS.read_text(encoding="utf-8")
    for step in ("commit", "keep_base", "draw", "show", "reveal", "score", "settle"):
        assert f"{GOLDEN[step]:,}" in text, step
    assert f"{GOLDEN['to_score']:,}" in text


@pytest.mark.slow
def test_it_costs_what_it_did():
    row = measure_market()
    assert {**asdict(row), "to_score": row.to_score} == GOLDEN
