"""Accuracy over time, of a run and of several; and what such charts of lines share."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import altair as alt
import pandas as pd

from sum.simulation.lab import Moment, Run
from sum.units import DAY
from sum.viz.charts import MOST_POINTS, Spec, thin, time_axis, without_data, zoom
from sum.viz.palette import Theme, colour

MODEL, IDEAL, START = "the model", "trained on everything", "at the start"

LINES = (MODEL, IDEAL, START)

RUN_COLOURS: MappingProxyType[Theme, tuple[str, ...]] = MappingProxyType(
    {
        "light": ("#332288", "#B5446E", "#80722A", "#2A8F86", "#8A5A00", "#5B6BBF"),
        "dark": ("#A79BF0", "#F08BB4", "#DDCC77", "#66CCC2", "#E0A050", "#9FB4FF"),
    }
)
"""One for each of several runs, or kinds of events: none is a role's."""

DASHES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (12, 4), (4, 4))
"""The same again, for those who see no colours; groups of one role differ in them alone."""

LEGEND_COLUMNS = "width < 480 ? 2 : 3"
"""Of a legend: fewer on a phone."""

_AFTER = 1.15
"""How much of the time after the last contribution is drawn, as a factor."""
_LONG = 24
"""Of names with more letters than this, each has a line of its own in the legend."""


@lru_cache(maxsize=64)
def accuracy_spec(theme: Theme, floor: float = 0.0, height: int = 300) -> Spec:
    """Accuracy over time against the start and the ideal, for `accuracy_rows`.

    Parameters
    ----------
    theme : {"light", "dark"}
    floor : float
        The least accuracy that is shown; see `floor_of`.
    height : int
        Pixels.
    """
    model, neutral = colour("model", theme), colour("neutral", theme)
    return _accuracy_lines(
        "line", LINES, (model, neutral, neutral), ((1, 0), (7, 4), (2, 3)), floor, height
    )


def accuracy_rows(
    moments: Sequence[Moment], tested: int, ideal: float | None = None
) -> pd.DataFrame:
    """The rows for `accuracy_spec`: columns day, accuracy, line and contributions.

    Parameters
    ----------
    moments : sequence of Moment
    tested : int
        How many samples the hidden test set has.
    ideal : float, optional
        What a model trained on everything reaches.
    """
    points = thin(_while_it_changes(moments), MOST_POINTS)
    rows = [(*_point(each, tested), MODEL, each.contributions) for each in points]
    if points:
        ends = (0.0, rows[-1][0])
        flat = [(START, rows[0][1]), *([(IDEAL, ideal)] if ideal is not None else [])]
        behind = [
            (day, height, line, points[-1].contributions if day else 0)
            for line, height in flat
            for day in ends
        ]
        rows = behind + rows
    return pd.DataFrame(rows, columns=["day", "accuracy", "line", "contributions"])


@lru_cache(maxsize=32)
def overlay_spec(theme: Theme, names: tuple[str, ...], floor: float, height: int = 320) -> Spec:
    """The accuracy of several runs, for `overlay_rows`.

    Parameters
    ----------
    theme : {"light", "dark"}
    names : tuple of str
        What the runs are called, each another.
    floor : float
    height : int
    """
    colours = cycle(RUN_COLOURS[theme], len(names))
    return _accuracy_lines("run", names, colours, cycle(DASHES, len(names)), floor, height)


def overlay_rows(runs: Mapping[str, Run]) -> pd.DataFrame:
    """The rows for `overlay_spec`: columns day, accuracy, run and contributions."""
    rows = [
        (*_point(each, run.tested), name, each.contributions)
        for name, run in runs.items()
        for each in thin(_while_it_changes(run.moments), MOST_POINTS)
    ]
    return pd.DataFrame(rows, columns=["day", "accuracy", "run", "contributions"])


def floor_of(rows: pd.DataFrame) -> float:
    """Where the axis of accuracies begins: the tenth below all of them, which is not the top.

    >>> floor_of(pd.DataFrame({"accuracy": [0.93, 0.58]}))
    0.5
    >>> floor_of(pd.DataFrame({"accuracy": [1.0]}))
    0.9
    """
    return min(9, math.floor(10 * float(rows["accuracy"].min()))) / 10 if len(rows) else 0.0


def distinct(titles: Sequence[str]) -> list[str]:
    """Titles made different by numbers.

    >>> distinct(["A", "B", "A"])
    ['A', 'B', 'A (2)']
    """
    seen: dict[str, int] = {}
    found = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        found.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return found


def scale(by: str, names: tuple[str, ...], colours: Sequence[str]) -> alt.Color:
    """Colours by a column, with a legend above that fits on a phone."""
    return alt.Color(
        f"{by}:N",
        scale=alt.Scale(domain=list(names), range=list(cycle(tuple(colours), len(names)))),
        legend=alt.Legend(
            orient="top",
            title=None,
            columns=1 if max(map(len, names), default=0) > _LONG else alt.ExprRef(LEGEND_COLUMNS),
            labelLimit=0,
            symbolType="stroke",
            symbolOpacity=1,
        ),
    )


def dash_scale(
    by: str, names: tuple[str, ...], dashes: Sequence[tuple[int, ...]]
) -> alt.StrokeDash:
    """The same in dashes."""
    return alt.StrokeDash(
        f"{by}:N",
        scale=alt.Scale(
            domain=list(names), range=[list(each) for each in cycle(tuple(dashes), len(names))]
        ),
    )


def cycle(items: tuple[Any, ...], count: int) -> tuple[Any, ...]:
    """So many of these, from the first again after the last."""
    return tuple(items[number % len(items)] for number in range(count))


def _accuracy_lines(
    by: str,
    names: tuple[str, ...],
    colours: tuple[str, ...],
    dashes: tuple[tuple[int, ...], ...],
    floor: float,
    height: int,
) -> Spec:
    empty = pd.DataFrame({"day": [0.0], "accuracy": [0.0], by: [""], "contributions": [0]})
    base = alt.Chart(empty).encode(
        x=time_axis(),
        y=alt.Y(
            "accuracy:Q",
            scale=alt.Scale(domain=[floor, 1]),
            axis=alt.Axis(format="%", tickCount=5),
            title=None,
        ),
        color=scale(by, names, colours),
    )
    line = base.mark_line(strokeWidth=2.5).encode(strokeDash=dash_scale(by, names, dashes))
    hit = base.mark_point(size=120, opacity=0).encode(
        tooltip=[
            alt.Tooltip(f"{by}:N", title="What"),
            alt.Tooltip("accuracy:Q", title="Right", format=".1%"),
            alt.Tooltip("day:Q", title="Days", format=".1f"),
            alt.Tooltip("contributions:Q", title="Contributions", format=",d"),
        ]
    )
    return without_data(line.add_params(zoom()) + hit, height)


def legend_lines(names: tuple[str, ...]) -> int:
    """How many lines a legend has after its first, where there is little room.

    >>> legend_lines(("a", "b", "c")), legend_lines(("a name that is really long", "b"))
    (1, 1)
    """
    long = max(map(len, names), default=0) > _LONG
    return max(0, len(names) - 1) // (1 if long else 2)


def _while_it_changes(moments: Sequence[Moment]) -> Sequence[Moment]:
    """Leave out most of the time in which people only claim: no model changes then."""
    if not moments:
        return moments
    last = next(each for each in moments if each.contributions == moments[-1].contributions)
    return [each for each in moments if each.time <= _AFTER * last.time] or moments


def _point(moment: Moment, tested: int) -> tuple[float, float]:
    return moment.time / DAY, moment.right / max(1, tested)
