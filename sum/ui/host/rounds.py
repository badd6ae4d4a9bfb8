"""What moves a lesson on: start, pause, more time, the next round, going back, the end."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import streamlit as st

from sum.room import Outcome
from sum.room.lessons import Round
from sum.room.records import Snapshot
from sum.room.templates import template
from sum.ui.actions import Work
from sum.ui.host.doing import close_popover, do, popover_key, press, press_and_close
from sum.ui.identity import Visit
from sum.ui.page import has, link
from sum.ui.setup.dialog import Choice, ask_model
from sum.units import MINUTE

_MORE = (1, 5)
"""How many minutes can be added at a press."""


def show_rounds(visitor: Visit) -> None:
    """Put the main controls in a row; which ones there are depends on the phase."""
    snapshot = visitor.snapshot
    phase = snapshot.classroom.phase
    if phase == "ended":
        if has("results"):
            link("results", "The results")
        link("board", "The board with the results")
        return
    _start_or_pause(visitor)
    if snapshot.classroom.length and phase != "lobby":
        _more_time(visitor)
    if phase == "lobby":
        _change_model(visitor)
    else:
        if not snapshot.controls.undo:  # the room’s time says why it is not there
            _undo(visitor)
        _next_round(visitor)
    _end(visitor)


def _start_or_pause(visitor: Visit) -> None:
    room, key = visitor.room, visitor.key
    phase, number = visitor.snapshot.classroom.phase, visitor.snapshot.classroom.round

    def control(label: str, name: str, act: Callable[[str, str], Outcome], icon: str) -> None:
        press(label, name, lambda nonce: act(key, nonce), kind="primary", icon=icon)

    if phase == "lobby":
        control(f"Start round {number}", "begin", room.begin, ":material/play_arrow:")
    elif phase == "playing":
        control("Pause", "pause", room.pause, ":material/pause:")
    elif phase == "paused":
        control("Go on", "begin", room.begin, ":material/play_arrow:")


def _more_time(visitor: Visit) -> None:
    def extend(minutes: int) -> Work:
        return lambda nonce: visitor.room.extend(visitor.key, nonce, minutes * MINUTE)

    for minutes in _MORE:
        press(
            f"+{minutes} min",
            f"more-{minutes}",
            extend(minutes),
            tip="More time for this round; it goes on when it was over.",
        )


def _undo(visitor: Visit) -> None:
    with st.popover("Undo …", icon=":material/undo:", key=popover_key("undo")):
        st.write(
            "Go back by a minute: contributions, claims, money and the model are as they were."
            " People who have come since stay. This cannot be taken back."
        )
        press_and_close(
            "Undo the last minute",
            "undo",
            "undo",
            lambda nonce: visitor.room.undo(visitor.key, nonce),
            icon=":material/undo:",
        )


def _end(visitor: Visit) -> None:
    with st.popover("End the game …", icon=":material/flag:", key=popover_key("finish")):
        st.write(
            "What came of this round is kept, and everybody sees the results, and who played what."
            " Nobody can go on playing in this room afterwards."
        )
        press_and_close(
            "End it and show the results",
            "finish",
            "finish",
            lambda nonce: visitor.room.finish(visitor.key, nonce),
            icon=":material/flag:",
        )


def _change_model(visitor: Visit) -> None:
    """Before a round: play it with something else."""

    def change(chosen: Choice) -> None:
        with st.spinner("Setting up the model …"):
            do("change", lambda nonce: visitor.room.start_over(visitor.key, nonce, **_what(chosen)))

    if st.button("Change the model …", icon=":material/tune:", key="host-change-model"):
        ask_model("host-round", "Use this", change, _as_now(visitor.snapshot))


# ---------------------------------------------------------------------------------- the next round


def _next_round(visitor: Visit) -> None:
    snapshot = visitor.snapshot
    number = snapshot.classroom.round + 1
    with st.popover(
        f"Round {number} …", icon=":material/skip_next:", key=popover_key("next-round")
    ):
        st.write(
            "A fresh model for the same people, and everybody at zero. What came of this round is"
            " kept; its contributions are gone. This cannot be undone."
        )
        planned = _planned(snapshot, number)
        length = st.number_input(
            "Minutes of play (0: no end)",
            0.0,
            240.0,
            (planned.length if planned else snapshot.classroom.length) / MINUTE,
            step=0.5,
            format="%g",
            key=f"host-next-minutes-{number}",
        )
        seconds = round(length * MINUTE)
        if planned:
            _go_on(
                visitor,
                f"As planned: {planned.title}",
                "planned",
                seconds,
                _choice(planned),
                kind="primary",
            )
        _go_on(visitor, "The same once more", "same", seconds, None)
        st.button(
            "Another model or mechanism …",
            icon=":material/tune:",
            key="host-next-other",
            on_click=_ask_later,
        )
    if st.session_state.pop(_ASK, False):
        _ask(visitor, seconds)


_ASK = "_host-ask-model"


def _ask_later() -> None:
    close_popover("next-round")
    st.session_state[_ASK] = True


def _ask(visitor: Visit, seconds: int) -> None:
    def go(chosen: Choice) -> None:
        with st.spinner("Setting up the model …"):
            do("next-other", lambda nonce: _begin_anew(visitor, nonce, seconds, chosen))

    ask_model("host-next", "Go on to the next round with this", go, _as_now(visitor.snapshot))


def _go_on(
    visitor: Visit,
    label: str,
    name: str,
    seconds: int,
    chosen: Choice | None,
    *,
    kind: str = "secondary",
) -> None:
    press_and_close(
        label,
        f"next-{name}",
        "next-round",
        lambda nonce: _begin_anew(visitor, nonce, seconds, chosen),
        kind=kind,
        icon=":material/skip_next:",
    )


def _begin_anew(visitor: Visit, nonce: str, seconds: int, chosen: Choice | None) -> Outcome:
    if chosen is None:
        return visitor.room.next_round(visitor.key, nonce, length=seconds)
    return visitor.room.next_round(visitor.key, nonce, length=seconds, **_what(chosen))


def _what(chosen: Choice) -> dict[str, Any]:
    """A choice as the room takes it."""
    return {each.name: getattr(chosen, each.name) for each in fields(chosen)}


def _as_now(snapshot: Snapshot) -> Choice:
    settings = snapshot.settings
    return Choice(settings.dataset, settings.encoder, settings.model, settings.terms)


def _planned(snapshot: Snapshot, number: int) -> Round | None:
    lesson = template(snapshot.classroom.title)
    return lesson.round(number) if lesson else None


def _choice(planned: Round) -> Choice:
    return Choice(planned.dataset, planned.encoder, planned.model, planned.terms)
