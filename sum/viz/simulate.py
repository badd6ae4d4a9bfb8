"""Charts of a simulation: its events, and each chart whole, with its data, for files.

Each specification waits for rows, so that a page can send more of them as a run goes on. Accuracy
is in `sum.viz.series`, balances are in `sum.viz.balances`.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import altair as alt
import pandas as pd

from sum.simulation.lab import Moment, Run
from sum.units import DAY
from sum.viz.balances import balance_rows, balance_spec
from sum.viz.charts import MOST_POINTS, Spec, thin, time_axis, without_data, zoom
from sum.viz.palette import Theme
from sum.viz.series import (
    DASHES,
    RUN_COLOURS,
    accuracy_rows,
    accuracy_spec,
    dash_scale,
    distinct,
    floor_of,
    overlay_rows,
    overlay_spec,
    scale,
)

EVENTS = MappingProxyType(
    {
        "contribute": "contributions",
        "refund": "refunds",
        "report": "reports",
        "collect": "collected",
        "call": "predictions paid for",
        "refused": "refused",
    }
)
"""The kinds of events that are drawn, in words."""


@lru_cache(maxsize=16)
def events_spec(theme: Theme, kinds: tuple[str, ...], height: int = 240) -> Spec:
    """How many events of each kind (in words) there were so far, for `events_rows`."""
    every = tuple(EVENTS.values())
    colours = tuple(RUN_COLOURS[theme][every.index(kind)] for kind in kinds)
    dashes = tuple(DASHES[every.index(kind)] for kind in kinds)
    empty = pd.DataFrame({"day": [0.0], "count": [0], "kind": [""]})
    base = alt.Chart(empty).encode(
        x=time_axis(),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1)),
        color=scale("kind", kinds, colours),
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2).encode(
        strokeDash=dash_scale("kind", kinds, dashes)
    )
    hit = base.mark_point(size=120, opacity=0).encode(
        tooltip=[
            alt.Tooltip("kind:N", title="What"),
            alt.Tooltip("count:Q", title="So far", format=",d"),
            alt.Tooltip("day:Q", title="Days", format=".1f"),
        ]
    )
    return without_data(line.add_params(zoom()) + hit, height)


def events_rows(moments: Sequence[Moment], counts: Sequence[Mapping[str, int]]) -> pd.DataFrame:
    """The rows for `events_spec`: columns day, count and kind (in words); kinds that occur.

    Parameters
    ----------
    moments : sequence of Moment
    counts : sequence of mapping
        For each moment how many events of each kind there were until then.
    """
    points = thin(list(zip(moments, counts, strict=False)), MOST_POINTS)
    there = [kind for kind in EVENTS if points and points[-1][1].get(kind)]
    rows = [
        (moment.time / DAY, found.get(kind, 0), EVENTS[kind])
        for kind in there
        for moment, found in points
    ]
    return pd.DataFrame(rows, columns=["day", "count", "kind"])


def kinds_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """The kinds of events in the rows of `events_rows`, in their order."""
    return tuple(kind for kind in EVENTS.values() if kind in set(rows["kind"]))


def counts_of(run: Run) -> list[dict[str, int]]:
    """For each moment of a run how many events of each kind there were until then."""
    found, so_far, place = [], dict.fromkeys(EVENTS, 0), 0
    for moment in run.moments:
        while place < len(run.events) and run.events[place].time <= moment.time:
            event = run.events[place]
            kind = "refused" if event.refused else event.kind
            so_far[kind] = so_far.get(kind, 0) + 1
            place += 1
        found.append(dict(so_far))
    return found


def accuracy_chart(runs: Sequence[Run], theme: Theme = "light", height: int = 320) -> Spec:
    """The accuracy of a run, or of several, with its data: ready for `sum.viz.picture`."""
    if len(runs) == 1:
        rows = accuracy_rows(runs[0].moments, runs[0].tested, runs[0].ideal)
        return with_data(accuracy_spec(theme, floor_of(rows), height), rows)
    names = distinct([run.scenario.title for run in runs])
    rows = overlay_rows(dict(zip(names, runs, strict=True)))
    return with_data(overlay_spec(theme, tuple(names), floor_of(rows), height), rows)


def balance_chart(run: Run, theme: Theme = "light", height: int = 320) -> Spec:
    """The balances of a run with their data."""
    rows = balance_rows(run.moments, run.people)
    return with_data(balance_spec(theme, run.people, height), rows)


def events_chart(run: Run, theme: Theme = "light", height: int = 320) -> Spec:
    """The events of a run with their data."""
    rows = events_rows(run.moments, counts_of(run))
    return with_data(events_spec(theme, kinds_of(rows), height), rows)


def with_data(spec: Spec, rows: pd.DataFrame) -> Spec:
    """A specification with the rows that it waits for."""
    there = rows.astype(object).where(rows.notna(), None)  # JSON has no word for a missing number
    return {**spec, "data": {"values": there.to_dict("records")}}
