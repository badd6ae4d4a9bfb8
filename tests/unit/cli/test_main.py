import json

import pytest

from sum import __main__ as program
from sum.bench import gas as bench
from sum.cli import gas
from sum.errors import ChainError

ROW = bench.Row("m", "i", 20, 1_000, 8_000_000, 100_000, 170_000, 110_000, 98_000, 119_000)


@pytest.fixture(autouse=True)
def measured(monkeypatch):
    """Numbers of which one knows what they are."""
    monkeypatch.setattr(gas, "measure_all", lambda: [ROW, ROW])


def test_numbers_for_programs(capsys):
    assert program.main(["gas", "--json"]) == 0
    [first, _] = json.loads(capsys.readouterr().out)
    assert list(first) == ["model", "incentive", "features", "weights", *bench.Row.STEPS]
    assert (first["features"], first["weights"]) == (20, 1_000)
    assert first["refund_later"] == 98_000


def test_a_table_for_people(capsys):
    assert program.main(["gas"]) == 0
    text = capsys.readouterr().out
    lines = [line for line in text.splitlines() if line.startswith(("deploy", "add", "ref", "rep"))]
    assert len(lines) == len(bench.Row.STEPS)
    assert len({len(line) for line in lines}) == 1
    assert lines[0].split()[-4:] == ["8,000,000", "8,000,000", "27,348,794", "71%"]
    assert "microsoft/0xDeCA10B" in text


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit) as left:
        program.main(["--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    for command in program.COMMANDS:
        assert command.__name__.rpartition(".")[2] in text
        assert command.__doc__


@pytest.mark.parametrize("typed", [[], ["nonsense"], ["gas", "--nonsense"]])
def test_what_it_does_not_know_is_refused(typed, capsys):
    with pytest.raises(SystemExit) as left:
        program.main(typed)
    assert left.value.code == 2
    assert "usage: python -m sum" in capsys.readouterr().err


def test_an_error_is_a_sentence(monkeypatch, capsys):
    def fail():
        raise ChainError("No chain.")

    monkeypatch.setattr(gas, "measure_all", fail)
    assert program.main(["gas"]) == 1
    assert capsys.readouterr().err == "error: No chain.\n"
