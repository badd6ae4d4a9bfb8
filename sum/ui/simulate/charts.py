"""The charts of a run: accuracy, balances, events; as far as they are known."""

import streamlit as st

from sum.simulation.lab import Run
from sum.simulation.lab.background import Sight
from sum.simulation.scenario import Scenario
from sum.ui.ground import theme
from sum.viz.balances import balance_rows, balance_spec, groups_of
from sum.viz.series import accuracy_rows, accuracy_spec, floor_of, legend_lines
from sum.viz.simulate import counts_of, events_rows, events_spec, kinds_of

_TALL, _LOW, _LINE = 300, 240, 22
"""Pixels: of a chart, and of each further line of its legend."""


def sight_of(run: Run) -> Sight:
    """A run that has ended, as a job would show it."""
    return Sight(
        "done",
        1.0,
        people=run.people,
        tested=run.tested,
        ideal=run.ideal,
        moments=run.moments,
        counts=tuple(counts_of(run)),
        run=run,
    )


def charts(sight: Sight, scenario: Scenario, key: str = "simulate") -> None:
    """Draw accuracy, balances and events as far as they are known.

    Parameters
    ----------
    sight : Sight
    scenario : Scenario
    key : str
        Names the charts.
    """
    rows = accuracy_rows(sight.moments, sight.tested, sight.ideal)
    st.markdown("**How often the model is right**, on a hidden test set")
    st.vega_lite_chart(
        rows,
        accuracy_spec(theme(), floor_of(rows), _TALL),
        key=f"{key}-accuracy",
        height=_TALL,
        alt="Accuracy over time, against the start and a model trained on everything",
    )
    low = _LOW + _LINE * legend_lines(tuple(groups_of(sight.people)))
    if not scenario.incentive.money:  # all balances would stay as they are
        _events(sight, low, key)
        return
    left, right = st.columns(2, gap="large")
    with left:
        _balances(sight, low, key)
    with right:
        _events(sight, low, key)


def _balances(sight: Sight, low: int, key: str) -> None:
    st.markdown("**Balances**, in percent of the start")
    st.vega_lite_chart(
        balance_rows(sight.moments, sight.people),
        balance_spec(theme(), sight.people, low),
        key=f"{key}-balances",
        height=low,
        alt="Balances of each group over time, in percent of what they began with",
    )
    st.caption("The band is from the poorest to the richest. Deposits at stake do not count.")


def _events(sight: Sight, low: int, key: str) -> None:
    st.markdown("**What happened**, counted from the beginning")
    rows = events_rows(sight.moments, sight.counts)
    st.vega_lite_chart(
        rows,
        events_spec(theme(), kinds_of(rows), low),
        key=f"{key}-events",
        height=low,
        alt="How many contributions, refunds, reports and refusals there were so far",
    )
