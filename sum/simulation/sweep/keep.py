"""Finished runs on disk, so that a sweep that was stopped goes on where it was."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sum.errors import StoreError

_AT_ONCE = 500
_TABLE = "CREATE TABLE IF NOT EXISTS runs (key TEXT PRIMARY KEY, ended TEXT, figures TEXT)"

Kept = tuple[str, dict[str, float]]
"""How a run ended, and its figures."""


class Keep:
    """The figures of runs in a SQLite file, by `sum.simulation.sweep.work.key_of`.

    Several processes may use one file. What `put` was given is there when it returns, whole.

    Parameters
    ----------
    path : pathlib.Path
        Made when it is not there.
    fresh : bool
        Whether to find nothing, so that everything is run again, and kept.

    Raises
    ------
    StoreError
        From every method, when the file cannot be read or written.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.path, self._fresh = path, fresh
        with self._open() as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute(_TABLE)

    def find(self, keys: Sequence[str]) -> dict[str, Kept]:
        """Those of these runs that are there."""
        found: dict[str, Kept] = {}
        if self._fresh:
            return found
        with self._open() as database:
            for first in range(0, len(keys), _AT_ONCE):
                some = keys[first : first + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, ended, figures FROM runs WHERE key IN ({marks})"  # noqa: S608
                for key, ended, figures in database.execute(query, some):
                    found[key] = (ended, json.loads(figures))
        return found

    def put(self, runs: Iterable[tuple[str, Kept]]) -> None:
        """Keep runs."""
        rows = [(key, ended, json.dumps(figures)) for key, (ended, figures) in runs]
        with self._open() as database:
            database.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=30)) as database, database:
                yield database
        except (sqlite3.Error, OSError, ValueError) as error:
            raise StoreError(f"{self.path} cannot be used to keep runs: {error}") from error
