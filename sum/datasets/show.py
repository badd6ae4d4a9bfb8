"""Samples for people: as a picture."""

from html import escape

import numpy as np

from sum.errors import InputError

FULL = 16
"""The brightness of a pixel that is all ink, in scikit-learn's digits."""

# The picture brings its own paper, so that it reads the same on a light and on a dark page.
_PAPER, _LINE, _INK = "#f8fafc", "#cbd5e1", "#0f172a"


def as_svg(sample_raw: object, size: int = 160, title: str = "A handwritten digit") -> str:
    """Draw an image as a grid of crisp pixels.

    Parameters
    ----------
    sample_raw : array-like of shape (rows, columns)
        Brightness from 0 to `FULL`, or booleans (a drawing, or the pixels that are on).
    size : int
        Width on the screen in pixels; the height follows from the shape.
    title : str
        What a screen reader says, and a pointer shows.

    Returns
    -------
    str
        An ``<svg>`` element, ready for a page or (it has its namespace) for a file.

    Raises
    ------
    InputError
        When it is no image of numbers.
    """
    ink = _ink(sample_raw)
    rows, columns = ink.shape
    pixels = "".join(
        f'<rect x="{x}" y="{y}" width="1" height="1" fill-opacity="{ink[y, x]:.4g}"/>'
        for y, x in np.argwhere(ink > 0).tolist()
    )
    lines = "".join(f"M0 {y}H{columns}" for y in range(rows + 1))
    lines += "".join(f"M{x} 0V{rows}" for x in range(columns + 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{size}"'
        f' height="{size * rows // columns}" viewBox="0 0 {columns} {rows}"'
        f' shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<rect width="{columns}" height="{rows}" fill="{_PAPER}"/><g fill="{_INK}">{pixels}</g>'
        f'<path d="{lines}" fill="none" stroke="{_LINE}" vector-effect="non-scaling-stroke"/></svg>'
    )


def _ink(raw: object) -> np.ndarray:
    try:
        image = np.asarray(raw)
    except ValueError as error:
        raise InputError("The rows of an image must be equally long.") from error
    if image.ndim != 2 or not image.size or image.dtype.kind not in "biuf":  # noqa: PLR2004
        raise InputError("An image has to be a grid of numbers.")
    ink = image.astype(float) / (1 if image.dtype == np.bool_ else FULL)
    return np.clip(np.nan_to_num(ink), 0, 1)
