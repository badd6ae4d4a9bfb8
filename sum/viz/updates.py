"""Pictures of what a client of a federation sends, and of what it has."""

from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from sum.viz.charts import Spec, without_data
from sum.viz.palette import SIDES, Theme, colour


@lru_cache(maxsize=32)
def update_spec(theme: Theme, top: float, height: int = 200) -> Spec:
    """An update as a picture, a row for each class; for `update_rows`.

    Parameters
    ----------
    theme : {"light", "dark"}
    top : float
        The number at which colours are strongest.
    height : int
        Pixels.
    """
    empty = pd.DataFrame({"feature": [0], "label": [""], "value": [0.0]})
    against, towards = SIDES[theme]
    middle = "#FFFFFF" if theme == "light" else "#12171D"
    chart = (
        alt.Chart(empty)
        .mark_rect()
        .encode(
            x=alt.X("feature:O", title=None, axis=None),
            y=alt.Y("label:O", title=None, sort=None, axis=alt.Axis(ticks=False, domain=False)),
            color=alt.Color(
                "value:Q",
                scale=alt.Scale(
                    domain=[-top, 0, top],
                    range=[against, middle, towards],
                    interpolate="rgb",
                    clamp=True,
                ),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Digit"),
                alt.Tooltip("value:Q", title="Number", format=".4~g"),
            ],
        )
    )
    return without_data(chart, height)


def update_rows(update: npt.NDArray[np.float64], classes: Sequence[str]) -> pd.DataFrame:
    """The rows for `update_spec`: columns feature, label and value.

    Parameters
    ----------
    update : numpy.ndarray, shape (len(classes), features)
    classes : sequence of str
    """
    features = update.shape[1]
    return pd.DataFrame(
        {
            "feature": np.tile(np.arange(features), len(classes)),
            "label": np.repeat(list(classes), features),
            "value": update.ravel(),
        }
    )


@lru_cache(maxsize=8)
def mix_spec(theme: Theme, height: int = 200) -> Spec:
    """How many samples of each class somebody has, for columns label and count."""
    empty = pd.DataFrame({"label": [""], "count": [0]})
    chart = (
        alt.Chart(empty)
        .mark_bar(color=colour("contributor", theme))
        .encode(
            y=alt.Y(
                "label:O",
                title=None,
                sort=None,
                axis=alt.Axis(ticks=False, labelOverlap=False, labelFlush=False),
            ),
            x=alt.X("count:Q", title="samples", axis=alt.Axis(format="d", tickMinStep=1)),
            tooltip=["label:N", "count:Q"],
        )
    )
    return without_data(chart, height)
