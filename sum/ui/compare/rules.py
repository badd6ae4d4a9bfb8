"""How each mechanism of a comparison works: its rules, its price formula, its parameters."""

import streamlit as st

from sum.datasets import load
from sum.incentives.base import AnyTerms
from sum.room.rules import WORDS
from sum.simulation.compare.market import offered
from sum.simulation.compare.run import Plan, terms_of
from sum.ui.page import link, safely
from sum.ui.plain import plain
from sum.ui.setup.terms import parameters
from sum.units import format_ether


def show_rules(plan: Plan) -> None:
    """Explain the mechanisms of a plan, each in a place of its own."""
    for name in plan.mechanisms:
        terms = terms_of(name)
        with st.expander(plain(terms.title), icon=":material/rule:"), safely():
            _rules(terms)
            if not terms.claims:
                _offer(plan)
    st.caption(
        "Each mechanism has its usual parameters here. In a room you choose them, and play by them"
        " yourself:"
    )
    link("home", "Open a room")


def _offer(plan: Plan) -> None:
    """What a market's sponsor offers here; the numbers put in."""
    made = offered(plan, load(plan.dataset, plan.seed, plan.encoder))
    scored = sum(len(portion.samples) for portion in made.portions[1:])
    unit, rounds = format_ether(made.unit), f"{made.rounds:,}"
    stake, bounty = scored * made.unit, made.rounds * scored * made.unit
    st.markdown("**What the sponsor offers here**")
    st.markdown(
        f"- Test set: the first {scored + len(made.portions[0].samples)} samples of the hidden test"
        f" set, in {len(made.portions)} portions. One is shown, **{scored}** samples are scored.\n"
        f"- A contribution stakes {scored} samples × {unit} = **{format_ether(stake)}**.\n"
        f"- Rounds: **{rounds}**, about as many as people who mean well make contributions.\n"
        f"- Bounty, at most: {rounds} rounds × {scored} samples × {unit} ="
        f" **{format_ether(bounty)}**; what is not earned goes back to the sponsor.\n"
        "- On a chain the hash of a block draws the portion that is shown; here the seed does."
    )


def _rules(terms: AnyTerms) -> None:
    st.write(plain(terms.summary))
    words = WORDS.get(terms.name)
    if words:
        st.markdown("\n".join(f"{n}. {rule}" for n, rule in enumerate(words.rules(terms), 1)))
        formula = words.pricing(terms)
        st.markdown(f"**What a contribution costs.** {formula.text}")
        if formula.latex:
            st.latex(formula.latex)
        st.code("\n".join(formula.lines), language=None, wrap_lines=True)
        if formula.note:
            st.caption(formula.note)
    st.markdown("**Its parameters here**")
    st.markdown(
        "\n".join(
            f"- {plain(title)}: **{plain(value)}**. {plain(text)}"
            for title, value, text in parameters(terms)
        )
    )
