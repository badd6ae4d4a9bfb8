"""What a burst of contributions costs: the price of each."""

from functools import lru_cache
from typing import Any

import streamlit as st

from sum.room.preview import DryRun, dry_run
from sum.room.rules import words_of
from sum.ui.deposit import burst_prices, price_word
from sum.ui.facts import arrow, change, facts
from sum.ui.ground import theme
from sum.ui.identity import Visit
from sum.units import ETHER, Wei, format_ether
from sum.viz.palette import Theme, colour

_DAMAGE = "_damage"


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
        [("At stake, at most", price_word(Wei(total)), ""), ("You have", format_ether(ether), "")],
        "burst",
    )
    if not within:
        st.warning("You cannot pay for a single one at the moment.", icon=":material/money_off:")
    elif within < count:
        st.warning(f"Your ether is enough for {within} of them.", icon=":material/money_off:")
    if count > 1 and total:
        rows = [
            {"contribution": place, "deposit": wei / ETHER} for place, wei in enumerate(prices, 1)
        ]
        st.vega_lite_chart(rows, burst_chart(theme()), key="burst-chart", width="stretch")
    why = "Why does the price jump?" if total else "Why is it free?"
    with st.popover(why, icon=":material/calculate:", key="why-burst"):
        st.markdown(words_of(snapshot.settings.terms).burst_text(snapshot, now))


def show_damage(visitor: Visit, strategy: str, strength: int) -> None:
    """Show what an attack would do to the model as it is now: tried on a copy of it."""
    snapshot = visitor.snapshot
    about = (snapshot.address, len(snapshot.entries), strategy, strength)
    kept = st.session_state.get(_DAMAGE)
    if not kept or kept[0] != about:
        kept = (about, dry_run(snapshot, strategy, strength))
        st.session_state[_DAMAGE] = kept
    found: DryRun = kept[1]
    if not found.sent:
        st.caption(
            "Tried on a copy of the model it does nothing: it needs others to act first, or the"
            " contract refuses it."
        )
        return
    right = arrow(f"{found.before:.1%}", f"{found.after:.1%}")
    facts(
        [
            ("The model is right", right, change(found.before, found.after)),
            ("It believes", f"{found.agreed} of {found.sent}", "labels sent"),
        ],
        "damage",
    )
    st.caption("Tried on a copy of the model as it is now, before anybody reacts.")


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
