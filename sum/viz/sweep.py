"""Charts of a sweep along one axis: a figure's mean over the seeds, and its band."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from sum.simulation.scenario import Field, all_fields, written
from sum.simulation.sweep import Probe, Table, bands
from sum.units import DAY, ETHER, HOUR
from sum.viz.charts import Spec, without_data
from sum.viz.figures import figure_format, figure_title
from sum.viz.palette import Theme, colour

CHOSEN = "chosen"
"""Name of the selection: the point that a visitor has clicked."""


@dataclass(frozen=True)
class Scale:
    """How the values of an axis are drawn.

    Attributes
    ----------
    title : str
    unit : float
        What the values (wei, seconds) are divided by; 0 where they are no numbers.
    whole : bool
        Whether they are counts.
    """

    title: str
    unit: float
    whole: bool = False


def scale_of(field: Field, values: Sequence[Any], title: str) -> Scale:
    """How a field's values are drawn: money in ether, time in days or hours."""
    if field.kind == "money":
        return Scale(f"{title} (ETH)", ETHER)
    if field.kind == "time":
        days = max(values, default=0) >= 2 * DAY
        return Scale(f"{title} ({'days' if days else 'hours'})", DAY if days else HOUR)
    return Scale(title, 1.0 if field.kind in {"int", "float"} else 0.0, field.kind == "int")


def points_of(table: Table, figure: str, scales: Sequence[Scale]) -> pd.DataFrame:
    """The rows for `line_spec` and `heat_spec`: a row a point.

    Returns
    -------
    pandas.DataFrame
        Columns point, x, x_text, (y_text,) mean, low, high, runs; x and the others as they are
        drawn. Without a band low and high are the mean.
    """
    found = bands(table, figure)
    rows = []
    for each in found.to_dict("records"):
        point = table.sweep.all_points[int(each["point"])]
        fields = all_fields(point.scenario)
        texts = [
            str(written(fields[path], value))
            for path, value in zip(table.sweep.axes, point.values, strict=True)
        ]
        first = point.values[0]  # noqa: PD011 - a tuple of ours
        mean = float(each["mean"])
        row = {
            "point": point.number,
            "x": float(first) / scales[0].unit if scales[0].unit else texts[0],
            "x_text": texts[0],
            "mean": mean,
            "low": mean if pd.isna(each["low"]) else float(each["low"]),
            "high": mean if pd.isna(each["high"]) else float(each["high"]),
            "runs": int(each["runs"]),
        }
        rows.append(row | ({"y_text": texts[1]} if len(texts) > 1 else {}))
    columns = ["point", "x", "x_text", "y_text", "mean", "low", "high", "runs"]
    return pd.DataFrame(rows, columns=columns[:3] + columns[4:] if len(scales) == 1 else columns)


@lru_cache(maxsize=32)
def line_spec(
    theme: Theme,
    scale: Scale,
    figure: str,
    height: int = 320,
    log: bool = False,  # noqa: FBT001, FBT002 - a cached function takes no keywords as well
    target: float | None = None,
) -> Spec:
    """A figure along one axis: the mean over the seeds, and its 95 % band, for `points_of`.

    Parameters
    ----------
    theme : {"light", "dark"}
    scale : Scale
    figure : str
    height : int
        Pixels.
    log : bool
        Whether the axis is logarithmic; not with values of zero.
    target : float, optional
        A value of the figure to draw a line at.
    """
    columns = {"x": [0.0 if scale.unit else ""], "x_text": [""], "point": [0], "runs": [0]}
    columns |= {"mean": [0.0], "low": [0.0], "high": [0.0]}
    kind = "Q" if scale.unit else "N"
    x = (
        alt.X("x:Q", title=scale.title, scale=_values(log), axis=_ticks(scale))
        if scale.unit
        else alt.X("x:N", title=scale.title, sort=None, axis=alt.Axis(labelAngle=0))
    )
    ink = colour("model" if figure.startswith("accuracy") else "neutral", theme)
    base = alt.Chart(pd.DataFrame(columns)).encode(x=x)
    axis = alt.Axis(format=figure_format(figure), tickCount=5)
    y = alt.Y("mean:Q", title=None, scale=alt.Scale(zero=False), axis=axis)
    low, high = alt.Y("low:Q", title=None, scale=alt.Scale(zero=False), axis=axis), alt.Y2("high:Q")
    tooltip = [
        alt.Tooltip("x_text:N", title=scale.title),
        alt.Tooltip("mean:Q", title=figure_title(figure), format=figure_format(figure)),
        alt.Tooltip("low:Q", title="Surely above (95%)", format=figure_format(figure)),
        alt.Tooltip("high:Q", title="Surely below (95%)", format=figure_format(figure)),
        alt.Tooltip("runs:Q", title="Runs"),
    ]
    points = base.mark_point(filled=True, size=90, color=ink, cursor="pointer", opacity=1).encode(
        y=y, tooltip=tooltip
    )
    if kind == "Q":
        band = base.mark_area(opacity=0.18, color=ink).encode(y=low, y2=high)
        line = base.mark_line(strokeWidth=2.5, color=ink).encode(y=y)
        chart = alt.layer(band, line, *_rule(theme, target), points.add_params(choice()))
    else:
        bars = base.mark_rule(strokeWidth=3, color=ink, opacity=0.5).encode(y=low, y2=high)
        chart = alt.layer(bars, points.add_params(choice()))
    return without_data(chart, height)


def search_rows(probes: Sequence[Probe], unit: float) -> pd.DataFrame:
    """The rows for `line_spec` from the probes of a search."""
    return pd.DataFrame(
        [
            {
                "point": number,
                "x": probe.value / unit,
                "x_text": f"{probe.value / unit:.6g}",
                "mean": probe.band.mean,
                "low": probe.band.low,
                "high": probe.band.high,
                "runs": probe.band.runs,
            }
            for number, probe in enumerate(sorted(probes, key=lambda probe: probe.value))
        ],
        columns=["point", "x", "x_text", "mean", "low", "high", "runs"],
    )


def choice() -> alt.Parameter:
    """The selection of the point that is clicked."""
    return alt.selection_point(name=CHOSEN, fields=["point"])


def _values(log: bool) -> alt.Scale:  # noqa: FBT001
    if log:
        return alt.Scale(type="log", nice=False, padding=12)
    return alt.Scale(zero=False, padding=12)


def _ticks(scale: Scale) -> alt.Axis:
    step = 1 if scale.whole else alt.Undefined
    return alt.Axis(grid=False, tickCount=8, labelOverlap=True, tickMinStep=step)


def _rule(theme: Theme, target: float | None) -> list[alt.Chart]:
    if target is None:
        return []
    rule = alt.Chart().mark_rule(strokeDash=[5, 4], color=colour("neutral", theme))
    return [rule.encode(y=alt.datum(target))]
