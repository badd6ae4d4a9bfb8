"""The text of an uploaded CSV file as rows of values, each with the number it has for people."""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from sum.errors import InputError

MAX_BYTES = 50 * 1024 * 1024
"""The largest file that is read."""

MAX_COLUMNS = 2_000
MAX_LINES = 2_000_000
"""How many lines a file can have: a room uses 2,000 rows, and more would keep people waiting."""

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SNIFFED = 20
"""How many rows decide about the delimiter."""
_PEEKED = 1_000_000
"""How many characters of them are looked at."""

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_HALF = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?")


@dataclass(frozen=True, eq=False)
class Parsed:
    """What is in a file.

    Attributes
    ----------
    frame : pandas.DataFrame of shape (rows, columns)
        Texts without white space around them; its index is the row's number, as a spreadsheet
        counts them: the names of the columns are row 1.
    delimiter : str
    notes : tuple of str
        What a person should know about how it was read.
    """

    frame: pd.DataFrame
    delimiter: str
    notes: tuple[str, ...]


def parse(source: bytes | str) -> Parsed:
    """Read the text of a CSV file.

    Parameters
    ----------
    source : bytes or str
        UTF-8, UTF-16 with its mark, or else Latin-1. Values are divided by commas, semicolons,
        tabs or bars, and may be quoted. The first row has the names of the columns.

    Returns
    -------
    Parsed

    Raises
    ------
    InputError
        When it is too large, no text, or no table; says in which row.
    """
    text, notes = _text(source)
    if not text.strip():
        raise InputError("The file is empty.")
    if (lines := text.count("\n")) > MAX_LINES:
        raise InputError(f"The file has {lines:,} lines; at most {MAX_LINES:,} are read.")
    # Empty lines above the names would be taken for the names.
    text, skipped = _below(text, len(text) - len(text.lstrip(" \t\n")))
    empty_above = skipped
    if told := re.match(r"sep=([,;\t|])[ \t]*\n", text):  # so a spreadsheet says it
        text, more_skipped = _below(text, told.end())
        skipped += more_skipped
    delimiter = told[1] if told else _delimiter(text)
    _check_width(text, delimiter)
    table = _cells(text, delimiter, skipped)
    names, more = _names(table.iloc[0].tolist())
    frame = table.iloc[1:].set_axis(names, axis=1)
    empty = (frame == "").all(axis=1)
    frame = frame[~empty]
    if frame.empty:
        raise InputError("There is no row under the names of the columns.")
    notes += [*more, f"Its values are divided by {_DELIMITERS[delimiter]}."]
    if left := empty_above + int(empty.sum()):
        notes.append(f"{left:,} empty rows are left out.")
    return Parsed(frame, delimiter, tuple(notes))


def one_line(text: str) -> str:
    r"""A name without line ends, control signs and signs that turn the text around them.

    >>> one_line("size\n(\u202ecm)\0")
    'size (cm)'
    """
    return " ".join(_UNSEEN.sub("", " ".join(text.split())).split())


def _text(source: bytes | str) -> tuple[str, list[str]]:
    size = len(source)
    if size > MAX_BYTES:
        raise InputError(
            f"The file has {size:,} bytes; at most {MAX_BYTES // 2**20} MB ({MAX_BYTES:,} bytes)"
            " are read."
        )
    notes = []
    if isinstance(source, bytes):
        if source.startswith(_SPREADSHEETS):
            raise InputError("This is a spreadsheet or an archive: save it as CSV first.")
        marked = source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        try:
            text = source.decode("utf-16" if marked else "utf-8-sig")
        except UnicodeDecodeError:
            text = source.decode("latin-1")
            notes.append(
                "It is not UTF-8, so it was read as Latin-1: look whether its accents are right."
            )
    else:
        text = source.removeprefix("\ufeff")
        if _HALF.search(text):
            raise InputError("This is no text: it has halves of characters.")
    if "\0" in text:
        raise InputError("This is no text file.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _below(text: str, place: int) -> tuple[str, int]:
    """A text from the line on in which a place is, and how many lines are above."""
    start = text.rfind("\n", 0, place) + 1
    return text[start:], text.count("\n", 0, start)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows, empty ones left out; none when they cannot be read."""
    reader = csv.reader(io.StringIO(text[:_PEEKED]), delimiter=delimiter)
    try:
        return [row for row in islice(reader, _SNIFFED) if row]
    except csv.Error:  # a very long value
        return []


def _check_width(text: str, delimiter: str) -> None:
    """Refuse too many columns before millions of them are made."""
    rows = _first_rows(text, delimiter)
    if rows and len(rows[0]) > MAX_COLUMNS:
        raise _too_wide(len(rows[0]))


def _too_wide(columns: int) -> InputError:
    return InputError(f"The file has {columns:,} columns or more; at most {MAX_COLUMNS:,} can be.")


def _delimiter(text: str) -> str:
    """The one that divides the first rows into equally many values, and into most."""

    def columns(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in _first_rows(text, delimiter)]
        if not widths or widths[0] == 1:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    if not any(_first_rows(text, delimiter) for delimiter in _DELIMITERS):
        raise InputError(
            f"The first rows have a value of more than {csv.field_size_limit():,} characters, or a"
            " quote that is never closed."
        )
    best = max(_DELIMITERS, key=columns)
    if columns(best)[0] == 0:
        raise InputError(
            "The first row has only one value. It has to be the names of the columns, divided by"
            " commas, semicolons, tabs or bars: one of the label, and one or more of the data."
        )
    return best


def _cells(text: str, delimiter: str, skipped: int) -> pd.DataFrame:
    """All cells as texts, the names of the columns among them."""
    try:
        table = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as error:
        raise InputError(_explained(str(error), skipped)) from error
    if table.shape[1] > MAX_COLUMNS:  # with a first row longer than what was looked at
        raise _too_wide(table.shape[1])
    table.index = pd.RangeIndex(1 + skipped, 1 + skipped + len(table))
    stripped: pd.DataFrame = table.apply(_stripped)
    return stripped


def _stripped(column: pd.Series) -> pd.Series:
    """Texts without white space around them; each different one is looked at once."""
    places, found = pd.factorize(column)
    return pd.Series(pd.Series(found).str.strip().array[places], index=column.index)


def _explained(problem: str, skipped: int) -> str:
    """What pandas could not read, in plain words."""
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", problem):
        expected, row, seen = map(int, found.groups())
        return f"Row {row + skipped} has {seen} values, but there are {expected} columns."
    if found := re.search(r"EOF inside string starting at row (\d+)", problem):
        return f"A quote that opens in row {int(found[1]) + 1 + skipped} is never closed."
    return f"The file cannot be read as a table: {problem.strip()}"


def _names(cells: list[str]) -> tuple[list[str], list[str]]:
    """The names of the columns, and what to know about them."""
    if all(not cell or _NUMBER.fullmatch(cell) for cell in cells):
        raise InputError("The first row has to be the names of the columns; this one is numbers.")
    cells = [one_line(cell)[:100] for cell in cells]
    names = [cell or f"column {place}" for place, cell in enumerate(cells, 1)]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise InputError(f"Two columns are called {double!r}.")
    notes = [
        f"Column {place} has no name in the file, and is called {name!r} here."
        for place, (cell, name) in enumerate(zip(cells, names, strict=True), 1)
        if not cell
    ]
    return names, notes
