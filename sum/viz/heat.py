"""A heat map: a figure of a sweep over two axes."""

from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import pandas as pd

from sum.viz.charts import Spec, without_data
from sum.viz.figures import figure_format, figure_title
from sum.viz.palette import SIDES, Theme
from sum.viz.sweep import choice

_MOST_TEXTS = 150
"""With more cells than this their numbers would not fit."""


@dataclass(frozen=True)
class Grid:
    """The cells of a heat map.

    Attributes
    ----------
    titles : tuple of str
        What the axes are called.
    xs, ys : tuple of str
        Their values.
    low, high : float
        Which values of the figure have the colours at the ends.
    """

    titles: tuple[str, str]
    xs: tuple[str, ...]
    ys: tuple[str, ...]
    low: float
    high: float


def grid_of(rows: pd.DataFrame, titles: tuple[str, str], figure: str) -> Grid:
    """What `heat_spec` has to know of the rows of `points_of`."""
    values = rows["mean"].dropna()
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if figure.startswith("profit"):  # zero is what matters
        high = max(abs(low), abs(high)) or 1.0
        low = -high
    return Grid(titles, tuple(rows["x_text"].unique()), tuple(rows["y_text"].unique()), low, high)


@lru_cache(maxsize=32)
def heat_spec(theme: Theme, grid: Grid, figure: str, height: int = 360) -> Spec:
    """A figure over two axes, for `points_of`.

    Parameters
    ----------
    theme : {"light", "dark"}
    grid : Grid
    figure : str
        Of a profit, losses and gains have a colour each.
    height : int
        Pixels.
    """
    empty = {"x_text": [""], "y_text": [""], "point": [0], "mean": [0.0], "runs": [0]}
    style = figure_format(figure)
    base = alt.Chart(pd.DataFrame(empty | {"low": [0.0], "high": [0.0]})).encode(
        x=alt.X(
            "x_text:N",
            title=grid.titles[0],
            scale=alt.Scale(domain=list(grid.xs)),
            axis=alt.Axis(labelAngle=0, labelOverlap=True),
        ),
        y=alt.Y("y_text:N", title=grid.titles[1], scale=alt.Scale(domain=list(grid.ys))),
    )
    legend = alt.Legend(format=style, orient="top")
    rect = (
        base.mark_rect(cursor="pointer")
        .encode(
            color=alt.Color(
                "mean:Q", title=None, scale=_shades(theme, grid, figure), legend=legend
            ),
            tooltip=[
                alt.Tooltip("x_text:N", title=grid.titles[0]),
                alt.Tooltip("y_text:N", title=grid.titles[1]),
                alt.Tooltip("mean:Q", title=figure_title(figure), format=style),
                alt.Tooltip("low:Q", title="Surely above (95%)", format=style),
                alt.Tooltip("high:Q", title="Surely below (95%)", format=style),
                alt.Tooltip("runs:Q", title="Runs"),
            ],
        )
        .add_params(choice())
    )
    if len(grid.xs) * len(grid.ys) > _MOST_TEXTS:
        return without_data(alt.layer(rect), height)
    bright = f"datum.mean > {grid.low + 0.55 * (grid.high - grid.low)}"
    ink = ("black", "white") if not figure.startswith("profit") else ("white", "black")
    text = (
        base.transform_filter("isValid(datum.mean)")
        .mark_text(fontWeight=600)
        .encode(
            text=alt.Text("mean:Q", format=style),
            color=alt.condition(bright, alt.value(ink[0]), alt.value(ink[1])),
        )
    )
    return without_data(alt.layer(rect, text), height)


def _shades(theme: Theme, grid: Grid, figure: str) -> alt.Scale:
    if figure.startswith("profit"):
        against, speaks_for = SIDES[theme]
        middle = [grid.low, 0, grid.high]
        return alt.Scale(domain=middle, range=[against, "#C3CAD1", speaks_for], interpolate="lab")
    return alt.Scale(domain=[grid.low, grid.high], scheme="viridis")
