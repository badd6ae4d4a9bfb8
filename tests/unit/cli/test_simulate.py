"""A scenario is run from the command line, kept, written and told."""

import json
import os
import re
import signal

import pandas as pd
import pytest

from sum import __main__ as program
from sum.cli import simulate
from sum.errors import ChainError, StoreError
from sum.simulation.lab import Run
from sum.store import RunStore

SMALL = """
title = "Small"
seed = 3
[run]
contributions = 6
settle = false
[agents.honest]
count = 2
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SUM_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(SMALL)


@pytest.fixture
def told(capsys):
    def run(*typed, status=0):
        assert program.main(["simulate", *typed]) == status
        return capsys.readouterr()

    return run


class TestTelling:
    def test_json_says_what_is_kept(self, told):
        found = json.loads(told("small.toml", "--json").out)
        run = RunStore().get(found["id"])
        assert found["digest"] == run.digest()
        assert found["figures"] == run.figures()
        assert found["groups"][1]["name"] == "honest"
        assert (found["scenario"], found["seed"], found["engine"]) == ("Small", 3, "twin")
        assert 0 < found["ideal"] <= 1
        assert found["out"] is None

    def test_people_get_a_summary(self, told):
        text = told("small.toml").out
        assert text.startswith("Small (seed 3, twin, ")
        assert "Accuracy: " in text
        assert "trained on everything: " in text
        assert "6 contributions (there were as many as the scenario asks for)" in text
        assert re.search(r"^honest +2 +6 +0 ", text, re.MULTILINE)
        assert "Kept as run 1; digest " in text

    def test_presets_are_listed(self, told):
        assert "\nimdb  " in told("--list").out
        listed = json.loads(told("--list", "--json").out)
        assert "label_flipping" in [each["name"] for each in listed]
        assert all(each["title"] for each in listed)

    @pytest.mark.slow
    def test_every_engine_gives_the_same(self, told):
        found = [
            json.loads(told("small.toml", "--engine", each, "--no-ideal", "--json").out)
            for each in ("twin", "tester")
        ]
        assert found[0]["digest"] == found[1]["digest"]
        assert found[0]["ideal"] is None


class TestChanging:
    def test_fields_and_seed(self, told):
        told("small.toml", "--set", "run.contributions=4", "--set", "title=Other", "--seed", "9")
        [kept] = RunStore().list()
        assert (kept.title, kept.seed, kept.figures["contributions"]) == ("Other", 9, 4)

    def test_where_it_is_kept(self, told):
        told("small.toml", "--name", "Mine")
        text = told("small.toml", "--no-store").out
        assert "Kept" not in text
        assert "Digest " in text
        assert [kept.title for kept in RunStore().list()] == ["Mine"]


@pytest.mark.slow
class TestFiles:
    def test_the_run_and_its_events(self, told):
        for ending in ("json", "csv", "parquet"):
            told("small.toml", "--out", f"run.{ending}")
        with open("run.json", "rb") as file:  # noqa: PTH123 - in the test's own folder
            run = Run.from_json(file.read())
        assert run.summary.contributions == 6
        for read, name in ((pd.read_csv, "run.csv"), (pd.read_parquet, "run.parquet")):
            events = read(name)
            assert len(events) == len(run.events)
            assert list(events["person"]) == [run.people[each.person].name for each in run.events]

    @pytest.mark.parametrize(("ending", "begin"), [("svg", b"<svg"), ("PNG", b"\x89PNG")])
    def test_a_chart(self, told, tmp_path, ending, begin):
        told("small.toml", "--out", f"chart.{ending}")
        assert (tmp_path / f"chart.{ending}").read_bytes().startswith(begin)

    @pytest.mark.parametrize(
        ("name", "why"),
        [("x.exe", "has to end in .json, .csv"), ("no/x.json", "There is no folder no")],
    )
    def test_what_could_not_be_written_is_said_before(self, told, name, why, monkeypatch):
        monkeypatch.setattr(simulate, "Simulation", None)
        assert why in told("small.toml", "--out", name, status=1).err


class TestErrors:
    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ([], "Say which scenario"),
            (["label_fliping"], "did you mean label_flipping?"),
            (["none.toml"], "none.toml cannot be read"),
            (["small.toml", "--set", "run.contribution=3"], "did you mean run.contributions"),
            (["small.toml", "--set", "run.contributions=few"], "is no whole number"),
            (["small.toml", "--set", "seed"], "say PATH=VALUE"),
            (["small.toml", "--engine", "steam"], "There is no engine 'steam'"),
        ],
    )
    def test_they_are_sentences(self, told, typed, why):
        found = told(*typed, status=1)
        assert found.err.startswith("error: ")
        assert why in found.err
        assert found.out == ""
        assert RunStore().count() == 0

    def test_a_file_is_wrong_at_a_line(self, told, tmp_path):
        (tmp_path / "bad.toml").write_text("seed = 1\n[run]\ncontributions = 'few'\n")
        assert told("bad.toml", status=1).err.startswith("error: bad.toml:3: ")

    def test_who_cannot_keep_it_prints_it_all_the_same(self, told, monkeypatch):
        def full(*_, **__):
            raise StoreError("The disk is full.")

        monkeypatch.setattr(RunStore, "add", full)
        found = told("small.toml", "--json", status=1)
        assert json.loads(found.out)["id"] is None
        assert found.err == "error: The disk is full.\n"

    def test_of_the_chain(self, told, monkeypatch):
        def fail(*_, **__):
            raise ChainError("No node.")

        monkeypatch.setattr(simulate, "Simulation", fail)
        assert told("small.toml", status=1).err == "error: No node.\n"


class TestStopping:
    @pytest.fixture
    def at_moment(self, monkeypatch):
        """Ctrl-C so often, while the run is at its second moment."""

        def press(times):
            seen = []

            class Pressed(simulate.Progress):
                def tell(self, part, text=""):
                    seen.append(text)
                    super().tell(part, text)
                    for _ in range(times if len(seen) == 2 else 0):
                        os.kill(os.getpid(), signal.SIGINT)

            monkeypatch.setattr(simulate, "Progress", Pressed)

        return press

    def test_what_was_done_is_kept(self, told, at_moment):
        at_moment(1)
        before = signal.getsignal(signal.SIGINT)
        found = told("small.toml", "--set", "run.contributions=90", "--json", status=130)
        assert "kept as run 1" in found.err
        told_of = json.loads(found.out)
        assert told_of["ended"] == "stopped"
        run = RunStore().get(1)
        assert run.ended == "stopped"
        assert len(run.moments) == 2
        assert RunStore().rerun(1).same
        assert signal.getsignal(signal.SIGINT) is before

    def test_twice_gives_up(self, told, at_moment):
        at_moment(2)
        found = told("small.toml", "--set", "run.contributions=90", status=130)
        assert found.err == "Interrupted; nothing is kept.\n"
        assert found.out == ""
        assert RunStore().count() == 0
