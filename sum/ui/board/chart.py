"""A chart of the board: it keeps what it is zoomed to while it follows the room."""

import streamlit as st

from sum.viz.charts import ZOOM, Spec


def live_chart(rows: object, spec: Spec, key: str, height: int, says: str) -> None:
    """Draw a chart that is drawn again and again.

    Parameters
    ----------
    rows : pandas.DataFrame or list of dict
    spec : dict
        As `sum.viz` gives it: the same one every time, so that only the rows are new.
    key : str
    height : int
        In pixels.
    says : str
        What a screen reader says.
    """
    st.vega_lite_chart(
        rows,
        spec,
        key=key,
        height=height,
        on_select=lambda: None,  # a chart with a selection keeps what it is zoomed to
        selection_mode=ZOOM,
        alt=says,
    )
