"""The market's steps: which one it is, what it is for, its button, and what if it is not done."""

import json

import streamlit as st

from sum.incentives.reward_market import RewardMarket
from sum.room import Outcome
from sum.room.market_records import Story
from sum.ui.actions import (
    Progress,
    Work,
    action_button,
    hand_over,
    long_action_button,
)
from sum.ui.claims import acting_room, skip_work
from sum.ui.facts import facts, plain
from sum.ui.identity import Visit
from sum.ui.page import link, live
from sum.ui.sponsor.collect import show_collect
from sum.ui.sponsor.fund import PLACE, show_fund, show_portion
from sum.ui.sponsor.strip import JUMP, PART, SCORE, TRY
from sum.ui.sponsor.words import (
    NAMES,
    STEPS,
    deadline,
    deadline_text,
    is_late,
    step_now,
    what_if,
)
from sum.units import HOUR, format_duration, format_ether

_BUTTONS = {
    "draw": ("Draw a portion", ":material/casino:"),
    "show": ("Show the portion", ":material/visibility:"),
    "reveal": ("Reveal the hidden test set", ":material/lock_open:"),
    "settle": ("Settle", ":material/gavel:"),
}
_SPONSORS = ("show", "reveal")
"""Steps that only the sponsor can take: it takes the hidden test set."""


def show_step(visitor: Visit, story: Story | None) -> None:
    """Show the step that is to be taken now."""
    name = step_now(visitor.snapshot, visitor.room.now())
    step = STEPS[NAMES.index(name)]
    with st.container(border=True, key="step-market"):
        number = NAMES.index(name) + 1
        st.markdown(f"#### {number} · {step.title}", anchors=False)
        st.write(step.why)
        st.caption(step.cost)
        if name == "fund":
            _fund(visitor)
        elif story and is_late(visitor.snapshot, story, name, visitor.room.now()):
            _give_up(visitor, story, name)
        elif story:
            _act(visitor, story, name)


def _fund(visitor: Visit) -> None:
    if not visitor.host and visitor.role != "sponsor":
        led = visitor.snapshot.classroom.led
        who = "A sponsor opens the market" if led else "The host of this room is the sponsor"
        st.info(
            f"{who}: wait for it. This page goes on by itself.", icon=":material/hourglass_top:"
        )
        return
    show_fund(visitor)


def _act(visitor: Visit, story: Story, name: str) -> None:
    """The buttons of a step, and what happens where nobody presses them."""
    if name == "part":
        live(lambda: _take_part(visitor, story), every=2.0)
    elif name == "score":
        _score(visitor)
    elif name == "collect":
        show_collect(visitor)
    else:
        text = deadline_text(visitor.snapshot, story, name, visitor.room.now())
        if text:
            st.markdown(f":material/schedule: {text}")
            _stop_clock(visitor)
        if name == "show":
            _show_drawn(visitor, story)
        _step_button(visitor, story, name)
    paths = what_if(visitor.snapshot, story, name)
    if not paths:
        return
    with st.expander("What if …", icon=":material/alt_route:"):
        for title, text in paths:
            st.markdown(f"**{title}.** {plain(text)}")
        until = deadline(story, name)
        if visitor.host and until and name != "part":
            wait = max(1, until - visitor.room.now())
            long_action_button(
                f"Try it: let {format_duration(wait)} pass, and break the promise",
                TRY,
                "Time passes …",
                skip_work(visitor.room, visitor.key, wait),
                icon=":material/fast_forward:",
            )


def _stop_clock(visitor: Visit) -> None:
    """Where time runs by itself: offer to stop it."""
    clock = visitor.snapshot.clock
    if not visitor.host or not clock.running:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        action_button(
            "Stop the clock",
            PLACE,
            lambda nonce: visitor.room.set_clock(visitor.key, nonce, running=False),
            suffix="clock",
            icon=":material/pause:",
        )
        st.caption(f"A second here is {format_duration(clock.factor)} there.", width="content")


def _show_drawn(visitor: Visit, story: Story) -> None:
    """Let the sponsor see which portion it is going to show."""
    secret = visitor.room.secret(visitor.key) if visitor.key else ()
    if secret and story.drawn is not None:
        title = f"Portion {story.drawn + 1} was drawn"
        show_portion(visitor.snapshot.dataset, title, secret[story.drawn].samples)


def _step_button(visitor: Visit, story: Story, name: str) -> None:
    label, icon = _BUTTONS[name]
    mine = bool(visitor.identity and story.sponsor in visitor.identity.ids)
    if name in _SPONSORS and not mine:
        st.info(f"{plain(_name(visitor, story.sponsor))} has to do this: the sponsor.")
        return
    action_button(
        label,
        PLACE,
        _work(visitor, name),
        suffix=name,
        kind="primary",
        icon=icon,
        disabled=visitor.identity is None,
    )
    if name in (*_SPONSORS, "draw") and mine:
        st.download_button(
            "Save the hidden test set and its salts",
            data=lambda: _secret_file(visitor),
            file_name=f"hidden-test-set-{visitor.room.code}-{story.number}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
            help="The room keeps them for the reveal. Outside a room the sponsor has to: whoever"
            " loses the salts cannot reveal.",
        )


def _work(visitor: Visit, name: str) -> Work:
    def work(nonce: str) -> Outcome:
        room = acting_room(visitor)
        step = {"draw": room.draw, "show": room.show, "reveal": room.reveal}.get(name, room.settle)
        return step(visitor.key, nonce)

    return work


def _secret_file(visitor: Visit) -> str:
    portions = visitor.room.secret(visitor.key)
    return json.dumps(
        [
            {
                "salt": "0x" + portion.salt.hex(),
                "samples": [
                    {"data": list(data), "label": label} for data, label in portion.samples
                ],
            }
            for portion in portions
        ],
        indent=1,
    )


def _take_part(visitor: Visit, story: Story) -> None:
    """How many contributions there are; where to contribute, and how to let the bots do it."""
    hand_over()
    snapshot, now = visitor.room.tick(), visitor.room.now()
    twin = snapshot.incentive
    if not isinstance(twin, RewardMarket) or twin.offer is None:
        return
    count, left = len(twin.contributions), max(1, story.participate_until - now)
    stakes = twin.stake_of_one * count
    facts(
        [
            ("Contributions", f"{count} of {story.cap}", ""),
            ("At stake", format_ether(stakes), f"{format_ether(twin.stake_of_one)} each"),
            ("Can be earned", format_ether(twin.bounty), ""),
            ("Time left", format_duration(story.participate_until - now), ""),
        ],
        "market",
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        link("contribute", "Contribute")
        link("attack", "Cheat")
        if not visitor.host:
            return
        jumps = {min(6 * HOUR, left): "{} pass", left: "{} pass: the end of contributing"}
        for seconds, text in jumps.items():
            long_action_button(
                f"Let {text.format(format_duration(seconds))}",
                JUMP if seconds == left else PART,
                "Time passes, the bots contribute …",
                skip_work(visitor.room, visitor.key, seconds),
                kind="primary" if seconds == left else "secondary",
                icon=":material/fast_forward:",
            )


def _score(visitor: Visit) -> None:
    room, key = visitor.room, visitor.key

    def one(nonce: str) -> Outcome:
        return acting_room(visitor).score(key, nonce, step=True)

    def rest(nonce: str, progress: Progress) -> Outcome:
        return acting_room(visitor).score(key, nonce, progress)

    st.caption(
        "Who lost so much that less than the stake is left is dropped. Then the copy learns again"
        " without the dropped, and whoever is still in is scored anew, until all rounds are played."
    )
    with st.container(horizontal=True, gap="small"):
        action_button(
            "Score up to the next change",
            PLACE,
            one,
            suffix="score-step",
            icon=":material/skip_next:",
            disabled=not key,
        )
        long_action_button(
            "Score all of them",
            SCORE,
            "The contract counts …",
            rest,
            kind="primary",
            icon=":material/leaderboard:",
            disabled=not key or not room,
        )


def _give_up(visitor: Visit, story: Story, name: str) -> None:
    """Too late: all that is left is to give the market up."""
    snapshot = visitor.snapshot
    st.warning(
        f"{deadline_text(snapshot, story, name, visitor.room.now())} All that is left is to give"
        " the market up; anybody may do that.",
        icon=":material/timer_off:",
    )
    for _, text in what_if(snapshot, story, name)[:1]:
        st.write(plain(text))
    action_button(
        "Give the market up",
        PLACE,
        lambda nonce: acting_room(visitor).give_up(visitor.key, nonce),
        suffix="give-up",
        kind="primary",
        icon=":material/flag:",
        disabled=visitor.identity is None,
    )


def _name(visitor: Visit, person: str) -> str:
    names = {each.id: each.name for each in visitor.snapshot.people}
    return names.get(person, "Somebody")
