"""What came of a federation: in sentences, in numbers, in charts, as files."""

from math import isfinite

import pandas as pd
import streamlit as st

from sum.federated.records import FederatedRun
from sum.federated.settings import Settings
from sum.ui.federated.cast import NOBODY, Cast
from sum.ui.federated.files import json_of, rounds_csv
from sum.ui.federated.job import Sight
from sum.ui.federated.receipts import receipts, receipts_html
from sum.ui.federated.words import NAMES, ether, headline, percent, slashed_in
from sum.ui.ground import theme
from sum.ui.plain import plain
from sum.units import ETHER
from sum.viz.federated import (
    accuracy_rows,
    accuracy_spec,
    dial_rows,
    dial_spec,
    meter_rows,
    meter_spec,
    profit_rows,
    profit_spec,
    slashed_rows,
    slashed_spec,
)
from sum.viz.series import floor_of

_TALL, _LOW = 260, 200


def show_result(sight: Sight) -> None:
    """Draw a federation that has ended."""
    run = sight.run
    if run is None:
        return
    clean = sight.clean[-1] if len(sight.clean) == len(run.records) else None
    st.markdown(f"**{plain(headline(run, clean))}**")
    metrics(run)
    charts(run, sight.clean)
    show_dials(sight)
    with st.expander("Receipts: who was paid, charged and slashed", icon=":material/receipt:"):
        st.html(receipts_html(receipts(run), len(run.records)))
        st.caption(
            "In ether. Look at honest clients who end below zero: what do they have most of?"
        )
    downloads(run)


def metrics(run: FederatedRun, cast: Cast = NOBODY) -> None:
    """Draw a run's numbers; who attacks is not in them while it is a secret."""
    honest, bad = slashed_in(run)
    profit = _profit_help(run.settings)
    cells: list[tuple[str, str, str | None]] = [("Right at the end", percent(run.accuracy), None)]
    if cast.secret:
        cells += [
            ("A client’s profit", ether(run.honest_profit), profit),
            ("Stakes lost", f"{honest}×", None),
        ]
    else:
        attacked = any(run.attackers)
        cells += [
            ("Honest profit", ether(run.honest_profit), profit),
            ("Attacker’s profit", ether(run.attacker_profit) if attacked else "–", profit),
            ("Honest, but slashed", f"{honest}×", _SLASHED),
            ("Attackers slashed", f"{bad}×" if attacked else "–", None),
        ]
    cells.append(("Leakage", f"{run.leakage:.2f}", _LEAKAGE))
    if run.gas:
        each = run.gas / len(run.records) / run.settings.clients
        cells.append(("Gas a client and round", f"{each:,.0f}", _GAS))
    with st.container(horizontal=True, gap="medium"):
        for label, value, text in cells:
            st.metric(label, value, help=text, width="content")


def charts(run: FederatedRun, clean: tuple[float, ...], cast: Cast = NOBODY) -> None:
    """Draw a federation as far as it is known.

    Parameters
    ----------
    run : FederatedRun
    clean : tuple of float
        Accuracy after each round where nobody attacks, as far as that is known.
    cast : Cast
    """
    rounds, ground, secret = run.settings.rounds, theme(), cast.secret
    rows = accuracy_rows(run, clean)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**How often the model is right**, on a public test set")
        st.vega_lite_chart(
            rows,
            accuracy_spec(ground, rounds, floor_of(_trained(rows)), _TALL, alone=bool(cast.names)),
            key="federated-accuracy",
            height=_TALL,
            alt="Accuracy after each round",
        )
    with right:
        st.markdown("**Won and lost**, a line for each client")
        st.vega_lite_chart(
            profit_rows(run, cast.all_names(run), secret=secret, mine=cast.mine),
            profit_spec(ground, rounds, _TALL, secret=secret),
            key="federated-profit",
            height=_TALL,
            alt="Each client’s profit after each round",
        )
    st.caption(_hint(run, cast))
    _private(run, cast)


def _hint(run: FederatedRun, cast: Cast) -> str:
    if cast.secret:
        return "Somebody may attack, and nobody knows who: whose line would you suspect?"
    if any(run.attackers):
        return "Look whether the dashed lines on the right sink: only then does attacking not pay."
    return "Nobody attacks: look how unlike honest clients are paid."


def _trained(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the start, where a model knows nothing: the rest would be flat beside it."""
    later = rows[rows["round"] > 0]
    return later if len(later) else rows


def _private(run: FederatedRun, cast: Cast) -> None:
    """Draw stakes that were lost, and what privacy is left."""
    rounds, ground, meters = run.settings.rounds, theme(), meter_rows(run)
    first, second, third = st.columns(3, gap="large")
    with first:
        st.markdown("**Stakes lost** so far")
        st.vega_lite_chart(
            slashed_rows(run, secret=cast.secret),
            slashed_spec(ground, rounds, _LOW, secret=cast.secret),
            key="federated-slashed",
            height=_LOW,
            alt="How many stakes have been lost so far",
        )
    with second:
        st.markdown("**Leakage** so far", help=_LEAKAGE)
        st.vega_lite_chart(
            meters,
            meter_spec(ground, rounds, "leakage", 1.0, _LOW),
            key="federated-leakage",
            height=_LOW,
            alt="How much can be told about honest clients after each round",
        )
    with third:
        st.markdown("**ε used up** so far", help=_EPSILON)
        if not isfinite(run.epsilon):
            st.info(
                "Without noise ε is infinite from the first round on: masks hide an update, but"
                " what is opened of it is exact. The settings have a choice of noise.",
                icon=":material/all_inclusive:",
            )
            return
        st.vega_lite_chart(
            meters,
            meter_spec(ground, rounds, "epsilon", 0.0, _LOW),
            key="federated-epsilon-meter",
            height=_LOW,
            alt="The epsilon of everything seen so far, after each round",
        )


def show_dials(sight: Sight) -> None:
    """Draw the same federation at every setting of the dial."""
    if sight.run is None or not sight.points:
        return
    attacked = any(sight.run.attackers)
    whose = "attacker’s" if attacked else "honest"
    st.subheader("The same at every setting of the dial", anchor=False)
    st.vega_lite_chart(
        dial_rows(
            (
                NAMES[point.dial],
                point.leakage,
                point.attacker_profit if attacked else point.honest_profit,
                point.accuracy,
                point.dial == sight.run.settings.dial,
            )
            for point in sight.points
        ),
        dial_spec(theme(), whose),
        key="federated-dials",
        height=320,
        alt="Leakage, profit and accuracy at each setting of the dial",
    )
    st.caption(
        "Every point is a setting, with how often its model is right; the ringed one is yours."
        " Bottom left would be best: nothing leaks, and attacking does not pay. Is anybody there?"
        " One seed is one story; try another."
        if attacked
        else "Every point is a setting, with how often its model is right; the ringed one is yours."
        " Left is private, high is well paid."
    )


def downloads(run: FederatedRun, cast: Cast = NOBODY) -> None:
    """Offer a run as files, with as much as the visitor may know."""
    name = f"federation-{run.settings.dial}-{run.digest()[:8]}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Rounds (CSV)",
            data=lambda: rounds_csv(run, cast),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/table:",
            on_click="ignore",
            key="federated-csv",
        )
        st.download_button(
            "Everything (JSON)",
            data=lambda: json_of(run, cast),
            file_name=f"{name}.json",
            mime="application/json",
            icon=":material/data_object:",
            on_click="ignore",
            key="federated-json",
        )
        # By the seed anybody could deal everybody's data out once more.
        seed = f"Seed {run.settings.seed} · " if cast.shards else ""
        st.caption(f"{seed}digest {run.digest()[:16]}")


def _profit_help(settings: Settings) -> str:
    means, stake, bounty = (
        f"{each / ETHER:g} ETH" for each in (settings.means, settings.stake, settings.bounty)
    )
    return (
        f"On average, after all rounds. Everybody begins with {means} and stakes {stake} in each"
        f" round; a round pays {bounty} to all together."
    )


_SLASHED = (
    "How often an honest client has lost its stake. Honest data can look bad to a small"
    " test: the rule is not always right."
)
_GAS = (
    "All transactions of all rounds, divided by clients and rounds. A simple payment takes 21,000."
)
_LEAKAGE = (
    "From what is seen, an observer works out how each honest client differs from the average. 0:"
    " nothing like the truth; 1: exactly the truth."
)
_EPSILON = (
    "By differential privacy: how much one client’s update can change what is seen. It only"
    " ever grows: every round uses some of it up."
)
