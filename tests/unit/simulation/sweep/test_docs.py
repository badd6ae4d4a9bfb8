"""What docs/sweeps.md shows can be run."""

import re
import shlex
from pathlib import Path

import pytest

from sum.__main__ import main
from sum.cli import sweep
from sum.simulation.scenario import loads
from sum.simulation.sweep import read_axes

PAGE = (Path(__file__).parents[4] / "docs" / "sweeps.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(command.replace("\\\n", " "))
    for command in re.findall(r"^\$ python -m sum sweep ((?:.*\\\n)*.*)$", PAGE, re.MULTILINE)
]


@pytest.fixture(scope="module")
def flippers():
    [text] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    return loads(text)


def test_both_kinds_are_shown():
    assert [command[0] for command in COMMANDS] == ["flippers.toml"] * 2


@pytest.mark.parametrize("command", COMMANDS, ids=["threshold", "sweep"])
def test_a_command_starts(command, flippers, monkeypatch, tmp_path):
    monkeypatch.setenv("SUM_HOME", str(tmp_path))
    monkeypatch.setattr("sum.cli.scenarios.find", {"flippers.toml": flippers}.__getitem__)
    started = []
    for name in ("_sweep", "_threshold"):
        monkeypatch.setattr(sweep, name, lambda what, *_: started.append(what) or 0)
    assert main(["sweep", *command]) == 0
    assert started[0].scenario == flippers


@pytest.mark.parametrize(
    "text",
    [
        *("agents.attacker.count=1,2,5", "data.name=wine,digits", "agents.attacker.count=0..5"),
        *("incentive.cost_weight=0.1 ether,0.2 ether", "model.step=0..1:0.25"),
        *("incentive.refund_wait=1..2 days:12 h", "model.step=0..1:lin5"),
        "incentive.cost_weight=0.001..1 ether:log4",
    ],
)
def test_values_are_as_the_table_says(text, flippers):
    assert f"`{text.partition('=')[2]}`" in PAGE
    assert len(read_axes(flippers, [text]).popitem()[1]) > 1
