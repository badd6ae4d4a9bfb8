"""What a burst of contributions costs: the price of each."""

from functools import lru_cache
from typing import Any

import streamlit as st

from sum.incentives.deposit_refund_take import explain_deposit
from sum.room import Snapshot
from sum.ui.deposit import burst_prices
from sum.ui.facts import facts
from sum.ui.ground import theme
from sum.ui.identity import Visit
from sum.units import ETHER, Seconds, Wei, format_ether
from sum.viz.palette import Theme, colour


def show_burst(visitor: Visit, count: int) -> None:
    """Show what up to so many contributions in a row cost at this moment.

    Parameters
    ----------
    visitor : Visit
    count : int
        From 1.
    """
    snapshot, now = visitor.room.tick(), visitor.room.now()
    prices = burst_prices(snapshot, now, count)
    ether = snapshot.person(visitor.id).ether
    total, within = sum(prices), affordable(prices, ether)
    facts(
        [("At stake, at most", format_ether(total), ""), ("You have", format_ether(ether), "")],
        "burst",
    )
    if not within:
        st.warning("You cannot pay for a single one at the moment.", icon=":material/money_off:")
    elif within < count:
        st.warning(f"Your ether is enough for {within} of them.", icon=":material/money_off:")
    if count > 1:
        rows = [
            {"contribution": place, "deposit": wei / ETHER} for place, wei in enumerate(prices, 1)
        ]
        st.vega_lite_chart(rows, burst_chart(theme()), key="burst-chart", width="stretch")
    with st.popover("Why does the price jump?", icon=":material/calculate:", key="why-burst"):
        st.markdown(jump_text(snapshot, now))


def affordable(prices: list[Wei], ether: Wei) -> int:
    """How many of these, in order, somebody can pay.

    >>> affordable([Wei(1), Wei(6), Wei(6)], Wei(8))
    2
    """
    paid = 0
    for place, price in enumerate(prices):
        paid += price
        if paid > ether:
            return place
    return len(prices)


def jump_text(snapshot: Snapshot, now: Seconds) -> str:
    """Say why all but the first of a burst are dear, with the numbers put in."""
    weight = snapshot.settings.terms.cost_weight
    first = explain_deposit(weight, Seconds(max(0, now - snapshot.last)))
    return (
        "The deposit goes inversely with the square root of the time since the last"
        f" contribution.\n\nThe first one: `{first}`\n\nEach further one comes a second later:"
        f" `{explain_deposit(weight, Seconds(1))}`\n\nSo a flood costs far more than patience."
    )


@lru_cache
def burst_chart(ground: Theme) -> dict[str, Any]:
    """A bar for each contribution, for rows of contribution and deposit (in ether)."""
    return {
        "height": 150,
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": {
                "field": "contribution",
                "type": "ordinal",
                "title": "deposit of each contribution",
                "axis": {"labelAngle": 0, "labelOverlap": True},
            },
            "y": {"field": "deposit", "type": "quantitative", "title": "ETH"},
            "color": {"value": colour("attacker", ground)},
            "tooltip": [
                {"field": "contribution", "type": "ordinal"},
                {"field": "deposit", "type": "quantitative", "title": "ETH", "format": ".4~f"},
            ],
        },
    }
