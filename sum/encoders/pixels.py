"""Images: the features are the pixels that are on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from sum.encoders.base import check_index, check_shape, pixel
from sum.encoders.fixed import numbers
from sum.encoders.spec import spec_of
from sum.errors import InputError
from sum.samples import Form


@dataclass(frozen=True)
class PixelsOn:
    """The indices of the pixels that are on, row by row.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of an image.
    threshold : float
        A pixel is on from this brightness. The default suits digits of 0 to 16. A pixel of a
        boolean image (a drawing) is on when it is true, whatever the threshold.

    Examples
    --------
    >>> PixelsOn(shape=(2, 2)).encode([[0, 16], [7, 8]])
    (1, 3)
    >>> PixelsOn(shape=(2, 2)).encode([[True, False], [False, True]])
    (0, 3)
    """

    name: ClassVar[str] = "pixels-on"
    title: ClassVar[str] = "Pixels that are on"
    form: ClassVar[Form] = "sparse"

    shape: tuple[int, int] = (8, 8)
    threshold: float = 8

    def __post_init__(self) -> None:
        check_shape(self.shape)
        if not np.isfinite(self.threshold):
            raise InputError("The brightness from which a pixel is on has to be a finite number.")

    @classmethod
    def fit(
        cls,
        images: Iterable[object],
        *,
        shape: Sequence[int] | None = None,
        threshold: float | None = None,
    ) -> Self:
        """Make one for images like these.

        Parameters
        ----------
        images : iterable of array-like
        shape : sequence of int, optional
            Rows and columns; by default those of the first image.
        threshold : float, optional
            By default in the middle between the darkest and the brightest pixel.

        Raises
        ------
        InputError
            When there are none, or one is not what `encode` takes.
        """
        seen = list(images)
        if not seen:
            raise InputError("There are no samples to fit an encoder to.")
        encoder = cls(tuple(shape or numbers(seen[0]).shape))
        pixels = np.array([encoder._image(image) for image in seen], dtype=float)
        middle = float(pixels.min()) / 2 + float(pixels.max()) / 2
        return cls(encoder.shape, middle if threshold is None else threshold)

    @property
    def n_features(self) -> int:
        """One feature a pixel."""
        return self.shape[0] * self.shape[1]

    def encode(self, raw: object) -> tuple[int, ...]:
        """Encode one image.

        Parameters
        ----------
        raw : array-like of shape `shape`
            Brightness, or booleans.

        Returns
        -------
        tuple of int
            Ascending; empty for a blank image.

        Raises
        ------
        InputError
            When it is no image of numbers, or one of another shape.
        """
        image = self._image(raw)
        on = image if image.dtype == np.bool_ else image >= self.threshold
        return tuple(np.flatnonzero(on).tolist())

    def describe(self, index: int) -> str:
        """Say where a pixel is, counted from 1.

        >>> PixelsOn().describe(20)
        'pixel row 3, column 5'
        """
        return pixel(check_index(index, self.n_features), self.shape)

    def encode_many(self, raws: Iterable[object]) -> list[tuple[int, ...]]:
        """Encode many images; see `encode`."""
        return [self.encode(raw) for raw in raws]

    def spec(self) -> dict[str, Any]:
        """Its settings as JSON has them."""
        return spec_of(self)

    def _image(self, raw: object) -> np.ndarray:
        image = numbers(raw)
        if image.shape != self.shape:
            found = " x ".join(map(str, image.shape)) or "a single number"
            raise InputError(f"An image must be {self.shape[0]} x {self.shape[1]}, not {found}.")
        if not np.isfinite(image).all():
            raise InputError("Every pixel of an image needs a finite value.")
        return image
