"""The charts of a report, as pictures inside of it."""

from base64 import b64encode
from html import escape

import pandas as pd

from sum.room.flows import CONTRACT, flows
from sum.room.records import Snapshot
from sum.units import Seconds, format_ether
from sum.viz.charts import (
    Spec,
    accuracy_chart,
    accuracy_rows,
    profit_chart,
    profit_rows,
    unit_of,
)
from sum.viz.flows import OTHERS, flows_html
from sum.viz.palette import Theme
from sum.viz.picture import svg

HEIGHT = 300


def accuracy_figure(snapshot: Snapshot, now: Seconds) -> str:
    """How often the model was right, as HTML."""
    rows = accuracy_rows(snapshot, now)
    begin, end = rows["accuracy"].iloc[0], rows["accuracy"].iloc[-1]
    says = f"Accuracy over time: from {begin:.1%} to {end:.1%}."
    return figure(rows, {each: accuracy_chart(each, HEIGHT) for each in GROUNDS}, says)


def balances_figure(snapshot: Snapshot, now: Seconds) -> str:
    """What everybody won and lost, as HTML; "" when nobody has done anything."""
    rows, unit = profit_rows(snapshot, now), unit_of(snapshot)
    if rows.empty:
        return ""
    says = f"What everybody won and lost over time, in {unit}; the numbers are in the tables."
    return figure(rows, {each: profit_chart(each, HEIGHT, unit) for each in GROUNDS}, says)


def flows_figure(snapshot: Snapshot) -> str:
    """Who gained from whom, as HTML; "" when nobody did."""
    found = flows(snapshot)
    people = {each.id: each for each in snapshot.people}
    others = {CONTRACT: "The contract", OTHERS: "Others"}
    money = snapshot.settings.terms.money
    return (
        flows_html(
            found,
            lambda who: people[who].name if who in people else others[who],
            lambda who: people[who].role if who in people else "neutral",
            lambda size: format_ether(size) if money else f"{size:,}",
        )
        if found
        else ""
    )


GROUNDS: tuple[Theme, ...] = ("light", "dark")


def figure(rows: pd.DataFrame, specs: dict[Theme, Spec], says: str) -> str:
    """A chart for both grounds as HTML; paper takes the light one.

    As a picture of its own each, for what is inside of two SVGs would have the same names.
    """
    data = {"values": rows.to_dict("records")}
    light, dark = (
        b64encode(svg({**specs[ground], "data": data}, ground).encode()).decode()
        for ground in GROUNDS
    )
    return (
        '<figure class="chart"><picture><source media="screen and (prefers-color-scheme: dark)"'
        f' srcset="data:image/svg+xml;base64,{dark}"><img alt="{escape(says, quote=True)}"'
        f' src="data:image/svg+xml;base64,{light}"></picture></figure>'
    )
