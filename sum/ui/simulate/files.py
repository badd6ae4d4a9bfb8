"""A run as files to take along."""

from collections.abc import Callable

import streamlit as st

from sum.simulation.lab import Run
from sum.simulation.lab.tables import csv_of, events_table, moments_table, parquet_of
from sum.simulation.scenario import dumps
from sum.ui.ground import theme
from sum.viz.picture import png, svg
from sum.viz.simulate import accuracy_chart

_TABLE, _PICTURE = ":material/table:", ":material/image:"


def downloads(run: Run, key: str) -> None:
    """Draw what a run can be taken along as.

    Parameters
    ----------
    run : Run
    key : str
        Names the buttons.
    """
    ground, title = theme(), run.scenario.title
    name = f"run-{run.digest()[:8]}"
    files: tuple[tuple[str, str, str, str, Callable[[], bytes]], ...] = (
        ("Moments (CSV)", "moments.csv", "text/csv", _TABLE, lambda: csv_of(moments_table(run))),
        ("Events (CSV)", "events.csv", "text/csv", _TABLE, lambda: csv_of(events_table(run))),
        (
            *("Moments (Parquet)", "moments.parquet", _PARQUET, _TABLE),
            lambda: parquet_of(moments_table(run)),
        ),
        (
            *("Events (Parquet)", "events.parquet", _PARQUET, _TABLE),
            lambda: parquet_of(events_table(run)),
        ),
        (
            *("Accuracy (PNG)", "accuracy.png", "image/png", _PICTURE),
            lambda: png(accuracy_chart([run], ground), ground, title),
        ),
        (
            *("Accuracy (SVG)", "accuracy.svg", "image/svg+xml", _PICTURE),
            lambda: svg(accuracy_chart([run], ground), ground, title).encode(),
        ),
        ("Everything (JSON)", "json", "application/json", ":material/data_object:", run.to_json),
        (
            *("Scenario (TOML)", "toml", "application/toml", ":material/description:"),
            lambda: dumps(run.scenario).encode(),
        ),
    )
    with (
        st.popover("Take it along", icon=":material/download:"),
        st.container(horizontal=True, width=420),
    ):
        for label, ending, mime, icon, make in files:
            st.download_button(
                label,
                data=make,
                file_name=f"{name}{'.' if ending in {'json', 'toml'} else '-'}{ending}",
                mime=mime,
                icon=icon,
                on_click="ignore",
                key=f"{key}-{ending}",
            )


_PARQUET = "application/vnd.apache.parquet"
