"""Balances over time in percent of the start, of a run and of several."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import altair as alt
import pandas as pd

from sum.simulation.lab import Moment, Person, Run
from sum.units import DAY
from sum.viz.charts import MOST_POINTS, Spec, thin, time_axis, without_data, zoom
from sum.viz.palette import Theme, colour
from sum.viz.series import DASHES, LEGEND_COLUMNS, RUN_COLOURS, cycle, dash_scale, scale

_BAND = 0.15


def balance_spec(theme: Theme, people: Sequence[Person], height: int = 240) -> Spec:
    """Balances in percent of the start, a line and a band for each group, for `balance_rows`."""
    roles = groups_of(people)
    colours = tuple(colour(role, theme) for role in roles.values())
    same = dict.fromkeys(roles.values(), 0)
    dashes = []
    for role in roles.values():
        dashes.append(DASHES[same[role] % len(DASHES)])
        same[role] += 1
    return _balance_lines(tuple(roles), colours, tuple(dashes), height)


def balance_rows(moments: Sequence[Moment], people: Sequence[Person]) -> pd.DataFrame:
    """The rows for `balance_spec`: day, group, percent (of all together), low and high (of one).

    Deposits that lie at stake are not part of a balance. Who begins with nothing is left out.
    """
    rows = []
    points = thin(moments, MOST_POINTS)
    for group in groups_of(people):
        members = [
            (number, person.start)
            for number, person in enumerate(people)
            if person.group == group and person.start
        ]
        everything = sum(start for _, start in members)
        for each in points:
            parts = [100 * each.balances[number] / start for number, start in members]
            whole = 100 * sum(each.balances[number] for number, _ in members) / everything
            rows.append((each.time / DAY, group, whole, min(parts), max(parts)))
    return pd.DataFrame(rows, columns=["day", "group", "percent", "low", "high"])


@lru_cache(maxsize=32)
def overlay_balance_spec(
    theme: Theme, names: tuple[str, ...], groups: tuple[str, ...], height: int = 280
) -> Spec:
    """Balances of several runs: a colour a run, a dash a group, for `overlay_balance_rows`."""
    columns = {"day": [0.0], "percent": [0.0], "run": [""], "group": [""]}
    axis = alt.Axis(labelExpr="format(datum.value, ',~g') + '%'", tickCount=5)
    base = alt.Chart(pd.DataFrame(columns)).encode(
        x=time_axis(),
        y=alt.Y("percent:Q", title=None, scale=alt.Scale(zero=False), axis=axis),
        color=scale("run", names, cycle(RUN_COLOURS[theme], len(names))),
        detail="group:N",
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2).encode(
        strokeDash=alt.StrokeDash(
            "group:N",
            scale=alt.Scale(
                domain=list(groups), range=[list(each) for each in cycle(DASHES, len(groups))]
            ),
            legend=alt.Legend(
                orient="top", title=None, columns=alt.ExprRef(LEGEND_COLUMNS), labelLimit=0
            ),
        )
    )
    hit = base.mark_point(size=120, opacity=0).encode(
        tooltip=[
            alt.Tooltip("run:N", title="Run"),
            alt.Tooltip("group:N", title="Who"),
            alt.Tooltip("percent:Q", title="Of the start, in %", format=",.2f"),
            alt.Tooltip("day:Q", title="Days", format=".1f"),
        ]
    )
    return without_data(line.add_params(zoom()) + hit, height)


def overlay_balance_rows(runs: Mapping[str, Run]) -> pd.DataFrame:
    """The rows for `overlay_balance_spec`: columns day, group, percent and run."""
    frames = [balance_rows(run.moments, run.people).assign(run=name) for name, run in runs.items()]
    return pd.concat(frames)[["day", "group", "percent", "run"]]


def groups_of(people: Sequence[Person]) -> dict[str, str]:
    """The role of each group that has something to begin with.

    An honest sponsor is left out: it parts with all that it has, and nothing else could be read.
    """
    return {
        person.group: person.role for person in people if person.start and person.kind != "sponsor"
    }


@lru_cache(maxsize=64)
def _balance_lines(
    names: tuple[str, ...],
    colours: tuple[str, ...],
    dashes: tuple[tuple[int, ...], ...],
    height: int,
) -> Spec:
    columns = {"day": [0.0], "percent": [0.0], "low": [0.0], "high": [0.0], "group": [""]}
    base = alt.Chart(pd.DataFrame(columns)).encode(
        x=time_axis(), color=scale("group", names, colours)
    )
    axis = alt.Axis(labelExpr="format(datum.value, ',~g') + '%'", tickCount=5)
    y = alt.Y("percent:Q", title=None, scale=alt.Scale(zero=False), axis=axis)
    band = base.mark_area(opacity=_BAND, interpolate="step-after").encode(
        y=alt.Y("low:Q", title=None, scale=alt.Scale(zero=False), axis=axis), y2="high:Q"
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2).encode(
        y=y, strokeDash=dash_scale("group", names, dashes)
    )
    hit = base.mark_point(size=120, opacity=0).encode(
        y=y,
        tooltip=[
            alt.Tooltip("group:N", title="Who"),
            alt.Tooltip("percent:Q", title="Of the start, in %", format=",.2f"),
            alt.Tooltip("low:Q", title="The poorest", format=",.2f"),
            alt.Tooltip("high:Q", title="The richest", format=",.2f"),
            alt.Tooltip("day:Q", title="Days", format=".1f"),
        ],
    )
    return without_data(band + line.add_params(zoom()) + hit, height)
