"""Charts for the back of a room: in large letters, with a few names at the lines’ ends."""

from copy import deepcopy
from functools import lru_cache

import pandas as pd

from sum.room.records import Snapshot
from sum.units import Seconds
from sum.viz.charts import Spec, accuracy_chart, profit_chart, profit_rows
from sum.viz.palette import Theme

_LETTERS = 16
_NAMED = 3
"""How many lines at either end of the ranking have their name at them, where there is room."""
_APART = 0.09
"""How far apart named lines end at least, in parts of the whole."""
_MARGIN = 105
"""How wide a name is at most, in pixels."""


@lru_cache
def class_accuracy_chart(theme: Theme, height: int) -> Spec:
    """Like `accuracy_chart`, readable from the back of a room; for `accuracy_rows`."""
    return _large(accuracy_chart(theme, height))


@lru_cache
def class_balance_chart(theme: Theme, height: int, unit: str) -> Spec:
    """Like `profit_chart`, with names at a few lines' ends; for `class_balance_rows`."""
    spec = _large(profit_chart(theme, height, unit))
    line = next(each for each in spec["layer"] if each["mark"].get("type") == "line")
    mark = {"type": "text", "align": "left", "dx": 6, "limit": _MARGIN, "clip": False}
    mark |= {"fontSize": _LETTERS, "fontWeight": "bold"}
    beside = {"x": {"value": "width"}}  # at the chart's edge, zoomed or not
    names = {name: line["encoding"][name] for name in ("y", "color")}
    names |= beside | {"text": {"field": "label", "type": "nominal"}}
    spec["layer"] += [
        {"mark": mark, "encoding": names, "transform": [{"filter": "datum.label != ''"}]},
        # Keeps as much room as names may take, so that the chart is as wide whoever leads.
        {
            "data": {"values": [{}]},
            "mark": mark | {"text": "M" * _LETTERS, "opacity": 0},
            "encoding": beside | {"y": {"value": 0}},
        },
    ]
    return spec


def class_balance_rows(snapshot: Snapshot, now: Seconds) -> pd.DataFrame:
    """The rows for `class_balance_chart`: those of `profit_rows`, and label ("" for none)."""
    rows = profit_rows(snapshot, now)
    ends = rows.drop_duplicates("person", keep="last").sort_values("profit", ascending=False)
    named = _apart(ends[ends["profit"] != 0]["profit"])
    rows["label"] = rows["person"].where(rows.index.isin(named), "")
    return rows


def _apart(ends: pd.Series) -> list[int]:
    """Which of the lines' ends to name: the highest and the lowest that are not too close."""
    whole = ends.max() - min(0, ends.min()) or 1
    named: list[int] = []
    for index in (*ends.index[:_NAMED], *ends.index[::-1][:_NAMED]):
        if all(abs(ends[index] - ends[other]) > _APART * whole for other in named):
            named.append(index)
    return named


def _large(spec: Spec) -> Spec:
    """The same chart with large letters on its axes."""
    large = deepcopy(spec)
    axis = {"labelFontSize": _LETTERS, "titleFontSize": _LETTERS}
    large["config"] = large.get("config", {}) | {"axis": axis}
    return large
