"""The charts of simulations and sweeps: what is drawn is what was recorded, and it can be drawn."""

import json
from dataclasses import replace

import pytest
import vl_convert

from sum.simulation.lab import simulate
from sum.simulation.scenario import Scenario, all_fields, load_preset, with_value
from sum.simulation.sweep import Probe, Sweep, run_sweep
from sum.simulation.sweep.table import band
from sum.units import DAY
from sum.viz.balances import (
    balance_rows,
    balance_spec,
    groups_of,
    overlay_balance_rows,
    overlay_balance_spec,
)
from sum.viz.charts import MOST_POINTS
from sum.viz.figures import figure_title
from sum.viz.heat import grid_of, heat_spec
from sum.viz.picture import png, svg
from sum.viz.series import IDEAL, MODEL, START, accuracy_rows, floor_of
from sum.viz.simulate import (
    accuracy_chart,
    balance_chart,
    counts_of,
    events_chart,
    events_rows,
    with_data,
)
from sum.viz.sweep import line_spec, points_of, scale_of, search_rows

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run():
    return simulate(with_value(Scenario(), "run.contributions", 60), ideal=True)


@pytest.fixture(scope="module")
def table():
    scenario = with_value(Scenario(), "run.contributions", 12)
    axes = {"agents.attacker.count": (0, 2), "incentive.refund_wait": ("6 h", "1 day")}
    return run_sweep(Sweep(scenario=scenario, axes=axes, seeds=2), jobs=1)


def drawn(spec):
    """What Vega makes of a specification; it raises, or warns, where it is wrong."""
    return vl_convert.vegalite_to_svg(json.dumps({**spec, "width": 400}))


def test_accuracy_is_drawn_against_start_and_ideal(run):
    rows = accuracy_rows(run.moments, run.tested, run.ideal)
    model = rows[rows["line"] == MODEL]
    wanted = [each.right / run.tested for each in run.moments]
    assert list(model["accuracy"]) == wanted[: len(model)]
    assert model["contributions"].max() == 60
    assert set(rows[rows["line"] == IDEAL]["accuracy"]) == {run.ideal}
    assert set(rows[rows["line"] == START]["accuracy"]) == {run.summary.accuracy_start}
    last = next(each for each in run.moments if each.contributions == 60)
    assert last.time / DAY <= rows["day"].max() <= 1.15 * last.time / DAY
    assert IDEAL not in set(accuracy_rows(run.moments, run.tested)["line"])
    assert len(accuracy_rows((), 0)) == 0


def test_a_long_run_is_thinned(run):
    moments = [replace_time(run.moments[0], second) for second in range(5_000)]
    assert len(accuracy_rows(moments, run.tested)) <= MOST_POINTS + 2


def replace_time(moment, time):
    return moment._replace(time=time)


def test_balances_are_of_groups_in_percent(run):
    rows = balance_rows(run.moments, run.people)
    assert set(rows["group"]) == {"honest", "attacker"}
    assert set(rows.groupby("group")["percent"].first()) == {100.0}
    last = rows[rows["group"] == "honest"].iloc[-1]
    shares = [
        100 * balance / person.start
        for person, balance in zip(run.people, run.moments[-1].balances, strict=True)
        if person.group == "honest"
    ]
    assert (last["low"], last["high"]) == (min(shares), max(shares))
    assert last["percent"] == pytest.approx(sum(shares) / len(shares))
    assert groups_of(run.people) == {"honest": "contributor", "attacker": "attacker"}


def test_events_are_counted(run):
    counts = counts_of(run)
    assert counts[-1]["contribute"] == 60
    assert sum(counts[-1].values()) == len(run.events)
    rows = events_rows(run.moments, counts)
    last = rows.groupby("kind")["count"].last()
    assert last["refunds"] == run.summary.refunds
    assert "refused" not in set(rows["kind"])


def test_groups_of_one_role_differ_in_their_dashes(run):
    people = [*run.people, replace(run.people[1], group="others")]
    text = json.dumps(balance_spec("light", people))
    assert '"domain": ["honest", "attacker", "others"]' in text


@pytest.mark.parametrize("chart", [accuracy_chart, lambda runs, theme: balance_chart(*runs, theme)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_become_pictures(run, chart, theme):
    assert svg(chart([run], theme), theme, "A title").startswith("<svg")


def test_several_runs_become_one_picture(run):
    spec = accuracy_chart([run, run])
    assert "(2)" in svg(spec)
    assert png(events_chart(run))[1:4] == b"PNG"
    runs = {"1": run, "2": run}
    rows = overlay_balance_rows(runs)
    assert len(rows) == 2 * len(balance_rows(run.moments, run.people))
    drawn(with_data(overlay_balance_spec("dark", ("1", "2"), ("honest", "attacker")), rows))


@pytest.mark.slow
def test_a_market_has_charts_too():
    scenario = with_value(load_preset("market"), "run.contributions", 10)
    run = simulate(scenario)
    drawn(balance_chart(run))
    drawn(events_chart(run))


def test_a_sweep_becomes_a_heat_map(table):
    fields = all_fields(table.sweep.scenario)
    scales = [
        scale_of(fields[path], [point.values[number] for point in table.sweep.all_points], path)
        for number, path in enumerate(table.sweep.axes)
    ]
    assert scales[1].title.endswith("(hours)")
    rows = points_of(table, "profit.attacker", scales)
    assert list(rows["y_text"]) == ["6 h", "1 day"] * 2
    assert rows["mean"].isna().sum() == 2  # where there is no attacker
    grid = grid_of(rows, ("a", "b"), "profit.attacker")
    assert grid.low == -grid.high
    text = drawn(with_data(heat_spec("dark", grid, "profit.attacker"), rows))
    assert text.count("null") == 0
    assert floor_of(rows.rename(columns={"mean": "accuracy"})) <= 0


def test_a_sweep_along_one_axis_has_a_band(table):
    one = replace(
        table,
        sweep=Sweep(
            scenario=table.sweep.scenario,
            axes={"run.contributions": (5, 8)},
            seeds=2,
        ),
        results=table.results[:4],
    )
    scales = [scale_of(all_fields(one.sweep.scenario)["run.contributions"], (5, 8), "Length")]
    rows = points_of(one, "accuracy.end", scales)
    assert list(rows["x"]) == [5, 8]
    assert (rows["low"] <= rows["mean"]).all()
    drawn(with_data(line_spec("light", scales[0], "accuracy.end"), rows))


def test_what_is_no_number_has_bars():
    field = all_fields(Scenario())["incentive.name"]
    scale = scale_of(field, ("points",), "Mechanism")
    assert not scale.unit
    rows = search_rows([Probe(1.0, band([1.0, 2.0, 3.0]), 1)], 1.0)
    drawn(with_data(line_spec("dark", scale, "accuracy.end"), rows.assign(x="points")))


def test_figures_have_words():
    assert figure_title("contributions.honest") == "Contributions of honest"
    assert figure_title("contributions") == "Contributions"
