"""Images: the features are the pixels that are on."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.encoders.base import check_index
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
        if len(self.shape) != 2 or min(self.shape) < 1:  # noqa: PLR2004 (rows and columns)
            raise InputError(f"An image needs rows and columns, not {self.shape}.")

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
        row, column = divmod(check_index(index, self.n_features), self.shape[1])
        return f"pixel row {row + 1}, column {column + 1}"

    def _image(self, raw: object) -> np.ndarray:
        try:
            image = np.asarray(raw)
        except ValueError as error:
            raise InputError("The rows of an image must be equally long.") from error
        if image.dtype.kind not in "biuf":
            raise InputError("An image has to be made of numbers.")
        if image.shape != self.shape:
            found = " x ".join(map(str, image.shape)) or "a single number"
            raise InputError(f"An image must be {self.shape[0]} x {self.shape[1]}, not {found}.")
        if not np.isfinite(image).all():
            raise InputError("Every pixel of an image needs a finite value.")
        return image
