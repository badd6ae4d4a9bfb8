"""A table of a visitor's own: read an upload, show what was guessed, keep what was chosen."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

import numpy as np
import pandas as pd

from sum.datasets import stored
from sum.datasets.build import About, Raw, build
from sum.datasets.columns import Column, Table, absent, guess, numbers
from sum.datasets.csv_text import MAX_BYTES, parse
from sum.encoders.words import MAX_CHARACTERS
from sum.errors import InputError
from sum.samples import MAX_VALUES

__all__ = [
    "MAX_BYTES",
    "MISSING",
    "PREFIX",
    "Column",
    "Missing",
    "Table",
    "keep",
    "problems",
    "read",
]

PREFIX = "csv:"
MAX_KEPT = 200
"""How many uploads are kept; then somebody has to delete some."""

Missing = Literal["refuse", "leave out", "median"]
MISSING: dict[Missing, str] = {
    "refuse": "Tell me where, and keep nothing",
    "leave out": "Leave rows without a value out",
    "median": "Put the column's median in (only for numbers)",
}
"""What can be done about missing values, in words."""

_LARGEST = 1e15
_TOLD = 20
"""How many problems are told."""


def read(source: bytes | str, name: str = "") -> Table:
    r"""Read an uploaded CSV file, and guess what its columns are.

    Parameters
    ----------
    source : bytes or str
        At most `MAX_BYTES`; see `sum.datasets.csv_text.parse`.
    name : str
        The file's name, from which it gets its title.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        When it cannot be read; says in which row.

    Examples
    --------
    >>> table = read("size,kind\n1.5,small\n20,large\n3,small")
    >>> [(column.name, column.type) for column in table.columns], table.label
    ([('size', 'number'), ('kind', 'category')], 'kind')
    """
    parsed = parse(source)
    comma = parsed.delimiter != ","
    columns = tuple(guess(parsed.frame[name], comma=comma) for name in parsed.frame.columns)
    return Table(_title(name), columns, parsed.notes, parsed.frame, comma)


def problems(
    table: Table, label: str, columns: Sequence[str] | None = None, missing: Missing = "refuse"
) -> list[str]:
    """Everything that stands against keeping a table, by row and column, the first 20.

    Parameters
    ----------
    table : Table
    label : str
        The column of classes.
    columns : sequence of str, optional
        The columns to learn from: numbers, or one text. By default ``table.features(label)``.
    missing : {"refuse", "leave out", "median"}
        What to do about missing values; a row without a label is left out in any case but the
        first.

    Returns
    -------
    list of str
        Empty when `keep` would keep it.
    """
    try:
        _raw(table, label, columns, missing)
    except _ProblemsError as error:
        return error.told
    except InputError as error:
        return [str(error)]
    return []


def keep(
    table: Table, label: str, columns: Sequence[str] | None = None, missing: Missing = "refuse"
) -> str:
    """Store a table as a data set: whole, or not at all.

    Everybody who uses this installation can load it. The same table gives the same name.

    Parameters
    ----------
    table, label, columns, missing
        As `problems` takes them.

    Returns
    -------
    str
        ``csv:<digest>``: the name that `sum.datasets.load` takes.

    Raises
    ------
    InputError
        When something stands against it; says where.
    """
    raw = _raw(table, label, columns, missing)
    digest = hashlib.sha256(stored.content(raw)).hexdigest()[:16]
    name = f"{PREFIX}{digest}"
    if not stored.is_stored(name):
        if sum(each.startswith(PREFIX) for each in stored.names()) >= MAX_KEPT:
            raise InputError(
                f"{MAX_KEPT} uploads are kept already. Delete some in {stored.folder()}."
            )
        stored.write(replace(raw, about=replace(raw.about, name=name)))
    return name


class _ProblemsError(InputError):
    """What is wrong with values."""

    def __init__(self, found: Sequence[str]) -> None:
        self.told = list(found[:_TOLD])
        more = len(found) - 1
        super().__init__(f"{found[0]}{f' (and {more:,} more problems)' if more else ''}")


def _raw(table: Table, label: str, columns: Sequence[str] | None, missing: Missing) -> Raw:
    """The chosen columns as a data set without a name."""
    chosen = list(table.features(label) if columns is None else columns)
    text = _check_choice(table, label, chosen, missing)
    frame = table.frame
    labels = frame[label].mask(absent(frame[label]))
    wrong = list(_told(label, labels.isna(), "there is no label")) if missing == "refuse" else []
    values = pd.DataFrame(index=frame.index)
    for name in chosen:
        column = frame[name].mask(absent(frame[name]))
        made, errors = (_texts if text else _numbers)(table, name, column)
        wrong += errors
        if missing == "refuse":
            wrong += _told(name, column.isna(), "there is no value")
        values[name] = made.fillna(made.median()) if missing == "median" and not text else made
    if wrong:
        raise _ProblemsError(wrong)
    whole = labels.notna() & values.notna().all(axis=1)
    return _made(table, label, labels[whole], values[whole], text=text)


def _made(table: Table, label: str, labels: pd.Series, values: pd.DataFrame, *, text: bool) -> Raw:
    classes = sorted(labels.unique().tolist(), key=_order)
    summary = f"What is “{label}” of this {'text' if text else 'row'} of an uploaded table?"
    if (lost := len(table) - len(values)) > 0:
        summary += f" {lost:,} rows with missing values are left out."
    about = About(
        name="",
        title=table.title,
        kind="sentence" if text else "row",
        summary=summary,
        source="Uploaded",
        licence="Known to whoever uploaded it",
        classes=tuple(classes),
        columns=() if text else tuple(values.columns),
    )
    rows = (
        values.iloc[:, 0].tolist() if text else [tuple(row) for row in values.to_numpy().tolist()]
    )
    places = {name: place for place, name in enumerate(classes)}
    raw = stored.tidy(Raw(about, rows, [places[each] for each in labels]), "rows")
    # What could not be loaded should not be kept.
    build(raw, about.encoders[0], 0, np.random.default_rng(0))
    return raw


def _check_choice(table: Table, label: str, columns: Sequence[str], missing: str) -> bool:
    """Whether it is about a text, when the choice of columns makes sense at all."""
    if missing not in MISSING:
        raise InputError(f"Missing values: {missing!r} is none of {', '.join(MISSING)}.")
    if table.column(label).distinct > stored.MAX_CLASSES:
        raise InputError(
            f"The label {label!r} has {table.column(label).distinct:,} different values;"
            f" at most {stored.MAX_CLASSES} classes can be told apart."
        )
    if not columns:
        raise InputError("Choose at least one column to learn from: numbers, or a text.")
    if label in columns:
        raise InputError(f"The label {label!r} cannot be learned from itself.")
    if len(set(columns)) < len(columns) or len(columns) > MAX_VALUES:
        raise InputError(f"At most {MAX_VALUES} columns can be chosen, each once.")
    words = [name for name in columns if table.column(name).type != "number"]
    if words and len(columns) > 1:
        raise InputError(
            f"Column {words[0]!r} has words. Choose columns of numbers only, or a single text."
        )
    return bool(words)


def _numbers(table: Table, name: str, column: pd.Series) -> tuple[pd.Series, list[str]]:
    found = numbers(column, comma=table.comma)
    bad = column.notna() & found.isna()
    large = found.abs() > _LARGEST
    return found, [
        *(f"{_place(row, name)}: {column[row][:40]!r} is not a number" for row in bad[bad].index),
        *_told(name, large, f"a number above {_LARGEST:.0e} is too large"),
    ]


def _texts(_: Table, name: str, column: pd.Series) -> tuple[pd.Series, list[str]]:
    why = f"a text can have at most {MAX_CHARACTERS:,} characters"
    return column, list(_told(name, column.str.len() > MAX_CHARACTERS, why))


def _told(name: str, where: pd.Series, what: str) -> list[str]:
    return [f"{_place(row, name)}: {what}" for row in where[where].index]


def _place(row: int, name: str) -> str:
    return f"row {row:,}, column {name!r}"


def _order(value: str) -> tuple[float, str]:
    """Numbers by size, then words by the alphabet."""
    number = re.fullmatch(r"-?\d+(?:\.\d+)?", value)
    return (float(value), "") if number else (float("inf"), value)


def _title(name: str) -> str:
    """A title of a file's name: without folders, ending and what cannot be read."""
    stem = PurePath(name.replace("\\", "/")).stem
    return " ".join(re.sub(r"[^\w .()-]|_", " ", stem).split())[:60] or "Uploaded table"
