"""A table of a visitor's own: read an upload, show what was guessed, keep what was chosen."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from sum.datasets import stored
from sum.datasets.build import About, Raw, build, tried
from sum.datasets.columns import Column, Table, absent, guess, numbers
from sum.datasets.csv_text import MAX_BYTES, one_line, parse
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
    raw = tried(_raw(table, label, columns, missing))
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
    """What stands against a table: the first problems, and how many there are."""

    def __init__(self, told: Sequence[str], count: int = 1) -> None:
        self.told, self.count = list(told), count
        more = f" (and {count - 1:,} more problems)" if count > 1 else ""
        super().__init__(f"{told[0]}{more}")


class _Wrong:
    """Collects what is wrong with values: a large table can have millions of problems."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.count = 0

    def add(self, name: str, where: pd.Series, what: str | Callable[[int], str]) -> None:
        """Note the rows of a column where something is wrong, and what."""
        self.count += int(where.sum())
        if len(self.told) < _TOLD:
            for row in where.index[where][: _TOLD - len(self.told)]:
                said = what if isinstance(what, str) else what(row)
                self.told.append(f"row {row:,}, column {name!r}: {said}")


_LAST: WeakKeyDictionary[Table, tuple[object, Raw | tuple[list[str], int]]] = WeakKeyDictionary()
"""What came of a table the last time: a page asks again and again."""


def _raw(table: Table, label: str, columns: Sequence[str] | None, missing: Missing) -> Raw:
    """The chosen columns as a data set without a name; remembered."""
    chosen = tuple(table.features(label) if columns is None else columns)
    asked = (label, chosen, missing)
    before, found = _LAST.get(table, (None, None))
    if found is None or before != asked:
        try:
            found = _chosen(table, label, chosen, missing)
        except _ProblemsError as error:
            found = error.told, error.count
        except InputError as error:
            found = [str(error)], 1
        _LAST[table] = asked, found
    if isinstance(found, Raw):
        return found
    raise _ProblemsError(*found)


def _chosen(table: Table, label: str, chosen: Sequence[str], missing: Missing) -> Raw:
    """The chosen columns as a data set without a name."""
    text = _check_choice(table, label, chosen, missing)
    frame, wrong, made = table.frame, _Wrong(), {}
    labels = _labels(frame[label])
    if missing == "refuse":
        wrong.add(label, labels.isna(), "there is no label")
    for name in chosen:
        column = _each(frame[name], lambda texts: texts.mask(absent(texts)))
        made[name] = (_texts if text else _numbers)(table, name, column, wrong)
        if missing == "refuse":
            wrong.add(name, column.isna(), "there is no value")
        elif missing == "median" and not text and made[name].notna().any():
            made[name] = made[name].fillna(made[name].median())
    if wrong.count:
        raise _ProblemsError(wrong.told, wrong.count)
    values = pd.DataFrame(made)
    whole = labels.notna() & values.notna().all(axis=1)
    if not whole.any():
        raise InputError("No row has a label and a value in every column that was chosen.")
    return _made(table, label, labels[whole], values[whole], text=text)


def _labels(column: pd.Series) -> pd.Series:
    """Names of classes, and nothing where there is none."""

    def named(texts: pd.Series) -> pd.Series:
        names = texts.map(one_line)
        return names.mask(absent(names))

    return _each(column, named)


def _each(column: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Change texts; each different one is looked at once."""
    places, found = pd.factorize(column)
    return pd.Series(change(pd.Series(found)).array[places], index=column.index)


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
    places = labels.map({name: place for place, name in enumerate(classes)}).tolist()
    # Of a large table few rows are used: nothing is made of the others.
    different = np.flatnonzero(~values.duplicated().to_numpy()).tolist()
    kept, said = stored.pick(classes, places, different, "rows")
    few = values.iloc[kept]
    rows = few.iloc[:, 0].tolist() if text else list(map(tuple, few.to_numpy().tolist()))
    about = replace(about, summary=about.summary + said)
    raw = Raw(about, rows, [places[place] for place in kept])
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


def _numbers(table: Table, name: str, column: pd.Series, wrong: _Wrong) -> pd.Series:
    found = _each(column.fillna(""), lambda texts: numbers(texts, comma=table.comma))
    bad = column.notna() & found.isna()
    wrong.add(name, bad, lambda row: f"{column[row][:40]!r} is not a number")
    wrong.add(name, found.abs() > _LARGEST, f"a number above {_LARGEST:.0e} is too large")
    return found


def _texts(_: Table, name: str, column: pd.Series, wrong: _Wrong) -> pd.Series:
    why = f"a text can have at most {MAX_CHARACTERS:,} characters"
    wrong.add(name, column.str.len() > MAX_CHARACTERS, why)
    return column


def _order(value: str) -> tuple[float, str]:
    """Numbers by size, then words by the alphabet."""
    number = re.fullmatch(r"-?\d+(?:\.\d+)?", value)
    return (float(value), "") if number else (float("inf"), value)


def _title(name: str) -> str:
    """A title of a file's name: without folders, ending and what cannot be read."""
    stem = PurePath(name.replace("\\", "/")).stem
    return " ".join(re.sub(r"[^\w .()-]|_", " ", stem).split())[:60] or "Uploaded table"
