"""What is known to fail, by name."""

import streamlit as st

FAILURES = (
    (
        "A friend in the round",
        (
            "Two clients who share a mask can say anything of it, as long as both say the same."
            " So one can give the other a part of its score; their sum does not change. They are"
            " found out only in the rounds in which chance has them show their mask. Try it under"
            " “Pull the plug”."
        ),
    ),
    (
        "Targeted flips",
        (
            "Whoever mislabels one class only is right about all the others, and is paid for those."
            " Choose it as the attack, and look at the profit."
        ),
    ),
    (
        "Too many attackers",
        (
            "Where 40 % flip labels of digits, the step that all take together is theirs as much as"
            " anybody’s. Self-assessment, which judges by that step, then pays them well. Try it."
        ),
    ),
    (
        "Strict privacy with few clients",
        (
            "Noise that hides one of 20 clients hides what they have learned, too. The more is"
            " opened, the more noise the same ε needs: set it to 8 on digits, and compare masked"
            " with scalar. With ε = 2 hardly anything is left of the model at any setting."
        ),
    ),
    (
        "Two numbers are not nothing",
        (
            "Two numbers a round tell little; those of 30 rounds, put together, tell much. See"
            " the leakage grow. What scalar hides is hidden in each round, not for ever."
        ),
    ),
    (
        "Honest, but unpaid",
        (
            "Somebody whose data are unlike everybody else’s, or tell nothing new, looks like an"
            " idler to a small test. Many honest people then earn less than the fees, and some lose"
            " a stake: see the receipts, and the counter of those slashed."
        ),
    ),
    (
        "Who chooses the test",
        (
            "The organiser picks the hidden test, and so what counts as good. It is committed to"
            " before anybody sends an update, but nobody checks that it is fair. And whoever trains"
            " on the parts that were shown already is paid, without any data of their own."
        ),
    ),
    (
        "Groups take hostages",
        (
            "A group is paid by its sum. Two honest clients beside an attacker lose with it, or"
            " carry it. New groups in every round would be fairer, and leak nearly everything in"
            " time."
        ),
    ),
    (
        "Nobody has reviewed it",
        (
            "Masks and secret sharing are as published (Bonawitz and others, 2017). Opening scores"
            " under masks, and the rule that pays by them, are our own construction."
        ),
    ),
)
"""Titles and what they mean."""


def show_failures() -> None:
    """Draw them."""
    st.markdown("**None of these is solved here.** Most can be seen on this page.")
    for title, text in FAILURES:
        st.markdown(f"**{title}.** {text}")
    st.caption("docs/federated.md has the figures: every attack at every setting, over 20 seeds.")
