"""A room's own tables, in the file that its chain is in: the books, the people, what was done.

A room is written in the transaction that holds its blocks, and only what has changed: each change
has the version of the action that made it, so that another process reads what is new since its own
version. When the past itself has changed (a new model, something undone) there is a new generation,
and others read everything anew.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sum.chain import Database
from sum.errors import StoreError
from sum.room.codec import dumps, loads
from sum.room.file_changes import Changes, changes
from sum.room.file_items import Places, frozen, read_items, written_key
from sum.room.file_parts import Container, Parts
from sum.room.records import Entry, Outcome

SCHEMA = 1
"""Of these tables; a room that a newer program has written is left alone."""

ENTRIES = "ledger.entries"
"""The one list of which items are replaced where they are; others point into it."""
_POINTING = "incentive."
"""What holds contributions, which are written as their number."""

_TABLES = """
CREATE TABLE room (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE items (
    place INTEGER PRIMARY KEY, part TEXT NOT NULL, key NOT NULL, version INTEGER NOT NULL,
    value BLOB, UNIQUE (part, key));
CREATE INDEX items_since ON items (version);
CREATE TABLE slots (
    name TEXT PRIMARY KEY, version INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE done (
    person TEXT NOT NULL, nonce TEXT NOT NULL, version INTEGER NOT NULL, outcome BLOB NOT NULL,
    PRIMARY KEY (person, nonce)) WITHOUT ROWID;
"""
_PUT = """
INSERT INTO items (part, key, version, value) VALUES (?, ?, ?, ?)
ON CONFLICT (part, key) DO UPDATE SET version = excluded.version, value = excluded.value
"""
_SLOT = "INSERT OR REPLACE INTO slots (name, version, value) VALUES (?, ?, ?)"
_SINCE = "SELECT part, key, value FROM items WHERE version > ? ORDER BY place"


@dataclass(frozen=True)
class Mark:
    """Which state of a room it is.

    Attributes
    ----------
    version : int
        How many actions there were.
    generation : int
        Another one where the past has changed.
    """

    version: int
    generation: int


class RoomFile:
    """Writes what has changed in a room, and reads it.

    Parameters
    ----------
    database : Database

    Attributes
    ----------
    mark : Mark
        What of the file the game in this process has.

    Raises
    ------
    StoreError
        When a newer program has written it.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._run = database.run
        if not database.has("room"):
            with database.whole("room"):
                database.make(_TABLES)
                self.note("schema", SCHEMA)
                self.note("version", 0)
                self.note("generation", 0)
        if self.fact("schema") != SCHEMA:
            raise StoreError("This room was written by another version of the program.")
        self.mark = Mark(0, 0)
        self._stamp = -1
        # What the file has: containers as they were, small values as bytes, frozen ones themselves.
        self._containers: dict[str, Container] = {}
        self._bytes: dict[str, bytes] = {}
        self._frozen: dict[str, Any] = {}
        self._unsettled: list[_Written] = []

    # ------------------------------------------------------------------------------------- facts

    def fact(self, name: str) -> Any:  # noqa: ANN401 - what was noted
        """What is noted under a name; None for nothing."""
        row = self._run("SELECT value FROM room WHERE name = ?", (name,)).fetchone()
        return None if row is None else row[0]

    def note(self, name: str, value: float | str | bytes) -> None:
        """Note a number, a text or bytes."""
        self._run("INSERT OR REPLACE INTO room VALUES (?, ?)", (name, value))

    def slot(self, name: str) -> Any:  # noqa: ANN401 - whatever was written
        """A small value; None when there is none."""
        row = self._run("SELECT value FROM slots WHERE name = ?", (name,)).fetchone()
        return None if row is None else loads(row[0])

    def done(self, person: str, nonce: str) -> Outcome | None:
        """What came of an action; None when there was none."""
        row = self._run(
            "SELECT outcome FROM done WHERE person = ? AND nonce = ?", (person, nonce)
        ).fetchone()
        return None if row is None else loads(row[0])

    def note_done(self, person: str, nonce: str, outcome: Outcome) -> None:
        """Note what came of an action, in the transaction that holds it."""
        row = (person, nonce, self.mark.version + 1, dumps(outcome))
        self._run("INSERT INTO done VALUES (?, ?, ?, ?)", row)

    def forget_done(self, person: str, nonce: str) -> None:
        """Forget what came of an action: it is done again, and something else may come of it."""
        self._run("DELETE FROM done WHERE person = ? AND nonce = ?", (person, nonce))

    # ----------------------------------------------------------------------------------- writing

    @contextmanager
    def action(self) -> Iterator[None]:
        """What is written inside counts once all of it is on the disk."""
        self._unsettled = []
        try:
            yield
        except BaseException:
            self._unsettled = []
            raise
        try:
            for written in self._unsettled:
                self._settle(written)
        except BaseException:
            self.forget()  # it is on the disk, and read from there
            raise
        self._unsettled = []

    def write(self, parts: Parts, places: Places) -> int:
        """Write what has changed since the file was last written or read.

        Parameters
        ----------
        parts : Parts
        places : mapping of Contribution to int
            The number of each contribution of the books.

        Returns
        -------
        int
            The version that it has now.
        """
        found = {name: self._changes(name, now) for name, now in parts.containers.items()}
        lost = set(self._containers) - set(found)
        rewritten = bool(lost) or any(each.loses for each in found.values())
        if rewritten:
            self._start_anew(parts, found)
        mark = Mark(self.mark.version + 1, self.mark.generation + rewritten)
        for name, change in found.items():
            self._write(name, parts.containers[name], change, mark.version, places)
        data = self._write_slots(parts, mark.version, places)
        self.note("version", mark.version)
        self.note("generation", mark.generation)
        kept = {name: (each, found[name]) for name, each in parts.containers.items()}
        self._unsettled.append(_Written(mark, kept, data, frozen(parts)))
        return mark.version

    def _changes(self, name: str, now: Container) -> Changes:
        before = self._containers.get(name)
        return changes(type(now)() if before is None else before, now, anywhere=name == ENTRIES)

    def _start_anew(self, parts: Parts, found: dict[str, Changes]) -> None:
        """Take out of the file what is not there any more; whoever reads it reads all of it."""
        self._run("DELETE FROM items WHERE value IS NULL")
        for name in set(self._containers) - set(found):
            self._run("DELETE FROM items WHERE part = ?", (name,))
        for name, now in parts.containers.items():
            # A number can be another contribution's now.
            if name.startswith(_POINTING):
                self._run("DELETE FROM items WHERE part = ?", (name,))
                found[name] = changes(type(now)(), now)
                found[name].whole = True

    def _write(
        self,
        name: str,
        now: Container,
        change: Changes,
        version: int,
        places: Places,
    ) -> None:
        pointing = places if name.startswith(_POINTING) else None
        if change.length is not None:
            self._run("DELETE FROM items WHERE part = ? AND key >= ?", (name, change.length))
        if isinstance(now, list):
            rows = [
                (name, index, version, dumps(value, pointing))
                for index, value in change.put.items()
            ]
        else:
            keys = {key: written_key(key, pointing) for key in change.put}
            # What comes back comes last.
            again = ((name, key) for key in keys.values())
            self._many("DELETE FROM items WHERE part = ? AND key = ? AND value IS NULL", again)
            rows = [
                (name, keys[key], version, dumps(value, pointing))
                for key, value in change.put.items()
            ]
            gone = [(name, written_key(key, pointing), version, None) for key in change.gone]
            self._many(_PUT, gone)
        self._many(_PUT, rows)

    def _write_slots(self, parts: Parts, version: int, places: Places) -> dict[str, bytes]:
        """Write the small values that have changed; gives all of them as bytes."""
        data, frozen = {}, self._frozen
        for name, slot in parts.slots.items():
            value = slot.get()
            if name in frozen and frozen[name] is value:
                data[name] = self._bytes[name]
            else:
                pointing = places if name.startswith(_POINTING) else None
                data[name] = dumps(value, pointing)
        new = [
            (name, version, each) for name, each in data.items() if self._bytes.get(name) != each
        ]
        self._many(_SLOT, new)
        gone = ((name,) for name in set(self._bytes) - set(data))
        self._many("DELETE FROM slots WHERE name = ?", gone)
        return data

    def _many(self, command: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self.database.connection.executemany(command, rows)

    def _settle(self, written: "_Written") -> None:
        """What was written is what the file has."""
        self.mark, self._bytes, self._frozen = written.mark, written.data, written.frozen
        for name in set(self._containers) - set(written.changes):
            del self._containers[name]
        for name, (now, change) in written.changes.items():
            if name in self._containers and not change.whole:
                change.apply(self._containers[name])
            else:
                self._containers[name] = now.copy()

    # ----------------------------------------------------------------------------------- reading

    def has_news(self) -> bool:
        """Whether another process has written since this one has read."""
        return self.database.stamp != self._stamp

    def look(self) -> Mark:
        """Which state the file has."""
        self._stamp = self.database.stamp
        return Mark(int(self.fact("version")), int(self.fact("generation")))

    def forget(self) -> None:
        """Take it that the game has nothing of the file, so that all of it is read next."""
        self.mark, self._stamp = Mark(-1, -1), -1

    def read(self, parts: Parts) -> None:
        """Read everything into a game that is empty but for its kind.

        Raises
        ------
        StoreError
            When the file is damaged.
        """
        self._bytes = {}
        with self.database.looking():
            self.mark = self.look()
            self._read_items(parts, self._run(_SINCE, (-1,)))
            self._read_slots(parts, -1)
        self._containers = {name: each.copy() for name, each in parts.containers.items()}
        self._frozen = frozen(parts)

    def update(self, parts: Parts) -> None:
        """Read what is new into a game of the same generation.

        Raises
        ------
        StoreError
            When the file is damaged.
        """
        since = self.mark.version
        with self.database.looking():
            self.mark = self.look()
            changed = self._read_items(parts, self._run(_SINCE, (since,)))
            self._read_slots(parts, since)
        for name, change in changed.items():
            change.apply(self._containers[name])
        self._frozen = frozen(parts)

    def _read_slots(self, parts: Parts, since: int) -> None:
        rows = self._run("SELECT name, value FROM slots WHERE version > ?", (since,))
        entries = _entries(parts)
        for name, value in rows:
            if name not in parts.slots:
                raise StoreError(f"The room’s file holds what is unknown here: {name}.")
            parts.slots[name].set(loads(value, entries))
            self._bytes[name] = value

    def _read_items(self, parts: Parts, rows: Iterable[tuple[Any, ...]]) -> dict[str, Changes]:
        """Read items into their containers; gives what has changed in each."""
        by_part: dict[str, list[tuple[Any, Any]]] = {}
        for part, key, value in rows:
            by_part.setdefault(part, []).append((key, value))
        unknown = set(by_part) - set(parts.containers)
        if unknown:
            raise StoreError(f"The room’s file holds what is unknown here: {min(unknown)}.")
        # Others may point into the entries.
        names = sorted(by_part, key=lambda name: name != ENTRIES)
        entries, found = _entries(parts), {}
        for name in names:
            container = parts.containers[name]
            found[name] = change = read_items(by_part[name], container, entries)
            change.apply(container)
        return found


@dataclass(frozen=True)
class _Written:
    """What a transaction has written."""

    mark: Mark
    changes: dict[str, tuple[Container, Changes]]
    data: dict[str, bytes]
    frozen: dict[str, Any]


def _entries(parts: Parts) -> list[Entry]:
    found = parts.containers[ENTRIES]
    return found if isinstance(found, list) else []
