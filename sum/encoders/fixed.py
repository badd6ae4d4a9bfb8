"""Numbers on their way into the contracts' fixed point."""

from typing import Any

import numpy as np
import numpy.typing as npt

from sum.errors import InputError
from sum.samples import DENSE_LIMIT
from sum.units import SCALE

Table = npt.NDArray[np.float64]


def clipped(table: Table) -> Table:
    """Values that a contract takes: what is as large as `DENSE_LIMIT` becomes the next below."""
    largest = (DENSE_LIMIT - 1) / SCALE
    return np.asarray(np.clip(table, -largest, largest), dtype=np.float64)


def fixed_rows(table: Table) -> list[tuple[int, ...]]:
    """Samples as a contract takes them: clipped, and rounded to 1 / `SCALE`.

    >>> fixed_rows(np.array([[0.5, -1e6]]))
    [(500000000, -17179869183)]
    """
    return list(map(tuple, np.rint(clipped(table) * SCALE).astype(np.int64).tolist()))


def settled(numbers: npt.ArrayLike) -> tuple[float, ...]:
    """To twelve digits: the rest depends on the machine that has fitted them.

    >>> settled([1 / 3])
    (0.333333333333,)
    """
    return tuple(float(f"{number:.12g}") for number in np.asarray(numbers, dtype=float).tolist())


def numbers(raw: object) -> npt.NDArray[Any]:
    """A raw sample as an array, whatever its shape.

    Raises
    ------
    InputError
        When it is not made of numbers (or booleans) alone.
    """
    try:
        values = np.asarray(raw)
    except ValueError as error:
        raise InputError("The rows of an image must be equally long.") from error
    if values.dtype.kind not in "biuf":
        raise InputError("A sample has to be made of numbers alone.")
    return values


def times(shape: tuple[int, ...]) -> str:
    """A shape for people.

    >>> times((8, 8))
    '8 x 8'
    """
    return " x ".join(map(str, shape))
