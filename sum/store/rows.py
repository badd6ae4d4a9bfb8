"""Rows of the store's tables, and how they are searched and sorted."""

import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sum.errors import InputError, StoreError
from sum.simulation.lab import Run
from sum.simulation.scenario import dumps
from sum.store.exchange import MOST_TEXT, Item
from sum.store.kept import Kept

REMEMBERED = 24 * 3600.0
"""For how many seconds a deleted run can be restored, at least."""
LEVEL = 6
"""Of the compression: a sixth of the size, in the time that writing JSON takes."""

_COLUMNS = (
    *("id", "kept", "title", "note", "scenario", "seed", "engine"),
    *("versions", "digest", "ended", "figures", "seconds", "size"),
)
ALL = ", ".join(_COLUMNS)
_NEW = ", ".join(_COLUMNS[1:])
_SORTS = {
    "when": "id",
    "title": "title COLLATE NOCASE",
    "seed": "CAST(seed AS NUMERIC)",
    **{name: name for name in ("id", "engine", "ended", "seconds", "size")},
}
_PLAIN = frozenset({"contributions", "refunds", "reports", "refused", "held"})
"""Figures without a dot."""
_TOO_MANY = 2**63
_SEARCHED = "' ' || id || ' ' || title || ' ' || note || ' ' || engine || ' ' || ended || ' '"
_SEARCHED += " || digest || ' ' || scenario"


# ------------------------------------------------------------------------------------------- rows


def row_of(item: Item) -> dict[str, Any]:
    """What `insert` takes; the work that needs no transaction."""
    run = item.run
    data = zlib.compress(run.to_json(), LEVEL)
    return {
        "kept": item.when.isoformat(),
        "title": item.title,
        "note": item.note,
        "scenario": dumps(run.scenario),
        "seed": str(run.scenario.seed),
        "engine": run.engine,
        "versions": json.dumps(dict(run.versions)),
        "digest": run.digest(),
        "ended": run.ended,
        "figures": json.dumps(run.figures()),
        "seconds": run.seconds,
        "size": len(data),
        "data": data,
    }


def insert(connection: sqlite3.Connection, row: dict[str, Any]) -> int:
    """Write a run and its records; its number."""
    marks = ", ".join("?" * (len(_COLUMNS) - 1))
    number = connection.execute(
        f"INSERT INTO runs ({_NEW}) VALUES ({marks})",  # noqa: S608 - our own names
        [row[name] for name in _COLUMNS[1:]],
    ).lastrowid
    connection.execute("INSERT INTO records VALUES (?, ?)", (number, row["data"]))
    return int(number or 0)


def kept_of(row: Sequence[Any]) -> Kept:
    """A row of `ALL`."""
    found = dict(zip(_COLUMNS, row, strict=True))
    return Kept(
        id=found["id"],
        when=datetime.fromisoformat(found["kept"]),
        title=found["title"],
        note=found["note"],
        text=found["scenario"],
        seed=int(found["seed"]),
        engine=found["engine"],
        versions=json.loads(found["versions"]),
        digest=found["digest"],
        ended=found["ended"],
        figures=json.loads(found["figures"]),
        seconds=found["seconds"],
        size=found["size"],
    )


def find(connection: sqlite3.Connection, number: int) -> Kept:
    """A run without its records; InputError when there is none."""
    query = f"SELECT {ALL} FROM runs WHERE id = ? AND deleted IS NULL"  # noqa: S608 - our names
    row = connection.execute(query, (number,)).fetchone() if 0 < number < _TOO_MANY else None
    if row is None:
        raise InputError(f"There is no run {number}.")
    return kept_of(row)


def records(connection: sqlite3.Connection, number: int) -> Run:
    """A run that is there, with its records; StoreError when they are damaged."""
    [data] = connection.execute("SELECT data FROM records WHERE run = ?", (number,)).fetchone()
    try:
        text = zlib.decompress(data)
    except zlib.error as error:
        raise StoreError(f"The records of run {number} are damaged.") from error
    return Run.from_json(text)


def purge(connection: sqlite3.Connection) -> None:
    """Forget for good what was deleted long ago, and give its room back."""
    gone = connection.execute("DELETE FROM runs WHERE deleted < ?", (time.time() - REMEMBERED,))
    if gone.rowcount:
        connection.execute("PRAGMA incremental_vacuum").fetchall()


def check_texts(*texts: str) -> None:
    """Refuse titles and notes that are too long to be passed on."""
    if any(len(text) > MOST_TEXT for text in texts):
        raise InputError(f"A title or a note has at most {MOST_TEXT:,} characters.")


def distinct(numbers: Iterable[int]) -> tuple[int, ...]:
    """Numbers, each once; InputError for one that no run can have."""
    found = tuple(dict.fromkeys(numbers))
    for number in found:
        if not 0 < number < _TOO_MANY:
            raise InputError(f"There is no run {number}.")
    return found


# ----------------------------------------------------------------------------------- search, sort


def matching(search: str) -> tuple[str, list[str]]:
    """A condition for runs that have all words, with its values; it needs `with_folding`."""
    words = search.casefold().split()
    conditions = ["deleted IS NULL", *(f"instr(folded({_SEARCHED}), ?)" for _ in words)]
    return " AND ".join(conditions), words


def with_folding(connection: sqlite3.Connection) -> None:
    """Let conditions tell no capital letters from small ones, in any script."""
    connection.create_function("folded", 1, str.casefold, deterministic=True)


def order_of(sort: str) -> tuple[str, tuple[str, ...]]:
    """An order by a column or a figure, with its values; InputError when it is neither."""
    name = sort.removeprefix("-")
    way = "DESC" if sort.startswith("-") else "ASC"
    if name in _SORTS:
        return f"{_SORTS[name]} {way}, id {way}", ()
    if '"' in name or ("." not in name and name not in _PLAIN):
        raise InputError(f"Runs cannot be sorted by {name!r}.")
    return f"json_extract(figures, ?) {way} NULLS LAST, id {way}", (f'$."{name}"',)
