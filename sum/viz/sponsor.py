"""A reward market as charts: hits after each contribution, scores, and who won what."""

from functools import lru_cache

import altair as alt
import pandas as pd

from sum.room.market_records import Scored, Story
from sum.room.records import Person, Snapshot
from sum.units import ETHER
from sum.viz.charts import Spec
from sum.viz.palette import ROLES, Theme, colour

ALL, KEPT = "all contributions", "without the dropped"
"""The passes that are drawn: the first, and the last where somebody was dropped."""


@lru_cache
def hits_chart(theme: Theme, height: int = 260) -> Spec:
    """Hits on the hidden test set after each contribution, for `hits_rows`."""
    empty = {"place": [0], "share": [0.0], "hits": [0], "pass": [ALL], "person": [""]}
    base = alt.Chart(pd.DataFrame(empty)).encode(
        x=_places(),
        y=alt.Y(
            "share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(zero=False, padding=8)
        ),
        color=alt.Color(
            "pass:N",
            scale=alt.Scale(
                domain=[ALL, KEPT], range=[colour("neutral", theme), colour("model", theme)]
            ),
            legend=alt.Legend(title=None, orient="bottom", direction="vertical"),
        ),
    )
    points = base.mark_point(filled=True, size=45).encode(
        tooltip=[
            alt.Tooltip("place:Q", title="Contribution"),
            alt.Tooltip("person:N", title="By"),
            alt.Tooltip("hits:Q", title="Hits after it"),
        ]
    )
    return _spec(base.mark_line(interpolate="step-after", strokeWidth=2.5) + points, height)


def hits_rows(snapshot: Snapshot, story: Story) -> pd.DataFrame:
    """The rows for `hits_chart`; place 0 is the model as it was when the market opened."""
    rows = []
    shown = [(ALL, story.passes[0])] if story.passes else []
    if len(story.passes) > 1:
        shown.append((KEPT, story.passes[-1]))
    for name, each in shown:
        if story.base is None:
            break
        points = [(0, story.base, ""), *_after(snapshot, story, each.scored)]
        rows += [(place, hits / story.scored, hits, name, who) for place, hits, who in points]
    return pd.DataFrame(rows, columns=["place", "share", "hits", "pass", "person"])


@lru_cache
def score_chart(theme: Theme, height: int = 180) -> Spec:
    """What each contribution changed, in hits and by roles' colours, for `score_rows`."""
    empty = {"place": [0], "score": [0], "person": [""], "role": ["neutral"], "state": [""]}
    bars = (
        alt.Chart(pd.DataFrame(empty))
        .mark_bar(size=9)
        .encode(
            x=_places(),
            y=alt.Y("score:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1)),
            color=_roles(theme),
            opacity=alt.condition("datum.state == 'dropped'", alt.value(0.45), alt.value(1)),
            tooltip=[
                alt.Tooltip("place:Q", title="Contribution"),
                alt.Tooltip("person:N", title="By"),
                alt.Tooltip("score:Q", title="Score", format="+d"),
                alt.Tooltip("state:N", title="In the end"),
            ],
        )
    )
    zero = alt.Chart().mark_rule(opacity=0.5, color=colour("neutral", theme)).encode(y=alt.datum(0))
    return _spec(zero + bars, height)


def score_rows(snapshot: Snapshot, story: Story) -> pd.DataFrame:
    """The rows for `score_chart`: the scores of the first pass, in which everybody is."""
    rows = []
    for part in story.parts:
        if part.passes:
            person = snapshot.person(part.entry.person)
            state = "dropped" if part.dropped else "in"
            role = _drawn(person)
            rows.append((part.index + 1, part.passes[0].score, person.name, role, state))
    return pd.DataFrame(rows, columns=["place", "score", "person", "role", "state"])


@lru_cache
def gain_chart(theme: Theme, people: int) -> Spec:
    """What everybody gains or loses in the market, for `gain_rows`; as high as people need."""
    empty = {"person": [""], "role": ["neutral"], "gain": [0.0]}
    bars = (
        alt.Chart(pd.DataFrame(empty))
        .mark_bar(size=16)
        .encode(
            x=alt.X("gain:Q", title="ETH", axis=alt.Axis(format="+,.3~f")),
            y=alt.Y("person:N", title=None, sort=None, axis=alt.Axis(labelLimit=130)),
            color=_roles(theme),
            tooltip=[
                alt.Tooltip("person:N", title="Who"),
                alt.Tooltip("gain:Q", title="ETH", format="+.6~f"),
            ],
        )
    )
    zero = alt.Chart().mark_rule(opacity=0.5, color=colour("neutral", theme)).encode(x=alt.datum(0))
    return _spec(zero + bars, 60 + 28 * people)


def gain_rows(snapshot: Snapshot, gains: dict[str, int]) -> pd.DataFrame:
    """The rows for `gain_chart`.

    Parameters
    ----------
    snapshot : Snapshot
    gains : dict of str to int
        By person, in wei.
    """
    rows = []
    for who, gain in gains.items():
        person = snapshot.person(who)
        rows.append((person.name, _drawn(person), gain / ETHER))
    return pd.DataFrame(rows, columns=["person", "role", "gain"])


def _drawn(person: Person) -> str:
    """The role in whose colour somebody is drawn; one that is not known has none."""
    return person.role if person.role in ROLES else "neutral"


def _after(
    snapshot: Snapshot, story: Story, scored: dict[int, Scored]
) -> list[tuple[int, int, str]]:
    return [
        (index + 1, each.after, snapshot.person(story.parts[index].entry.person).name)
        for index, each in scored.items()
        if each.after is not None
    ]


def _places() -> alt.X:
    axis = alt.Axis(format="d", tickMinStep=1, grid=False)
    return alt.X("place:Q", title="contribution", axis=axis, scale=alt.Scale(nice=False, padding=8))


def _roles(theme: Theme) -> alt.Color:
    colours = [colour(role, theme) for role in ROLES]
    return alt.Color("role:N", scale=alt.Scale(domain=list(ROLES), range=colours), legend=None)


def _spec(chart: alt.LayerChart, height: int) -> Spec:
    spec: Spec = chart.properties(height=height, width="container").to_dict()
    for name in ("data", "datasets"):
        spec.pop(name, None)
    for layer in spec.get("layer", []):
        layer.pop("data", None)
    return spec
