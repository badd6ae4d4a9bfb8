"""What a sponsor offers: the hidden test set, the bounty, the deadlines, with the live numbers."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from sum.datasets import Dataset
from sum.errors import InputError
from sum.incentives.market_rules import Labelled
from sum.incentives.reward_market import MarketTerms
from sum.room import OWNER, Outcome, Snapshot
from sum.room.hidden_set import MOST_CAP, MOST_SAMPLES, Plan, check, deal
from sum.room.market_records import exact
from sum.ui.actions import action_button
from sum.ui.claims import acting_room
from sum.ui.facts import facts, plain
from sum.ui.identity import Visit
from sum.ui.sample import picture
from sum.units import DAY, ETHER, Seconds, Wei, format_duration, format_ether

PLACE = "sponsor"
"""Where what came of a step is kept."""
_DEAL = "_sponsor_deal"
_WIDTH = 44  # of a sample's picture, in pixels
_HALF_DAY = 0.5


def show_fund(visitor: Visit) -> None:
    """Let the sponsor choose, show what it comes to, and put the bounty up."""
    snapshot = visitor.snapshot
    terms = snapshot.settings.terms
    if not isinstance(terms, MarketTerms):
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        plan = choose_plan(snapshot, visitor.id)
    wrong = ""
    try:
        check(plan, snapshot.dataset, terms)
    except InputError as error:
        wrong = str(error)
    with right:
        if wrong:
            st.error(plain(wrong), icon=":material/block:")
        else:
            _show_cost(plan)
            _show_set(snapshot, plan)
        me = snapshot.person(visitor.id)
        if not wrong and me.ether < plan.escrow:
            st.warning(
                f"{plain(me.name)} has only {format_ether(me.ether)}.", icon=":material/block:"
            )

        def work(nonce: str) -> Outcome:
            return acting_room(visitor).open_market(visitor.key, nonce, plan)

        action_button(
            f"Put up {format_ether(plan.escrow)} and commit",
            PLACE,
            work,
            suffix="fund",
            kind="primary",
            icon=":material/lock:",
            disabled=bool(wrong) or me.ether < plan.escrow,
        )


def choose_plan(snapshot: Snapshot, sponsor: str) -> Plan:
    """Ask for everything that the sponsor decides; as it is, it can be opened."""
    usual = usual_plan(snapshot)
    first, second = st.columns(2, gap="small")
    portions = first.number_input(
        "Portions",
        2,
        16,
        usual.portions,
        key="fund-portions",
        help="One is shown, the others score.",
    )
    size = second.number_input("Samples in each", 1, MOST_SAMPLES, usual.size, key="fund-size")
    bounty = first.number_input(
        "Bounty (ETH)",
        0.0,
        500.0,
        usual.bounty / ETHER,
        step=0.5,
        format="%g",
        key="fund-bounty",
        help="The most that all contributions together can earn, should nobody lose anything.",
    )
    rounds = second.number_input(
        "Rounds",
        1,
        1_000,
        usual.rounds,
        key="fund-rounds",
        help="How often each score is paid. Stake × rounds is the bounty: many rounds mean a small"
        " stake, and that a single hit is worth more of it.",
    )
    cap = first.number_input(
        "Contributions at most", 1, MOST_CAP, usual.cap, key="fund-cap", help="Scoring takes time."
    )
    people = {each.id: each.name for each in snapshot.people if each.id != sponsor}
    beneficiary = second.selectbox(
        "Who gets what is forfeited",
        list(people),
        index=list(people).index(OWNER),
        format_func=lambda each: plain(people[each]),
        key="fund-beneficiary",
        help="Never the sponsor: else breaking a promise would cost nothing.",
    )
    with st.expander("Deadlines, and what breaking a promise costs", icon=":material/schedule:"):
        show = _days("To draw and show a portion", usual.show_for, "show")
        part = _days("To take part", usual.take_part_for, "part")
        reveal = _days("To reveal the rest", usual.reveal_for, "reveal")
        forfeit = st.slider(
            "Forfeited when no portion is shown (%)",
            1,
            100,
            usual.forfeit // 10,
            key="fund-forfeit",
        )
    return Plan(
        portions=int(portions),
        size=int(size),
        deal=st.session_state.get(_DEAL, 0),
        bounty=Wei(round(bounty * ETHER)),
        rounds=int(rounds),
        cap=int(cap),
        show_for=show,
        take_part_for=part,
        reveal_for=reveal,
        beneficiary=beneficiary or OWNER,
        forfeit=forfeit * 10,
    )


def usual_plan(snapshot: Snapshot) -> Plan:
    """What is offered at first: no more samples than there are."""
    most = min(MOST_SAMPLES, len(snapshot.dataset.hidden))
    usual = Plan()
    if usual.portions * usual.size <= most:
        return usual
    portions = min(usual.portions, max(2, most))
    return Plan(portions=portions, size=max(1, most // portions))


def _days(label: str, usual: Seconds, name: str) -> Seconds:
    typed = st.number_input(
        f"{label} (days)", 0.0, 60.0, usual / DAY, step=_HALF_DAY, format="%g", key=f"fund-{name}"
    )
    return Seconds(round(typed * DAY))


def _show_cost(plan: Plan) -> None:
    facts(
        [
            ("Locked", format_ether(plan.escrow), "until the market is over"),
            ("A contribution stakes", format_ether(plan.stake), ""),
            ("A hit is worth", format_ether(plan.unit), "in each round"),
            ("It takes at most", format_duration(plan.length), ""),
        ],
        "fund",
    )
    with st.popover("How these numbers come about", icon=":material/calculate:"):
        st.code(
            f"scored samples = ({plan.portions} − 1 portions) × {plan.size} = {plan.scored}\n"
            f"unit = bounty ÷ (rounds × scored) = {exact(plan.bounty)} ÷ ({plan.rounds} ×"
            f" {plan.scored}) = {exact(plan.unit)}\n"
            f"stake = {plan.scored} × {exact(plan.unit)} = {exact(plan.stake)}\n"
            f"locked = {plan.rounds} × {exact(plan.stake)} = {exact(plan.escrow)}\n"
            f"forfeited if no portion is shown = {exact(plan.escrow)} × {plan.forfeit / 10:g} % ="
            f" {exact(plan.escrow * plan.forfeit // 1_000)}",
            language=None,
            wrap_lines=True,
        )
        st.caption(
            "A contribution starts with its stake. Every hidden sample that it makes the model get"
            " right adds a unit in every round, every one that it spoils takes a unit away."
        )


def _show_set(snapshot: Snapshot, plan: Plan) -> None:
    """Show the hidden test set to the sponsor, and let it take another one."""
    dataset = snapshot.dataset
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**The hidden test set**: {plan.portions * plan.size} samples", width="content"
        )
        if not snapshot.shared:  # everybody sees the host's screen in a class
            st.caption("Only the sponsor sees it.", width="content")
        st.button(
            "Take others",
            icon=":material/shuffle:",
            key="fund-deal",
            type="tertiary",
            on_click=_deal_again,
        )
    with st.container(height=210, key="fund-set"):
        for number, portion in enumerate(deal(dataset, plan), start=1):
            samples = [(each.data, each.label) for each in portion]
            show_portion(dataset, f"Portion {number}", samples)


def show_portion(dataset: Dataset, title: str, samples: Sequence[Labelled]) -> None:
    """Show samples of the hidden test set side by side, each with its label."""
    raws = {(each.data, each.label): each.raw for each in dataset.hidden}
    cells = "".join(
        '<div style="text-align: center; font-size: .8rem">'
        f"{picture(raws.get(each, each[0]), dataset, _WIDTH)}{escape(dataset.classes[each[1]])}"
        "</div>"
        for each in samples
    )
    st.html(
        f'<div class="sum-muted" style="font-size: .875rem">{escape(title)}</div>'
        f'<div style="display: flex; flex-wrap: wrap; gap: .4rem">{cells}</div>'
    )


def _deal_again() -> None:
    st.session_state[_DEAL] = st.session_state.get(_DEAL, 0) + 1
