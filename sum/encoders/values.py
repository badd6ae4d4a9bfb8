"""Dense encoders of rows, points and images: their values, in the contract's fixed point."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import hypot
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.preprocessing import StandardScaler

from sum.encoders.base import check_index, check_shape, pixel
from sum.encoders.fixed import Table, clipped, fixed_rows, numbers, settled, times
from sum.encoders.spec import spec_of
from sum.errors import InputError
from sum.samples import Form

MAX_COLUMNS = 2**16
"""How many numbers a raw sample can have; more than a call can carry, to be projected first."""


class Values:
    """Base of the encoders of numbers; a subclass is a dataclass with these attributes.

    Attributes
    ----------
    names : tuple of str
        What the numbers are called; empty when nobody said.
    shape : tuple of int or None
        Rows and columns, when they are pixels.
    on : float
        How bright a pixel of a boolean image (a drawing) is where it is true.
    """

    form: ClassVar[Form] = "dense"

    names: tuple[str, ...]
    shape: tuple[int, int] | None
    on: float

    @property
    def n_features(self) -> int:
        """One feature a number."""
        raise NotImplementedError

    def encode(self, raw: object) -> tuple[int, ...]:
        """Encode one sample.

        Parameters
        ----------
        raw : array-like of shape (n_features,) or `shape`
            Numbers, or the booleans of a drawing.

        Returns
        -------
        tuple of int
            In 1 / `SCALE`, rounded; a value of a size of `DENSE_LIMIT` or more becomes the
            largest one below it.

        Raises
        ------
        InputError
            When there are more or fewer, or one is not a finite number.
        """
        return self.encode_many([raw])[0]

    def encode_many(self, raws: Iterable[object]) -> list[tuple[int, ...]]:
        """Encode many samples; see `encode`."""
        rows = [self._read(raw) for raw in raws]
        return fixed_rows(self._changed(np.array(rows).reshape(len(rows), self.n_features)))

    def describe(self, index: int) -> str:
        """Name a feature: the column's name, else where the pixel is, else its number."""
        check_index(index, self.n_features)
        if self.names:
            return self.names[index]
        return pixel(index, self.shape) if self.shape else f"feature {index}"

    def spec(self) -> dict[str, Any]:
        """Its settings as JSON has them."""
        return spec_of(self)

    def _changed(self, table: Table) -> Table:
        """What becomes of samples, of shape (n, n_features), before they are rounded."""
        raise NotImplementedError

    def _check(self) -> None:
        """Refuse settings that do not fit together."""
        size = self.n_features
        if not 1 <= size <= MAX_COLUMNS:
            raise InputError(f"A sample can have 1 to {MAX_COLUMNS:,} numbers, not {size:,}.")
        if self.names and len(self.names) != size:
            raise InputError(f"There are {size} columns, but {len(self.names)} names.")
        if self.shape is not None and check_shape(self.shape) != size:
            raise InputError(f"An image of {times(self.shape)} pixels has not {size} numbers.")
        if not np.isfinite(self.on):
            raise InputError("How bright a pixel is has to be a finite number.")

    def _read(self, raw: object) -> Table:
        values = numbers(raw)
        if values.shape not in self._shapes:
            found = times(values.shape) or "a single number"
            if self.shape:
                raise InputError(f"An image must be {times(self.shape)}, not {found}.")
            raise InputError(f"A sample needs {self.n_features} numbers in a row, not {found}.")
        flat = values.ravel()
        if flat.dtype == np.bool_:
            return np.where(flat, self.on, 0.0)
        if not np.isfinite(flat).all():
            at = int(np.flatnonzero(~np.isfinite(flat))[0])
            raise InputError(f"{self.describe(at)} has to be a finite number, not {flat[at]}.")
        return flat.astype(np.float64)

    @cached_property
    def _shapes(self) -> frozenset[tuple[int, ...]]:
        flat = (self.n_features,)
        return frozenset({flat, self.shape or flat})


@dataclass(frozen=True)
class Plain(Values):
    """The values as they are: for points, and for numbers that are small already.

    Parameters
    ----------
    size : int
        How many numbers a sample has.
    names, shape, on
        As in `Values`.

    Examples
    --------
    >>> Plain(2).encode((0.5, -1.25))
    (500000000, -1250000000)
    >>> Plain(2, names=("x", "y")).describe(1)
    'y'
    """

    name: ClassVar[str] = "plain"
    title: ClassVar[str] = "Values as they are"

    size: int
    names: tuple[str, ...] = ()
    shape: tuple[int, int] | None = None
    on: float = 1.0

    def __post_init__(self) -> None:
        self._check()

    @classmethod
    def fit(
        cls,
        raws: Iterable[object],
        *,
        names: Sequence[str] = (),
        shape: Sequence[int] | None = None,
    ) -> Self:
        """Make one for samples like these; see `sum.encoders.fitted`."""
        table, known = read_table(raws, names, shape)
        return cls(table.shape[1], **known)

    @property
    def n_features(self) -> int:
        """One feature a number."""
        return self.size

    def _changed(self, table: Table) -> Table:
        return table


@dataclass(frozen=True)
class Standardised(Values):
    """How many standard deviations each value is above the mean of its column.

    Parameters
    ----------
    mean, scale : tuple of float
        What is taken off each column, and what it is then divided by.
    names, shape, on
        As in `Values`.

    Examples
    --------
    >>> encoder = Standardised.fit([(1, 5), (3, 5)])
    >>> encoder.mean, encoder.scale
    ((2.0, 5.0), (1.0, 1.0))
    >>> encoder.encode((4, 5))
    (2000000000, 0)
    """

    name: ClassVar[str] = "standardised"
    title: ClassVar[str] = "Standardised values"

    mean: tuple[float, ...] = field(repr=False)
    scale: tuple[float, ...] = field(repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    shape: tuple[int, int] | None = None
    on: float = 1.0

    def __post_init__(self) -> None:
        self._check()
        if len(self.scale) != len(self.mean):
            raise InputError("Every column needs a mean and a scale.")
        if not np.isfinite([*self.mean, *self.scale]).all() or min(self.scale) <= 0:
            raise InputError("Means have to be finite numbers, and scales such above zero.")

    @classmethod
    def fit(
        cls,
        raws: Iterable[object],
        *,
        names: Sequence[str] = (),
        shape: Sequence[int] | None = None,
    ) -> Self:
        """Take means and standard deviations from samples; see `sum.encoders.fitted`.

        A column that never changes gets a scale of 1 (scikit-learn's StandardScaler).
        """
        table, known = read_table(raws, names, shape)
        with np.errstate(over="ignore", invalid="ignore"):
            scaler = StandardScaler().fit(table)
        return cls(settled(scaler.mean_), settled(scaler.scale_), **known)

    @property
    def n_features(self) -> int:
        """One feature a number."""
        return len(self.mean)

    def _changed(self, table: Table) -> Table:
        mean, scale = self._line
        with np.errstate(over="ignore"):
            return np.asarray((table - mean) / scale, dtype=np.float64)

    @cached_property
    def _line(self) -> tuple[Table, Table]:
        return np.array(self.mean), np.array(self.scale)


@dataclass(frozen=True)
class Unit(Standardised):
    """Standardised, then scaled to a length of 1, so that no sample moves a model more than others.

    Standardised first, because columns have different units: without it the length of a sample of
    the wine data is little more than its proline, and logistic regression gets 60 % of it right
    instead of 97 %.

    Parameters
    ----------
    mean, scale, names, shape, on
        As in `Standardised`.

    Examples
    --------
    >>> Unit((0.0, 0.0), (1.0, 1.0)).encode((3, -4))
    (600000000, -800000000)
    """

    name: ClassVar[str] = "unit"
    title: ClassVar[str] = "Standardised, of length 1"

    def _changed(self, table: Table) -> Table:
        values = clipped(super()._changed(table))
        # `hypot` adds in one order: a sample has the same length alone and among others.
        lengths = np.array([hypot(*row) for row in values.tolist()])
        return np.asarray(values / np.where(lengths > 0, lengths, 1.0)[:, None], dtype=np.float64)


def read_table(
    raws: Iterable[object], names: Sequence[str], shape: Sequence[int] | None
) -> tuple[Table, dict[str, Any]]:
    """Read the samples that an encoder is fitted to.

    Returns
    -------
    table : numpy.ndarray of shape (n, n_columns)
    known : dict
        The settings ``names``, ``shape`` and ``on`` of `Values`.

    Raises
    ------
    InputError
        When there is no sample, or one is not what the first one, names and shape say.
    """
    samples = list(raws)
    if not samples:
        raise InputError("There are no samples to fit an encoder to.")
    known: dict[str, Any] = {"names": tuple(names), "shape": tuple(shape) if shape else None}
    size = check_shape(tuple(shape)) if shape else numbers(samples[0]).size
    reader = Plain(size, **known)
    table = np.array([reader._read(raw) for raw in samples])  # noqa: SLF001 - of this module
    if shape:
        known["on"] = float(table.max())
    return table, known
