"""The benchmarks of the lab, with less to do than they have."""

from itertools import pairwise

import pytest

from sum.bench import flat, imdb, sweep
from sum.simulation.scenario import Scenario, load_preset, with_value
from sum.simulation.sweep import Sweep


@pytest.mark.slow
def test_imdb_is_the_preset(monkeypatch):
    short = with_value(load_preset("imdb"), "run.contributions", 200)
    monkeypatch.setattr(imdb, "load_preset", {"imdb": short}.__getitem__)
    [figure] = imdb.figures(1)
    assert (figure.name, figure.unit, figure.aim) == ("imdb.cpu", "s", 3)
    assert figure.value > 0


@pytest.mark.slow
def test_flat_measures_both_in_another_process(monkeypatch):
    monkeypatch.setattr(flat, "PROGRAM", flat.PROGRAM.replace("long_run()", "long_run(9_000)"))
    ratio, memory = flat.figures(1)
    assert (ratio.name, ratio.aim, memory.name, memory.aim) == (
        *("flat.ratio", 1.2),
        *("flat.memory", 500),
    )
    assert 0.2 < ratio.value < 5
    assert 100 < memory.value < 500


def test_flat_reads_costs_off_the_marks():
    marks = [(0, 1.0), (0, 2.0), (100, 3.0), (300, 7.0)]
    assert all(before <= after for before, after in pairwise(marks))
    assert flat._each(marks, 0, 100) == pytest.approx(0.01)
    assert flat._each(marks, 200, 300) == pytest.approx(0.02)


def test_flat_has_as_many_samples_as_contributions():
    scenario = flat.scenario(5_000)
    assert scenario.data.name == "imdb-shaped:5000"
    assert scenario.run.contributions == 5_000


def test_a_sweep_of_a_thousand_runs():
    whole = sweep.whole()
    assert whole.runs == 1_000
    assert {point.scenario.run.contributions for point in whole.all_points} == {500}


@pytest.mark.slow
def test_sweep_measures_once(monkeypatch):
    axes = {"agents.attacker.count": (0, 1)}
    few = Sweep(scenario=with_value(Scenario(), "run.contributions", 20), axes=axes, seeds=2)
    monkeypatch.setattr(sweep, "whole", lambda: few)
    [figure] = sweep.figures(7)
    assert (figure.name, figure.unit, figure.aim) == ("sweep.time", "s", 60)
    assert figure.value > 0
