"""A file for a chain and what goes with it: one writes at a time, whole or not at all."""

import sqlite3

import pytest

from sum.chain import Busy, Database, connect
from sum.errors import ChainError
from sum.units import ETHER


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.room"


@pytest.fixture
def opened(path):
    """Call it for one more connection, as another process has one."""
    made = []

    def open_one(**options):
        made.append(Database(path, shared=True, **options))
        return made[-1]

    yield open_one
    for each in made:
        each.close()


def test_tables_of_others_are_in_the_same_transaction(opened):
    database = opened()
    chain = connect(database=database)
    database.make("CREATE TABLE mine (x);")
    to = chain.accounts[1]
    with pytest.raises(ZeroDivisionError), chain.action():  # noqa: PT012 - a whole action
        chain.send(chain.accounts[0], to, value=1)
        database.run("INSERT INTO mine VALUES (1)")
        raise ZeroDivisionError
    assert chain.head == 0
    with chain.action():
        chain.send(chain.accounts[0], to, value=1)
        database.run("INSERT INTO mine VALUES (2)")
    other = opened()
    assert other.run("SELECT x FROM mine").fetchall() == [(2,)]
    assert connect(database=other).head == 1


def test_a_chain_goes_on_where_another_process_has_left_it(opened):
    one, two = connect(database=opened()), connect(database=opened())
    rich, poor = one.accounts[:2]
    for turn in range(4):
        chain = (one, two)[turn % 2]
        with chain.action():
            chain.send(rich, poor, value=ETHER)
    one.refresh()
    assert one.head == two.head == 4
    assert [each.balance(poor) for each in (one, two)] == [1_000_004 * ETHER] * 2
    assert one.block(4).parent == two.block(3).hash
    # Also outside of an action, and after a look at a later time.
    one.advance(1_000)
    assert two.send(rich, poor, value=1).block == 5
    assert one.send(rich, poor, value=1).block == 6
    two.refresh()
    assert two.block(6) == one.block(6)


def test_going_back_is_seen_by_others(opened):
    one, two = connect(database=opened()), connect(database=opened())
    rich, poor = one.accounts[:2]
    snapshot = one.snapshot()
    two.send(rich, poor, value=7)
    one.refresh()
    assert one.head == 1
    with one.action():
        one.revert(snapshot)
        one.send(rich, poor, value=9)
    two.refresh()
    assert two.head == 1
    assert two.balance(poor) == 1_000_000 * ETHER + 9
    later = two.snapshot()
    one.revert(snapshot)
    with pytest.raises(ChainError, match="no such snapshot"):
        two.revert(later)
    assert one.head == 0


def test_only_one_writes(opened):
    one, two = opened(), opened(patience=0.01)
    one.make("CREATE TABLE mine (x);")
    with one.whole("long"):
        one.run("INSERT INTO mine VALUES (1)")
        with pytest.raises(Busy, match="try again"), two.whole("short"):
            pytest.fail("two write at once")
        assert two.run("SELECT count(*) FROM mine").fetchone() == (0,)
    with two.whole("short"):
        two.run("INSERT INTO mine VALUES (2)")
    patient = opened()
    with one.whole("long"), patient.at_once(), pytest.raises(Busy), patient.whole("now"):
        pytest.fail("two write at once")
    assert patient.run("PRAGMA busy_timeout").fetchone() == (60_000,)


def test_what_is_read_inside_is_of_one_moment(opened):
    one, two = opened(), opened()
    one.make("CREATE TABLE mine (x);")
    with two.looking():
        before = two.run("SELECT count(*) FROM mine").fetchone()
        one.run("INSERT INTO mine VALUES (1)")
        with two.looking():
            assert two.run("SELECT count(*) FROM mine").fetchone() == before
    assert two.run("SELECT count(*) FROM mine").fetchone() != before


def test_news_of_others_alone(opened):
    one, two = opened(), opened()
    one.make("CREATE TABLE mine (x);")
    before = one.stamp
    one.run("INSERT INTO mine VALUES (1)")
    assert one.stamp == before
    two.run("INSERT INTO mine VALUES (2)")
    assert one.stamp != before


def test_nested_transactions_go_back_alone(opened):
    database = opened()
    database.make("CREATE TABLE mine (x);")
    with database.whole("outer"):
        database.run("INSERT INTO mine VALUES (1)")
        with pytest.raises(ZeroDivisionError), database.whole("inner"):  # noqa: PT012
            database.run("INSERT INTO mine VALUES (2)")
            raise ZeroDivisionError
        with database.whole("inner"):
            database.run("INSERT INTO mine VALUES (3)")
    assert database.run("SELECT x FROM mine").fetchall() == [(1,), (3,)]


def test_errors_of_the_disk_are_explained(opened, path):
    database = opened()
    database.make("CREATE TABLE mine (x);")
    with pytest.raises(ChainError, match="cannot be written"), database.whole("wrong"):
        database.run("INSERT INTO missing VALUES (1)")
    with pytest.raises(ChainError, match="cannot be read"), database.looking():
        database.run("SELECT * FROM missing")
    with pytest.raises(ChainError, match="cannot be opened"):
        Database(path / "no folder" / "x", shared=True)
    path.with_name("text").write_text("no database " * 99, encoding="utf-8")
    with pytest.raises(ChainError, match="cannot be used"):
        Database(path.with_name("text"), shared=True)


def test_what_is_shared_is_not_anybodys_alone(opened, path):
    opened().make("CREATE TABLE mine (x);")
    with pytest.raises(ChainError, match="locked"):
        Database(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
