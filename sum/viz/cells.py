"""Tables as files that a spreadsheet opens, and runs nothing of."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> object:
    """A value as it may stand in a CSV file; a text that looks like a formula stays a text.

    >>> cell("=cmd()"), cell(-1), cell({"a": 1})
    ("'=cmd()", -1, '{"a": 1}')
    """
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV with a heading."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()
