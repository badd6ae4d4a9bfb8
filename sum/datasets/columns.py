"""What was guessed of the columns of an uploaded table."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sum.datasets.stored import MAX_CLASSES, MIN_CLASSES
from sum.errors import InputError

Type = Literal["number", "text", "category"]

_NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none", "?"})
_LABELS = ("label", "class", "target", "y", "category", "species", "diagnosis", "type", "outcome")
_MOSTLY = 0.8
"""A column is one of numbers when this part of its values are; the others are errors."""


@dataclass(frozen=True)
class Column:
    """What was guessed of a column.

    Attributes
    ----------
    name : str
    type : {"number", "text", "category"}
        A category is a text of which there are at most 32 different ones.
    distinct, missing : int
        How many different values it has, and how many rows without one.
    examples : tuple of str
        Its first different values.
    """

    name: str
    type: Type
    distinct: int
    missing: int
    examples: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """An upload that was read, and is not kept yet.

    Attributes
    ----------
    title : str
        From the file's name.
    columns : tuple of Column
    notes : tuple of str
        What a person should know about how it was read.
    frame : pandas.DataFrame of shape (rows, columns)
        Every value as a text; its index is the row's number in a spreadsheet.
    comma : bool
        Whether a number may have a decimal comma.
    """

    title: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    frame: pd.DataFrame
    comma: bool

    def __len__(self) -> int:
        return len(self.frame)

    def column(self, name: str) -> Column:
        """What was guessed of a column.

        Raises
        ------
        InputError
            When there is none of this name.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise InputError(f"There is no column {name!r}.")

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns that can be the label: those with 2 to 32 different values."""
        able = [each for each in self.columns if MIN_CLASSES <= each.distinct <= MAX_CLASSES]
        return tuple(each.name for each in able if each.distinct < len(self))

    @property
    def label(self) -> str:
        """The column that is most likely the label; "" when none can be."""
        named = [name for name in self.labels if name.lower() in _LABELS]
        words = [name for name in self.labels if self.column(name).type == "category"]
        return (named or words[::-1] or self.labels[::-1] or ("",))[0]

    def features(self, label: str) -> tuple[str, ...]:
        """The columns to learn from, when one is the label: a text, or else all numbers."""
        others = [each for each in self.columns if each.name != label]
        texts = [each.name for each in others if each.type == "text"]
        if texts:
            longest = max(texts, key=lambda name: float(self.frame[name].str.len().mean()))
            if self.frame[longest].str.contains(" ").mean() > 1 / 2:
                return (longest,)
        numbers = [each.name for each in others if each.type == "number"]
        return tuple(name for name in numbers if not _counts_rows(self.frame[name]))


def guess(values: pd.Series, *, comma: bool) -> Column:
    """Guess what a column is."""
    present = values[~absent(values)]
    distinct = present.unique()
    numeric = float(numbers(present, comma=comma).notna().mean()) if len(present) else 0
    short = len(distinct) <= MAX_CLASSES and len(distinct) <= max(2, len(present) // 2)
    return Column(
        name=str(values.name),
        type="number" if numeric >= _MOSTLY else "category" if short else "text",
        distinct=len(distinct),
        missing=len(values) - len(present),
        examples=tuple(str(value)[:60] for value in distinct[:3]),
    )


def absent(values: pd.Series) -> pd.Series:
    """Whether each text stands for no value."""
    return values.str.lower().isin(_NOTHING)


def numbers(values: pd.Series, *, comma: bool) -> pd.Series:
    """Numbers, and NaN for what is none."""
    texts = values.str.replace(",", ".", regex=False) if comma else values
    found = pd.to_numeric(texts, errors="coerce").astype(float)
    return found.where(np.isfinite(found))


def _counts_rows(values: pd.Series) -> bool:
    """Whether a column only numbers the rows, from 0 or 1, which says nothing about them."""
    found = pd.to_numeric(values, errors="coerce")
    return bool(found.iloc[0] in (0, 1) and (found.diff().iloc[1:] == 1).all())
