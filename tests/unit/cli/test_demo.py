"""The demo, as it is called: one story, for people and for programs, the same on each engine."""

import json
from dataclasses import replace

import pytest

from sum import __main__ as program
from sum.cli import demo as command
from sum.datasets import DATASETS
from sum.simulation import demo as story
from sum.simulation.demo import ATTACKER, ENGINES, Day, Demo, is_conserved
from sum.units import ETHER

pytestmark = pytest.mark.slow

KEYS = [
    "accuracy_start",
    "accuracy_end",
    "accuracy_poisoned",
    "profit_wei",
    "conserved",
    "transactions",
    "gas_used",
    "seconds",
]


def told(capsys, *typed):
    """What the program prints as JSON, and nothing else."""
    assert program.main(["demo", "--json", *typed]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def check_the_moral(result):
    """It is what the story is told for."""
    assert result["accuracy_poisoned"] < result["accuracy_start"] - 0.2
    assert result["accuracy_end"] > result["accuracy_poisoned"] + 0.2
    honest = {name: wei for name, wei in result["profit_wei"].items() if name != ATTACKER}
    assert len(honest) == 3
    assert min(honest.values()) > 0 > result["profit_wei"][ATTACKER]
    assert result["conserved"] is True


def test_the_contract_and_its_twin_tell_the_same_story(capsys):
    on_chain, twin = (
        told(capsys, "--days", "6", "--engine", engine) for engine in ("tester", "twin")
    )
    assert list(on_chain) == list(twin) == KEYS
    check_the_moral(on_chain)
    for key in ("accuracy_start", "accuracy_end", "accuracy_poisoned", "profit_wei", "conserved"):
        assert on_chain[key] == twin[key]
    assert on_chain["transactions"] == twin["transactions"] + 3  # create, load, open
    assert 30_000 < on_chain["gas_used"] / on_chain["transactions"] < 300_000
    assert twin["gas_used"] == 0
    assert on_chain["seconds"] > 0


SOME = ("iris",)


@pytest.mark.parametrize(
    "dataset",
    [pytest.param(name, marks=[] if name in SOME else pytest.mark.slow) for name in DATASETS],
)
def test_the_first_day_is_the_same_on_every_engine(dataset):
    """Models of all sizes, so that none opens a second too early or too late."""
    demos = [Demo(dataset, 1, engine=engine) for engine in ENGINES]
    first, second = [next(demo.run()) for demo in demos]
    assert first == second
    assert first.contributions > 10
    first, second = [demo.result().profit_wei for demo in demos]
    assert first == second
    assert max(first[name] for name in story.HONEST) < 0  # all is at stake


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 8))]
)
def test_the_moral_does_not_depend_on_the_seed(seed, capsys):
    check_the_moral(told(capsys, "--engine", "twin", "--seed", str(seed)))


def test_the_same_seed_is_the_same_story_and_another_one_is_not(capsys):
    first, again, other = (
        told(capsys, "--engine", "twin", "--seed", seed)["profit_wei"] for seed in "778"
    )
    assert first == again != other


def test_a_story_for_people(capsys):
    assert program.main(["demo", "--engine", "twin", "--days", "6"]) == 0
    text = capsys.readouterr().out
    days = [line for line in text.splitlines() if line.strip()[:1].isdigit()]
    assert [line.split()[0] for line in days[:6]] == ["1", "2", "3", "4", "5", "6"]
    assert "Mallory sends 12 wrong labels, down to " in days[2]
    assert "ETH of Mallory's taken" in days[3]
    assert "at the end." in text
    assert "0 ETH   in all, to the wei" in text


def test_a_day_tells_of_the_attackers_gain_too():
    day = Day(4, 20, 10, 3, 0, taken=0, lost=2 * ETHER, lowest=None, accuracy=0.5)
    assert command.row(day).endswith("50.0%   Mallory takes 2 ETH of the others'")
    assert command.row(replace(day, lost=0)).endswith("50.0%")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (["--seed", "-1"], "whole number from 0"),
        (["--seed", "x"], "not a whole number"),
        (["--days", "5"], "6 to 60 days"),
        (["--days", "61"], "6 to 60 days"),
        (["--days", "1.5"], "not a whole number"),
        (["--dataset", "nonsense"], "digits-3-or-8"),
        (["--engine", "nonsense"], "tester"),
        (["nonsense"], "unrecognized"),
    ],
)
def test_bad_arguments_are_refused(typed, why, capsys):
    with pytest.raises(SystemExit) as left:
        program.main(["demo", *typed])
    printed = capsys.readouterr()
    assert left.value.code == 2
    assert why in printed.err.splitlines()[-1]
    assert printed.out == ""


def test_lost_money_is_a_failure(monkeypatch, capsys):
    monkeypatch.setattr(story, "is_conserved", lambda *_: False)
    assert program.main(["demo", "--json", "--engine", "twin", "--days", "6"]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["conserved"] is False
    assert printed.err == "error: The money does not add up.\n"


def test_ctrl_c_is_one_line(monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Demo, "run", interrupt)
    assert program.main(["demo", "--json", "--engine", "twin"]) == 130
    assert capsys.readouterr() == ("", "Interrupted.\n")


class Books:
    """An engine of which only the books are left."""

    def __init__(self, claimable, held):
        self._claimable, self._held = claimable, held

    def state(self, contribution):
        return type("State", (), {"claimable": self._claimable[contribution]})

    def held(self):
        return self._held


@pytest.mark.parametrize(
    ("profits", "held", "conserved"),
    [
        ({"a": 3, "b": -10}, 7, True),
        ({"a": 4, "b": -10}, 7, False),  # somebody has got a wei from nowhere
        ({"a": 3, "b": -10}, 8, False),  # the contract holds a wei that it owes to nobody
        ({"a": 3, "b": -10}, 6, False),  # it owes a wei that it does not hold
    ],
)
def test_money_is_counted_to_the_wei(profits, held, conserved):
    assert is_conserved(Books({"x": 5, "y": 2}, held), profits, ["x", "y"]) is conserved
