"""Samples for people: as a picture, as a quotation, as a list, or in a few words."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import numpy as np

from sum.datasets.base import Dataset
from sum.errors import InputError

FULL = 16
"""The brightness of a pixel that is all ink, in scikit-learn's digits."""

# The picture brings its own paper, so that it reads the same on a light and on a dark page.
_PAPER, _LINE, _INK = "#f8fafc", "#cbd5e1", "#0f172a"

REACH = 1.5
"""How far the picture of a point goes to each side of the middle, unless the point is outside."""

_GRID = (
    "display: grid; grid-template-columns: fit-content(75%) auto; gap: 0 1em; margin: 0; padding: 0"
)
_VALUE = "margin: 0; white-space: nowrap; font-variant-numeric: tabular-nums"

_CUT = 400
"""How many characters of a text are shown."""


def picture(raw: object, dataset: Dataset, size: int = 160, most: int = 6) -> str:
    """Show a sample of any kind as HTML; everything in it is escaped.

    Parameters
    ----------
    raw : object
        As the data set's samples have it; None for a sample that nobody has seen.
    dataset : Dataset
    size : int
        Width of a picture, in pixels.
    most : int
        How many values of a row are shown; those come first that tell the classes apart best.

    Returns
    -------
    str
        An image (with its picture inside, since a page drops drawings that stand in its text), a
        quotation or a list; readable on a light and on a dark page.

    Raises
    ------
    InputError
        When it is no sample of this kind.
    """
    if raw is None:
        return "a sample"
    if dataset.kind == "sentence":
        return f'<q style="font-style: italic; overflow-wrap: anywhere">{escape(_text(raw))}</q>'
    if dataset.kind == "row":
        return _list(_pairs(_numbers(raw, dataset), dataset), most)
    if dataset.kind == "point":
        alt = f"The point {in_words(raw, dataset)}"
        svg = point_svg(raw, size, alt)
    else:
        alt = "A handwritten digit"
        svg = as_svg(raw, size, alt)
    style = f"width: min(100%, {size}px); height: auto; display: block; border-radius: .4rem"
    return f'<img src="data:image/svg+xml,{quote(svg)}" alt="{escape(alt)}" style="{style}">'


def in_words(raw: object, dataset: Dataset, most: int = 3) -> str:
    """Show a sample in a few words, as plain text (not escaped); "" for an image.

    Parameters
    ----------
    raw : object
    dataset : Dataset
    most : int
        How many values of a row are named.

    Raises
    ------
    InputError
        When it is no sample of this kind.
    """
    if raw is None or dataset.kind == "image":
        return ""
    if dataset.kind == "sentence":
        return _text(raw)
    values = _numbers(raw, dataset)
    if dataset.kind == "point":
        return f"({', '.join(f'{value:.4g}' for value in values)})"
    pairs = _pairs(values, dataset)
    more = ", …" if len(pairs) > most else ""
    return ", ".join(f"{name}: {value}" for name, value in pairs[:most]) + more


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


def point_svg(raw: object, size: int = 160, title: str = "A point") -> str:
    """Draw a point on the plane, with both axes.

    Parameters
    ----------
    raw : sequence of two numbers
        To the right and upwards.
    size : int
        Width and height on the screen, in pixels.
    title : str
        What a screen reader says, and a pointer shows.

    Returns
    -------
    str
        An ``<svg>`` element.

    Raises
    ------
    InputError
        When it is no point.
    """
    values = _finite(raw)
    if len(values) != 2:  # noqa: PLR2004
        raise InputError("A point has to be two numbers.")
    reach = max(REACH, *(1.1 * abs(value) for value in values))
    x, y = (50 + 50 * value / reach for value in (values[0], -values[1]))
    one = 50 / reach
    grid = "".join(
        f"M{50 + step:.4g} 0V100M0 {50 + step:.4g}H100" for step in (-one, one) if reach < 5 * REACH
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{size}" height="{size}"'
        f' viewBox="0 0 100 100"><title>{escape(title)}</title>'
        f'<rect width="100" height="100" fill="{_PAPER}"/>'
        f'<g fill="none" stroke="{_LINE}"><path d="{grid}" stroke-dasharray="2 2"/>'
        f'<path d="M50 0V100M0 50H100" stroke-width="1.5"/></g>'
        f'<circle cx="{x:.4g}" cy="{y:.4g}" r="4.5" fill="{_INK}"/></svg>'
    )


def _list(pairs: Sequence[tuple[str, str]], most: int) -> str:
    shown = "".join(
        f'<dt style="opacity: .75; overflow-wrap: break-word">{escape(name)}</dt>'
        f'<dd style="{_VALUE}">{escape(value)}</dd>'
        for name, value in pairs[:most]
    )
    more = len(pairs) - most
    rest = f'<div style="opacity: .75; font-size: .85em">and {more} more</div>' if more > 0 else ""
    return f'<div><dl style="{_GRID}">{shown}</dl>{rest}</div>'


def _pairs(values: Sequence[float], dataset: Dataset) -> list[tuple[str, str]]:
    """Names and values with units, those first that tell the classes apart best."""
    units = dataset.units or ("",) * len(values)
    return [
        (dataset.columns[place], f"{values[place]:.4g} {units[place]}".strip())
        for place in dataset.telling
    ]


def _numbers(raw: object, dataset: Dataset) -> tuple[float, ...]:
    values = _finite(raw)
    if len(values) != len(dataset.columns):
        raise InputError(f"A sample has to be {len(dataset.columns)} numbers.")
    return values


def _finite(raw: object) -> tuple[float, ...]:
    try:
        values = np.asarray(raw, dtype=float)
    except (ValueError, TypeError) as error:
        raise InputError("A sample has to be numbers.") from error
    if values.ndim != 1 or not np.isfinite(values).all():
        raise InputError("A sample has to be a row of finite numbers.")
    return tuple(values.tolist())


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise InputError("A sentence has to be text.")
    return raw if len(raw) <= _CUT else f"{raw[:_CUT].rsplit(' ', 1)[0]} …"


def _ink(raw: object) -> np.ndarray:
    try:
        image = np.asarray(raw)
    except ValueError as error:
        raise InputError("The rows of an image must be equally long.") from error
    if image.ndim != 2 or not image.size or image.dtype.kind not in "biuf":  # noqa: PLR2004
        raise InputError("An image has to be a grid of numbers.")
    ink = image.astype(float) / (1 if image.dtype == np.bool_ else FULL)
    return np.clip(np.nan_to_num(ink), 0, 1)
