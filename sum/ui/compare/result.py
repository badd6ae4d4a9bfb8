"""What came of a comparison: in sentences, in charts, in numbers, as a file."""

from functools import partial

import streamlit as st

from sum.simulation.compare.run import ATTACKER, Comparison, MechanismRun
from sum.ui.compare.files import comparison_csv, comparison_json
from sum.ui.compare.table import show_table
from sum.ui.compare.words import bets, headline, listed, reasons, same_lines, winners
from sum.ui.ground import theme
from sum.ui.plain import plain
from sum.units import format_duration
from sum.viz.compare import (
    WINDOW,
    accuracy_lines,
    accuracy_spec,
    balance_lines,
    balance_spec,
    domain_of,
)
from sum.viz.series import floor_of

_TALL, _LOW = 320, 230
Band = tuple[float, float] | None


def show_result(comparison: Comparison, bet: str) -> None:
    """Draw the result.

    Parameters
    ----------
    comparison : Comparison
    bet : str
        What the visitor has bet on, one of `bets`; "" for no bet.
    """
    st.subheader("What differs", anchor=False)
    if bet:
        _show_bet(comparison, bet)
    st.markdown(f"**{plain(' '.join(headline(comparison)))}**")
    st.markdown("\n".join(f"- {plain(reason)}" for reason in reasons(comparison)))
    band = _band(comparison)
    st.subheader("How often the model is right", anchor=False, help=_HIDDEN)
    _accuracy(comparison, band)
    st.subheader("Won and lost", anchor=False, help=_WON)
    _balances(comparison, band)
    st.subheader("In numbers", anchor=False)
    show_table(comparison)
    _downloads(comparison)


def question(attack: str) -> str:
    """What to bet on before it runs."""
    if attack:
        return f"Under which mechanism will {ATTACKER}, the attacker, earn most ether?"
    return "Under which mechanism will the model be right most often, on average?"


def _show_bet(comparison: Comparison, bet: str) -> None:
    words, best = bets(comparison.plan), winners(comparison)
    right = listed(f"“{words[name]}”" for name in best)
    if bet not in best:
        st.info(f"You bet on “{words[bet]}”. It was {right}.", icon=":material/casino:")
        return
    level = "" if len(best) == 1 else f" Level are {right}."
    text = f"You bet on “{words[bet]}”, and you were right.{level}"
    st.success(text, icon=":material/check:")


def _band(comparison: Comparison) -> Band:
    """From which day to which the attacker is there."""
    plan = comparison.plan
    there = any(run.attacked for run in comparison.runs)
    return (float(plan.arrival), float(plan.leaves)) if there else None


def _accuracy(comparison: Comparison, band: Band) -> None:
    titles = tuple(run.title for run in comparison.runs)
    smooth = not st.toggle("Every single change", key="compare-every", help=_EVERY)
    lines = accuracy_lines(comparison, smooth=smooth)
    st.vega_lite_chart(
        lines,
        accuracy_spec(theme(), titles, band, floor_of(lines), _TALL),
        key="compare-accuracy",
        height=_TALL,
        alt="How often the model is right over time, a line for each mechanism",
    )
    said = [f"Each point is an average over the last {format_duration(WINDOW)}."] if smooth else []
    if band:
        said.append("The attacker is there in the time that is shaded.")
    said.append(plain(same_lines(comparison)))
    st.caption(" ".join(said))


def _balances(comparison: Comparison, band: Band) -> None:
    frames = [balance_lines(comparison, run) for run in comparison.runs]
    paid = [frame for run, frame in zip(comparison.runs, frames, strict=True) if run.money]
    same = len(paid) > 1 and st.toggle(
        "The same scale for all", value=True, key="compare-scale", help=_SCALE
    )
    drawn = list(zip(comparison.runs, frames, strict=True))
    for start in range(0, len(drawn), 2):
        columns = st.columns(min(2, len(drawn)), gap="large")
        for column, (run, frame) in zip(columns, drawn[start : start + 2], strict=False):
            with column:
                _balance(run, frame, domain_of(paid if same and run.money else [frame]), band)
    kinds = [":blue[━] honest"]
    if comparison.plan.careless:
        kinds.append(":blue[┅] careless")
    if band:
        kinds.append(":orange[╍] the attacker, all accounts together")
    st.caption(
        f"{' · '.join(kinds)}. After day {comparison.plan.days} nobody contributes any more;"
        " what can still be claimed is claimed."
    )


def _balance(run: MechanismRun, frame: object, domain: tuple[float, float], band: Band) -> None:
    unit = "ETH" if run.money else "points"
    st.markdown(f"**{plain(run.title)}**, in {unit}")
    st.vega_lite_chart(
        frame,
        balance_spec(theme(), unit, domain, band, _LOW),
        key=f"compare-balance-{run.name}",
        height=_LOW,
        alt=f"What everybody has won and lost under {run.title}",
    )


def _downloads(comparison: Comparison) -> None:
    name = f"comparison-seed-{comparison.plan.seed}"
    with st.container(horizontal=True):
        st.download_button(
            "All lines as a table (CSV)",
            data=partial(comparison_csv, comparison),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="compare-csv",
        )
        st.download_button(
            "Everything (JSON)",
            data=partial(comparison_json, comparison),
            file_name=f"{name}.json",
            mime="application/json",
            icon=":material/data_object:",
            on_click="ignore",
            key="compare-json",
        )


_HIDDEN = "On a hidden test set: samples that nobody can contribute."
_WON = (
    "What somebody got out of the contract minus what they put in. A deposit counts as one’s own"
    " for as long as it can be claimed."
)
_EVERY = (
    "On: accuracy after every contribution. A model of this kind moves a lot with each, and so do"
    " the lines."
)
_SCALE = "Off: each chart is as high as its own numbers need."
