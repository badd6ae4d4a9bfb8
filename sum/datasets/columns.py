"""What was guessed of the columns of an uploaded table."""

from dataclasses import dataclass
from functools import cached_property
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
        texts = {name: found for name, found in self._texts.items() if name != label}
        if texts:
            longest = max(texts, key=lambda name: texts[name][0])
            if texts[longest][1] > 1 / 2:
                return (longest,)
        return tuple(name for name in self._measures if name != label)

    @cached_property
    def _texts(self) -> dict[str, tuple[float, float]]:
        """The texts' mean length, and which part of them has more than a word."""
        names = [each.name for each in self.columns if each.type == "text"]
        columns = [self.frame[name].str for name in names]
        return {
            name: (float(column.len().mean()), float(column.contains(" ", regex=False).mean()))
            for name, column in zip(names, columns, strict=True)
        }

    @cached_property
    def _measures(self) -> tuple[str, ...]:
        """The columns of numbers, without those that only count the rows."""
        found = [each for each in self.columns if each.type == "number"]
        return tuple(
            each.name
            for each in found
            if each.distinct < len(self) or not _counts_rows(self.frame[each.name])
        )


def guess(values: pd.Series, *, comma: bool) -> Column:
    """Guess what a column is."""
    places, found = pd.factorize(values)  # each different value is looked at once
    every = pd.Series(found)
    here = ~absent(every)
    distinct, counts = every[here], np.bincount(places)[here]
    present = int(counts.sum())
    numeric = counts[numbers(distinct, comma=comma).notna()].sum() / max(1, present)
    short = len(distinct) <= MAX_CLASSES and len(distinct) <= max(2, present // 2)
    return Column(
        name=str(values.name),
        type="number" if numeric >= _MOSTLY else "category" if short else "text",
        distinct=len(distinct),
        missing=len(values) - present,
        examples=tuple(str(value)[:60] for value in distinct.iloc[:3]),
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
    if pd.to_numeric(values.iloc[:1], errors="coerce").iloc[0] not in {0, 1}:
        return False
    return bool((pd.to_numeric(values, errors="coerce").diff().iloc[1:] == 1).all())
