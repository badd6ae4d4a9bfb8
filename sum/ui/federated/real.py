"""Real rounds: a federation on the room's chain, in which people are clients themselves."""

from collections.abc import Callable

import streamlit as st

from sum.room.federation import FederationView
from sum.ui.actions import carry_out, forget_others, is_pending, shut
from sum.ui.federated.cast import Cast
from sum.ui.federated.real_own import show_own
from sum.ui.federated.real_result import show_outcome
from sum.ui.federated.real_round import show_round
from sum.ui.federated.real_setup import show_again, show_setup
from sum.ui.federated.real_words import next_step
from sum.ui.identity import Visit, share_link, visit
from sum.ui.pace import among
from sum.ui.page import live, safely
from sum.ui.plain import plain
from sum.ui.room_bar import room_bar

QUICK, OFTEN, CALM = 0.5, 1.2, 2.0
"""Seconds between two looks: alone and among others while a round is played; and otherwise."""
ROUND = "federated-round-part"
"""Names the part of the page that follows the round."""


def show_real() -> None:
    """Draw the tab; whoever is in no room yet gets one of their own."""
    visitor = visit(watch=True)
    shut("")
    forget_others(visitor.snapshot)
    room_bar(visitor)
    why = visitor.room.why_no_federation
    if why:
        st.info(plain(why), icon=":material/block:")
        return
    if visitor.room.shared and not visitor.key:
        _for_a_projector()
    view = visitor.snapshot.federation
    seen = _sight(view)
    live(lambda: _follow(visitor, seen), _every(visitor, view), key=ROUND)
    carry_out()
    if is_pending():
        return
    if view is None:
        if visitor.host:
            show_setup(visitor)
        return
    cast = _cast(visitor, view)
    parts: list[Callable[[], None]] = [
        lambda: show_own(visitor, view),
        lambda: show_outcome(view, cast),
    ]
    for draw in reversed(parts) if view.over else parts:
        with safely():
            draw()
    if visitor.host:
        _lead(visitor, view)


def _follow(visitor: Visit, seen: tuple[object, ...]) -> None:
    """Say what to do next and how the round stands; draw the page anew when it is about another."""
    view = visitor.room.tick().federation
    if _sight(view) != seen:
        st.rerun()
    mine, alone = _mine(visitor, view), not visitor.room.shared
    leader = "" if visitor.host else _LEADERS[visitor.snapshot.classroom.led]
    step = next_step(view, leader=leader, alone=alone, mine=mine)
    st.info(f"**{step.text}**", icon=step.icon)
    if view is not None:
        show_round(visitor, view)


def _sight(view: FederationView | None) -> tuple[object, ...]:
    """What the page depends on; how far a round is has a part of its own."""
    if view is None:
        return ()
    return (
        *(view.address, view.number, len(view.run.records), view.over, view.secret, view.seats),
        *(bool(view.wanted), view.stage is None, view.problem),
    )


def _every(visitor: Visit, view: FederationView | None) -> float:
    going = view is not None and view.wanted
    if not visitor.room.shared:
        return QUICK if going else CALM
    return among(len(visitor.snapshot.people), OFTEN if going else CALM)


def _mine(visitor: Visit, view: FederationView | None) -> tuple[int, ...]:
    """The places that are the visitor's own."""
    ids = set(visitor.identity.ids) if visitor.identity else set()
    seats = view.seats if view else ()
    return tuple(place for place, seat in enumerate(seats) if seat.person in ids)


def _cast(visitor: Visit, view: FederationView) -> Cast:
    names = tuple(seat.name for seat in view.seats)
    return Cast(names, secret=view.secret, mine=_mine(visitor, view), shards=bool(view.run.mixes))


def _for_a_projector() -> None:
    """Who only looks is at the back of a room."""
    st.set_page_config(initial_sidebar_state="collapsed")
    st.html(_LARGE)


def _lead(visitor: Visit, view: FederationView) -> None:
    """What only who leads has: a way for others to watch, and another federation."""
    if visitor.leads:
        link = share_link(visitor.room, "federated")
        st.link_button("Show it on the projector", link, icon=":material/tv:")
    if not view.wanted:
        show_again(visitor, view.address)


_LEADERS = {True: "the facilitator", False: "the host"}
_LARGE = """
<style>
[data-testid=stMainBlockContainer] { max-width: none; }
.fed-receipts, .fed-did { font-size: 1.2rem !important; }
.fed-steps { font-size: 1.1rem !important; }
</style>
"""
