"""The lesson's plan: what to say and press now, and what comes after."""

import streamlit as st

from sum.room.lessons import Step, step_now
from sum.room.records import Snapshot
from sum.room.templates import template
from sum.ui.plain import plain


def show_plan(snapshot: Snapshot) -> None:
    """Show the step that the lesson is at; the whole plan opens below it."""
    room = snapshot.classroom
    lesson = template(room.title)
    if lesson is None or not lesson.steps:
        return
    at = step_now(lesson, room.round, room.phase)
    round_ = lesson.round(room.round)
    with st.container(border=True, key="host-plan"):
        st.markdown("#### :material/campaign: Now", anchors=False)
        _show(lesson.steps[at], done=room.phase == "ended")
        if round_ and room.phase in {"playing", "paused"}:
            st.markdown(f":material/visibility: **Look at:** {plain(round_.watch)}")
        with st.expander(f"The whole plan: {lesson.minutes} minutes"):
            for place, step in enumerate(lesson.steps):
                mark = ":material/arrow_right:" if place == at else ""
                _show(step, f"{mark} {step.minute} min · ")


def _show(step: Step, before: str = "", *, done: bool = False) -> None:
    st.markdown(f"**{before}{plain(step.title)}**")
    st.markdown(f":material/format_quote: {plain(step.say)}")
    if step.press and not done:
        st.markdown(f":material/touch_app: {plain(step.press)}")
