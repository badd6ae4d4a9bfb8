"""Charts of a market: what they draw, from a story that is made up."""

from types import SimpleNamespace

import pytest

from sum.room.market_records import Part, Pass, Scored, exact
from sum.units import ETHER
from sum.viz.sponsor import (
    ALL,
    KEPT,
    gain_chart,
    gain_rows,
    hits_chart,
    hits_rows,
    score_chart,
    score_rows,
)

PEOPLE = {
    "p1": SimpleNamespace(name="Ann", role="contributor"),
    "p2": SimpleNamespace(name="Eve", role="attacker"),
    "owner": SimpleNamespace(name="Owner", role="owner"),
}
SNAPSHOT = SimpleNamespace(person=PEOPLE.__getitem__)


def part(index, who, *passes):
    return Part(index, SimpleNamespace(person=who), passes, None, ())


ANN = (Scored(5, 7, 2, 20), Scored(5, 8, 3, 50))
EVE = (Scored(7, 4, -3, 1, dropped=True),)
STORY = SimpleNamespace(
    base=5,
    scored=10,
    passes=(Pass({0: ANN[0], 1: EVE[0]}, 3), Pass({0: ANN[1]}, 10)),
    parts=(part(0, "p1", *ANN), part(1, "p2", *EVE)),
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_specifications_hold_no_data(theme):
    for spec in (hits_chart(theme), score_chart(theme), gain_chart(theme, 3)):
        assert "datasets" not in spec
        assert all("data" not in layer for layer in spec["layer"])
        assert spec["width"] == "container"
        assert spec["height"] > 100


def test_hits_of_the_first_and_the_last_pass():
    rows = hits_rows(SNAPSHOT, STORY)
    assert rows[rows["pass"] == ALL]["hits"].tolist() == [5, 7, 4]
    assert rows[rows["pass"] == KEPT]["hits"].tolist() == [5, 8]
    assert rows["share"].tolist() == [0.5, 0.7, 0.4, 0.5, 0.8]
    assert rows["place"].tolist() == [0, 1, 2, 0, 1]


def test_no_hits_before_somebody_has_counted():
    story = SimpleNamespace(base=None, scored=10, passes=STORY.passes, parts=STORY.parts)
    assert hits_rows(SNAPSHOT, story).empty
    assert score_rows(SNAPSHOT, SimpleNamespace(parts=(part(0, "p1"),))).empty


def test_scores_say_who_was_dropped():
    rows = score_rows(SNAPSHOT, STORY)
    assert rows["score"].tolist() == [2, -3]
    assert rows["state"].tolist() == ["in", "dropped"]
    assert rows["role"].tolist() == ["contributor", "attacker"]


def test_gains_are_in_ether_and_roles_that_have_a_colour():
    rows = gain_rows(SNAPSHOT, {"p1": ETHER // 2, "owner": -ETHER})
    assert rows["gain"].tolist() == [0.5, -1.0]
    assert rows["role"].tolist() == ["contributor", "neutral"]


def test_exact_amounts():
    assert exact(1_250_000_000_000_000) == "0.00125 ETH"
    assert exact(ETHER * 20) == "20 ETH"
    assert exact(1) == "0.000000000000000001 ETH"
    assert exact(0) == "0 ETH"
