"""Every benchmark still runs; how fast it is, is nobody's business here."""

import pytest

from sum.bench.frame import find, names
from sum.models import MODELS

FIGURES = {
    "chain": {
        *("add_agree", "add_disagree", "refund", "predict", "cost", "download"),
        "snapshot_revert",
    },
    "compile": {"cold", "warm"},
    "driver": {"tester", "twin"},
    "durable": {
        *("contribute_first", "contribute_last", "reopen", "restart", "size_per_transaction"),
    },
    "learning": {
        f"{what}_{step}"
        for what in ("lowest", "drop")
        for step in ("tenth", "one", "cap_tenth", "cap_one")
    },
    "actions": {"open", "contribute", "jump_30_days"},
    "start": {"app", "import_command_line", "import_datasets", "import_room"},
    "federation": {
        f"{engine}_{clients}" for engine in ("tester", "twin") for clients in (5, 10, 20)
    },
    "translate": {"plain", "quick_state", "translated", "both"},
    "twin": {f"{act}_{model}" for act in ("learn", "predict", "predict_many") for model in MODELS},
}
LONG = {"flat", "imdb", "node", "room", "sweep"}
"""Tested elsewhere, with less to do."""
TIMES = {"s", "ms", "1/s"}
UNITS = {"learning": {"of 1"}, "durable": {"s", "ms", "kB"}}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({*names()} - LONG))
def test_it_runs(name):
    figures = list(find(name).figures(1))
    assert all(figure.value > 0 and figure.unit in UNITS.get(name, TIMES) for figure in figures)
    assert {figure.name for figure in figures} == {f"{name}.{each}" for each in FIGURES[name]}
