"""The federated command, and that the page has a place for every table."""

import json
from pathlib import Path

import pytest

from sum import __main__ as program
from sum.cli import federated
from sum.cli.pages import markers
from sum.federated.attackers import ATTACKS
from sum.federated.tables import TABLES

PAGE = Path(__file__).parents[3] / "docs" / "federated.md"
SMALL = ("--data", "breast_cancer", "--clients", "5", "--rounds", "2", "--seeds", "2")


def told(capsys, *typed):
    assert program.main(["federated", *typed]) == 0
    return capsys.readouterr().out


def test_numbers_for_programs(capsys):
    found = json.loads(told(capsys, *SMALL, "--attack", "label-flip", "--json"))
    assert list(found) == list(federated.KEYS)
    assert (found["dial"], found["attack"], found["data"]) == (
        "scalar",
        "label_flip",
        "breast-cancer",
    )
    assert (found["clients"], found["rounds"], found["seeds"]) == (5, 2, 2)
    assert found["epsilon"] is None
    assert found["gas"] == 0
    assert 0 < found["accuracy_clean"] <= 1


def test_without_an_attack_all_is_clean(capsys):
    found = json.loads(told(capsys, *SMALL, "--json"))
    assert found["accuracy"] == found["accuracy_clean"]
    assert found["attacker_profit"] == 0


def test_a_text_for_people(capsys):
    text = told(capsys, *SMALL, "--attack", "copy", "--epsilon", "8", "--dial", "masked")
    assert text.startswith("Copy of the last step: ")
    assert "epsilon             8.0" in text
    assert "\nleakage             0.00" in text
    assert "gas" not in text


def test_attacks_are_named(capsys):
    assert json.loads(told(capsys, "--list", "--json")) == list(ATTACKS)
    assert told(capsys, "--list").count("\n") == len(ATTACKS)


def test_a_table_goes_into_a_page(capsys, tmp_path):
    page = tmp_path / "page.md"
    begin, end = markers("epsilons")
    page.write_text(f"{begin}\nold\n{end}\n", encoding="utf-8")
    told(capsys, "--write", str(page), "--table", "epsilons", "--seeds", "1")
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert "| 32.9 |" in text


def test_no_such_page(capsys, tmp_path):
    assert program.main(["federated", "--write", str(tmp_path / "none.md")]) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("name", TABLES)
def test_the_page_has_every_table(name):
    begin, end = markers(name)
    inside = PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    assert inside.count("\n|") > 2
