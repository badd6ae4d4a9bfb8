"""Attack: choose a strategy, place a bet, run it, and watch where the deposit goes."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from collections.abc import Iterable

import streamlit as st

from sum.agents import STRATEGIES
from sum.incentives import Terms
from sum.room import MAX_STRENGTH, Outcome
from sum.ui.actions import (
    Progress,
    carry_out,
    forget,
    forget_others,
    is_pending,
    long_action_button,
    result,
    show_result,
)
from sum.ui.aftermath import show_aftermath
from sum.ui.burst import show_burst, show_damage
from sum.ui.claims import acting_room
from sum.ui.class_bar import class_bar
from sum.ui.identity import Visit, visit
from sum.ui.page import guard, live, page
from sum.ui.plain import plain
from sum.ui.roles import look
from sum.ui.room_bar import room_bar

ATTACK, BET = "attack", "_attack_bet"
_CATALOGUE = 420  # height of the list of attacks, in pixels
BETS = {
    "pays": ":material/trending_up: It will pay",
    "costs": ":material/trending_down: It will cost",
}


def main() -> None:
    """Draw the page."""
    visitor = visit().acting("attacker")
    forget_others(visitor.snapshot)
    room_bar(visitor)
    class_bar(visitor, "attacker")
    again = "start over under *Time*" if visitor.host else "the host can start over"
    st.write(
        "Cheat on purpose. Teach the model something wrong, see what it breaks, and find out who"
        f" pays for it. You cannot break anything for good: {again}."
    )
    carry_out()
    if is_pending():
        return
    kept = result(ATTACK)
    if kept and kept.outcome:
        show_attack(visitor, kept.outcome)
        return
    plan(visitor)
    mine = [entry.number for entry in visitor.snapshot.entries if entry.person == visitor.id]
    if mine:
        st.markdown("#### All that you have sent so far", anchors=False)
        show_aftermath(visitor, mine, "")


def plan(visitor: Visit) -> None:
    """Choose an attack, see what it will do and cost, bet on it, run it."""
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(border=True, key="step-plan"):
        st.markdown("#### 1 · Choose an attack", anchors=False)
        name = choose_attack(visitor)
        strength = st.slider(
            "Strength: how many contributions at most",
            1,
            MAX_STRENGTH,
            6,
            key="attack-strength",
        )
    with right, st.container(border=True, key="step-run"):
        st.markdown("#### 2 · What it will do, and cost", anchors=False)
        st.write(plan_text(visitor, name, strength))
        live(lambda: plan_numbers(visitor, name, strength), every=2.0)
        st.markdown("#### 3 · Place your bet", anchors=False)
        bet = st.segmented_control(
            "Will it pay, once everybody has had time to react?",
            list(BETS),
            format_func=BETS.__getitem__,
            key="attack-bet",
        )
        run_button(visitor, name, strength, bet)
        show_result(ATTACK)


def choose_attack(visitor: Visit) -> str:
    """Choose one that means something under the room's mechanism; say which do not."""
    terms, form = visitor.snapshot.settings.terms, visitor.snapshot.dataset.form
    here = [name for name, each in STRATEGIES.items() if each.applies(terms, form)]
    st.caption(f"There are {len(here)}: the list scrolls.")
    with st.container(height=_CATALOGUE, border=False):
        name = st.radio(
            "Strategy",
            here,
            format_func=lambda each: STRATEGIES[each].title,
            captions=[STRATEGIES[each].summary for each in here],
            key=f"attack-strategy-{terms.name}-{form}",
            label_visibility="collapsed",
        )
    others = [each for each in STRATEGIES.values() if each.title not in titles(here)]
    if others:
        with st.expander(f"{len(others)} more that mean nothing here"):
            st.caption(f"Under “{plain(terms.title)}”, with samples like these:")
            for each in others:
                st.markdown(f"**{plain(each.title)}.** {plain(each.summary)}")
    if STRATEGIES[name].accounts > 1:
        st.caption(
            f"An attacker needs {STRATEGIES[name].accounts} accounts for it. Here you play the"
            " first one of them; another one can be a contributor of yours."
        )
    return name


def plan_text(visitor: Visit, name: str, strength: int) -> str:
    """What it will do; what it costs is said for the published game, and shown for others."""
    text = STRATEGIES[name].plan(strength)
    if visitor.snapshot.settings.terms.name == Terms.name:
        return text
    return text.replace(f" {STRATEGIES[name].PRICE}", "")


def plan_numbers(visitor: Visit, name: str, strength: int) -> None:
    """The cost of this moment, and the damage to the model as it is."""
    show_burst(visitor, strength)
    show_damage(visitor, name, strength)


def titles(names: Iterable[str]) -> set[str]:
    """What these strategies are called."""
    return {STRATEGIES[name].title for name in names}


def run_button(visitor: Visit, name: str, strength: int, bet: str | None) -> None:
    """Offer to run the attack, once there is a bet."""
    if bet:
        st.session_state[BET] = bet

    def work(nonce: str, progress: Progress) -> Outcome:
        return acting_room(visitor).attack(visitor.key, nonce, name, strength, progress)

    long_action_button(
        "Run the attack",
        ATTACK,
        "The attack runs …",
        work,
        kind="primary",
        icon=look("attacker").icon,
        disabled=bet is None,
        tip="Place your bet first." if bet is None else None,
    )


def show_attack(visitor: Visit, outcome: Outcome) -> None:
    """Show what an attack has done, and what happens next."""
    st.button(
        "Plan another attack",
        icon=":material/arrow_back:",
        key="attack-again",
        on_click=forget,
        args=(ATTACK,),
    )
    show_aftermath(visitor, list(outcome.entries), st.session_state.get(BET, ""))


guard()
with page("Attack", look("attacker").icon):
    main()
