"""The attack command, and that the page has a table for every attack."""

import json
from pathlib import Path

import pytest

from sum import __main__ as program
from sum.agents import STRATEGIES
from sum.cli import attack
from sum.cli.attack import markdown_row, overview, since, table
from sum.cli.pages import markers
from sum.incentives import MECHANISMS
from sum.simulation.attack.run import AttackResult, run_attack
from sum.simulation.attack.table import Row

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[3] / "docs" / "attacks.md"
GAME = "deposit_refund_take"
KEYS = [
    *("attack", "incentive", "seeds", "profit_mean", "profit_std", "honest_profit_mean"),
    *("honest_returned", "accuracy_drop_mean", "applies"),
]
RESULT = AttackResult("copying", GAME, 16, 0.5, 0.25, -0.0001, 0.912, 0.05, excess_mean=0.5)
NOTHING = AttackResult("copying", "points", 16, applies=False)


def told(capsys, *typed):
    assert program.main(["attack", *typed]) == 0
    return capsys.readouterr().out


def test_numbers_for_programs(capsys):
    typed = ("label_flipping", "--incentive", GAME, "--seeds", "2", "--json")
    result = json.loads(told(capsys, *typed))
    assert list(result) == KEYS
    assert (result["attack"], result["incentive"], result["seeds"]) == ("label_flipping", GAME, 2)
    assert result["applies"] is True


def test_all_mechanisms_make_a_list(capsys):
    results = json.loads(told(capsys, "take_back", "--seeds", "1", "--json"))
    assert [result["incentive"] for result in results] == list(MECHANISMS)
    assert {result["incentive"]: result["applies"] for result in results}["points"] is False


def test_a_table_for_people(capsys):
    typed = ("known_data", "--incentive", GAME, "--seeds", "2", "--attackers", "0.4")
    out = told(capsys, *typed, "--model", "naive_bayes", "--data", "digits")
    title, _, head, row, *_ = out.splitlines()
    assert title.startswith("Farming known data (2 seeds): ")
    assert len(head) == len(row)
    assert row.split()[0] == GAME


def test_figures_of_a_table():
    *_, row, nothing, _, _, _, _, _ = table([RESULT, NOTHING]).splitlines()
    assert row.split() == [GAME, "+0.500", "0.250", "0.000", "91.2%", "+5.0", "%", "yes"]
    assert nothing.split() == ["points", "does", "not", "apply"]


def test_the_attacks_are_listed(capsys):
    lines = told(capsys, "--list").splitlines()
    assert [line.split()[0] for line in lines] == list(STRATEGIES)
    assert json.loads(told(capsys, "--list", "--json")) == list(STRATEGIES)
    assert "take_back" not in told(capsys, "--list", "--incentive", "points")


@pytest.mark.parametrize(
    "typed",
    [
        ["x", "--seeds", "0"],
        ["x", "--seeds", "many"],
        ["x", "--attackers", "1"],
        ["x", "--attackers", "few"],
        ["x", "--incentive", "nonsense"],
        ["x", "--engine", "abacus"],
        ["x", "--model", "nonsense"],
        ["x", "--data", "nonsense"],
    ],
)
def test_what_it_does_not_know_is_refused(typed, capsys):
    with pytest.raises(SystemExit):
        program.main(["attack", *typed])
    assert "error: argument" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ([], "error: Say which attack;"),
        (["nonsense"], "error: There is no attack 'nonsense'; there are label_flipping,"),
        (["--write", "no such page"], "error: no such page cannot be read."),
        (["copying", "--data", "iris", "--model", "naive_bayes"], "error: There is no encoder"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(typed, words, capsys):
    assert program.main(["attack", *typed]) == 1
    assert capsys.readouterr().err.startswith(words)


def test_the_share_from_which_it_pays_is_told():
    assert since(Row(RESULT, ())) == "never"
    assert since(Row(RESULT, (0.1, 0.2, 0.33, 0.5))) == "10%"
    assert since(Row(RESULT, (0.1, 0.5))) == "10%, not 20%, 33%"


def test_tables_for_a_page():
    line = "| deposit_refund_take | +0.500 ± 0.250 | 0.000 | 91.2% | +5.0 % | 10% |"
    assert markdown_row(Row(RESULT, (0.1, 0.2, 0.33, 0.5))) == line
    assert markdown_row(Row(NOTHING, ())).startswith("| points | does not apply |")
    assert "**+0.500 ± 0.000**" in overview([Row(RESULT, (0.1,))])


def test_every_table_is_written_into_its_place(tmp_path, monkeypatch, capsys):
    rows = [
        Row(AttackResult(name, incentive, 3), ()) for name in STRATEGIES for incentive in MECHANISMS
    ]
    monkeypatch.setattr(attack, "measure_all", lambda **_: rows)
    page = tmp_path / "page.md"
    marks = [markers(name) for name in (*STRATEGIES, attack.OVERVIEW)]
    page.write_text("".join(f"## x\n{begin}\n{end}\n" for begin, end in marks))
    assert program.main(["attack", "--write", str(page)]) == 0
    text = page.read_text()
    for name in STRATEGIES:
        begin, end = markers(name)
        assert text.partition(begin)[2].partition(end)[0].count("\n|") == 2 + len(MECHANISMS)
    assert capsys.readouterr().err.count("\n") == len(rows)


def test_the_page_explains_and_measures_every_attack():
    text = PAGE.read_text(encoding="utf-8")
    for name, strategy in STRATEGIES.items():
        begin, end = markers(name)
        prose, found, rest = text.partition(begin)
        assert found, name
        assert f"## {strategy.title}" in prose
        lines = rest.partition(end)[0].strip().splitlines()[2:]
        assert [line.split(" | ")[0][2:] for line in lines] == list(MECHANISMS)


@pytest.mark.parametrize("incentive", [name for name, each in MECHANISMS.items() if each.money])
def test_the_page_has_what_is_measured(incentive):
    result = run_attack("targeted_flip", incentive)
    begin, end = markers("targeted_flip")
    table = PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    line = markdown_row(Row(result, ())).removesuffix("never |")
    assert any(row.startswith(line) for row in table.splitlines())
