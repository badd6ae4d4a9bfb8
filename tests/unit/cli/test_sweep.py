"""What `python -m sum sweep` prints, keeps and refuses."""

import json

import pandas as pd
import pytest

from sum.__main__ import main
from sum.cli import sweep

pytestmark = pytest.mark.slow

SHORT = """
title = "Short"
[run]
contributions = 20
[agents.honest]
kind = "honest"
count = 8
mean_wait = "12 h"
[agents.attacker]
kind = "label_flipping"
"""
AXIS = "agents.attacker.count=0..2"


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.setenv("SUM_HOME", str(tmp_path / "home"))
    path = tmp_path / "short.toml"
    path.write_text(SHORT)
    return str(path)


def swept(scenario, *arguments):
    return main(["sweep", scenario, "--jobs", "1", *arguments])


def test_a_table_for_people(scenario, capsys):
    assert swept(scenario, "--axis", AXIS, "--seeds", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Short: 3 points of 2 runs"
    assert lines[2].split() == [
        *("agents.attacker.count", "accuracy.end", "profit.attacker", "profit.honest"),
    ]
    assert [line.split()[0] for line in lines[3:6]] == ["0", "1", "2"]
    assert "±" in lines[3]
    assert lines[-1] == "Means of the seeds ± half of the 95 % confidence band."


def test_json_has_documented_keys(scenario, capsys, tmp_path):
    out = tmp_path / "table.csv"
    asked = ("--axis", "incentive.cost_weight=0.1..0.2 ether:0.1", "--seeds", "1")
    asked += ("--figure", "refunds", "--out", str(out), "--json", "--set", "run.contributions=7")
    assert swept(scenario, *asked) == 0
    found = json.loads(capsys.readouterr().out)
    points = found.pop("points")
    assert found == {
        "scenario": "Short",
        "axes": ["incentive.cost_weight"],
        "seeds": 1,
        "runs": 2,
        "complete": True,
        "out": str(out),
    }
    assert [point["values"] for point in points] == [
        {"incentive.cost_weight": "0.1 ether"},
        {"incentive.cost_weight": "0.2 ether"},
    ]
    figures = points[0]["figures"]["refunds"]
    assert set(figures) == {"runs", "mean", "std", "error", "low", "high"}
    assert (figures["runs"], figures["std"]) == (1, None)
    table = pd.read_csv(out)
    assert table["contributions"].tolist() == [7, 7]
    assert table["incentive.cost_weight"].tolist() == [0.1, 0.2]


def test_points_at_random_and_another_seed(scenario, capsys, tmp_path):
    out = tmp_path / "table.parquet"
    asked = ("--axis", "incentive.cost_weight=0.01..1 ether:log", "--random", "3", "--seeds", "1")
    assert swept(scenario, *asked, "--seed", "40", "--draw", "2", "--out", str(out)) == 0
    table = pd.read_parquet(out)
    assert table["seed"].tolist() == [40] * 3
    assert table["incentive.cost_weight"].between(0.01, 1).all()
    assert "3 points of 1 run" in capsys.readouterr().out


def test_it_goes_on_after_an_interruption(scenario, capsys, monkeypatch, tmp_path):
    asked, real = ("--axis", AXIS, "--seeds", "2", "--json"), sweep.play

    def interrupted(*arguments, **options):
        yield next(real(*arguments, **options))
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "play", interrupted)
    monkeypatch.setattr("sum.simulation.sweep.run.BATCH", 1)
    out = tmp_path / "table.csv"
    assert swept(scenario, *asked, "--out", str(out)) == 130
    told = capsys.readouterr()
    assert (json.loads(told.out)["runs"], json.loads(told.out)["complete"]) == (1, False)
    assert len(pd.read_csv(out)) == 1
    assert "1 of 6 runs are done and kept; the same command goes on" in told.err
    given = []

    def watched(*arguments, **options):
        for some in real(*arguments, **options):
            given.append(len(some))
            yield some

    monkeypatch.setattr(sweep, "play", watched)
    assert swept(scenario, *asked) == 0
    assert given == [1] * 6  # the first was kept
    assert swept(scenario, *asked, "--resume") == 0
    assert given[6:] == [6]
    assert swept(scenario, *asked, "--fresh") == 0
    assert given[7:] == [1] * 6


def test_a_threshold(scenario, capsys):
    asked = ("--threshold", "run.contributions=2..20", "--figure", "contributions")
    asked += ("--target", "9.5", "--seeds", "2")
    assert swept(scenario, *asked) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Short: where does contributions cross 9.5?"
    assert lines[3].split() == ["2", "2", "2", "2", "to", "2", "below"]
    assert "up to run.contributions = 9 and above from 10 on" in lines[-1]
    assert swept(scenario, *asked, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {
        *("scenario", "path", "figure", "target", "interval", "estimate", "runs", "probes"),
        "sentence",
    }
    assert (found["interval"], found["runs"]) == ([9, 10], 2 * len(found["probes"]))
    assert set(found["probes"][0]) == {
        *("value", "runs", "mean", "std", "error", "low", "high", "side"),
    }


def test_an_interrupted_threshold(scenario, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "find_threshold", interrupted)
    asked = ("--threshold", "run.contributions=2..20", "--figure", "contributions")
    assert swept(scenario, *asked) == 130
    assert "0 runs are kept" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--axis", "agents.attacker.cuont=1"), "no field 'agents.attacker.cuont'"),
        (("--axis", "agents.attacker.count=1..2000:1999"), "agents.attacker.count = 2000"),
        (("--axis", "agents.attacker.count"), "PATH=VALUE"),
        (("--axis", AXIS, "--seeds", "0"), None),
        (("--axis", AXIS, "--out", "table.xls"), "has to end in .csv or .parquet"),
        (("--axis", AXIS, "--figure", "accuracy.ende"), "did you mean accuracy.end"),
        (("--axis", AXIS, "--set", "run.contributoins=3"), "did you mean run.contributions"),
        (("--axis", AXIS, "--set", "run.contributions"), "say PATH=VALUE"),
        (("--axis", AXIS, "--dask", "nowhere:1"), "No Dask scheduler answers at nowhere:1"),
        (("--threshold", "run.contributions=2..20"), "takes one --figure"),
        (("--threshold", "run.contributions=2,20", "--figure", "held"), "say PATH=LOW..HIGH"),
        (("--threshold", "run.contributions=20..2", "--figure", "held"), "20 is not below 2"),
    ],
)
def test_what_is_wrong_is_said(scenario, capsys, monkeypatch, asked, words):
    monkeypatch.setattr("sum.simulation.sweep.run.PATIENCE", 0.5)
    if words is None:
        asked, words = ("--axis", AXIS, "--figure", "x", "--seeds", "1"), "no figure 'x'"
    assert swept(scenario, *asked) == 1
    told = capsys.readouterr()
    assert told.err.startswith("error: ")
    assert words in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("--axis", AXIS, "--threshold", AXIS),
        ("--axis", AXIS, "--seeds", "many"),
        ("--axis", AXIS, "--jobs", "0"),
        ("--axis", AXIS, "--fresh", "--resume"),
    ],
)
def test_usage(scenario, capsys, asked):
    with pytest.raises(SystemExit) as caught:
        swept(scenario, *asked)
    assert caught.value.code == 2
    capsys.readouterr()
