import json

import pytest

from sum import __main__ as program
from sum.bench.gas import Row
from sum.bench.gas_guarded import GuardedRow
from sum.bench.gas_settings import PEERS
from sum.cli import gas
from sum.models import MODELS

STEPS = (8_000_000, 100_000, 170_000, 110_000, 98_000, 119_000)
ROWS = [
    Row("sparse_perceptron", "i", "a text", 20, 1_000, 2, *STEPS),
    Row("sparse_perceptron", "i", "spread out", 20, 1_000, 2, *STEPS),
    Row("dense_nearest_centroid", "i", "measurements", 9, 9, 2, *STEPS),
]


@pytest.fixture(autouse=True)
def measured(monkeypatch):
    """Numbers of which one knows what they are."""

    def measure_all(model):
        return iter([row for row in ROWS if model in {"", row.model}])

    monkeypatch.setattr(gas, "measure_all", measure_all)


def printed(capsys, *arguments):
    assert program.main(["gas", *arguments]) == 0
    return capsys.readouterr().out


def test_numbers_for_programs(capsys):
    first, _, last = json.loads(printed(capsys, "--json"))
    fields = ["model", "incentive", "sample", "values", "features", "classes"]
    assert list(first) == [*fields, *Row.STEPS]
    assert (first["values"], first["features"], first["refund_later"]) == (20, 1_000, 98_000)
    assert last["model"] == "dense_nearest_centroid"


def test_a_table_for_people(capsys):
    lines = printed(capsys).splitlines()
    found = {line[:42].strip(): line[42:].split() for line in lines if line.startswith("  ")}
    assert found["a text, 20 of 1,000, 2 classes"] == [f"{gas:,}" for gas in STEPS]
    assert found["0xDeCA10B"] == [f"{gas:,}" for gas in PEERS["sparse_perceptron"].values()]
    assert found["less by"] == ["71%", "64%", "57%", "50%", "48%", "34%"]
    assert "measurements, 9, 2 classes" in found
    names = [line for line in lines if line.endswith(")") and line[0] != " "]
    assert names == ["Perceptron (sparse_perceptron)", "Nearest centroid (dense_nearest_centroid)"]
    assert len({len(line) for line in lines if line.startswith("  ") and "less" not in line}) == 1
    assert "github.com/microsoft/0xDeCA10B" in "\n".join(lines)


def test_only_one_model(capsys):
    text = printed(capsys, "--model", "dense_nearest_centroid")
    assert "Nearest centroid" in text
    assert "Perceptron (" not in text


def test_a_table_for_the_documentation(capsys):
    lines = printed(capsys, "--markdown").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert {line.count("|") for line in rows} == {9}
    assert rows[2].startswith(
        "| `sparse_perceptron` | a text, 20 of 1,000, 2 classes | 8,000,000 |"
    )
    assert rows[3].startswith("|  | 0xDeCA10B | 27,348,794 (−71%) |")
    assert [line[2:] for line in lines if line.startswith("- ")] == list(gas.NOTES)


@pytest.mark.parametrize("typed", [["--model", "nonsense"], ["--json", "--markdown"]])
def test_what_it_does_not_know_is_refused(typed, capsys):
    with pytest.raises(SystemExit) as left:
        program.main(["gas", *typed])
    assert left.value.code == 2
    assert "usage: python -m sum gas" in capsys.readouterr().err


def test_help_names_the_models(capsys):
    with pytest.raises(SystemExit):
        program.main(["gas", "--help"])
    text = capsys.readouterr().out
    assert all(name in text for name in MODELS)


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_guarded_game_has_a_table_of_its_own(monkeypatch, capsys, form):
    row = GuardedRow(*range(1_000, 1_000 + len(GuardedRow.STEPS)))
    monkeypatch.setattr(gas, "measure_guarded", lambda: row)
    assert program.main(["gas", "--guarded", *form]) == 0
    text = capsys.readouterr().out
    if form:
        assert json.loads(text)["collect"] == 1_010
    else:
        assert [line.split() for line in text.splitlines()][-1] == ["collect", "1,010"]
