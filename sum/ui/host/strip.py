"""How a class stands, in a strip that is always up to date."""

from html import escape

import streamlit as st

from sum.room.classroom import Phase
from sum.room.records import OWNER, Snapshot
from sum.room.telling import counted
from sum.ui.facts import facts_html
from sum.ui.identity import Visit
from sum.ui.plain import plain
from sum.ui.widgets import clock_text
from sum.units import MINUTE, format_duration
from sum.viz.palette import css_colour

_PHASES: dict[Phase, tuple[str, str]] = {
    "lobby": ("Waiting for you to start", "neutral"),
    "playing": ("Playing", "model"),
    "paused": ("Paused", "sponsor"),
    "over": ("The time is over", "attacker"),
    "ended": ("The game has ended", "neutral"),
}
"""What people read for a phase, and whose colour it has."""


def show_strip(visitor: Visit, snapshot: Snapshot) -> None:
    """Show phase, time left, people and model."""
    room = snapshot.classroom
    text, role = _PHASES[room.phase]
    head = (
        '<div style="display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: center">'
        f'<span class="sum-chip" style="color: {css_colour(role)}">{escape(text)}</span>'
        f"<strong>Room {escape(snapshot.code)} · {escape(room.title or 'A class')} ·"
        f" Round {room.round}</strong></div>"
    )
    with st.container(border=True, key="host-strip"):
        st.html(head)
        st.html(facts_html(_facts(visitor, snapshot)))
        waiting = visitor.room.waiting
        if waiting:
            st.caption(f":material/hourglass_top: {plain(waiting.text)}")


def _facts(visitor: Visit, snapshot: Snapshot) -> list[tuple[str, str, str]]:
    people = [each for each in snapshot.people if each.id != OWNER]
    bots = sum(bool(each.bot) for each in people)
    accuracy, factor = snapshot.accuracy, snapshot.clock.factor
    return [
        ("Time left", _left(visitor, snapshot), ""),
        ("People", f"{len(people) - bots}", f"and {counted(bots, 'bot')}" if bots else ""),
        ("Contributions", f"{len(snapshot.entries):,}", ""),
        ("Accuracy", f"{accuracy[-1].accuracy:.1%}", f"{accuracy[0].accuracy:.1%} at the opening"),
        (
            "The room’s clock",
            clock_text(snapshot, visitor.room.now()).capitalize(),
            "real time" if factor == 1 else f"a second is {format_duration(factor)}",
        ),
    ]


def _left(visitor: Visit, snapshot: Snapshot) -> str:
    room, left = snapshot.classroom, visitor.room.left()
    if not room.length:
        return "no end"
    if left is None:
        left = room.length if room.phase == "lobby" else 0
    minutes, seconds = divmod(int(left), MINUTE)
    return f"{minutes}:{seconds:02d}"
