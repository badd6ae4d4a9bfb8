"""What a model says everywhere on the plane: its decision regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sum.datasets import Dataset
from sum.models.base import Model
from sum.samples import matrix
from sum.viz.model.picture import INK, LINE, PAPER

SIZE = 96
"""How many squares the plane has to a side."""

CLASS_COLOURS = ("#C77700", "#0072B2", "#009E73", "#CC79A7", "#8A8400", "#56B4E9", "#4D4D4D")
"""Of the first classes; orange and blue as everywhere on the page."""

Bounds = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """A point to show.

    Attributes
    ----------
    at : (float, float)
    label : int
        Decides colour and shape.
    big : bool
        Whether it stands out.
    """

    at: Point
    label: int
    big: bool = False


def point_of(raw: object) -> Point:
    """A raw sample as a place on the plane."""
    x, y = np.asarray(raw, dtype=float).tolist()
    return x, y


def bounds(dataset: Dataset) -> Bounds:
    """The part of the plane that is shown: left, right, bottom, top; all samples are inside."""
    points = np.array([point_of(sample.raw) for sample in dataset.pool])
    low, high = points.min(axis=0), points.max(axis=0)
    gap = 0.06 * (high - low)
    (left, bottom), (right, top) = (low - gap).tolist(), (high + gap).tolist()
    return left, right, bottom, top


def regions(dataset: Dataset, model: Model, size: int = SIZE) -> npt.NDArray[np.int64]:
    """What the model says in every square, of shape (size, size), the top row first."""
    encoder: Any = dataset.encoder  # a frozen dataclass, which can be a key
    X = _squares(encoder, bounds(dataset), size)
    return np.asarray(model.predict(X), dtype=np.int64).reshape(size, size)


def plane_svg(grid: npt.NDArray[np.int64], box: Bounds, marks: Sequence[Mark], title: str) -> str:
    """Draw the regions with points on them.

    Parameters
    ----------
    grid : numpy.ndarray of shape (rows, columns)
        As `regions` gives it.
    box : tuple of float
        As `bounds` gives it.
    marks : sequence of Mark
        The last ones are on top.
    title : str
        What a screen reader says.

    Returns
    -------
    str
        An ``<svg>`` element without a size of its own.
    """
    rows, columns = grid.shape
    runs = "".join(
        f'<rect x="{start}" y="{y}" width="{end - start}" height="1" fill="{_colour(label)}"/>'
        for y in range(rows)
        for start, end, label in _runs(grid[y])
    )
    points = "".join(_point(mark, box, rows, columns) for mark in marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {columns} {rows}">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{columns}" height="{rows}" fill="{PAPER}"/>'
        f'<g fill-opacity=".3" shape-rendering="crispEdges">{runs}</g>'
        f"{_axes(box, rows, columns)}{points}</svg>"
    )


@lru_cache(maxsize=16)
def _squares(encoder: Any, box: Bounds, size: int) -> Any:  # noqa: ANN401 - scipy has no types
    left, right, bottom, top = box
    steps = (np.arange(size) + 0.5) / size
    across, down = left + steps * (right - left), top - steps * (top - bottom)
    points = [(x, y) for y in down.tolist() for x in across.tolist()]
    return matrix(encoder.encode_many(points), encoder.n_features, encoder.form)


def _runs(row: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Neighbours that are alike, as (start, end, label)."""
    edges = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
    return [(a, b, int(row[a])) for a, b in pairwise(edges)]


def _colour(label: int) -> str:
    return CLASS_COLOURS[label % len(CLASS_COLOURS)]


def _point(mark: Mark, box: Bounds, rows: int, columns: int) -> str:
    """A circle for every other class, a square for the rest: colour is not all that tells."""
    left, right, bottom, top = box
    x = (mark.at[0] - left) / (right - left) * columns
    y = (top - mark.at[1]) / (top - bottom) * rows
    size = columns / (24 if mark.big else 60)
    look = f'fill="{_colour(mark.label)}" stroke="{INK if mark.big else PAPER}"'
    look += f' stroke-width="{size / (3 if mark.big else 5):.2f}"'
    if mark.label % 2:
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{size:.2f}" {look}/>'
    side = f'width="{2 * size:.2f}" height="{2 * size:.2f}"'
    return f'<rect x="{x - size:.2f}" y="{y - size:.2f}" {side} {look}/>'


def _axes(box: Bounds, rows: int, columns: int) -> str:
    """A line at every whole number, with its name at the edge."""
    left, right, bottom, top = box
    text = f'font-size="{columns / 26:.2f}" font-family="sans-serif" fill="{INK}" opacity=".75"'
    parts = []
    for value in _whole(left, right):
        x = (value - left) / (right - left) * columns
        parts.append(f'<path d="M{x:.2f} 0V{rows}"/>')
        parts.append(f'<text x="{x + 0.5:.2f}" y="{rows - 0.7:.2f}" {text}>{value}</text>')
    for value in _whole(bottom, top):
        y = (top - value) / (top - bottom) * rows
        parts.append(f'<path d="M0 {y:.2f}H{columns}"/>')
        parts.append(f'<text x=".5" y="{y - 0.5:.2f}" {text}>{value}</text>')
    return "".join(parts).replace("<path", f'<path stroke="{LINE}" stroke-width=".25"')


def _whole(low: float, high: float) -> list[int]:
    first, last = int(np.ceil(low)), int(np.floor(high))
    step = max(1, (last - first) // 5)
    return list(range(first, last + 1, step))
