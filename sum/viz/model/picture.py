"""Weights as pictures: one square a pixel, blue for, orange against."""

from html import escape
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from sum.viz.palette import SIDES

# The picture brings its own paper, so that it reads the same on a light and on a dark page.
PAPER, LINE, INK = "#f8fafc", "#cbd5e1", "#0f172a"


def shade(value: float, limit: float) -> str:
    """Mix paper with blue (above 0) or orange (below 0).

    Parameters
    ----------
    value : float
    limit : float
        What is as strong as can be shown.

    Examples
    --------
    >>> shade(0, 1), shade(1, 1), shade(-5, 1)
    ('#f8fafc', '#0072b2', '#c77700')
    """
    part = min(1.0, abs(value) / limit) if limit > 0 else 0.0
    ends = zip(_rgb(PAPER), _rgb(SIDES["light"][int(value > 0)]), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * part):02x}" for low, high in ends)


def weights_svg(
    values: npt.NDArray[np.float64],
    limit: float,
    title: str,
    ink: npt.NDArray[np.bool_] | None = None,
) -> str:
    """Draw a grid of weights.

    Parameters
    ----------
    values : numpy.ndarray of shape (rows, columns)
    limit : float
        The weight that has the full colour.
    title : str
        What a screen reader says.
    ink : numpy.ndarray of bool of the same shape, optional
        Pixels to frame: those of a sample.

    Returns
    -------
    str
        An ``<svg>`` element without a size of its own.
    """
    rows, columns = values.shape
    squares = "".join(
        f'<rect x="{x}" y="{y}" width="1" height="1" fill="{shade(values[y, x], limit)}"/>'
        for y, x in np.argwhere(values != 0).tolist()
    )
    lines = "".join(f"M0 {y}H{columns}" for y in range(rows + 1))
    lines += "".join(f"M{x} 0V{rows}" for x in range(columns + 1))
    frames = "".join(
        f'<rect x="{x + 0.05}" y="{y + 0.05}" width=".9" height=".9"/>'
        for y, x in (np.argwhere(ink).tolist() if ink is not None else [])
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {columns} {rows}"'
        f' shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<rect width="{columns}" height="{rows}" fill="{PAPER}"/>{squares}'
        f'<path d="{lines}" fill="none" stroke="{LINE}" stroke-width=".03"/>'
        f'<g fill="none" stroke="{INK}" stroke-width=".08">{frames}</g></svg>'
    )


def figure(svg: str, caption: str, alt: str) -> str:
    """A drawing with words under it, as HTML that a page keeps.

    Parameters
    ----------
    svg : str
        It becomes a file of its own: a page drops drawings that stand in its text.
    caption, alt : str
        Plain text, which is escaped; no caption with "".
    """
    under = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    source = f"data:image/svg+xml,{quote(svg)}"
    return f'<figure class="mod-figure"><img src="{source}" alt="{escape(alt)}">{under}</figure>'


def figures(parts: list[str], size: int = 150, columns: int = 5) -> str:
    """Figures beside each other, so many in a row; they shrink on a narrow screen."""
    style = f"grid-template-columns: repeat({min(columns, len(parts))}, minmax(0, {size}px))"
    return f'<div class="mod-figures" style="{style}">{"".join(parts)}</div>'


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
