"""Live charts: a Vega-Lite specification made once, and the rows that it draws.

A specification holds no data and never changes, so that a page can send new rows every second and
keep what the visitor has zoomed to.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import altair as alt
import pandas as pd

from sum.room.records import Snapshot
from sum.units import DAY, ETHER, Seconds
from sum.viz.palette import ROLES, Theme, colour
from sum.viz.thin import thinned

MOST_POINTS = 400
"""How many points of a series are drawn; more cannot be told apart."""
MOST_ROWS = 2_000
"""How many points of all series of a chart together are drawn: each is sent to every visitor."""
_FEWEST = 12
"""How many points a series has at least, however many series there are."""

ZOOM = "zoom"
"""Name of every chart's selection: a part of the time axis."""

_WHEEL = "wheel![event.ctrlKey || event.shiftKey]"
_DRAG = "[pointerdown[event.pointerType == 'mouse'], window:pointerup] > window:pointermove!"
_DAY = (
    "datum.value % 1 == 0 ? 'day ' + (datum.value + 1)"
    " : timeFormat(datetime(2000, 0, 1, 0, 0, 86400 * (datum.value % 1)), '%H:%M')"
)

Point = TypeVar("Point")
Spec = dict[str, Any]


def thin(points: Sequence[Point], most: int = MOST_POINTS) -> list[Point]:
    """Leave out points of a long series evenly; the first and the last one stay.

    >>> thin(range(10), 4)
    [0, 3, 6, 9]
    """
    if len(points) <= most:
        return list(points)
    step = (len(points) - 1) / (most - 1)
    return [points[round(step * index)] for index in range(most)]


@lru_cache
def accuracy_chart(theme: Theme, height: int = 320) -> Spec:
    """Accuracy on the hidden test set over time, as a specification for `accuracy_rows`."""
    base = alt.Chart(pd.DataFrame({"day": [0.0], "accuracy": [0.0]})).encode(
        x=time_axis(),
        y=alt.Y(
            "accuracy:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title=None
        ),
    )
    model = colour("model", theme)
    line = base.mark_line(interpolate="step-after", strokeWidth=3, color=model)
    ground = base.mark_area(interpolate="step-after", opacity=0.12, color=model)
    return without_data(ground + line.add_params(zoom()), height)


def accuracy_rows(snapshot: Snapshot, now: Seconds) -> pd.DataFrame:
    """The rows for `accuracy_chart`: columns day and accuracy; the last one is now."""
    measured = [(point.time, point.accuracy) for point in snapshot.accuracy]
    points = [*_short(measured, MOST_POINTS - 1), (now, measured[-1][1])]
    start = snapshot.clock.start
    return pd.DataFrame(
        {
            "day": [_day(time, start) for time, _ in points],
            "accuracy": [accuracy for _, accuracy in points],
        }
    )


@lru_cache
def profit_chart(theme: Theme, height: int = 320, unit: str = "ETH") -> Spec:
    """What everybody has won or lost over time in their roles' colours, for `profit_rows`."""
    empty = pd.DataFrame({"day": [0.0], "profit": [0.0], "person": [""], "role": ["neutral"]})
    base = alt.Chart(empty).encode(
        x=time_axis(),
        y=alt.Y("profit:Q", title=unit, axis=alt.Axis(format=",.3~f")),
        detail="person:N",
        color=alt.Color(
            "role:N",
            scale=alt.Scale(domain=list(ROLES), range=[colour(role, theme) for role in ROLES]),
            legend=None,
        ),
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        strokeDash=alt.condition("datum.role == 'attacker'", alt.value([6, 3]), alt.value([1, 0]))
    )
    # A line is hard to hit with a mouse: wide invisible points carry the tooltip.
    hit = base.mark_point(size=200, opacity=0).encode(
        tooltip=[
            alt.Tooltip("person:N", title="Who"),
            alt.Tooltip("profit:Q", title=f"Won ({unit})", format=".4~f"),
        ]
    )
    zero = alt.Chart().mark_rule(opacity=0.5, color=colour("neutral", theme)).encode(y=alt.datum(0))
    return without_data(zero + line.add_params(zoom()) + hit, height)


def unit_of(snapshot: Snapshot) -> str:
    """What is won and lost in a room: "ETH" or "points"."""
    return "ETH" if snapshot.settings.terms.money else "points"


def profit_rows(snapshot: Snapshot, now: Seconds) -> pd.DataFrame:
    """The rows for `profit_chart`: columns day, profit (ether or points), person (name) and role.

    Everybody who has contributed, won or lost starts at 0 and is drawn up to now.
    """
    start = snapshot.clock.start
    scale = ETHER if snapshot.settings.terms.money else 1
    series: dict[str, list[tuple[int, float]]] = {entry.person: [] for entry in snapshot.entries}
    for move in snapshot.moves:
        points = series.setdefault(move.person, [])
        points.append((move.time, (points[-1][1] if points else 0) + move.change))
    most = min(MOST_POINTS, max(_FEWEST, MOST_ROWS // max(1, len(series))))
    rows: list[tuple[float, float, str, str]] = []
    for person in snapshot.people:
        if person.id in series:
            role = person.role if person.role in ROLES else "neutral"
            line = [(start, 0.0), *_short(series[person.id], most - 2)]
            drawn = [*line, (max(now, line[-1][0]), line[-1][1])]
            rows += ((_day(at, start), won / scale, person.name, role) for at, won in drawn)
    return _frame(rows)


def profits(snapshot: Snapshot) -> dict[str, int]:
    """What everybody has won (or lost, when negative), by the person's id; in wei or points.

    A deposit that can still be claimed is neither. What one wins another loses, or the mechanism
    keeps it.
    """
    found = {person.id: 0 for person in snapshot.people}
    for move in snapshot.moves:
        found[move.person] += move.change
    return found


def _short(points: Sequence[tuple[int, float]], most: int) -> list[tuple[int, float]]:
    """Leave out points of a long line that would not be seen."""
    if len(points) <= most:
        return list(points)
    times, values = zip(*points, strict=True)
    return [points[index] for index in thinned(times, values, most)]


def _frame(rows: Iterable[tuple[float, float, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["day", "profit", "person", "role"])


def _day(time: int, start: Seconds) -> float:
    return max(0, time - start) / DAY


def time_axis() -> alt.X:
    """Time in days, from the column day; the first day is day 1."""
    axis = alt.Axis(labelExpr=_DAY, tickCount=6, labelOverlap=True, grid=False)
    return alt.X("day:Q", title=None, axis=axis, scale=alt.Scale(nice=False))


def zoom() -> alt.Parameter:
    """A selection with which a visitor looks at a part of the time."""
    return alt.selection_interval(
        name=ZOOM, encodings=["x"], bind="scales", zoom=_WHEEL, translate=_DRAG
    )


def without_data(chart: Any, height: int) -> Spec:  # noqa: ANN401 - altair's layers and charts
    """A chart as a specification that waits for its rows; as wide as there is room."""
    spec: Spec = chart.properties(height=height, width="container").to_dict()
    for name in ("data", "datasets"):
        spec.pop(name, None)
    for layer in spec.get("layer", []):
        layer.pop("data", None)
    return spec
