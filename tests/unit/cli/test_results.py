"""The results command, and that the page has what it measures."""

import json
import re
from pathlib import Path

import pytest

from sum import __main__ as program
from sum.cli import results
from sum.cli.pages import markers
from sum.cli.results import COLUMNS, KEYS, line, tables
from sum.simulation.results import SEEDS, Row, Spread, cases, find, measure, spread

PAGE = Path(__file__).parents[3] / "docs" / "results.md"
QUICK = "flipping digits-3-or-8 sparse_perceptron"
FIGURE = r"\d+\.\d ± \d+\.\d"
GAIN = rf"[+-]{FIGURE} % \(\d+ of {SEEDS}\)"


def row(name=QUICK):
    some = Spread(0.5, 0.25, 3)
    return Row(find(name), 4, *[some] * 6, honest=Spread(0.1, 0, 4), attacker=Spread(-0.2, 0.01, 0))


def table_of(name):
    begin, end = markers(name)
    inside = PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    return inside.strip().splitlines()


def told(capsys, *typed):
    assert program.main(["results", *typed]) == 0
    return capsys.readouterr().out


def test_the_cases_cover_models_and_data():
    known = cases()
    assert len(known) == len({case.title + case.table for case in known.values()})
    assert {case.table for case in known.values()} == {
        *("reviews", "fitness", "market"),
        *("flipping digits-3-or-8", "flipping reviews"),
    }
    for case in known.values():
        assert case.scenario.agents[case.bad].count > 0
        assert case.scenario.run.settle


def test_a_spread_is_over_the_seeds():
    assert spread([0.5]) == Spread(0.5, 0.0, 1)
    assert spread([-1.0, 0.0, 4.0]).above == 1


def test_numbers_for_programs(capsys):
    found = json.loads(told(capsys, QUICK, "--seeds", "1", "--jobs", "1", "--json"))
    assert list(found) == ["case", "seeds", *KEYS]
    assert (found["case"], found["seeds"]) == (QUICK, 1)
    assert found["start"]["mean"] > 0.8
    assert found["honest"]["mean"] > 0 > found["attacker"]["mean"]


def test_a_table_for_people(monkeypatch, capsys):
    monkeypatch.setattr(results, "measure", lambda *_, **__: row())
    head, rule, cells, *_ = told(capsys, QUICK).splitlines()
    assert head.count("|") == rule.count("|") == cells.count("|") == len(COLUMNS) + 1
    expected = "50.0 ± 25.0 | 50.0 ± 25.0 | +10.0 ± 0.0 % (4 of 4) | -20.0 ± 1.0 % (0 of 4) |"
    assert cells.endswith(expected)


def test_a_market_refunds_nothing():
    assert "50.0 ± 25.0 |  | +10.0" in line(row("published market"))


def test_the_cases_are_listed(capsys):
    assert told(capsys, "--list").splitlines() == list(cases())
    assert json.loads(told(capsys, "--list", "--json")) == list(cases())


@pytest.mark.parametrize("typed", [["--seeds", "0"], ["--jobs", "few"], ["--json", "--write", "x"]])
def test_what_it_does_not_know_is_refused(typed, capsys):
    with pytest.raises(SystemExit):
        program.main(["results", *typed])
    assert "error: argument" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["nonsense"], "error: There is no case 'nonsense'; there are published reviews,"),
        (["--write", "no such page"], "error: --write: no such page cannot be read."),
        ([QUICK, "--write", str(PAGE)], "error: --write: is for all cases."),
    ],
)
def test_what_makes_no_sense_is_a_sentence(typed, words, capsys):
    assert program.main(["results", *typed]) == 1
    assert capsys.readouterr().err.startswith(words)


def test_every_table_is_written_into_its_place(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(results, "measure_all", lambda **_: map(row, cases()))
    page = tmp_path / "page.md"
    names = list(tables(list(map(row, cases()))))
    page.write_text("".join("{}\nold\n{}\n".format(*markers(name)) for name in names))
    assert told(capsys, "--write", str(page)) == ""
    text = page.read_text()
    assert "old" not in text
    assert text.count("\n| ") == len(cases()) + len(names)


@pytest.mark.parametrize("table", dict.fromkeys(case.table for case in cases().values()))
def test_the_page_has_every_case(table):
    head, rule, *lines = table_of(table)
    assert head == f"| {' | '.join(COLUMNS)} |"
    assert rule.count("|") == len(COLUMNS) + 1
    titles = [case.title for case in cases().values() if case.table == table]
    assert [each.split(" | ")[0].lstrip("| ") for each in lines] == titles
    refunded = "" if table == "market" else FIGURE
    whole = " \\| ".join([*[FIGURE] * 5, refunded, GAIN, GAIN])
    for each, title in zip(lines, titles, strict=True):
        assert re.fullmatch(rf"\| {title} \| {whole} \|", each), each


@pytest.mark.slow
@pytest.mark.parametrize("name", [QUICK, "published fitness"])
def test_the_page_has_what_is_measured(name):
    measured = measure(find(name))
    assert line(measured) in table_of(measured.case.table)
