"""The room's bar: its clock, its controls for the host, its audit, the code to share."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sum.errors import SumError
from sum.ui.audit import audit_button
from sum.ui.identity import Visit
from sum.ui.join.me import show_me
from sum.ui.join.share import show_share
from sum.ui.network import in_words, network_badge
from sum.ui.nonces import act
from sum.ui.pace import among
from sum.ui.page import live
from sum.ui.plain import plain
from sum.ui.roles import ARTICLES, BOT_WORDS, look
from sum.ui.start_over import popover_key, start_over
from sum.ui.widgets import clock_text, show_person
from sum.units import DAY, HOUR

SPEEDS = {60: "1 min", 600: "10 min", HOUR: "1 hour", 6 * HOUR: "6 hours", DAY: "1 day"}
"""How much block time a second of real time can be."""
_CLOCK = "The room's clock. Block time runs faster than the clock on the wall."
_WALL = "The room's clock: on this network, time is everybody's."
JUMPS = {HOUR: "1 hour", 6 * HOUR: "6 hours", DAY: "1 day", 9 * DAY: "9 days"}


def room_bar(visitor: Visit) -> None:
    """Show the room's bar: clock and its controls, the code to share, who the visitor is.

    Parameters
    ----------
    visitor : Visit
        Only the host, who opened the room, gets controls.
    """
    with st.container(
        horizontal=True, vertical_alignment="center", border=True, key="room-bar", gap="small"
    ):
        with st.container(width="content"):
            seen = _stage(visitor)
            every = among(len(visitor.snapshot.people), 1.5)
            live(lambda: _clock(visitor, seen), every=min(every, 4.0))
        network_badge(visitor.room)
        if visitor.host:
            _controls(visitor)
            with st.popover("Bots", icon=":material/smart_toy:"):
                bots(visitor)
        audit_button(visitor)
        st.space("stretch")
        if visitor.room.shared:
            _share(visitor)
        show_me(visitor)


def _stage(visitor: Visit) -> tuple[object, ...]:
    """What the whole page is about: the contract; in a class its round, phase, and one's role."""
    room = visitor.snapshot.classroom
    role = visitor.role if room.led else None  # elsewhere a page itself says whom one plays
    return (visitor.snapshot.address, room.round, room.phase, role)


def _clock(visitor: Visit, seen: tuple[object, ...]) -> None:
    """Show the time, and draw the whole page anew when it is about something else now."""
    snapshot = visitor.room.tick()
    now = _stage(visitor)
    if now != seen:
        _say_what_changed(visitor, seen)
        st.rerun()
    running = snapshot.clock.running
    icon = ":material/schedule:" if running else ":material/pause_circle:"
    text = f"{icon} **{clock_text(snapshot, visitor.room.now()).capitalize()}**"
    left = visitor.room.left()
    if left is not None:
        minutes, seconds = divmod(int(left), 60)
        time = f"**{minutes}:{seconds:02}**"
        text += f"  \n:material/timer: {time} left of round {snapshot.classroom.round}"
    waiting = visitor.room.waiting
    if waiting:
        text += f"  \n:orange[:material/hourglass_top: {waiting.text}]"
    st.markdown(
        text,
        width=180 if left is not None else 170,
        help=_CLOCK if snapshot.clock.factor > 1 else _WALL,
    )


def _say_what_changed(visitor: Visit, seen: tuple[object, ...]) -> None:
    """Tell in a few words why the page is another one now."""
    snapshot, (address, _, phase, role) = visitor.snapshot, seen
    room = snapshot.classroom
    if snapshot.address != address and room.led:
        st.toast(f"Round {room.round}: this is a new model.", icon=":material/restart_alt:")
    elif snapshot.address != address:
        st.toast("The host has started over: this is a new model.", icon=":material/restart_alt:")
    if phase == "lobby" and room.phase == "playing":
        st.toast("The round has begun!", icon=":material/play_arrow:")
    mine = visitor.role or ""
    if mine != role and mine in ARTICLES:
        st.toast(f"You play {ARTICLES[mine]} now.", icon=look(mine).icon)


def _controls(visitor: Visit) -> None:
    snapshot = visitor.snapshot
    running = snapshot.clock.running
    with st.popover("Time", icon=":material/more_time:", key=popover_key()):
        label, icon = ("Pause", "pause") if running else ("Let it run", "play_arrow")
        st.button(
            label,
            icon=f":material/{icon}:",
            key="bar-run",
            on_click=_set_clock,
            args=(visitor, not running, None),
        )
        controls = snapshot.controls
        if not controls.speed:
            _speed(visitor)
        if not controls.jump:
            _jumps(visitor)
        for why in dict.fromkeys([controls.speed, controls.jump]):  # each reason once
            if why:
                st.caption(plain(why))
        st.divider()
        start_over(visitor)


def _speed(visitor: Visit) -> None:
    factor = visitor.snapshot.clock.factor
    speeds = dict(SPEEDS) | {factor: _speed_text(factor)}
    chosen = st.segmented_control(
        "One second is",
        sorted(speeds),
        default=factor,
        required=True,
        format_func=lambda each: speeds[each],
        key=f"bar-speed-{factor}",
    )
    if chosen and chosen != factor:
        _set_clock(visitor, None, chosen)
        st.rerun()


def _jumps(visitor: Visit) -> None:
    st.write("Skip ahead")
    with st.container(horizontal=True):
        for seconds, text in JUMPS.items():
            if st.button(text, key=f"bar-jump-{seconds}", icon=":material/fast_forward:"):
                jump(visitor, seconds)
                st.rerun()


def jump(visitor: Visit, seconds: int) -> None:
    """Let time pass at once, with a progress bar when the bots have much to do."""
    bar = st.progress(0.0, "Time passes …")
    _quietly(
        "bar-jump",
        (seconds,),
        lambda nonce: visitor.room.jump(
            visitor.key, nonce, seconds, lambda part, text: _show(bar, part, text)
        ),
    )
    bar.empty()


def _show(bar: DeltaGenerator, part: float, text: str) -> None:
    bar.progress(part, text)


def _speed_text(factor: int) -> str:
    return SPEEDS.get(factor, f"{factor:,} s")


def _set_clock(visitor: Visit, running: bool | None, factor: int | None) -> None:  # noqa: FBT001
    _quietly(
        "bar-clock",
        (running, factor),
        lambda nonce: visitor.room.set_clock(visitor.key, nonce, running=running, factor=factor),
    )


def _share(visitor: Visit) -> None:
    with st.popover(f"Room {visitor.room.code}", icon=":material/group_add:"):
        show_share(visitor.room)


def bots(visitor: Visit) -> None:
    """Let the visitor add bots to the room and send them home."""
    st.caption("Bots contribute by themselves while the clock runs.")
    with st.container(horizontal=True):
        for kind, word in BOT_WORDS.items():
            role = "attacker" if kind == "malicious" else "contributor"
            st.button(
                word,
                icon=":material/add:",
                key=f"bot-add-{kind}",
                help=f"Plays the {look(role).word.lower()}.",
                on_click=_add_bot,
                args=(visitor, kind),
            )
    for person in visitor.snapshot.people:
        if person.bot:
            with st.container(horizontal=True, vertical_alignment="center"):
                show_person(person)
                st.caption(BOT_WORDS.get(person.bot, person.bot), width="content")
                st.button(
                    "Send home",
                    key=f"bot-remove-{person.id}",
                    type="tertiary",
                    icon=":material/close:",
                    on_click=_remove_bot,
                    args=(visitor, person.id),
                )


def _add_bot(visitor: Visit, kind: str) -> None:
    _quietly("bot-add", (kind,), lambda nonce: visitor.room.add_bot(visitor.key, nonce, kind))


def _remove_bot(visitor: Visit, person_id: str) -> None:
    _quietly(
        "bot-remove",
        (person_id,),
        lambda nonce: visitor.room.remove_bot(visitor.key, nonce, person_id),
    )


def _quietly(name: str, what: tuple[object, ...], action: object) -> None:
    """Act where there is no place to show an error: a toast says it."""
    try:
        act(name, what, action)  # type: ignore[arg-type]
    except SumError as error:
        st.toast(plain(in_words(error)), icon=":material/block:", duration="long")
