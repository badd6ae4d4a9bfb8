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

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SNIFFED = 20
"""How many rows decide about the delimiter."""

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
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
    # Empty lines above the names would be taken for the names.
    above = re.match(r"(?:[ \t]*\r?\n)*", text)
    skipped = above[0].count("\n") if above else 0
    text = text[above.end() if above else 0 :]
    delimiter = _delimiter(text)
    table = _cells(text, delimiter, skipped)
    names, more = _names(table.iloc[0].tolist())
    frame = table.iloc[1:].set_axis(names, axis=1)
    empty = (frame == "").all(axis=1)
    frame = frame[~empty]
    if frame.empty:
        raise InputError("There is no row under the names of the columns.")
    notes += [*more, f"Its values are divided by {_DELIMITERS[delimiter]}."]
    if empty.any() or skipped:
        notes.append(f"{skipped + int(empty.sum()):,} empty rows are left out.")
    return Parsed(frame, delimiter, tuple(notes))


def _text(source: bytes | str) -> tuple[str, list[str]]:
    size = len(source)
    if size > MAX_BYTES:
        raise InputError(
            f"The file has {size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} MB are read."
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
    if "\0" in text:
        raise InputError("This is no text file.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _delimiter(text: str) -> str:
    """The one that divides the first rows into equally many values, and into most."""

    def columns(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:1_000_000]), delimiter=delimiter)
        try:
            widths = [len(row) for row in islice(reader, _SNIFFED) if row]
        except csv.Error:
            return 0, 0
        return (sum(width == widths[0] for width in widths) if widths[0] > 1 else 0, widths[0])

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
    if table.shape[1] > MAX_COLUMNS:
        raise InputError(
            f"The file has {table.shape[1]:,} columns; at most {MAX_COLUMNS:,} can be."
        )
    table.index = pd.RangeIndex(1 + skipped, 1 + skipped + len(table))
    stripped: pd.DataFrame = table.apply(lambda column: column.str.strip())
    return stripped


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
    names = [cell[:100] or f"column {place}" for place, cell in enumerate(cells, 1)]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise InputError(f"Two columns are called {double!r}.")
    notes = [
        f"Column {place} has no name in the file, and is called {name!r} here."
        for place, (cell, name) in enumerate(zip(cells, names, strict=True), 1)
        if not cell
    ]
    return names, notes
