"""Several kept runs over each other, and what differs between them."""

from html import escape
from typing import Any

import streamlit as st

from sum.errors import SumError
from sum.simulation.lab import Run
from sum.store import RunStore
from sum.ui.ground import theme
from sum.ui.plain import plain
from sum.ui.simulate.keep import records
from sum.ui.simulate.result import TABLE_STYLE
from sum.viz.balances import overlay_balance_rows, overlay_balance_spec
from sum.viz.figures import figure_text, figure_title
from sum.viz.series import floor_of, overlay_rows, overlay_spec

_TALL, _LOW = 320, 280


def show_overlay(store: RunStore, numbers: list[int]) -> None:
    """Draw several runs.

    Parameters
    ----------
    store : RunStore
    numbers : list of int
    """
    runs: dict[str, Run] = {}
    try:
        for number in numbers:
            run = records(number)
            runs[f"{number} · {run.scenario.title}"] = run
        comparison = store.compare(numbers)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    names = tuple(runs)
    rows = overlay_rows(runs)
    st.markdown("**How often the model is right**, on a hidden test set")
    st.vega_lite_chart(
        rows,
        overlay_spec(theme(), names, floor_of(rows), _TALL),
        key="simulate-overlay-accuracy",
        height=_TALL,
        alt="Accuracy of each run over time",
    )
    balances = overlay_balance_rows(runs)
    st.markdown("**Balances of each group**, in percent of the start")
    st.vega_lite_chart(
        balances,
        overlay_balance_spec(theme(), names, tuple(dict.fromkeys(balances["group"])), _LOW),
        key="simulate-overlay-balances",
        height=_LOW,
        alt="Balances of each group in each run over time",
    )
    st.markdown("**What differs**")
    if comparison.same:
        st.caption("Nothing: it is the same run.")
        return
    st.html(TABLE_STYLE + _table(names, comparison))


def _table(names: tuple[str, ...], comparison: Any) -> str:  # noqa: ANN401 - of the store
    heads = "".join(f'<th scope="col">run {escape(name.partition(" ")[0])}</th>' for name in names)
    rows = [(path, values) for path, values in comparison.fields.items()]
    rows += [
        (figure_title(name), [None if each is None else figure_text(name, each) for each in values])
        for name, values in comparison.figures.items()
        if not name.endswith((".owner", ".beneficiary"))
    ]
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape('–' if each is None else str(each))}</td>" for each in values)
        + "</tr>"
        for name, values in rows
    )
    return (
        '<div class="sum-scroll" tabindex="0"><table class="sim-table"><thead><tr><td></td>'
        f"{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
