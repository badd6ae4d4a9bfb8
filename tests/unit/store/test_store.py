"""Runs are kept whole or not at all, found again, and passed on."""

import io
import json
import sqlite3
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sum.errors import InputError, StoreError
from sum.simulation.lab import Simulation, simulate
from sum.simulation.scenario import Scenario, with_value
from sum.store import RunStore, database, exchange, rows

pytestmark = pytest.mark.slow


def scenario(**changes):
    found = Scenario(title="Small")
    values = {"run.contributions": 6, "run.settle": False}
    for path, value in {**values, **changes}.items():
        found = with_value(found, path, value)
    return found


@pytest.fixture(scope="module")
def one():
    return simulate(scenario())


@pytest.fixture(scope="module")
def other():
    return simulate(scenario(seed=7, title="Größer"))


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs.sqlite")


class TestKeeping:
    def test_a_run_comes_back_as_it_was(self, store, one):
        number = store.add(one, note="first")
        assert store.get(number) == one
        kept = store.find(number)
        assert (kept.title, kept.note, kept.seed) == ("Small", "first", one.scenario.seed)
        assert kept.scenario == one.scenario
        assert kept.digest == one.digest()
        assert kept.figures == one.figures()
        assert kept.versions == one.versions
        assert (kept.engine, kept.ended, kept.seconds) == (one.engine, one.ended, one.seconds)
        assert timedelta(0) <= datetime.now(UTC) - kept.when < timedelta(minutes=1)

    def test_it_is_in_the_home_by_itself(self, tmp_path, monkeypatch, one):
        monkeypatch.setenv("SUM_HOME", str(tmp_path / "home"))
        number = RunStore().add(one)
        assert RunStore(tmp_path / "home" / "runs.sqlite").find(number)

    def test_a_run_is_renamed_and_noted(self, store, one):
        number = store.add(one)
        store.rename(number, "Mine")
        store.annotate(number, "why")
        assert (store.find(number).title, store.find(number).note) == ("Mine", "why")
        assert store.find(number).scenario.title == "Small"
        with pytest.raises(InputError, match="at most"):
            store.annotate(number, "x" * 10_001)

    @pytest.mark.parametrize("number", [2, 0, -1, 2**70])
    def test_who_is_not_there_is_said(self, store, one, number):
        first = store.add(one)
        for act in (store.find, store.get, store.rerun, lambda each: store.rename(each, "x")):
            with pytest.raises(InputError, match=f"There is no run {number}"):
                act(number)
        for act in (store.delete, store.restore):
            with pytest.raises(InputError, match=f"There is no run {number}"):
                act([first, number])
        assert store.count() == 1

    def test_a_deleted_run_can_be_restored_for_a_day(self, store, one, monkeypatch):
        first, second = store.add(one), store.add(one)
        store.delete([first])
        assert [kept.id for kept in store.list()] == [second]
        store.restore([first])
        assert store.get(first) == one
        store.delete([first])
        monkeypatch.setattr(rows, "REMEMBERED", -1.0)
        third = store.add(one)
        with pytest.raises(InputError, match="no run"):
            store.restore([first])
        assert third > second  # numbers are not used twice
        with sqlite3.connect(store.path) as connection:
            assert connection.execute("SELECT count(*) FROM records").fetchone() == (2,)
        connection.close()


class TestListing:
    @pytest.fixture
    def three(self, store, one, other):
        return store, [store.add(one), store.add(other), store.add(one, title="Zulu", note="ß")]

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("", [2, 1, 0]),
            ("GRÖSSER", [1]),
            ("zulu", [2]),
            ("small honest", [2, 0]),  # the scenario's own title, and a group
            ("ss", [2, 1]),
            ("nothing", []),
            ("100% '", []),
        ],
    )
    def test_words_are_searched(self, three, search, found):
        store, numbers = three
        assert [kept.id for kept in store.list(search)] == [numbers[each] for each in found]
        assert store.count(search) == len(found)

    def test_a_digest_and_a_number_are_found(self, three, other):
        store, numbers = three
        assert [kept.id for kept in store.list(other.digest()[:12])] == [numbers[1]]

    @pytest.mark.parametrize(
        ("sort", "found"),
        [
            ("when", [0, 1, 2]),
            ("title", [1, 0, 2]),
            ("-title", [2, 0, 1]),
            ("-seed", [1, 2, 0]),
        ],
    )
    def test_they_are_sorted(self, three, sort, found):
        store, numbers = three
        assert [kept.id for kept in store.list(sort=sort)] == [numbers[each] for each in found]

    def test_they_are_sorted_by_a_figure(self, three):
        store, _ = three
        figures = [kept.figures["accuracy.end"] for kept in store.list(sort="-accuracy.end")]
        assert figures == sorted(figures, reverse=True)
        assert len(store.list(sort="profit.nobody")) == 3

    @pytest.mark.parametrize("sort", ["", "nonsense", 'profit.a"b', "id; DROP TABLE runs"])
    def test_by_nothing_else(self, three, sort):
        with pytest.raises(InputError, match="cannot be sorted"):
            three[0].list(sort=sort)

    def test_page_by_page(self, three):
        store, numbers = three
        pages = [[kept.id for kept in store.list(limit=2, offset=at)] for at in (0, 2, 2**70)]
        assert pages == [numbers[:0:-1], numbers[:1], []]


class TestComparing:
    def test_only_what_differs(self, store, one, other):
        numbers = [store.add(one), store.add(other)]
        found = store.compare(numbers)
        assert found.fields == {"title": ("Small", "Größer"), "seed": (one.scenario.seed, 7)}
        assert not found.same
        for name, values in found.figures.items():
            assert values == (one.figures()[name], other.figures()[name])
            assert values[0] != values[1]
        assert store.compare([numbers[0]] * 2).same

    def test_what_one_does_not_have(self, store, one):
        older = replace(one, versions={"sum": "0.0.1"}, engine="tester")
        found = store.compare([store.add(one), store.add(older)])
        assert found.fields["engine"] == ("twin", "tester")
        assert found.fields["version of numpy"] == (one.versions["numpy"], None)


class TestRunningAgain:
    def test_the_same_comes_of_it(self, store, one):
        seen = []
        again = store.rerun(store.add(one), progress=lambda part, _: seen.append(part))
        assert again.same
        assert again.versions == {}
        assert again.run.moments == one.moments
        assert seen[-1] == 1.0

    def test_also_where_somebody_stopped_it(self, store):
        simulation = Simulation(with_value(scenario(), "run.contributions", 60))
        for _ in zip(range(2), simulation.play(), strict=False):
            pass
        run = simulation.result()
        assert run.ended == "stopped"
        assert store.rerun(store.add(run)).same

    def test_what_has_changed_is_said(self, store, one):
        older = replace(one, versions={**one.versions, "numpy": "1.0"}, tested=one.tested + 1)
        again = store.rerun(store.add(older))
        assert not again.same
        assert again.versions == {"numpy": ("1.0", one.versions["numpy"])}


class TestOneFile:
    def test_runs_move_to_another_store(self, store, one, other, tmp_path):
        numbers = [store.add(one, title="A"), store.add(other, note="N")]
        assert store.export(numbers, tmp_path / "some.zip") == 2
        elsewhere = RunStore(tmp_path / "elsewhere.sqlite")
        elsewhere.add(other)
        found = elsewhere.import_(tmp_path / "some.zip")
        assert (len(found.added), found.known) == (1, (1,))
        assert elsewhere.get(found.added[0]) == one
        assert elsewhere.find(found.added[0]).title == "A"
        assert elsewhere.find(found.added[0]).when == store.find(numbers[0]).when
        assert elsewhere.import_(tmp_path / "some.zip").added == ()

    def test_the_same_runs_make_the_same_file(self, store, one):
        number = store.add(one)
        files = [io.BytesIO(), io.BytesIO()]
        for file in files:
            store.export([number], file)
        assert files[0].getvalue() == files[1].getvalue()

    def test_nothing_is_written_where_a_run_is_missing(self, store, one, tmp_path):
        file = tmp_path / "some.zip"
        file.write_text("mine")
        with pytest.raises(InputError):
            store.export([store.add(one), 99], file)
        assert file.read_text() == "mine"
        with pytest.raises(StoreError, match="cannot be written"):
            store.export([1], tmp_path / "nowhere" / "some.zip")
        assert sorted(each.suffix for each in tmp_path.iterdir()) == [".sqlite", ".zip"]

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (lambda run: run["events"][0].__setitem__(1, 999), "do not fit"),
            (lambda run: run["events"][0].__setitem__(0, "soon"), "do not fit"),
            (lambda run: run["events"][0].pop(), "not a run"),
            (lambda run: run["moments"][0][3].pop(), "do not fit"),
            (lambda run: run["summary"].__setitem__("accuracy_end", "good"), "do not fit"),
            (lambda run: run["summary"].__setitem__("accuracy_end", float("nan")), "do not fit"),
            (lambda run: run["summary"]["groups"][0].__setitem__("people", None), "do not fit"),
            (lambda run: run.__setitem__("tested", 0), "do not fit"),
            (lambda run: run.__setitem__("tested", 10**6), "another one"),
            (lambda run: run.__setitem__("people", [5]), "not a run"),
            (lambda run: run.__setitem__("versions", {"numpy": 5}), "do not fit"),
            (lambda run: run.__setitem__("scenario", "seed = 'x'"), "not a run"),
            (lambda run: run.__setitem__("format", 99), "another version"),
            (lambda run: run.clear(), "not a run"),
        ],
    )
    def test_what_is_wrong_inside_is_refused_whole(self, store, one, other, change, why):
        file = io.BytesIO()
        store.export([store.add(one), store.add(other)], file)
        store.delete([1, 2])
        changed = {}
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                changed[name] = archive.read(name)
        run = json.loads(changed["2.json"])
        change(run)
        changed["2.json"] = json.dumps(run).encode()
        with pytest.raises(InputError, match=f"Run 2 of the file.*{why}"):
            store.import_(zipped(changed))
        assert store.count() == 0

    @pytest.mark.parametrize(
        "files",
        [
            {},
            {"runs.json": b"\xff"},
            {"runs.json": b"[]"},
            {"runs.json": b"{}"},
            {"runs.json": b'{"format": "sum runs 2", "runs": []}'},
            {"runs.json": b'{"format": "sum runs 1", "runs": [{}]}'},
            {"runs.json": b'{"format": "sum runs 1", "runs": [5]}', "1.json": b"{}"},
            {"runs.json": b'{"format": "sum runs 1", "runs": ' + b"[" * 5000},
        ],
    )
    def test_another_zip_is_refused(self, store, files):
        with pytest.raises(InputError):
            store.import_(zipped(files))
        assert store.count() == 0

    def test_what_unpacks_to_too_much_is_refused(self, store, one, monkeypatch):
        file = io.BytesIO()
        store.export([store.add(one)], file)
        monkeypatch.setattr("sum.store.exchange.MOST_BYTES", 1_000)
        with pytest.raises(InputError, match="too large"):
            store.import_(file)

    @pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.97])
    def test_half_a_file_is_refused(self, store, one, place):
        file = io.BytesIO()
        store.export([store.add(one)], file)
        store.delete([1])
        data = file.getvalue()
        with pytest.raises(InputError):
            store.import_(io.BytesIO(data[: int(place * len(data))]))
        assert store.count() == 0

    def test_a_damaged_file_is_refused_or_does_not_matter(self, store, one):
        file = io.BytesIO()
        store.export([store.add(one)], file)
        data, refused = file.getvalue(), 0
        for place in range(0, len(data), 31):
            broken = bytearray(data)
            broken[place] ^= 0xFF
            try:
                [found] = exchange.read(io.BytesIO(broken))
            except InputError:
                refused += 1
            else:  # a date of the archive, for instance
                assert found.run == one
        assert refused > 0.9 * len(data) / 31

    def test_no_file_is_said(self, store, tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            store.import_(tmp_path / "none.zip")


class TestTheFile:
    def test_another_file_is_left_alone(self, tmp_path):
        path = tmp_path / "runs.sqlite"
        path.write_bytes(b"something else entirely" * 100)
        with pytest.raises(StoreError, match="something else"):
            RunStore(path).list()
        assert path.read_bytes() == b"something else entirely" * 100

    def test_another_programs_tables_are_left_alone(self, tmp_path):
        path = tmp_path / "runs.sqlite"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE runs (mine)")
        connection.close()
        with pytest.raises(StoreError, match="another program's"):
            RunStore(path).list()

    def test_a_newer_version_is_said(self, store, one):
        store.add(one)
        with sqlite3.connect(store.path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        with pytest.raises(StoreError, match="newer version"):
            store.list()

    def test_damaged_records_are_said(self, store, one):
        number = store.add(one)
        with sqlite3.connect(store.path) as connection:
            connection.execute("UPDATE records SET data = x'00'")
        connection.close()
        with pytest.raises(StoreError, match=f"records of run {number} are damaged"):
            store.get(number)
        assert store.list()[0].id == number

    def test_who_waits_too_long_is_told(self, store, one, monkeypatch):
        store.add(one)
        monkeypatch.setattr("sum.store.database.PATIENCE", 0.05)
        connection = sqlite3.connect(store.path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program is writing"):
            store.add(one)
        assert store.count() == 1  # reading goes on
        connection.close()

    def test_a_full_disk_is_said_and_changes_nothing(self, store, one, monkeypatch):
        store.add(one)
        pages = sqlite3.connect(store.path).execute

        def full(connection):
            prepare(connection)
            connection.execute(
                f"PRAGMA max_page_count = {pages('PRAGMA page_count').fetchone()[0]}"
            )

        prepare = database._prepare
        monkeypatch.setattr(database, "_prepare", full)
        with pytest.raises(StoreError, match="disk is full"):
            store.add(one, note="x" * 9_000)
        monkeypatch.undo()
        assert store.count() == 1
        assert store.add(one) == 2

    def test_where_nobody_may_write(self, tmp_path):
        folder = tmp_path / "closed"
        folder.mkdir()
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
        store = RunStore(folder / "deeper" / "runs.sqlite")
        with pytest.raises(StoreError, match="cannot be opened"):
            store.list()


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made
