"""Charts that put several mechanisms side by side, and the rows that they draw."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeVar

import altair as alt
import numpy as np
import pandas as pd

from sum.simulation.compare.records import Balance, Comparison, MechanismRun
from sum.units import DAY, ETHER, HOUR, Seconds, Wei
from sum.viz.charts import MOST_POINTS, Spec, thin
from sum.viz.palette import Theme, colour

COLOURS: MappingProxyType[Theme, tuple[str, ...]] = MappingProxyType(
    {
        "light": ("#332288", "#B5446E", "#80722A", "#2A8F86"),
        "dark": ("#A79BF0", "#F08BB4", "#DDCC77", "#66CCC2"),
    }
)
"""One for each mechanism: none is a role's, and colour-blind people can tell them apart."""
DASHES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3))
"""The same again, for those who see no colours."""

_T = TypeVar("_T")

PEOPLE = ("honest", "careless", "attacker")
_OPACITY = 0.1

WINDOW = Seconds(12 * HOUR)
"""Over how long accuracies are averaged."""
MOMENTS = 241
"""At how many moments."""


@lru_cache(maxsize=64)
def accuracy_spec(
    theme: Theme,
    titles: tuple[str, ...],
    band: tuple[float, float] | None,
    floor: float = 0.0,
    height: int = 320,
) -> Spec:
    """Accuracy over time, a line for each mechanism, as a specification for `accuracy_lines`.

    Parameters
    ----------
    theme : {"light", "dark"}
    titles : tuple of str
        The mechanisms' titles, in the order of their colours.
    band : tuple of float or None
        From which day to which the attacker is there.
    floor : float
        The least accuracy that is shown.
    height : int
        Pixels.
    """
    empty = pd.DataFrame({"day": [0.0], "accuracy": [0.0], "mechanism": [""]})
    names = list(titles)
    base = alt.Chart(empty).encode(
        x=_days(),
        y=alt.Y(
            "accuracy:Q",
            scale=alt.Scale(domain=[floor, 1]),
            axis=alt.Axis(format="%", tickCount=5),
            title=None,
        ),
        color=alt.Color(
            "mechanism:N",
            scale=alt.Scale(domain=names, range=list(_cycle(COLOURS[theme], len(titles)))),
            legend=alt.Legend(
                orient="top", title=None, columns=2, labelLimit=0, symbolType="stroke"
            ),
        ),
    )
    line = base.mark_line(strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash(
            "mechanism:N",
            scale=alt.Scale(
                domain=names, range=[list(each) for each in _cycle(DASHES, len(titles))]
            ),
        )
    )
    hit = base.mark_point(size=120, opacity=0).encode(
        tooltip=[
            alt.Tooltip("mechanism:N", title="Mechanism"),
            alt.Tooltip("day:Q", title="Days", format=".1f"),
            alt.Tooltip("accuracy:Q", title="Right", format=".1%"),
        ]
    )
    return _finish(alt.layer(*_presence(theme, band), line, hit), height, band)


def accuracy_lines(comparison: Comparison, *, smooth: bool = True) -> pd.DataFrame:
    """The rows for `accuracy_spec`: columns day, accuracy and mechanism (its title).

    Only while people contribute: afterwards no model changes.

    Parameters
    ----------
    comparison : Comparison
    smooth : bool
        Average over `WINDOW`; otherwise every change.
    """
    rows = []
    for run in comparison.runs:
        points = averages(run) if smooth else _changes(run)
        rows += [(time / DAY, accuracy, run.title) for time, accuracy in points]
    return pd.DataFrame(rows, columns=["day", "accuracy", "mechanism"])


def averages(run: MechanismRun) -> list[tuple[int, float]]:
    """Accuracy averaged over the time before each of many moments, at most `WINDOW`."""
    times = np.array([score.time for score in run.scores] + [run.span], dtype=np.float64)
    heights = np.array([score.accuracy for score in run.scores])
    times = np.minimum(times, run.span)
    area = np.concatenate([[0.0], np.cumsum(heights * np.diff(times))])
    ends = np.linspace(0, run.span, MOMENTS)
    begins = np.maximum(0, ends - WINDOW)
    lengths = np.maximum(ends - begins, 1)
    found = (np.interp(ends, times, area) - np.interp(begins, times, area)) / lengths
    found[0] = heights[0]
    return list(zip(ends.astype(int).tolist(), found.tolist(), strict=True))


def _changes(run: MechanismRun) -> list[tuple[int, float]]:
    points = [(int(score.time), score.accuracy) for score in run.scores if score.time <= run.span]
    drawn = [*thin(points, MOST_POINTS // 2), (int(run.span), run.final)]
    # Steps: each holds until the next one.
    corners = [(time, before) for (_, before), (time, _) in pairwise(drawn)]
    return [drawn[0], *(point for pair in zip(corners, drawn[1:], strict=True) for point in pair)]


@lru_cache(maxsize=64)
def balance_spec(
    theme: Theme,
    unit: str,
    domain: tuple[float, float],
    band: tuple[float, float] | None,
    height: int = 240,
) -> Spec:
    """How everybody stands over time under one mechanism, as a specification for `balance_lines`.

    Parameters
    ----------
    theme : {"light", "dark"}
    unit : str
        What is counted.
    domain : tuple of float
        The least and the most that is shown.
    band : tuple of float or None
        From which day to which the attacker is there.
    height : int
        Pixels.
    """
    empty = pd.DataFrame({"day": [0.0], "won": [0.0], "person": [""], "kind": [""]})
    blue, red = colour("contributor", theme), colour("attacker", theme)
    base = alt.Chart(empty).encode(
        x=_days(),
        y=alt.Y(
            "won:Q",
            title=unit,
            scale=alt.Scale(domain=list(domain)),
            axis=alt.Axis(format=",.3~f", tickCount=5),
        ),
        detail="person:N",
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=list(PEOPLE), range=[blue, blue, red]),
            legend=None,
        ),
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2).encode(
        strokeDash=alt.StrokeDash(
            "kind:N",
            scale=alt.Scale(domain=list(PEOPLE), range=[[1, 0], [2, 3], [6, 3]]),
            legend=None,
        )
    )
    hit = base.mark_point(size=120, opacity=0).encode(
        tooltip=[
            alt.Tooltip("person:N", title="Who"),
            alt.Tooltip("kind:N", title="What"),
            alt.Tooltip("day:Q", title="Days", format=".1f"),
            alt.Tooltip("won:Q", title=f"Won ({unit})", format=".4~f"),
        ]
    )
    zero = alt.Chart().mark_rule(color=colour("neutral", theme)).encode(y=alt.datum(0))
    return _finish(alt.layer(*_presence(theme, band), zero, line, hit), height, band)


def balance_lines(comparison: Comparison, run: MechanismRun) -> pd.DataFrame:
    """The rows for `balance_spec`: columns day, won (ether or points), person and kind.

    An attacker's accounts are one line.
    """
    rows: list[tuple[float, float, str, str]] = []
    crew = [person.balances for person in run.attackers]
    lines = [
        (person.name, person.kind, person.balances)
        for person in run.people
        if person.role == "contributor"
    ]
    if crew:
        lines.append((run.attackers[0].name, "attacker", pooled(crew)))
    for name, kind, balances in lines:
        points = [(int(each.time), _worth(each, run)) for each in balances]
        points = [*thin(points, MOST_POINTS - 1), (comparison.ended, points[-1][1])]
        rows += [(time / DAY, won, name, kind) for time, won in points]
    return pd.DataFrame(rows, columns=["day", "won", "person", "kind"])


def pooled(accounts: Sequence[Sequence[Balance]]) -> tuple[Balance, ...]:
    """Several accounts as one; each begins with nothing."""
    moves = sorted(
        (
            (after.time, after.won - before.won, after.points - before.points)
            for balances in accounts
            for before, after in pairwise(balances)
        ),
        key=lambda move: move[0],
    )
    line = [accounts[0][0]]
    for time, won, points in moves:
        last = line[-1]
        line.append(Balance(time, Wei(last.won + won), last.points + points))
    return tuple(line)


def domain_of(frames: Iterable[pd.DataFrame]) -> tuple[float, float]:
    """What holds all rows of several frames, nothing included, with some room.

    >>> domain_of([pd.DataFrame({"won": [2.0, -2.0]})])
    (-2.2, 2.2)
    """
    ends = [(float(frame["won"].min()), float(frame["won"].max())) for frame in frames]
    values = [0.0, *(value for pair in ends for value in pair)]
    low, high = min(values), max(values)
    room = (high - low) * 0.05 or 1.0
    return round(low - room, 6), round(high + room, 6)


def _worth(balance: Balance, run: MechanismRun) -> float:
    return balance.won / ETHER if run.money else float(balance.points)


def _cycle(items: tuple[_T, ...], count: int) -> Iterable[_T]:
    return (items[number % len(items)] for number in range(count))


def _days() -> alt.X:
    axis = alt.Axis(labelExpr="'day ' + (datum.value + 1)", tickMinStep=1, tickCount=6, grid=False)
    return alt.X("day:Q", title=None, axis=axis, scale=alt.Scale(nice=False))


def _presence(theme: Theme, band: tuple[float, float] | None) -> list[alt.Chart]:
    """The time in which the attacker is there, behind everything else."""
    if band is None:
        return []
    red = colour("attacker", theme)
    ground = alt.Chart().mark_rect(opacity=_OPACITY, color=red)
    text = alt.Chart().mark_text(
        align="left", baseline="top", dx=4, dy=4, color=red, text="▲ attacker comes", y=0
    )
    return [
        ground.encode(x=alt.X("from:Q"), x2=alt.X2("to:Q")),
        alt.Chart().mark_rule(color=red, strokeWidth=1.5).encode(x=alt.X("from:Q")),
        text.encode(x=alt.X("from:Q")),
    ]


def _finish(chart: Any, height: int, band: tuple[float, float] | None) -> Spec:  # noqa: ANN401 - altair's layers
    """A specification without data, but for the band's."""
    spec: Spec = chart.properties(height=height, width="container").to_dict()
    for name in ("data", "datasets"):
        spec.pop(name, None)
    for number, layer in enumerate(spec["layer"]):
        layer.pop("data", None)
        if band and number < 3:  # noqa: PLR2004 - `_presence`
            layer["data"] = {"values": [{"from": band[0], "to": band[1]}]}
        elif layer["mark"]["type"] == "rule":
            layer["data"] = {"values": [{}]}
    return spec
