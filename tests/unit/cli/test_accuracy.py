"""The accuracy command, and that the page has what it prints."""

import json
from pathlib import Path

import pytest

from sum import __main__ as program
from sum.bench.accuracy import ORDERS, Row, measure, pairs, task
from sum.cli import accuracy
from sum.cli.accuracy import cells, markdown_row
from sum.cli.pages import markers

PAGE = Path(__file__).parents[3] / "docs" / "models.md"
ROW = Row("d", "e", "m", 64, 2, 1_225, 525, 50, 0.9012, 0.9034, 0.9, -0.22, -1.5)
CHEAP = (
    ("digits-3-or-8", "pixels-on", "sparse_perceptron"),
    ("digits-3-or-8", "pixels-on", "naive_bayes"),
    ("wine", "standardised", "dense_nearest_centroid"),
)


@pytest.fixture
def measured(monkeypatch):
    """A row of which one knows the numbers."""
    monkeypatch.setattr(accuracy, "measure", lambda *_: ROW)


@pytest.mark.usefixtures("measured")
def test_a_table_for_people_and_progress_apart(capsys):
    assert program.main(["accuracy", "--data", "digits", "--model", "sparse_perceptron"]) == 0
    out, err = capsys.readouterr()
    head, row = out.splitlines()[:2]
    assert len(head) == len(row)
    assert row.split("   ")[0] == "d, e"
    assert row.split()[-5:] == ["90.12%", "90.34%", "-0.22", "-1.50", "90.00%"]
    assert err == "1 of 1: digits, pixels-on, sparse_perceptron\n"


@pytest.mark.usefixtures("measured")
def test_numbers_for_programs(capsys):
    typed = ["--data", "digits", "--model", "sparse_perceptron", "--json"]
    assert program.main(["accuracy", *typed]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["chain"], row["orders"], row["worst"]) == (0.9012, 50, -1.5)


@pytest.mark.usefixtures("measured")
def test_the_table_is_written_into_a_page(tmp_path, capsys):
    page = tmp_path / "page.md"
    begin, end = markers("accuracy")
    page.write_text(f"# T\n{begin}\n{end}\n")
    typed = ["--data", "digits", "--model", "sparse_perceptron", "--write", str(page)]
    assert program.main(["accuracy", *typed]) == 0
    assert capsys.readouterr().out == ""
    lines = page.read_text().splitlines()
    assert [line.count("|") for line in lines] == [0, 0, 10, 10, 10, 0]
    assert lines[4] == markdown_row(ROW)


@pytest.mark.parametrize("typed", [["--orders", "0"], ["--orders", "x"], ["--data", "nonsense"]])
def test_what_it_does_not_know_is_refused(typed, capsys):
    with pytest.raises(SystemExit):
        program.main(["accuracy", *typed])
    assert "error: argument" in capsys.readouterr().err


def test_what_does_not_fit_is_a_sentence(capsys):
    assert program.main(["accuracy", "--data", "wine", "--model", "sparse_perceptron"]) == 1
    assert capsys.readouterr().err == "error: None of these models takes samples of this form.\n"


def test_no_zero_has_a_sign():
    nearly = Row("d", "e", "m", 64, 2, 9, 9, 50, 0.9, 0.9, 0.9, -0.001, -0.0)
    assert cells(nearly)[6:8] == ("0.00", "0.00")


@pytest.fixture(scope="module")
def table():
    """The rows of the page's table, by what was measured."""
    begin, end = markers(accuracy.MARK)
    text = PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    return {(*row.split(" | ")[0][2:].split(", "), row.split(" | ")[1]): row for row in rows}


def test_the_page_has_every_row(table):
    assert list(table) == pairs()


@pytest.mark.parametrize("cheap", CHEAP)
def test_the_page_has_what_is_measured(table, cheap):
    assert table[cheap] == markdown_row(measure(task(*cheap[:2]), cheap[2], ORDERS))


def test_fixed_point_costs_less_than_a_point(table):
    for row in table.values():
        assert float(row.split(" | ")[6]) >= -1
