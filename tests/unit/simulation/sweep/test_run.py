"""The same table however a sweep is run, stopped and gone on with."""

import sqlite3
from threading import Event

import pandas as pd
import pytest

from sum.errors import InputError, StoreError, SumError
from sum.simulation.lab import simulate
from sum.simulation.sweep import Keep, Sweep, bands, figure_names, play, run, run_sweep, work

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def table(small):
    return run_sweep(small, jobs=1)


@pytest.fixture
def one_by_one(monkeypatch):
    monkeypatch.setattr(run, "BATCH", 1)


@pytest.fixture
def keep(tmp_path):
    return Keep(tmp_path / "runs.sqlite")


def test_a_row_is_what_its_run_says(small, table):
    assert table.complete
    frame = table.frame
    assert list(frame.columns[:5]) == ["point", *small.axes, "seed", "ended"]
    last = frame.iloc[-1]
    alone = simulate(small.all_points[3].scenario, seed=1)
    figures = alone.figures()
    assert (last["point"], last["seed"], last["ended"]) == (3, 1, "contributions")
    assert {name: last[name] for name in figures} == figures
    known = [name for name in figure_names(alone.scenario) if not name.endswith(".beneficiary")]
    assert sorted(known) == sorted(figures)
    assert last["incentive.cost_weight"] == 0.1  # ether


def test_files(table, tmp_path):
    csv, parquet = tmp_path / "table.csv", tmp_path / "table.parquet"
    table.save(csv)
    table.save(parquet)
    assert csv.read_bytes() == table.to_csv()
    pd.testing.assert_frame_equal(pd.read_parquet(parquet), table.frame, check_exact=True)
    pd.testing.assert_frame_equal(pd.read_csv(csv), table.frame, rtol=1e-14)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["table.csv", "table.parquet"]
    with pytest.raises(InputError, match=r"\.csv or \.parquet"):
        table.save(tmp_path / "table.xls")
    with pytest.raises(InputError, match="cannot be written"):
        table.save(tmp_path / "nowhere" / "table.csv")


@pytest.mark.usefixtures("one_by_one")
def test_progress_is_told_and_ends_it(small, keep, table):
    told = []

    def stop(done, of):
        told.append((done, of))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(small, jobs=1, keep=keep, progress=stop)
    assert told == [(1, 8), (2, 8), (3, 8)]
    assert [len(some) for some in play(small, jobs=1, keep=keep)] == [3, 1, 1, 1, 1, 1]
    assert run_sweep(small, jobs=1, keep=keep).to_csv() == table.to_csv()


@pytest.mark.usefixtures("one_by_one")
def test_what_is_done_when_it_is_cancelled(small, table):
    cancel = Event()
    cancel.set()
    partial = run_sweep(small, jobs=1, cancel=cancel)
    assert not partial.complete
    assert partial.results == table.results[:1]
    assert bands(partial, "accuracy.end")["runs"].tolist() == [1]


def test_nothing_is_run_twice(small, keep, table, monkeypatch):
    assert run_sweep(small, jobs=1, keep=keep).to_csv() == table.to_csv()
    monkeypatch.setattr(run, "run_batch", None)
    assert run_sweep(small, jobs=1, keep=keep).to_csv() == table.to_csv()


def test_what_is_kept_depends_on_all_that_decides_a_run(small, monkeypatch):
    scenario = small.all_points[0].scenario
    keys = {work.key_of(task.scenario) for task in small.tasks()}
    assert len(keys) == small.runs
    titled = Sweep(scenario=scenario, axes={"title": ("Another",)}).all_points[0].scenario
    assert work.key_of(titled) == work.key_of(scenario)
    monkeypatch.setattr(work, "versions", lambda: {"sum": "other"})
    work.fingerprint.cache_clear()
    other = work.key_of(scenario)
    monkeypatch.undo()
    work.fingerprint.cache_clear()
    assert other != work.key_of(scenario)


def test_fresh_runs_again_and_keeps(small, keep):
    run_sweep(small, jobs=1, keep=keep)
    again = Keep(keep.path, fresh=True)
    assert sum(len(some) for some in play(small, jobs=1, keep=again)) == 8
    keys = [work.key_of(task.scenario) for task in small.tasks()]
    assert (len(again.find(keys)), len(keep.find(keys))) == (0, 8)


def test_a_file_that_is_none(tmp_path):
    path = tmp_path / "runs.sqlite"
    path.write_text("This is no database, and it is long enough for that to be seen. " * 20)
    with pytest.raises(StoreError, match="cannot be used to keep runs"):
        Keep(path)
    with pytest.raises(StoreError, match="cannot be used to keep runs"):
        Keep(tmp_path / "nowhere" / "runs.sqlite")


def test_two_may_write_at_once(keep):
    figures = {"accuracy.end": 0.1 + 0.2}
    other = Keep(keep.path)
    keep.put([("a", ("time", figures))])
    other.put([("a", ("time", figures)), ("b", ("idle", {}))])
    assert keep.find(["a", "b", "c"]) == {"a": ("time", figures), "b": ("idle", {})}
    with sqlite3.connect(keep.path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_a_worker_of_another_version_is_refused(small):
    with pytest.raises(SumError, match="another version of numpy"):
        work.run_batch(small.tasks(), {**work.fingerprint(), "numpy": "0"})


def test_a_run_that_fails_is_named(small, monkeypatch):
    def fail(scenario):
        raise InputError(f"no luck with {scenario.seed}")

    monkeypatch.setattr(work, "simulate", fail)
    with pytest.raises(SumError, match="Point 0, seed 0: no luck with 0"):
        run_sweep(small, jobs=1)


def test_large_data_is_forgotten(short, monkeypatch):
    monkeypatch.setattr(work, "LARGE", 10)
    forgotten = []
    monkeypatch.setattr(work, "forget_data", lambda: forgotten.append(True))
    monkeypatch.setattr(work, "_held", {})
    run_sweep(Sweep(scenario=short, axes={"agents.attacker.count": (0, 1)}, seeds=3), jobs=1)
    assert len(forgotten) == 2


def test_batches_are_of_one_kind_of_data(small):
    tasks = small.tasks()
    assert [len(batch) for batch in run.batches(tasks)] == [4, 4]
    assert [task for batch in run.batches(tasks) for task in batch] == tasks


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"jobs": 0}, "at least 1"),
        ({"jobs": -2}, "at least 1"),
        ({"backend": "carrier pigeons"}, "'carrier pigeons' cannot be used"),
    ],
)
def test_workers_that_cannot_be_had(small, options, words):
    with pytest.raises(InputError, match=words):
        run_sweep(small, **options)


def test_bands(table):
    found = bands(table, "accuracy.end")
    assert found["runs"].tolist() == [2, 2, 2, 2]
    runs = table.frame.query("point == 3")["accuracy.end"]
    row = found.iloc[3]
    assert row["mean"] == pytest.approx(runs.mean())
    assert row["error"] == pytest.approx(runs.sem())
    assert row["high"] - row["mean"] == pytest.approx(12.706 * runs.sem(), rel=1e-4)
    assert bands(table, "profit.attacker")["runs"].tolist() == [0, 0, 2, 2]
    with pytest.raises(InputError, match=r"did you mean accuracy\.end"):
        bands(table, "accuracy.ends")


def test_no_band_around_a_single_run(short):
    table = run_sweep(Sweep(scenario=short, axes={}, seeds=1), jobs=1)
    [row] = bands(table, "accuracy.end").to_dict("records")
    assert row["runs"] == 1
    assert all(pd.isna(row[name]) for name in ("std", "error", "low", "high"))


# ------------------------------------------------------------------------------------ other workers


@pytest.mark.usefixtures("one_by_one")
def test_processes_give_the_same_table(small, table):
    assert run_sweep(small, jobs=2).to_csv() == table.to_csv()
    assert run_sweep(small, jobs=2).to_parquet() == table.to_parquet()


@pytest.mark.usefixtures("one_by_one")
def test_processes_are_stopped_and_gone_on_with(small, table, keep):
    results = play(small, jobs=2, keep=keep)
    first = next(results)
    results.close()
    kept = keep.find([work.key_of(task.scenario) for task in small.tasks()])
    assert len(first) <= len(kept) < 8
    assert run_sweep(small, jobs=2, keep=keep).to_csv() == table.to_csv()


@pytest.mark.usefixtures("one_by_one")
def test_an_error_in_a_process_is_told(short):
    # The data of another seed cannot be had beforehand.
    sweep = Sweep(scenario=short, axes={"model.samples": (1, 2)}, seeds=4)
    with pytest.raises(SumError, match="The opening model cannot be trained"):
        run_sweep(sweep, jobs=2)
