"""The bench command, with a benchmark of which one knows the numbers."""

import json

import pytest

from sum import __main__ as program
from sum.bench.frame import Figure
from sum.cli import bench as command
from sum.errors import SumError


class Fake:
    """Measures nothing."""

    asked = ()

    def figures(self, repeats):
        self.asked = (*self.asked, repeats)
        yield Figure("fake.slow", 12.3456, "ms", 10)
        yield Figure("fake.fast", 12_345.6, "1/s", 10_000)


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    """The only benchmark that is run."""
    fake = Fake()
    monkeypatch.setattr(command, "names", lambda: ("chain",))
    monkeypatch.setattr(command, "find", lambda _: fake)
    return fake


@pytest.mark.parametrize("typed", [[], ["chain"], ["chain", "chain"]])
def test_figures_for_programs(typed, fake, capsys):
    assert program.main(["bench", *typed, "--json", "--repeats", "2"]) == 0
    command = "python -m sum bench chain"
    assert json.loads(capsys.readouterr().out) == [
        {"name": "fake.slow", "value": 12.35, "unit": "ms", "command": command},
        {"name": "fake.fast", "value": 12350.0, "unit": "1/s", "command": command},
    ]
    assert fake.asked == (2,)


def test_figures_for_people_say_what_was_missed(capsys):
    assert program.main(["bench"]) == 0
    slow, fast = capsys.readouterr().out.splitlines()
    assert slow.split() == ["fake.slow", "12.35", "ms", "aim:", "at", "most", "10,", "missed"]
    assert fast.split() == ["fake.fast", "12,346", "1/s", "aim:", "at", "least", "10,000"]


@pytest.mark.parametrize(
    ("typed", "why"), [("--repeats=0", "from 1"), ("--repeats=x", "from 1"), ("--x", "unrecog")]
)
def test_bad_arguments_are_refused(typed, why, capsys):
    with pytest.raises(SystemExit) as left:
        program.main(["bench", typed])
    assert left.value.code == 2
    assert why in capsys.readouterr().err.splitlines()[-1]


def test_an_unknown_name_is_told_the_known_ones(monkeypatch, capsys):
    monkeypatch.undo()
    with pytest.raises(SystemExit) as left:
        program.main(["bench", "nonsense"])
    assert left.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert "no benchmark 'nonsense'; there are actions, chain, compile" in last


def test_a_failing_benchmark_is_a_sentence(fake, capsys):
    def fail(_):
        raise SumError("The app does not start.")

    fake.figures = fail
    assert program.main(["bench", "--json"]) == 1
    assert capsys.readouterr() == ("", "error: The app does not start.\n")


def test_ctrl_c_is_one_line(fake, capsys):
    def interrupt(_):
        raise KeyboardInterrupt

    fake.figures = interrupt
    assert program.main(["bench", "--json"]) == 130
    assert capsys.readouterr() == ("", "Interrupted.\n")
