"""Live charts: fixed specifications, short series, money that adds up."""

import json
from dataclasses import replace

import pytest

from sum.room import Settings, open_room
from sum.room.records import AccuracyPoint
from sum.units import DAY, ETHER
from sum.viz.board import class_balance_chart, class_balance_rows
from sum.viz.charts import (
    MOST_POINTS,
    ZOOM,
    accuracy_chart,
    accuracy_rows,
    profit_chart,
    profit_rows,
    profits,
    thin,
)
from sum.viz.palette import COLOURS, ROLES

# One worker, so that the days pass once.
pytestmark = pytest.mark.xdist_group("charts")


@pytest.fixture(scope="module")
def snapshot():
    """Days in a room with somebody malicious."""
    room, key = open_room(Settings(running=False, bots=("honest", "honest", "malicious")))
    room.jump(key, "days", 3 * DAY)
    return room.snapshot


@pytest.mark.parametrize("chart", [accuracy_chart, profit_chart])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_specification_is_made_once_and_carries_no_rows(chart, theme):
    spec = chart(theme)
    assert chart(theme) is spec
    assert "data" not in json.dumps(spec).replace("datum", "")
    assert spec["params"][0]["name"] == ZOOM
    assert spec["params"][0]["bind"] == "scales"


def test_profit_lines_have_the_colours_of_the_roles():
    [scale] = {
        json.dumps(layer["encoding"]["color"]["scale"])
        for layer in profit_chart("dark")["layer"]
        if "color" in layer["encoding"]
    }
    assert json.loads(scale) == {"domain": list(ROLES), "range": list(COLOURS["dark"].values())}


def test_specification_names_the_columns_of_its_rows(snapshot):
    for chart, rows in ((accuracy_chart, accuracy_rows), (profit_chart, profit_rows)):
        text = json.dumps(chart("light"))
        for column in rows(snapshot, snapshot.clock.now):
            assert f'"field": "{column}"' in text


def test_accuracy_is_drawn_from_the_opening_up_to_now(snapshot):
    rows = accuracy_rows(snapshot, snapshot.clock.start + 9 * DAY)
    assert rows["day"].iloc[0] == 0
    assert rows["day"].iloc[-1] == 9
    assert rows["accuracy"].iloc[-1] == snapshot.accuracy[-1].accuracy


def test_long_series_is_thinned_and_keeps_its_ends(snapshot):
    start = snapshot.clock.start
    points = tuple(AccuracyPoint(n, start + n, n / 10_000) for n in range(10_000))
    rows = accuracy_rows(replace(snapshot, accuracy=points), start + 10_000)
    assert len(rows) == MOST_POINTS
    assert rows["accuracy"].iloc[0] == 0
    assert rows["accuracy"].iloc[-1] == 0.9999
    assert thin(points[:MOST_POINTS]) == list(points[:MOST_POINTS])


def test_profit_is_what_the_books_say_once_deposits_at_stake_are_left_out(snapshot):
    won = profits(snapshot)
    assert any(entry.takes for entry in snapshot.entries)
    assert won == {each.id: each.profit + each.at_stake for each in snapshot.people}
    assert sum(won.values()) == 0


def test_profit_lines_end_at_the_profits(snapshot):
    rows, won = profit_rows(snapshot, snapshot.clock.now), profits(snapshot)
    ends = rows.groupby("person")["profit"].last()
    drawn = {each.name: each for each in snapshot.people if each.contributions}
    assert set(ends.index) >= set(drawn)
    for name, person in drawn.items():
        assert ends[name] == won[person.id] / ETHER
    assert (rows.groupby("person")["day"].first() == 0).all()


def test_nobody_has_contributed():
    room, _ = open_room(Settings(running=False, bots=(), ready=False))
    rows = profit_rows(room.snapshot, room.now())
    assert rows.empty
    assert list(rows) == ["day", "profit", "person", "role"]


def test_a_class_reads_the_names_of_a_few_lines_which_end_apart(snapshot):
    rows = class_balance_rows(snapshot, snapshot.clock.now)
    named = rows[rows["label"] != ""]
    assert set(named["label"]) & {person.name for person in snapshot.people}
    assert (named["label"] == named["person"]).all()
    for person, line in rows.groupby("person"):
        assert (line["label"].iloc[:-1] == "").all(), person
    ends = named["profit"].sort_values()
    whole = max(0, rows["profit"].max()) - min(0, rows["profit"].min())
    assert (ends.diff().dropna() > 0.05 * whole).all()


def test_a_class_sees_the_same_charts_in_larger_letters(snapshot):
    spec = class_balance_chart("dark", 300, "ETH")
    assert class_balance_chart("dark", 300, "ETH") is spec
    assert spec["params"][0]["name"] == ZOOM
    assert "axis" in spec["config"]
    assert "axis" not in profit_chart("dark", 300)["config"]  # it is not the same one
    for column in class_balance_rows(snapshot, snapshot.clock.now):
        assert f'"field": "{column}"' in json.dumps(spec)


def test_who_has_no_colour_of_their_own_is_neutral(snapshot):
    people = tuple(replace(each, role="hidden") for each in snapshot.people)
    rows = profit_rows(replace(snapshot, people=people), snapshot.clock.now)
    assert set(rows["role"]) == {"neutral"}
