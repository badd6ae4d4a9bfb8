"""What came of a sweep: a line with a band, or a heat map to click into."""

from typing import Any

import pandas as pd
import streamlit as st

from sum.simulation.scenario import all_fields
from sum.simulation.sweep import Table, figure_names
from sum.ui.ground import theme
from sum.ui.plain import plain
from sum.ui.simulate.fields import words
from sum.ui.simulate.state import change
from sum.ui.simulate.views import RUN, open_view
from sum.viz.charts import Spec
from sum.viz.figures import figure_title
from sum.viz.heat import grid_of, heat_spec
from sum.viz.picture import png, svg
from sum.viz.simulate import with_data
from sum.viz.sweep import CHOSEN, Scale, line_spec, points_of, scale_of

_FIGURE, _CHART = "simulate-figure", "simulate-sweep-chart"
_FIRST = "accuracy.end"
_HEIGHT = 340


def show_table(table: Table, *, live: bool = False) -> None:
    """Draw a figure of a sweep as far as it is known.

    Parameters
    ----------
    table : Table
    live : bool
        Whether runs are still coming: there is nothing to click and to take along yet.
    """
    every = figure_names(table.sweep.scenario)
    figures = [name for name in every if not name.endswith((".owner", ".beneficiary"))]
    figure = st.selectbox(
        "Figure",
        figures,
        index=figures.index(_FIRST),
        key=_FIGURE,
        format_func=figure_title,
        persist_state="session",
    )
    scales = [_scale(table, path) for path in table.sweep.axes]
    rows = points_of(table, figure, scales)
    spec = _spec(table, figure, scales, rows)
    options: dict[str, Any] = {}
    if not live:
        options = {"on_select": lambda: _open(table), "selection_mode": [CHOSEN]}
    st.vega_lite_chart(
        rows,
        spec,
        key=f"{_CHART}{'-live' if live else ''}-{len(scales)}",
        height=_HEIGHT,
        alt=f"{figure_title(figure)} over what varies",
        **options,
    )
    if live:
        return
    one = "point" if len(scales) == 1 else "cell"
    band = (
        " The band holds the mean with 95% confidence (Student’s t)."
        if len(scales) == 1 and table.sweep.seeds > 1
        else ""
    )
    st.caption(f"The mean over the seeds.{band} Click a {one} to open it as the scenario.")
    _downloads(table, with_data(spec, rows), figure)


def _scale(table: Table, path: str) -> Scale:
    point = table.sweep.all_points[0].scenario
    number = list(table.sweep.axes).index(path)
    values = [each.values[number] for each in table.sweep.all_points]  # noqa: PD011 - no frame's
    title = words(point, path).title.lstrip("… ")
    if path.startswith("agents."):
        title = f"{path.split('.')[1]}: {title.lower()}"
    return scale_of(all_fields(point)[path], values, title)


def _spec(table: Table, figure: str, scales: list[Scale], rows: pd.DataFrame) -> Spec:
    if len(scales) == 1:
        return line_spec(theme(), scales[0], figure, _HEIGHT)
    titles = tuple(
        words(table.sweep.all_points[0].scenario, path).title.lstrip("… ")
        for path in table.sweep.axes
    )
    return heat_spec(theme(), grid_of(rows, (titles[0], titles[1]), figure), figure, _HEIGHT)


def _open(table: Table) -> None:
    """Open the point that was clicked as the scenario; a callback."""
    state: Any = st.session_state.get(f"{_CHART}-{len(table.sweep.axes)}")
    chosen = state["selection"].get(CHOSEN, []) if state else []
    if not chosen:
        return
    number = int(chosen[0]["point"])
    if not 0 <= number < len(table.sweep.all_points):
        return
    point = table.sweep.all_points[number]
    change(point.scenario, "elsewhere")
    open_view(RUN)
    st.toast(f"This is {plain(table.sweep.name(point))}. “Undo” brings the other back.")


def _downloads(table: Table, spec: Any, figure: str) -> None:  # noqa: ANN401
    ground, title = theme(), figure_title(figure)
    files = (
        ("CSV", "csv", "text/csv", table.to_csv),
        ("Parquet", "parquet", "application/vnd.apache.parquet", table.to_parquet),
        ("PNG", "png", "image/png", lambda: png(spec, ground, title)),
        ("SVG", "svg", "image/svg+xml", lambda: svg(spec, ground, title).encode()),
    )
    with st.container(horizontal=True):
        for label, ending, mime, make in files:
            st.download_button(
                label,
                data=make,
                file_name=f"sweep.{ending}",
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"simulate-sweep-{ending}",
            )
