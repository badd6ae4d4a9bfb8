"""The room's time: how fast it runs, and jumps."""

import streamlit as st

from sum.room.records import Snapshot
from sum.ui.actions import long_action_button
from sum.ui.host.doing import PLACE, do
from sum.ui.identity import Visit
from sum.ui.plain import plain
from sum.ui.room_bar import JUMPS, SPEEDS
from sum.units import format_duration


def show_time(visitor: Visit) -> None:
    """Offer speed and jumps; what a chain does not allow is said instead."""
    snapshot = visitor.snapshot
    if snapshot.classroom.phase == "ended":
        return
    with st.container(border=True, key="host-time"):
        st.markdown("#### :material/schedule: The room’s time", anchors=False)
        controls = snapshot.controls
        if not controls.speed:
            _speed(visitor, snapshot)
        if not controls.jump:
            _jumps(visitor)
        # What the chain does not allow, each reason once.
        for why in dict.fromkeys([controls.speed, controls.jump, controls.undo]):
            if why:
                st.caption(plain(why))


def _speed(visitor: Visit, snapshot: Snapshot) -> None:
    now = snapshot.clock.factor
    speeds = dict(SPEEDS) | {now: SPEEDS.get(now, format_duration(now))}
    key = f"host-speed-now-{now}"
    st.segmented_control(
        "A second of real time is",
        sorted(speeds),
        default=now,
        required=True,
        format_func=speeds.__getitem__,
        key=key,
        on_change=_set_speed,
        args=(visitor, key),
    )


def _set_speed(visitor: Visit, key: str) -> None:
    factor = st.session_state.get(key)
    if factor and factor != visitor.snapshot.clock.factor:  # it also is called without a change
        do("speed", lambda nonce: visitor.room.set_clock(visitor.key, nonce, factor=int(factor)))


def _jumps(visitor: Visit) -> None:
    seconds = st.segmented_control(
        "Skip ahead by",
        list(JUMPS),
        default=next(iter(JUMPS)),
        required=True,
        format_func=JUMPS.__getitem__,
        key="host-jump-by",
    )
    long_action_button(
        "Skip ahead",
        PLACE,
        "Time passes …",
        lambda nonce, told: visitor.room.jump(visitor.key, nonce, int(seconds or 1), told),
        icon=":material/fast_forward:",
        tip="Bots act in the order of time; people cannot act in between.",
    )
