"""Opening a room for a class: choose a lesson, adjust it, open."""

from dataclasses import dataclass, replace

import streamlit as st

from sum.errors import SumError
from sum.room.bots import MAX_BOTS
from sum.room.classroom import DEALT_ATTACKERS
from sum.room.lessons import Template
from sum.room.records import Settings
from sum.room.teaching import LONGEST
from sum.room.templates import TEMPLATES
from sum.ui.host.handing_over import hand_over
from sum.ui.identity import open_class_room
from sum.ui.network import opening_notice, telling_waits
from sum.ui.plain import plain
from sum.ui.roles import BOT_WORDS
from sum.ui.room_bar import SPEEDS
from sum.ui.setup.dialog import Choice, ask_model
from sum.units import MINUTE, format_duration

_CHOSEN, _MODEL = "_host-template", "_host-model"
_MOST_OF_A_KIND = MAX_BOTS // len(BOT_WORDS)


@dataclass(frozen=True)
class _Adjusted:
    """What a facilitator may change of a lesson before the room opens."""

    model: Choice
    bots: tuple[str, ...]
    factor: int
    length: int
    dealt: bool
    attackers: float


def show_opening() -> None:
    """Show the lessons, what is adjusted of the chosen one, and the button that opens the room."""
    st.markdown("#### 1 · Choose a lesson", anchors=False)
    lesson = _choose()
    st.markdown("#### 2 · Adjust it, or leave it as it is", anchors=False)
    with st.container(border=True):
        adjusted = _adjust(lesson)
    st.markdown("#### 3 · Open the room", anchors=False)
    st.caption(
        "Next you see your facilitator’s key: make sure that the projector does not show this"
        " window yet."
    )
    opening_notice()
    if st.button("Open the room", type="primary", icon=":material/group_add:", key="host-open"):
        _open(lesson, adjusted)


def _choose() -> Template:
    """The lessons as cards; the chosen one is marked."""
    chosen = st.session_state.get(_CHOSEN, TEMPLATES[0].name)
    for column, each in zip(st.columns(len(TEMPLATES)), TEMPLATES, strict=True):
        is_chosen = each.name == chosen
        with column, st.container(border=True, key=f"host-card-{each.name}", height="stretch"):
            _card(each)
            st.space("stretch")
            st.button(
                "Chosen" if is_chosen else "Choose",
                type="primary" if is_chosen else "secondary",
                icon=":material/check:" if is_chosen else None,
                key=f"host-choose-{each.name}",
                width="stretch",
                on_click=_take,
                args=(each.name,),
            )
    return next(each for each in TEMPLATES if each.name == chosen)


def _card(lesson: Template) -> None:
    time = f"{lesson.minutes} minutes" if lesson.minutes else "As long as you like"
    rounds = len(lesson.rounds)
    st.markdown(f":gray[:material/timer: {time}]")
    st.markdown(f"##### {lesson.title}", anchors=False)
    st.markdown(f"**{lesson.question}**")
    st.caption(lesson.summary)
    roles = "roles dealt in secret" if lesson.roles == "dealt" else "everybody chooses a role"
    st.caption(f"{rounds} round{'' if rounds == 1 else 's'} · {roles}")


def _take(name: str) -> None:
    st.session_state[_CHOSEN] = name
    st.session_state.pop(_MODEL, None)


def _adjust(lesson: Template) -> _Adjusted:
    model = _adjust_model(lesson)
    left, right = st.columns(2, gap="large")
    with left:
        minutes = st.number_input(
            "Minutes of play in a round (0: no end)",
            0.0,
            LONGEST / MINUTE,
            lesson.rounds[0].length / MINUTE,
            step=0.5,
            format="%g",
            key=f"host-minutes-{lesson.name}",
            help="You can give it more, or less, while it runs.",
        )
        factor = _adjust_speed(lesson, model)
    with right:
        dealt, attackers = _adjust_roles(lesson)
        bots = _adjust_bots(lesson)
    return _Adjusted(model, bots, factor, round(minutes * MINUTE), dealt, attackers)


def _adjust_model(lesson: Template) -> Choice:
    """What the first round is about; later rounds can be changed when they come."""
    planned = lesson.settings()
    usual = Choice(planned.dataset, planned.encoder, planned.model, planned.terms)
    model: Choice = st.session_state.get(_MODEL, usual)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"It learns **{plain(model.title)}**, by **{plain(model.terms.title)}**",
            width="content",
        )
        if st.button("Change …", icon=":material/tune:", key="host-change", type="tertiary"):
            ask_model("host", "Use this", _keep_model, model)
    if len(lesson.rounds) > 1:
        later = "; ".join(f"{n}. {each.title}" for n, each in enumerate(lesson.rounds, 1))
        st.caption(
            f"The rounds: {later}. This is the first; you can change each when it is its turn."
        )
    return model


def _keep_model(chosen: Choice) -> None:
    st.session_state[_MODEL] = chosen


def _adjust_speed(lesson: Template, model: Choice) -> int:
    chosen = st.segmented_control(
        "A second of real time is",
        list(SPEEDS),
        default=lesson.factor,
        required=True,
        format_func=SPEEDS.__getitem__,
        key=f"host-speed-{lesson.name}",
        help="Block time: what the contract’s waits count in.",
    )
    factor = chosen or lesson.factor
    if model.terms.claims:
        wait = model.terms.waits.refund
        real = format_duration(max(1, -(-wait // factor)))
        what = "A deposit can come back" if model.terms.money else "A point can be earned"
        st.caption(f"{what} after {format_duration(wait)} of block time: {real} on the wall clock.")
    return factor


def _adjust_roles(lesson: Template) -> tuple[bool, float]:
    roles = st.segmented_control(
        "Roles",
        ["dealt", "chosen"],
        default=lesson.roles,
        required=True,
        format_func={"dealt": "Dealt in secret", "chosen": "Everybody chooses"}.__getitem__,
        key=f"host-roles-{lesson.name}",
    )
    if roles != "dealt":
        return False, DEALT_ATTACKERS
    percent = st.slider(
        "Attackers (% of the people)",
        0,
        100,
        round(lesson.attackers * 100),
        step=5,
        key=f"host-attackers-{lesson.name}",
    )
    return True, percent / 100


def _adjust_bots(lesson: Template) -> tuple[str, ...]:
    kinds: dict[str, int] = {}
    for column, (kind, word) in zip(st.columns(len(BOT_WORDS)), BOT_WORDS.items(), strict=True):
        kinds[kind] = column.number_input(
            f"{word}s",
            0,
            _MOST_OF_A_KIND,
            lesson.bots.count(kind),
            key=f"host-bots-{kind}-{lesson.name}",
        )
    if not kinds["honest"]:
        st.caption("Without an honest bot nobody can take a bad deposit at first.")
    return tuple(kind for kind, count in kinds.items() for _ in range(count))


def _open(lesson: Template, adjusted: _Adjusted) -> None:
    settings = replace(
        adjusted.model.settings(Settings()), factor=adjusted.factor, bots=adjusted.bots
    )
    classroom = replace(
        lesson.classroom(),
        length=adjusted.length,
        roles="dealt" if adjusted.dealt else "chosen",
        attackers=adjusted.attackers,
    )
    try:
        with st.spinner("Setting up the model on a blockchain …"), telling_waits():
            visitor, code = open_class_room(settings, classroom)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    hand_over(visitor, code)
    st.rerun()
