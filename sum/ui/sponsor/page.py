"""The sponsor's page: a market from the bounty to the last payout, and who earned what, and why."""

import streamlit as st

from sum.incentives.reward_market import MarketTerms
from sum.room import Outcome
from sum.room.market_story import stories
from sum.ui.actions import (
    Progress,
    carry_out,
    forget_others,
    is_pending,
    long_action_button,
    result,
)
from sum.ui.class_bar import class_bar
from sum.ui.facts import plain
from sum.ui.identity import Visit
from sum.ui.page import live
from sum.ui.room_bar import room_bar
from sum.ui.sponsor.result import show_market, show_past
from sum.ui.sponsor.steps import show_step
from sum.ui.sponsor.strip import show_done, show_strip, strip_key
from sum.ui.sponsor.words import STEPS

_SET_UP = "sponsor-set-up"


def show_sponsor(visitor: Visit) -> None:
    """Draw the page."""
    forget_others(visitor.snapshot)
    room_bar(visitor)
    class_bar(visitor, "sponsor")
    st.write(
        "Pay for what makes the model better, measured by a test set that nobody knows. A sponsor"
        " promises money; the contract finds out who deserves it."
    )
    carry_out()
    if is_pending():
        return
    if not isinstance(visitor.snapshot.settings.terms, MarketTerms):
        _offer(visitor)
        return
    key = strip_key(visitor)
    live(lambda: show_strip(visitor, key), every=2.0)
    found = stories(visitor.snapshot)
    show_done(visitor)
    show_step(visitor, found[-1] if found else None)
    if found:
        address = visitor.snapshot.address

        def market() -> None:
            if visitor.snapshot.address == address:
                show_market(visitor)

        live(market, every=2.0)
    for story in reversed(found[:-1]):
        show_past(visitor.snapshot, story)


def _offer(visitor: Visit) -> None:
    """Say what a market is, and set the room up for it."""
    title = visitor.snapshot.settings.terms.title
    st.info(
        f"This room plays “{plain(title)}”. A sponsor needs a room whose mechanism is the reward"
        " market.",
        icon=":material/info:",
    )
    kept = result(_SET_UP)
    if kept and kept.refused:
        st.error(plain(kept.refused), icon=":material/block:")
    with st.container(border=True, key="step-offer"):
        st.markdown("#### How a market goes", anchors=False)
        st.markdown(
            "\n".join(f"{n}. **{step.title}.** {step.why}" for n, step in enumerate(STEPS, start=1))
        )
        if not visitor.host:
            st.caption("The host of this room can set it up.")
            return

        def work(nonce: str, progress: Progress) -> Outcome:
            progress(0.2, "A new model is deployed …")
            return visitor.room.hold_markets(visitor.key, nonce)

        long_action_button(
            "Set this room up for a market",
            _SET_UP,
            "A new model is deployed …",
            work,
            kind="primary",
            icon=":material/savings:",
        )
        more = (
            " A careless and a malicious bot join, and the clock stops, so that no deadline passes"
            " while you read."
        )
        st.caption(
            "The room starts over: same data set, same people, everybody at zero."
            f"{'' if visitor.room.shared else more}"
        )
