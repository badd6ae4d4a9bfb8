"""The file of kept runs: SQLite, shared by several programs.

Every write is one transaction, on the disk before it is acknowledged. What a killed program had
not finished is rolled back by whoever opens the file next.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sum.errors import StoreError

VERSION = 1
"""Of the tables; a file with a higher one is left alone."""
PATIENCE = 10.0
"""How many seconds another program may take for its write."""

_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kept TEXT NOT NULL, title TEXT NOT NULL,
    note TEXT NOT NULL, scenario TEXT NOT NULL, seed TEXT NOT NULL, engine TEXT NOT NULL,
    versions TEXT NOT NULL, digest TEXT NOT NULL, ended TEXT NOT NULL, figures TEXT NOT NULL,
    seconds REAL NOT NULL, size INTEGER NOT NULL, deleted REAL);
CREATE INDEX runs_of ON runs (digest);
CREATE TABLE records (
    run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE, data BLOB NOT NULL);
"""

_WHY = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_BUSY: "another program is writing to it all the time",
    sqlite3.SQLITE_READONLY: "it may not be written to",
    sqlite3.SQLITE_PERM: "it may not be used",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_NOTADB: "it is something else",
}
_PRIMARY = 0xFF
"""SQLite's detailed error codes have the plain one in their lowest byte."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file, made when missing; closed afterwards.

    Raises
    ------
    StoreError
        For whatever SQLite has to say, also about what is done with the connection.
    """
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
            _prepare(connection)
            yield connection
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        why = _WHY.get(code & _PRIMARY, str(error))
        raise StoreError(f"The kept runs ({path}) cannot be used: {why}.") from error


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose writes all happen at the end, or none of them.

    Raises
    ------
    StoreError
        As `opened`.
    """
    with opened(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk may have ended it already
                connection.execute("ROLLBACK")
            raise


def _prepare(connection: sqlite3.Connection) -> None:
    run = connection.execute
    run("PRAGMA foreign_keys = ON")
    run("PRAGMA synchronous = FULL")
    if _version(connection) == VERSION:
        return
    run("PRAGMA auto_vacuum = INCREMENTAL")  # counts only before anything is in the file
    _use_wal(connection)
    run("BEGIN IMMEDIATE")
    if _version(connection) == 0:  # nobody else was faster
        for statement in filter(str.strip, _SCHEMA.split(";")):
            run(statement)
        run(f"PRAGMA user_version = {VERSION}")
    run("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    # Asked at once: another program may be making the tables just now.
    both = "SELECT user_version, (SELECT count(*) FROM sqlite_master) FROM pragma_user_version"
    version, tables = connection.execute(both).fetchone()
    if version > VERSION:
        raise StoreError("The kept runs were written by a newer version of this program.")
    if version < VERSION and tables:
        raise sqlite3.DatabaseError("it is another program's")
    return int(version)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers and a writer at once; SQLite does not wait for its turn by itself here."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return
