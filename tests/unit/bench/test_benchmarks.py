"""Every benchmark still runs; how fast it is, is nobody's business here."""

import pytest

from sum.bench.frame import find, names

FIGURES = {
    "chain": {
        *("add_agree", "add_disagree", "refund", "predict", "cost", "download"),
        "snapshot_revert",
    },
    "compile": {"cold", "warm"},
    "driver": {"tester", "twin"},
    "learning": {"lowest_tenth", "drop_tenth", "lowest_one", "drop_one"},
    "room": {"open", "contribute", "jump_30_days"},
    "start": {"app", "import_command_line", "import_datasets", "import_room"},
    "twin": {"learn_one", "predict_one", "predict_test_set"},
}
TIMES = {"s", "ms", "1/s"}
UNITS = {"learning": {"of 1"}}


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_it_runs(name):
    figures = list(find(name).figures(1))
    assert all(figure.value > 0 and figure.unit in UNITS.get(name, TIMES) for figure in figures)
    assert {figure.name for figure in figures} == {f"{name}.{each}" for each in FIGURES[name]}
