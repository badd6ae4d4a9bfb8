"""Kept runs are listed, shown, compared and passed on from the command line."""

import json
import re

import pytest

from sum import __main__ as program
from sum.simulation.lab import simulate
from sum.simulation.scenario import Scenario, loads, with_value
from sum.store import RunStore

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs():
    small = with_value(Scenario(title="Small"), "run.contributions", 5)
    return [simulate(small, seed=seed) for seed in (0, 1)]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch, runs):
    monkeypatch.setenv("SUM_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    store = RunStore()
    store.add(runs[0])
    store.add(runs[1], title="Second " + 50 * "x", note="with a note")
    return store


@pytest.fixture
def told(capsys):
    def run(typed, status=0):
        assert program.main(typed.split()) == status
        return capsys.readouterr()

    return run


class TestReading:
    def test_a_list(self, told):
        lines = told("runs list").out.splitlines()
        assert [line.split()[0] for line in lines] == ["id", "2", "1"]
        assert "…" in lines[1]
        assert "1 of 2" in told("runs list --limit 1").out
        found = json.loads(told("runs list --search note --json").out)
        assert (found["count"], [each["id"] for each in found["runs"]]) == (1, [2])

    def test_nothing_to_list(self, told, monkeypatch, tmp_path):
        assert told("runs list --search zebra").out == "No kept run has these words.\n"
        monkeypatch.setenv("SUM_HOME", str(tmp_path / "new"))
        assert told("runs list").out == "No run is kept yet.\n"

    def test_one(self, told, runs):
        text = told("runs show 2").out
        assert text.startswith("Second xxx")
        assert "with a note\nSmall (seed 1, twin, " in text
        assert loads(told("runs show 2 --toml").out) == runs[1].scenario
        found = json.loads(told("runs show 2 --json --out run.json").out)
        assert found["digest"] == runs[1].digest()
        assert found["note"] == "with a note"
        with open("run.json", "rb") as file:  # noqa: PTH123 - in the test's own folder
            assert file.read() == runs[1].to_json()

    @pytest.mark.parametrize("typed", ["show 9", "rerun 9", "delete 1 9", "restore 9"])
    def test_none(self, told, store, typed):
        assert told(f"runs {typed}", status=1).err.startswith("error: There is no run 9")
        assert store.count() == 2

    def test_a_number_is_a_number(self, capsys):
        with pytest.raises(SystemExit) as left:
            program.main(["runs", "show", "x"])
        assert left.value.code == 2
        assert "'x' is not the number of a run" in capsys.readouterr().err


class TestRunningAgain:
    def test_the_same(self, told, runs):
        assert "the same comes of it" in told("runs rerun 1").out
        found = json.loads(told("runs rerun 2 --json").out)
        assert found["same"]
        assert found["digest"] == found["kept_digest"] == runs[1].digest()

    def test_something_else(self, told, store, runs):
        old = dict(runs[0].versions, numpy="1.0")
        number = store.add(type(runs[0])(**{**vars(runs[0]), "versions": old}))
        text = told(f"runs rerun {number}", status=1).out
        assert "something else comes of it" in text
        assert f"numpy 1.0 then, {runs[0].versions['numpy']} now" in text


class TestChanging:
    def test_deleting_can_be_undone(self, told, store):
        text = told("runs delete 1 2").out
        assert "python -m sum runs restore 1 2" in text
        assert store.count() == 0
        told("runs restore 1 2")
        assert store.count() == 2

    def test_another_title(self, told, store):
        told("runs rename 1 Mine --note why")
        assert (store.find(1).title, store.find(1).note) == ("Mine", "why")

    def test_passing_on(self, told, store):
        assert told("runs export 1 2 --out two.zip").out == "2 runs written into two.zip.\n"
        told("runs delete 2")
        assert told("runs import two.zip").out == "1 run added (3); 1 run kept already (1).\n"
        found = json.loads(told("runs import two.zip --json").out)
        assert found == {"added": [], "known": [1, 3]}
        assert store.count() == 2
        assert "no folder" in told("runs export 1 --out no/x.zip", status=1).err
        assert "cannot be read" in told("runs import none.zip", status=1).err


class TestComparing:
    def test_what_differs(self, told):
        text = told("compare 1 2").out
        assert re.search(r"^seed +0 +1$", text, re.MULTILINE)
        assert "accuracy.end" in text
        assert "run.contributions" not in text
        assert json.loads(told("compare 1 2 --json").out)["fields"] == {"seed": [0, 1]}

    def test_the_same_run_twice(self, told, store, runs):
        store.add(runs[0])
        assert "The same scenario" in told("compare 1 3").out
        assert "at least two" in told("compare 1 1", status=1).err

    def test_a_chart_of_both(self, told, tmp_path):
        told("compare 1 2 --out both.svg")
        assert (tmp_path / "both.svg").read_text().startswith("<svg")
        assert ".svg, .png" in told("compare 1 2 --out both.csv", status=1).err
