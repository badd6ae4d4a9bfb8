"""The top of the board: how much time is left, and the numbers to read from the back of a room."""

import time
from dataclasses import dataclass
from html import escape
from math import ceil
from urllib.parse import urlsplit

import streamlit as st

from sum.room import Room, Snapshot
from sum.room.records import OWNER, Person
from sum.room.rules import words_of
from sum.ui.identity import share_link
from sum.ui.page import has
from sum.ui.widgets import clock_text
from sum.units import Seconds, Wei, format_ether
from sum.viz.palette import css_colour

PHASES = {
    "lobby": "Not begun yet",
    "playing": "Playing",
    "paused": "Paused",
    "over": "Time is up",
    "ended": "The end",
}
"""What people read for each phase."""
_DRIFT = 1.2
"""By how many seconds a countdown may be wrong before it is set anew."""
_STATE = "_board_countdown"


@dataclass(frozen=True)
class _Countdown:
    """A countdown as the page has it: it runs by itself from when it was put there."""

    what: tuple[object, ...]
    left: float
    since: float


def fresh() -> None:
    """Forget the countdown that the page had: it is not there any more, or put there anew."""
    st.session_state.pop(_STATE, None)


def time_tile(room: Room, *, still: bool) -> str:
    """How much time is left of the round, as HTML that counts down by itself.

    Parameters
    ----------
    room : Room
    still : bool
        Whether the board is frozen, which is said here.
    """
    led, left = room.snapshot.classroom, room.left()
    about = f"Round {led.round}" + (f" · {PHASES[led.phase]}" if left is not None else "")
    note = "❄ The board stands still" if still else escape(led.title)
    if led.phase == "playing" and left is not None:
        value = _counting(left, (about, note, led.length, room.snapshot.address))
    else:
        fresh()
        value = PHASES[led.phase] if left is None else clock(left)
    kind = "sum-tile sum-time" + (" sum-text" if left is None else "")
    mark = "sum-note sum-still" if still else "sum-note"
    return (
        f'<div class="{kind}"><div class="sum-label">{about}</div>'
        f'<div class="sum-value">{value}</div><div class="{mark}">{note}&nbsp;</div></div>'
    )


def clock(seconds: float) -> str:
    """Real time that is left.

    >>> clock(61.2), clock(0), clock(3_601)
    ('1:02', '0:00', '60:01')
    """
    minutes, rest = divmod(ceil(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _counting(left: float, what: tuple[object, ...]) -> str:
    """A countdown that the browser runs: the same HTML as long as it is right, to the second.

    It begins anew when anything changes in the tile that it stands in (`what`): so does the
    browser's.
    """
    now = time.monotonic()
    kept: _Countdown | None = st.session_state.get(_STATE)
    if kept is None or kept.what != what or abs(kept.left - (now - kept.since) - left) > _DRIFT:
        kept = _Countdown(what, round(left, 1), now)
        st.session_state[_STATE] = kept
    return (
        f'<span class="sum-count" role="timer" title="left of this round"'
        f' style="--from: {ceil(kept.left)}; animation-duration: {ceil(kept.left)}s;'
        f' animation-delay: {kept.left - ceil(kept.left):.1f}s"></span>'
    )


def tiles(room: Room, shown: Snapshot) -> str:
    """The numbers to read from the back of the room, as HTML."""
    first, accuracy = shown.accuracy[0].accuracy, shown.accuracy[-1].accuracy
    before = "as at the start" if accuracy == first else f"{first:.0%} at the start"
    terms = shown.settings.terms
    now = shown.clock.now if shown.classroom.frozen else room.now()
    day, _, hour = clock_text(shown, Seconds(now)).capitalize().partition(", ")
    here = humans(room.snapshot)
    found = [
        tile("The model is right", f"{accuracy:.0%}", before, role="model"),
        tile("Contributions", f"{len(shown.entries)}", words_of(terms).credit(shown.total_good)),
        _held(shown),
        tile(day, hour, _pace(room, shown)),
        tile("People", f"{len(here)}", _others(room.snapshot)),
        tile("Join with the code", room.code, escape(site(room))),
    ]
    return f'<div class="sum-tiles">{"".join(found)}</div>'


def tile(label: str, value: str, note: str, *, role: str = "") -> str:
    """A number with what it is; HTML goes in."""
    colour = f' style="color: {css_colour(role)}"' if role else ""
    return (
        f'<div class="sum-tile"><div class="sum-label">{label}</div>'
        f'<div class="sum-value"{colour}>{value}</div>'
        f'<div class="sum-note">{note}&nbsp;</div></div>'
    )


def humans(snapshot: Snapshot) -> list[Person]:
    """Everybody who is here and no bot."""
    return [each for each in snapshot.people if each.id != OWNER and not each.bot]


def join_link(room: Room) -> str:
    """The address at which people join."""
    return share_link(room, "join" if has("join") else "contribute")


def site(room: Room) -> str:
    """Where the app is, as people type it."""
    return urlsplit(join_link(room)).netloc


def _held(shown: Snapshot) -> str:
    terms = shown.settings.terms
    if terms.money:
        cost = Wei(shown.deposit)
        note = f"the next costs {format_ether(cost)}" if cost else "contributing is free"
        number, unit = format_ether(shown.held).split(" ")
        return tile("The contract holds", f"{number} <small>{unit}</small>", note)
    waiting = sum(not entry.settled for entry in shown.entries)
    return tile("Still open", f"{waiting}", "to be validated or reported")


def _pace(room: Room, shown: Snapshot) -> str:
    """How fast the room's clock goes, or what everybody waits for; HTML."""
    waiting = room.waiting  # it may be over at any moment
    if waiting:
        return escape(waiting.text)
    if not shown.clock.running:
        return "the room’s clock stands still"
    factor = shown.clock.factor
    if factor == 1:
        return "as fast as any clock"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if factor >= size and factor % size == 0:
            return f"a second is {factor // size} {unit}"
    return f"a second is {factor:,} s"


def _others(snapshot: Snapshot) -> str:
    bots = sum(bool(each.bot) for each in snapshot.people)
    watching = sum(each.role == "observer" for each in humans(snapshot))
    said = [f"{bots} bot{'' if bots == 1 else 's'}"] if bots else []
    said += [f"{watching} watching"] if watching else []
    return " · ".join(said)
