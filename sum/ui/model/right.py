"""How often the model is right: over time, and class by class."""

import streamlit as st

from sum.room import Snapshot
from sum.ui.facts import plain
from sum.ui.ground import theme
from sum.ui.identity import Visit
from sum.viz.charts import ZOOM, accuracy_chart, accuracy_rows
from sum.viz.model.confusion import confusion_html, worst
from sum.viz.model.reading import confusion

_CHART = 300


def show_right(visitor: Visit, snapshot: Snapshot) -> None:
    """Draw the view."""
    dataset = snapshot.dataset
    st.write(
        f"The hidden test set has {len(dataset.hidden):,} samples that nobody can contribute. The"
        " model is asked about all of them after every change."
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown("**Over time**")
        st.vega_lite_chart(
            accuracy_rows(snapshot, visitor.room.now()),
            accuracy_chart(theme(), _CHART),
            key="model-accuracy",
            height=_CHART,
            on_select=lambda: None,  # a chart with a selection keeps what it is zoomed to
            selection_mode=ZOOM,
            alt="How often the model is right, over time",
        )
        st.caption("With a mouse: Ctrl and the wheel zoom in, a double click zooms out.")
    with right:
        st.markdown("**Class by class**", help=_HELP)
        table = confusion(snapshot.model, dataset)
        st.html(confusion_html(table, dataset.classes))
        mistake = worst(table)
        if mistake:
            is_, says, count = mistake
            times = "once" if count == 1 else f"{count} times"
            st.caption(
                f"Its commonest mistake: it says {plain(dataset.classes[says])} where it is"
                f" {plain(dataset.classes[is_])}, {times}."
            )
        else:
            st.caption("It makes no mistake at all on these samples.")


_HELP = (
    "A confusion matrix. Each row is a class of the hidden test set, each column what the model"
    " says of its samples. On the diagonal it is right."
)
