"""What every encoder can do."""

from collections.abc import Iterable
from typing import Any, ClassVar, Protocol, runtime_checkable

from sum.errors import InputError
from sum.samples import Form


@runtime_checkable
class Encoder(Protocol):
    """Turns one raw sample into the integers that a contract learns from.

    Encoders are frozen dataclasses: two with the same settings are equal. The same sample gives
    the same integers, one at a time or many at once.

    Attributes
    ----------
    name : str
        Its key in `sum.encoders.ENCODERS`.
    title : str
        What a person reads.
    form : {"sparse", "dense"}
        What `encode` gives: the ascending indices of the features present, or every feature's
        value in 1 / `SCALE`.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    form: ClassVar[Form]

    @property
    def n_features(self) -> int:
        """How many features there are; every index is below it."""
        ...

    def encode(self, raw: object) -> tuple[int, ...]:
        """Encode one sample.

        Parameters
        ----------
        raw : object
            What a person sees: an image, a sentence, a row of numbers, a point.

        Returns
        -------
        tuple of int
            Sparse: ascending, each at most once; empty when nothing is present, and a model
            refuses to learn from that. Dense: as many as there are features, and none of a size
            of `DENSE_LIMIT` or more: larger values become the largest one that a contract takes.

        Raises
        ------
        InputError
            When `raw` is not what this encoder takes.
        """
        ...

    def encode_many(self, raws: Iterable[object]) -> list[tuple[int, ...]]:
        """Encode many samples, each as `encode` does, and quicker.

        Raises
        ------
        InputError
            When one of them is not what this encoder takes.
        """
        ...

    def describe(self, index: int) -> str:
        """Say what a feature means to a person.

        Raises
        ------
        InputError
            When there is no such feature.
        """
        ...

    def spec(self) -> dict[str, Any]:
        """Its settings as JSON has them; `sum.encoders.encoder_from_spec` reads them."""
        ...


def check_index(index: int, n_features: int) -> int:
    """Give the index back when there is such a feature.

    Raises
    ------
    InputError
        When it is not below `n_features`.
    """
    if not 0 <= index < n_features:
        raise InputError(f"There is no feature {index}: they go from 0 to {n_features - 1}.")
    return index


MAX_PIXELS = 2**20
"""How many pixels an image can have."""


def check_shape(shape: tuple[int, ...]) -> int:
    """How many pixels an image of this shape has.

    Raises
    ------
    InputError
        When it is not rows and columns, or they are too many.
    """
    if len(shape) != 2 or min(shape) < 1:  # noqa: PLR2004 - rows and columns
        raise InputError(f"An image needs rows and columns, not {shape}.")
    if shape[0] * shape[1] > MAX_PIXELS:
        raise InputError(f"An image can have at most {MAX_PIXELS:,} pixels.")
    return shape[0] * shape[1]


def pixel(index: int, shape: tuple[int, int]) -> str:
    """Say where a pixel is, counted from 1.

    >>> pixel(20, (8, 8))
    'pixel row 3, column 5'
    """
    row, column = divmod(index, shape[1])
    return f"pixel row {row + 1}, column {column + 1}"
