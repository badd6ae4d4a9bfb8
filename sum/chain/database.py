"""A SQLite file for a chain and for what goes with it: whole transactions, one after the other.

One connection, so that one transaction holds a block and whatever was written beside it. Whoever
opens a file for himself keeps others out. A shared file is several processes': a transaction that
writes waits for its turn, and `stamp` says whether somebody else has written.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import finalize

from sum.errors import ChainError

PATIENCE = 60.0
"""For how many seconds a transaction waits for another process's, which may be a long action."""

VERSION = 1
"""Of all tables together; a file with another one is left alone."""

_MEMORY = ":memory:"
_ALONE = 1.0
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Busy(ChainError):
    """Another process is writing to the file; nothing has changed."""


class Database:
    """A connection to a file, or to memory. Threads take turns: the user holds a lock.

    Parameters
    ----------
    path : Path or None
        The file, made when missing; None keeps everything in memory.
    shared : bool
        Whether other processes may use the file at the same time.
    patience : float
        For how many seconds another process's transaction is waited for.

    Attributes
    ----------
    path : Path or None
    shared : bool
    connection : sqlite3.Connection
    run : callable
        Its `execute`.

    Raises
    ------
    ChainError
        When the file cannot be opened, holds something else, or is in use by its one owner.
    """

    def __init__(
        self, path: Path | None = None, *, shared: bool = False, patience: float = PATIENCE
    ) -> None:
        self.path = path
        self.shared = shared
        self._patience = patience if shared else _ALONE
        try:
            self.connection = sqlite3.connect(
                path or _MEMORY,
                isolation_level=None,
                timeout=self._patience,
                check_same_thread=False,
            )
        except sqlite3.Error as error:
            raise ChainError(f"{path or 'Memory'} cannot be opened: {error}") from error
        self.run = self.connection.execute
        # A chain that nobody closes goes with its last user; Python 3.13 minds an open connection.
        finalize(self, self.connection.close)
        try:
            self._prepare()
        except sqlite3.Error as error:
            self.connection.close()
            raise ChainError(f"{path} cannot be used: {error}") from error

    def _prepare(self) -> None:
        if not self.shared:
            # One owner, which keeps its head in memory: a second one has to fail.
            self.run("PRAGMA locking_mode = EXCLUSIVE")
        self.run("PRAGMA trusted_schema = OFF")
        # Asked at once: another process may be making the tables just now.
        both = "SELECT user_version, (SELECT count(*) FROM sqlite_master) FROM pragma_user_version"
        version, tables = self.run(both).fetchone()
        if version != VERSION and (version or tables):
            raise sqlite3.DatabaseError("it holds something else")
        self._use_wal()
        # What was committed outlives the process, however it ends. What others rely on outlives a
        # power cut as well, which costs a millisecond or a few; else that may cost the last
        # transactions, but never half of one.
        self.run(f"PRAGMA synchronous = {'FULL' if self.shared else 'NORMAL'}")
        if not self.shared:
            self.run("BEGIN EXCLUSIVE")
            self.run("COMMIT")

    def _use_wal(self) -> None:
        """Readers and a writer at once; SQLite does not wait for its turn by itself here."""
        end = time.monotonic() + self._patience
        while True:
            try:
                self.run("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if not self.shared or time.monotonic() > end:
                    raise
                time.sleep(0.01)
            else:
                return

    @property
    def size(self) -> int:
        """How many bytes the file has."""
        pages = self.run("PRAGMA page_count").fetchone()[0]
        return int(pages * self.run("PRAGMA page_size").fetchone()[0])

    def has(self, table: str) -> bool:
        """Whether there is a table of this name."""
        found = self.run("SELECT 1 FROM sqlite_master WHERE name = ?", (table,))
        return found.fetchone() is not None

    def make(self, schema: str) -> None:
        """Make tables: statements with a semicolon after each."""
        for statement in filter(str.strip, schema.split(";")):
            self.run(statement)
        self.run(f"PRAGMA user_version = {VERSION}")

    @property
    def stamp(self) -> int:
        """Another number whenever another connection has written to the file."""
        return int(self.run("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def whole(self, name: str) -> Iterator[None]:
        """All writes inside, or none of them; may be nested under another name.

        In a shared file the outermost one is the only one that writes, in all processes.

        Raises
        ------
        Busy
            When another process does not come to an end.
        ChainError
            When the disk is full, or fails.
        """
        outer = not self.connection.in_transaction
        begin, end, back = _outermost(self.shared) if outer else _nested(name)
        try:
            self.run(begin)
            yield
            self.run(end)
        except BaseException as error:
            if self.connection.in_transaction:  # a full disk may have ended it already
                for statement in back:
                    self.run(statement)
            if isinstance(error, sqlite3.Error):
                raise _explained(error) from error
            raise

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Inside, nobody is waited for: what cannot be written now is `Busy`."""
        self.run("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            self.run(f"PRAGMA busy_timeout = {int(self._patience * 1_000)}")

    @contextmanager
    def looking(self) -> Iterator[None]:
        """All that is read inside is of one moment.

        Raises
        ------
        ChainError
        """
        if self.connection.in_transaction:
            yield
            return
        try:
            self.run("BEGIN")
            try:
                yield
            finally:
                self.run("COMMIT")
        except sqlite3.Error as error:
            raise ChainError(f"The file cannot be read: {error}") from error

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def _outermost(shared: bool) -> tuple[str, str, tuple[str, ...]]:  # noqa: FBT001 - of this file
    return ("BEGIN IMMEDIATE" if shared else "BEGIN"), "COMMIT", ("ROLLBACK",)


def _nested(name: str) -> tuple[str, str, tuple[str, ...]]:
    return f"SAVEPOINT {name}", f"RELEASE {name}", (f"ROLLBACK TO {name}", f"RELEASE {name}")


def _explained(error: sqlite3.Error) -> ChainError:
    code: Any = getattr(error, "sqlite_errorcode", None) or 0
    if code & 0xFF in _BUSY:
        return Busy("Somebody else is acting here all the time. Nothing has changed; try again.")
    return ChainError(f"The chain's file cannot be written: {error}")
