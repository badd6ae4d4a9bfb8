"""The charts of a comparison: what is drawn is what was recorded."""

import pytest

from sum.simulation.compare.records import Balance
from sum.simulation.compare.run import Plan, compare
from sum.units import DAY, ETHER
from sum.viz.charts import MOST_POINTS
from sum.viz.compare import (
    COLOURS,
    WINDOW,
    accuracy_lines,
    accuracy_spec,
    averages,
    balance_lines,
    balance_spec,
    pooled,
)
from sum.viz.palette import COLOURS as ROLES


@pytest.fixture(scope="module")
def comparison():
    return compare(Plan(days=5, arrival=1, attack="sybil_reporter"))


def test_every_change_is_a_step(comparison):
    lines = accuracy_lines(comparison, smooth=False)
    for run in comparison.runs:
        mine = lines[lines["mechanism"] == run.title]
        assert len(mine) <= MOST_POINTS + 1
        assert mine["accuracy"].iloc[0] == run.start
        assert mine["accuracy"].iloc[-1] == run.final
        assert mine["day"].iloc[-1] == 5
        assert mine["accuracy"].min() == run.lowest


def test_averages_are_those_of_the_steps(comparison):
    run = comparison.runs[0]
    time, found = averages(run)[-1]
    assert time == run.span
    moments = range(run.span - WINDOW, run.span)
    holds = [max(score for score in run.scores if score.time <= t) for t in ()] or run.scores
    total = sum(
        next(s.accuracy for s in reversed(holds) if s.time <= moment) for moment in moments[::60]
    )
    assert found == pytest.approx(total / len(moments[::60]), abs=2e-3)
    assert averages(run)[0] == (0, run.start)


def test_balances_end_with_the_profit_and_an_attacker_is_one_line(comparison):
    run = comparison.runs[0]
    rows = balance_lines(comparison, run)
    assert set(rows["kind"]) == {"honest", "careless", "attacker"}
    attacker = rows[rows["kind"] == "attacker"]
    assert len(set(attacker["person"])) == 1
    assert attacker["won"].iloc[-1] == pytest.approx(run.attacker_profit / ETHER)
    assert rows["day"].max() == comparison.ended / DAY


def test_accounts_are_pooled_in_the_order_of_time():
    one = (Balance(0, 0, 0), Balance(5, 10, 1))
    other = (Balance(0, 0, 0), Balance(3, -4, 0), Balance(7, 6, -2))
    assert pooled([one, other]) == (
        *(Balance(0, 0, 0), Balance(3, -4, 0), Balance(5, 6, 1)),
        Balance(7, 16, -1),
    )


def test_specifications_hold_no_data_but_the_time_of_the_attacker():
    for spec in (
        accuracy_spec("light", ("A", "B"), (1.0, 3.0)),
        balance_spec("dark", "ETH", (-1.0, 1.0), (1.0, 3.0)),
    ):
        assert "data" not in spec
        assert "datasets" not in spec
        assert [layer["data"]["values"] for layer in spec["layer"][:3]] == [
            [{"from": 1.0, "to": 3.0}]
        ] * 3
    calm = accuracy_spec("light", ("A", "B"), None)
    assert not any("data" in layer for layer in calm["layer"])


def test_mechanisms_have_colours_of_their_own():
    for ground in ("light", "dark"):
        assert len(set(COLOURS[ground])) == len(COLOURS[ground])
        assert not set(COLOURS[ground]) & set(ROLES[ground].values())
