"""Thresholds that are known beforehand are found; where there is none, that is said."""

from types import SimpleNamespace

import numpy as np
import pytest

from sum.errors import InputError
from sum.simulation.scenario import Scenario
from sum.simulation.sweep import Keep, Search, find_threshold, threshold
from sum.units import ETHER

WEIGHT = "incentive.cost_weight"


@pytest.fixture
def figure_of(monkeypatch):
    """Call it with a function of the field's value and a seed, to have that instead of runs."""

    def use(function):
        def run_sweep(sweep, **_):
            results = [
                SimpleNamespace(point=point.number, figures={"held": function(*point.values, seed)})
                for point in sweep.all_points
                for seed in range(sweep.scenario.seed, sweep.scenario.seed + sweep.seeds)
            ]
            return SimpleNamespace(results=results)

        monkeypatch.setattr(threshold, "run_sweep", run_sweep)

    return use


def noise(value, seed, spread=1.0):
    return float(np.random.default_rng([int(value), seed]).normal(0, spread))


def search(low, high, **changes):
    wanted = {"scenario": Scenario(), "path": WEIGHT, "figure": "held", "low": low, "high": high}
    return Search(**{**wanted, **changes})


def test_real_runs(short, tmp_path):
    asked = Search(
        scenario=short,
        path="run.contributions",
        figure="contributions",
        low=2,
        high=20,
        target=12.5,
        seeds=2,
    )
    keep = Keep(tmp_path / "runs.sqlite")
    told = []
    found = find_threshold(asked, jobs=1, keep=keep, progress=told.append)
    assert found.interval == (12, 13)
    assert found.probes == tuple(sorted(told, key=lambda probe: probe.value))
    assert found.runs == 2 * len(told)
    assert "contributions is below 12.5 up to run.contributions = 12 and above from 13 on" in (
        found.sentence()
    )
    assert find_threshold(asked, jobs=1, keep=keep) == found


@pytest.mark.parametrize("log", [False, True])
def test_a_crossing_in_noise(figure_of, log):
    where = ETHER // 77
    figure_of(lambda value, seed: 20 * (1 - value / where) + noise(value, seed))
    found = find_threshold(search("0.001 ether", "0.1 ether", log=log))
    low, high = found.interval
    assert low < where < high
    assert high / low < 1.2
    assert found.estimate == pytest.approx(where, rel=0.05)
    assert len(found.probes) < 20


def test_more_runs_where_it_is_unclear(figure_of):
    figure_of(lambda value, seed: value / ETHER - 0.5 + noise(value, seed, 0.3))
    found = find_threshold(search(1, "1 ether", seeds=4, max_seeds=64))
    runs = [probe.band.runs for probe in found.probes]
    assert runs[0] < 32
    assert max(runs) == 64
    assert {probe.side for probe in found.probes} == {-1, 0, 1}
    assert found.interval[0] < ETHER // 2 < found.interval[1]


def test_a_rising_and_a_falling_figure(figure_of):
    figure_of(lambda value, seed: float(value > 123) + 0 * seed)
    rising = find_threshold(search(1, 1_000, target=0.5, tolerance="1 wei"))
    figure_of(lambda value, seed: float(value <= 123) + 0 * seed)
    falling = find_threshold(search(1, 1_000, target=0.5, tolerance="1 wei"))
    assert rising.interval == falling.interval == (123, 124)
    assert "below 0.5 up to incentive.cost_weight = 123 wei and above" in rising.sentence()
    assert "above 0.5 up to incentive.cost_weight = 123 wei and below" in falling.sentence()


def test_no_crossing(figure_of):
    figure_of(lambda value, seed: 5.0 + noise(value, seed))
    found = find_threshold(search(1, 1_000))
    assert (found.interval, found.estimate, len(found.probes)) == (None, None, 2)
    assert found.sentence().startswith("No crossing: held is above 0 at both ends")


def test_an_end_that_is_unclear(figure_of):
    figure_of(lambda value, seed: noise(value, seed) if value == 1 else 9.0)
    found = find_threshold(search(1, 1_000))
    assert found.interval is None
    assert "Unclear: at incentive.cost_weight = 1 wei held is neither" in found.sentence()
    assert found.sentence().endswith("after 80 runs.")


def test_a_figure_of_nobody(short):
    asked = Search(
        scenario=short,
        path="agents.attacker.count",
        figure="profit.attacker",
        low=0,
        high=3,
        seeds=2,
    )
    with pytest.raises(InputError, match=r"count = 0: there is no profit\.attacker, as nobody"):
        find_threshold(asked, jobs=1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"path": "data.name"}, "is no number"),
        ({"path": "data.nam"}, "no field"),
        ({"figure": "profit.atacker"}, r"did you mean profit\.attacker"),
        ({"low": 10, "high": 10}, "10 is not below 10"),
        ({"low": 0, "high": 10, "log": True}, "begins above zero"),
        ({"low": "much"}, "money"),
        ({"seeds": 1}, "two seeds"),
        ({"seeds": 9, "max_seeds": 8}, "two seeds"),
        ({"tolerance": "-1 wei"}, "below zero"),
    ],
)
def test_bad_questions(changes, words):
    with pytest.raises(InputError, match=words):
        search(**{"low": 1, "high": 1_000, **changes})
