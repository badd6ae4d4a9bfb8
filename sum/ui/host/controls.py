"""The controls of a class: how it stands, what comes next, and everything that can be changed."""

import streamlit as st

from sum.room.records import Snapshot
from sum.ui.actions import carry_out, forget_others, is_pending, show_result, shut
from sum.ui.host.doing import PLACE
from sum.ui.host.people import show_people
from sum.ui.host.plan import show_plan
from sum.ui.host.rounds import show_rounds
from sum.ui.host.screen import show_screen, show_ways_in
from sum.ui.host.strip import show_strip
from sum.ui.host.time import show_time
from sum.ui.host.world import show_world
from sum.ui.identity import Visit
from sum.ui.page import live, safely

_STYLE = """
<style>
.st-key-host-rounds button { min-height: 3rem; }
.st-key-host-rounds button p { font-size: 1.05rem; font-weight: 600; }
</style>
"""


def show_controls(visitor: Visit) -> None:
    """Draw all controls of the room that the visitor leads."""
    shut("")
    forget_others(visitor.snapshot)
    st.html(_STYLE)
    seen = _stage(visitor.snapshot)
    live(lambda: _follow(visitor, seen), every=1.0)
    carry_out()
    if is_pending():
        return
    with st.container(horizontal=True, key="host-rounds", gap="small"):
        show_rounds(visitor)
    with st.container():  # its place stays, so that what is open below stays open
        show_result(PLACE)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        with safely():
            show_plan(visitor.snapshot)
        with safely():
            show_people(visitor)
        with safely():
            show_world(visitor)
    with right:
        for draw in (show_ways_in, show_screen, show_time):
            with safely():
                draw(visitor)


def _stage(snapshot: Snapshot) -> tuple[object, ...]:
    """What the controls depend on."""
    return (snapshot.address, snapshot.classroom, snapshot.clock.factor, snapshot.controls)


def _follow(visitor: Visit, seen: tuple[object, ...]) -> None:
    """Show how it stands; draw everything anew when the controls are about something else now."""
    snapshot = visitor.room.tick()
    if _stage(snapshot) != seen:
        st.rerun()
    show_strip(visitor, snapshot)
