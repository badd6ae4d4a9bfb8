"""Charts of federations: their rounds, privacy and the dial; with their rows."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from math import isfinite
from typing import Literal

import altair as alt
import pandas as pd

from sum.federated.records import FederatedRun
from sum.units import ETHER
from sum.viz.charts import Spec, without_data
from sum.viz.palette import Theme, colour

MODEL, CLEAN = "this federation", "nobody attacks"
HONEST, ATTACKER = "honest", "attacker"
YOU, OTHERS, EVERYBODY = "you", "the others", "everybody"
"""Whose lines are whose while nobody may know who attacks."""
_DASHES = [[1, 0], [7, 4]]
_LABELS: tuple[tuple[str, Literal["left", "center", "right"], int, int], ...] = (
    ("datum.leakage === 0", "left", -6, 24),
    ("datum.leakage !== 0 && datum.leakage < 0.1", "left", -6, -33),
    ("datum.leakage >= 0.1 && datum.leakage < 0.9", "center", 0, -33),
    ("datum.leakage >= 0.9", "right", 8, 24),
)
"""Where names stand: two settings at either end often have about the same profit."""


@lru_cache(maxsize=32)
def accuracy_spec(
    theme: Theme, rounds: int, floor: float = 0.0, height: int = 260, *, alone: bool = False
) -> Spec:
    """Accuracy after each round, for `accuracy_rows`.

    Parameters
    ----------
    theme : {"light", "dark"}
    rounds : int
        How many there will be.
    floor : float
        The least accuracy that is shown.
    height : int
        Pixels.
    alone : bool
        Whether there is nothing to compare it with.
    """
    names = [MODEL] if alone else [MODEL, CLEAN]
    empty = pd.DataFrame({"round": [0], "accuracy": [0.0], "line": [""]})
    base = alt.Chart(empty).encode(
        x=_rounds(rounds),
        y=alt.Y(
            "accuracy:Q",
            title=None,
            scale=alt.Scale(domain=[floor, 1]),
            axis=alt.Axis(format="%", tickCount=5),
        ),
        color=_colour(
            "line", names, [colour("model", theme), colour("neutral", theme)][: len(names)]
        ),
    )
    line = base.mark_line(strokeWidth=2.5, clip=True).encode(strokeDash=_dash("line", names))
    hit = base.mark_point(size=120, opacity=0, clip=True).encode(
        tooltip=[
            alt.Tooltip("line:N", title="Line"),
            alt.Tooltip("round:Q", title="Round"),
            alt.Tooltip("accuracy:Q", title="Right", format=".1%"),
        ]
    )
    return without_data(line + hit, height)


def accuracy_rows(run: FederatedRun, clean: Sequence[float]) -> pd.DataFrame:
    """The rows for `accuracy_spec`: columns round, accuracy and line.

    Parameters
    ----------
    run : FederatedRun
    clean : sequence of float
        After each round where nobody attacks.
    """
    own = [run.start, *(record.accuracy for record in run.records)]
    rows = [(number, value, MODEL) for number, value in enumerate(own)]
    if any(run.attackers) and clean:
        rows += [(number, value, CLEAN) for number, value in enumerate([run.start, *clean])]
    return pd.DataFrame(rows, columns=["round", "accuracy", "line"])


@lru_cache(maxsize=32)
def profit_spec(theme: Theme, rounds: int, height: int = 240, *, secret: bool = False) -> Spec:
    """Everybody's profit after each round, a line for each client, for `profit_rows`.

    Parameters
    ----------
    theme : {"light", "dark"}
    rounds : int
    height : int
        Pixels.
    secret : bool
        Whether nobody may know who attacks: then one's own lines have a colour.
    """
    names = [YOU, OTHERS] if secret else [HONEST, ATTACKER]
    empty = pd.DataFrame({"round": [0], "profit": [0.0], "client": [""], "part": [""]})
    base = alt.Chart(empty).encode(
        x=_rounds(rounds),
        y=alt.Y("profit:Q", title="ETH", axis=alt.Axis(tickCount=5)),
        detail="client:N",
        color=_colour("part", names, _sides(theme, secret=secret)),
    )
    line = base.mark_line(strokeWidth=1.5, opacity=0.8).encode(strokeDash=_dash("part", names))
    hit = base.mark_point(size=100, opacity=0).encode(
        tooltip=[
            alt.Tooltip("client:N", title="Client"),
            alt.Tooltip("part:N", title="Who is"),
            alt.Tooltip("round:Q", title="Round"),
            alt.Tooltip("profit:Q", title="Profit (ETH)", format="+.2f"),
        ]
    )
    return without_data(_zero(theme) + line + hit, height)


def profit_rows(
    run: FederatedRun,
    names: Sequence[str] = (),
    *,
    secret: bool = False,
    mine: Collection[int] = (),
) -> pd.DataFrame:
    """The rows for `profit_spec`: columns round, profit (ether), client and part.

    Parameters
    ----------
    run : FederatedRun
    names : sequence of str
        Of all clients; by default their numbers.
    secret : bool
        As for `profit_spec`.
    mine : collection of int
        Places that are the visitor's own.
    """
    clients = [
        (names[place] if names else str(place + 1), _whose(place, mine) if secret else _part(bad))
        for place, bad in enumerate(run.attackers)
    ]
    rows = [(0, 0.0, *client) for client in clients]
    rows += [
        (record.round + 1, profit / ETHER, *client)
        for record in run.records
        for client, profit in zip(clients, record.profits, strict=True)
    ]
    return pd.DataFrame(rows, columns=["round", "profit", "client", "part"])


@lru_cache(maxsize=32)
def slashed_spec(theme: Theme, rounds: int, height: int = 200, *, secret: bool = False) -> Spec:
    """How many stakes were lost so far, for `slashed_rows`; in one line where roles are secret."""
    names = [EVERYBODY] if secret else [HONEST, ATTACKER]
    empty = pd.DataFrame({"round": [0], "count": [0], "part": [""]})
    base = alt.Chart(empty).encode(
        x=_rounds(rounds),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, tickCount=5)),
        color=_colour("part", names, _sides(theme, secret=secret)[-len(names) :]),
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5)
    return without_data(line.encode(strokeDash=_dash("part", names)), height)


def slashed_rows(run: FederatedRun, *, secret: bool = False) -> pd.DataFrame:
    """The rows for `slashed_spec`: columns round, count and part."""
    rows = []
    # While it is a secret who attacks, a run says that nobody does.
    parts = ((EVERYBODY, False),) if secret else ((HONEST, False), (ATTACKER, True))
    for part, attacking in parts:
        lost = [
            sum(
                gone
                for settlement in record.outcome.settlements
                for gone, bad in zip(settlement.slashed, run.attackers, strict=True)
                if bad == attacking
            )
            for record in run.records
        ]
        counts = accumulate(lost, initial=0)
        rows += [(number, count, part) for number, count in enumerate(counts)]
    return pd.DataFrame(rows, columns=["round", "count", "part"])


@lru_cache(maxsize=32)
def meter_spec(theme: Theme, rounds: int, what: str, top: float = 0.0, height: int = 200) -> Spec:
    """What is known of a client after each round, for `meter_rows`.

    Parameters
    ----------
    theme : {"light", "dark"}
    rounds : int
    what : str
        A column of `meter_rows`: "leakage" or "epsilon".
    top : float
        Where the axis ends; 0: wherever the rows do.
    height : int
        Pixels.
    """
    empty = pd.DataFrame({"round": [0], what: [0.0]})
    scale = alt.Scale(domain=[0, top]) if top else alt.Scale(zero=True)
    base = alt.Chart(empty).encode(
        x=_rounds(rounds),
        y=alt.Y(f"{what}:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5)),
        tooltip=[
            alt.Tooltip("round:Q", title="Round"),
            alt.Tooltip(f"{what}:Q", title=what.capitalize(), format=".2f"),
        ],
    )
    shade = colour("sponsor", theme)
    ground = base.mark_area(opacity=0.15, color=shade)
    return without_data(ground + base.mark_line(strokeWidth=2.5, color=shade), height)


def meter_rows(run: FederatedRun) -> pd.DataFrame:
    """The rows for `meter_spec`: columns round, leakage and epsilon; infinite ones are left out."""
    rows = [(0, 0.0, 0.0)]
    rows += [(record.round + 1, record.leakage, record.epsilon) for record in run.records]
    table = pd.DataFrame(rows, columns=["round", "leakage", "epsilon"])
    return table if isfinite(run.epsilon) else table.drop(columns="epsilon")


@lru_cache(maxsize=32)
def dial_spec(theme: Theme, money: str, height: int = 320) -> Spec:
    """The settings of the dial: leakage, profit and accuracy; for `dial_rows`.

    Parameters
    ----------
    theme : {"light", "dark"}
    money : str
        Whose profit it is, for the axis.
    height : int
        Pixels.
    """
    empty = pd.DataFrame(
        {"leakage": [0.0], "profit": [0.0], "accuracy": [0.0], "name": [""], "chosen": [True]}
    )
    base = alt.Chart(empty).encode(
        x=alt.X(
            "leakage:Q",
            title="leakage: 0 nothing, 1 everything can be told",
            scale=alt.Scale(domain=[-0.03, 1.03]),
            axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2~f", grid=False),
        ),
        y=alt.Y("profit:Q", title=f"{money} profit (ETH)", scale=alt.Scale(padding=32)),
        tooltip=[
            alt.Tooltip("name:N", title="Dial"),
            alt.Tooltip("leakage:Q", title="Leakage", format=".2f"),
            alt.Tooltip("profit:Q", title="Profit (ETH)", format="+.2f"),
            alt.Tooltip("accuracy:Q", title="Right", format=".1%"),
        ],
    )
    ink = "#1C2733" if theme == "light" else "#E8EDF2"
    chosen = alt.condition("datum.chosen", alt.value(ink), alt.value(colour("model", theme)))
    points = base.mark_circle(opacity=1, strokeWidth=3).encode(
        size=alt.condition("datum.chosen", alt.value(330), alt.value(150)),
        color=alt.value(colour("model", theme)),
        stroke=chosen,
    )
    label = "datum.name + '\\n' + format(datum.accuracy, '.1%')"
    named = base.transform_calculate(label=label).encode(text="label:N", color=alt.value(ink))
    names = [
        named.transform_filter(where).mark_text(
            align=align, dx=dx, dy=dy, fontSize=13, lineBreak="\n", lineHeight=15
        )
        for where, align, dx, dy in _LABELS
    ]
    return without_data(alt.layer(_zero(theme), points, *names), height)


def dial_rows(points: Iterable[tuple[str, float, float, float, bool]]) -> pd.DataFrame:
    """The rows for `dial_spec`.

    Parameters
    ----------
    points : iterable of tuple
        For each setting its name, leakage, profit, accuracy, and whether it is the chosen one.
    """
    columns = ["name", "leakage", "profit", "accuracy", "chosen"]
    return pd.DataFrame(list(points), columns=columns)


def _rounds(rounds: int) -> alt.X:
    axis = alt.Axis(grid=False, format="d", tickMinStep=1, tickCount=6)
    return alt.X("round:Q", title="round", axis=axis, scale=alt.Scale(domain=[0, rounds]))


def _colour(field: str, names: list[str], colours: list[str]) -> alt.Color:
    legend = alt.Legend(orient="top", title=None, symbolType="stroke", labelLimit=0)
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=names, range=colours), legend=legend)


def _dash(field: str, names: list[str]) -> alt.StrokeDash:
    return alt.StrokeDash(f"{field}:N", scale=alt.Scale(domain=names, range=_DASHES), legend=None)


def _zero(theme: Theme) -> alt.Chart:
    rule = alt.Chart().mark_rule(opacity=0.5, color=colour("neutral", theme))
    line: alt.Chart = rule.encode(y=alt.datum(0))
    return line


def _sides(theme: Theme, *, secret: bool) -> list[str]:
    """Colours of the honest and of attackers; where that is a secret, of oneself and others."""
    return [colour("contributor", theme), colour("neutral" if secret else "attacker", theme)]


def _whose(place: int, mine: Collection[int]) -> str:
    return YOU if place in mine else OTHERS


def _part(attacks: bool) -> str:  # noqa: FBT001 - one of two
    return ATTACKER if attacks else HONEST
