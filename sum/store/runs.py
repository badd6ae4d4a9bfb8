"""The store of runs."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sum.errors import InputError
from sum.home import home
from sum.simulation.lab import Run
from sum.simulation.lab.simulation import Progress
from sum.store.compare import Comparison, compare
from sum.store.database import opened, writing
from sum.store.exchange import MOST_TEXT, Item, read, write
from sum.store.kept import Kept
from sum.store.rerun import Rerun, again
from sum.store.rows import (
    ALL,
    check_texts,
    distinct,
    find,
    insert,
    kept_of,
    matching,
    order_of,
    purge,
    records,
    row_of,
    with_folding,
)

FILE = "runs.sqlite"
_MOST = 2**31


@dataclass(frozen=True)
class Imported:
    """What became of a file of runs.

    Attributes
    ----------
    added : tuple of int
        The numbers that its runs have got.
    known : tuple of int
        The numbers under which others of its runs were in the store already, with the same digest
        and engine; they are not added once more.
    """

    added: tuple[int, ...]
    known: tuple[int, ...]


class RunStore:
    """Runs that have ended, in a file that several programs may use at once.

    A run is in the store when `add` has returned, and whole; one that is killed before is not.

    Parameters
    ----------
    path : path, optional
        By default ``runs.sqlite`` in SUM_HOME; made when missing.

    Raises
    ------
    StoreError
        From every method: when the file cannot be read or written (the disk is full, it is
        damaged, locked, not ours, or from a newer version). Nothing has changed then.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = Path(path) if path else home() / FILE

    # ------------------------------------------------------------------------------------ keeping

    def add(self, run: Run, *, title: str = "", note: str = "") -> int:
        """Keep a run; its number, which nothing else will ever have in this store.

        Parameters
        ----------
        run : Run
        title : str
            By default the scenario's.
        note : str

        Raises
        ------
        InputError
            When the title or the note is too long.
        """
        check_texts(title, note)
        row = row_of(Item(run, datetime.now(UTC), title or run.scenario.title[:MOST_TEXT], note))
        with writing(self.path) as connection:
            purge(connection)
            return insert(connection, row)

    def rename(self, number: int, title: str) -> None:
        """Call a run something else; the scenario keeps its title."""
        self._set(number, "title", title)

    def annotate(self, number: int, note: str) -> None:
        """Write a note to a run, instead of the one before."""
        self._set(number, "note", note)

    def delete(self, numbers: Iterable[int]) -> None:
        """Delete runs, all of them or (when one is not there) none; `restore` undoes it for a day.

        Raises
        ------
        InputError
            When there is no such run.
        """
        with writing(self.path) as connection:
            purge(connection)
            for number in distinct(numbers):
                find(connection, number)
                connection.execute(
                    "UPDATE runs SET deleted = ? WHERE id = ?", (time.time(), number)
                )

    def restore(self, numbers: Iterable[int]) -> None:
        """Undo `delete`.

        Raises
        ------
        InputError
            When a run is not there any more, deleted or not.
        """
        with writing(self.path) as connection:
            for number in distinct(numbers):
                changed = connection.execute(
                    "UPDATE runs SET deleted = NULL WHERE id = ?", (number,)
                )
                if not changed.rowcount:
                    raise InputError(f"There is no run {number} any more.")

    # ------------------------------------------------------------------------------------ reading

    def list(
        self, search: str = "", limit: int = 50, offset: int = 0, sort: str = "-when"
    ) -> list[Kept]:
        """Some of the runs, without their records.

        Parameters
        ----------
        search : str
            Words that all have to occur in title, note, scenario, engine, end, digest or number.
        limit, offset : int
            How many at most, and how many to leave out before.
        sort : str
            "when", "title", "seed", "engine", "ended", "seconds", "size" or a figure as in
            "accuracy.end"; with "-" before it from the largest down.

        Raises
        ------
        InputError
            When it cannot be sorted by this.
        """
        where, values = matching(search)
        order, name = order_of(sort)
        with opened(self.path) as connection:
            with_folding(connection)
            rows = connection.execute(
                f"SELECT {ALL} FROM runs WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608
                (*values, *name, min(max(0, limit), _MOST), min(max(0, offset), _MOST)),
            ).fetchall()
        return [kept_of(row) for row in rows]

    def count(self, search: str = "") -> int:
        """How many runs `list` would give without a limit."""
        where, values = matching(search)
        with opened(self.path) as connection:
            with_folding(connection)
            query = f"SELECT count(*) FROM runs WHERE {where}"  # noqa: S608 - our own text
            return int(connection.execute(query, values).fetchone()[0])

    def find(self, number: int) -> Kept:
        """What is known of a run without its records.

        Raises
        ------
        InputError
            When there is no such run.
        """
        with opened(self.path) as connection:
            return find(connection, number)

    def get(self, number: int) -> Run:
        """A run with its records.

        Raises
        ------
        InputError
            When there is no such run.
        """
        with opened(self.path) as connection:
            find(connection, number)
            return records(connection, number)

    def compare(self, numbers: Iterable[int]) -> Comparison:
        """What differs between runs.

        Raises
        ------
        InputError
            When there is no such run, or a scenario is not known any more.
        """
        with opened(self.path) as connection:
            return compare([find(connection, number) for number in numbers])

    def rerun(
        self, number: int, *, engine: str | None = None, progress: Progress | None = None
    ) -> Rerun:
        """Run it again, and see whether the same comes of it; it is not kept.

        Parameters
        ----------
        number : int
        engine : str, optional
            By default the same engine.
        progress : callable, optional
            Told how much is done (0 to 1) and the latest moment; what it raises ends the run.

        Raises
        ------
        InputError, ChainError
            When there is no such run, or the scenario cannot be played.
        """
        return again(self.get(number), engine, progress)

    # ------------------------------------------------------------------------------- passing on

    def export(self, numbers: Iterable[int], file: Path | str | BinaryIO) -> int:
        """Write runs into one file, whole or not at all; how many.

        Parameters
        ----------
        numbers : iterable of int
        file : path or binary file
            A path that exists is replaced.

        Raises
        ------
        InputError
            When there is no such run.
        """
        wanted = distinct(numbers)
        with opened(self.path) as connection:
            connection.execute("BEGIN")  # all as they are at this moment
            items = [(find(connection, number), number) for number in wanted]
            return write(
                file,
                (
                    Item(records(connection, number), kept.when, kept.title, kept.note)
                    for kept, number in items
                ),
            )

    def import_(self, file: Path | str | BinaryIO) -> Imported:
        """Add the runs of a file that `export` wrote: all of them, or none when it is wrong.

        Raises
        ------
        InputError
            When it is not such a file, or anything in it is wrong.
        """
        rows = [row_of(item) for item in read(file)]
        added, known = [], []
        with writing(self.path) as connection:
            for row in rows:
                found = connection.execute(
                    "SELECT id FROM runs WHERE digest = ? AND engine = ? AND deleted IS NULL",
                    (row["digest"], row["engine"]),
                ).fetchone()
                if found:
                    known.append(int(found[0]))
                else:
                    added.append(insert(connection, row))
        return Imported(tuple(added), tuple(known))

    def _set(self, number: int, column: str, text: str) -> None:
        check_texts(text)
        with writing(self.path) as connection:
            find(connection, number)
            change = f"UPDATE runs SET {column} = ? WHERE id = ?"  # noqa: S608 - our own text
            connection.execute(change, (text, number))
