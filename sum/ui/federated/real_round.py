"""The round that is played: how far it is, what it costs, and the buttons of who leads."""

from html import escape

import streamlit as st

from sum.federated.terms import Dial, Phase
from sum.room.federation import FederationView
from sum.ui.actions import action_button
from sum.ui.federated.real_refusal import show_refusal
from sum.ui.identity import Visit
from sum.ui.plain import plain
from sum.viz.palette import css_colour

ROUND = "federated-round"
"""Where what came of a button is shown."""


def show_round(visitor: Visit, view: FederationView) -> None:
    """Draw how the round stands; drawn again and again while the page is open."""
    with st.container(border=True, key="federated-round-box"):
        _head(view)
        if view.problem:
            st.error(f"It stands still. {plain(view.problem)}", icon=":material/error:")
        if not view.over:
            st.progress(_part(view), text=_phase(view) or _before(view))
            st.html(steps_html(view))
        if visitor.host and not view.over:
            _controls(visitor, view)
            show_refusal(ROUND)
        _small_print(view)


def _head(view: FederationView) -> None:
    rounds = view.settings.rounds
    if view.over:
        st.markdown(f"#### All {rounds} rounds are played", anchors=False)
        return
    doing = "is being played" if view.wanted else "rests" if view.stage else "comes next"
    st.markdown(f"#### Round {view.number} of {rounds} {doing}", anchors=False)


def _part(view: FederationView) -> float:
    """How much of the round is done, from 0 to 1."""
    if view.stage is None:
        return 0.0
    order = order_of(view.settings.setting)
    done = view.stage.done / view.stage.of if view.stage.of else 0.0
    return min(1.0, (_step(view) + done) / len(order))


def _step(view: FederationView) -> int:
    """Which of the steps it is at, from 0."""
    stage, order = view.stage, order_of(view.settings.setting)
    if stage is None:
        return -1
    phase = Phase(stage.step - 1)
    if phase in order:
        return order.index(phase)
    return order.index(max((each for each in order if each <= phase), default=order[0]))


def order_of(dial: Dial) -> list[Phase]:
    """The phases that a round comes through at a setting of the dial, in order."""
    order = [Phase.JOIN, Phase.SUBMIT, Phase.REVEAL, Phase.UNMASK]
    if dial.masked:
        order.insert(1, Phase.SHARE)
    if dial.later:
        return [*order, Phase.WAIT, Phase.CLOSED]
    if dial.scored:
        order.insert(order.index(Phase.UNMASK), Phase.SCORE)
    if dial is Dial.SCALAR:
        order.append(Phase.DISPUTE)
    return [*order, Phase.SETTLE, Phase.CLOSED]


def steps_html(view: FederationView) -> str:
    """All steps of the round in a row: which are done, and which one it is at."""
    now, chips = _step(view), []
    for number, phase in enumerate(order_of(view.settings.setting)):
        kind = "done" if number < now else "now" if number == now else "next"
        sign = {"done": "✓ ", "now": "● ", "next": ""}[kind]
        chips.append(f"<span role=listitem class=fed-{kind}>{sign}{_STEPS[phase]}</span>")
    return f"{_STYLE}<div role=list class=fed-steps>{''.join(chips)}</div>"


def _phase(view: FederationView) -> str:
    stage = view.stage
    if stage is None:
        return ""
    count = f": {stage.done} of {stage.of}" if stage.of else ""
    return f"**{plain(stage.phase)}**{count}"


def _before(view: FederationView) -> str:
    people = [place for place, seat in enumerate(view.seats) if seat.person]
    decided = sum(view.chosen[place] for place in people)
    if not people or view.wanted:
        return (
            "It begins: the chain gets ready, which can take some seconds"
            if view.wanted
            else "Ready"
        )
    return f"{decided} of {len(people)} have said what their client does"


def _controls(visitor: Visit, view: FederationView) -> None:
    room, key, left = visitor.room, visitor.key, view.settings.rounds - view.number + 1
    with st.container(horizontal=True):
        if view.wanted:
            action_button(
                "Pause",
                ROUND,
                lambda nonce: room.pause_rounds(key, nonce),
                suffix="pause",
                icon=":material/pause:",
            )
            return
        label = f"Play round {view.number}"
        if view.problem:
            label = "Try again"
        elif view.stage is not None:
            label = f"Go on with round {view.number}"
        action_button(
            label,
            ROUND,
            lambda nonce: room.play_rounds(key, nonce, 1),
            suffix="one",
            kind="primary",
            icon=":material/play_arrow:",
        )
        if left > 1:
            action_button(
                f"Play all {left} that are left",
                ROUND,
                lambda nonce: room.play_rounds(key, nonce, left),
                suffix="all",
                icon=":material/fast_forward:",
            )


def _small_print(view: FederationView) -> None:
    gas = f" · {view.gas:,} gas so far" if view.gas else ""
    st.html(
        '<div class="sum-muted" style="font-size: .875rem; overflow-wrap: anywhere">'
        f"The contract: {escape(view.address)}{gas}</div>"
    )


_STEPS = {
    Phase.JOIN: "Join",
    Phase.SHARE: "Agree on masks",
    Phase.SUBMIT: "Send updates",
    Phase.REVEAL: "Show a test",
    Phase.SCORE: "Open scores",
    Phase.UNMASK: "Unmask the sum",
    Phase.DISPUTE: "Audit masks",
    Phase.WAIT: "Judge the round before",
    Phase.SETTLE: "Reckon",
    Phase.CLOSED: "Pay out",
}
_STYLE = f"""
<style>
.fed-steps {{ display: flex; flex-wrap: wrap; gap: .3rem .45rem; font-size: .85rem; }}
.fed-steps span {{ padding: .05rem .6rem; border-radius: 1rem; white-space: nowrap;
  border: 1.5px solid color-mix(in srgb, currentColor 25%, transparent); }}
.fed-steps .fed-done {{ color: {css_colour("model")}; border-color: currentColor; }}
.fed-steps .fed-now {{ color: {css_colour("contributor")}; border-color: currentColor;
  font-weight: 600; }}
.fed-steps .fed-next {{ opacity: .65; }}
</style>
"""
