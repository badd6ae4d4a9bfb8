"""What the model has learned: its numbers as the picture they are."""

from html import escape

import numpy as np
import streamlit as st

from sum.datasets import Dataset
from sum.models.base import Model
from sum.room import Snapshot
from sum.ui.facts import plain
from sum.ui.identity import Visit
from sum.viz.model.bars import Bar, bars_html
from sum.viz.model.lens import is_traced, name_of, shape_of, shown
from sum.viz.model.picture import figure, figures, weights_svg
from sum.viz.model.plane import Mark, bounds, plane_svg, point_of, regions
from sum.viz.model.reading import Floats, is_one_row, strongest
from sum.viz.model.words import legend, meaning
from sum.viz.palette import SIDES, css_side

_MOST = 14
"""How many features a list has; the rest is in the table."""
_IN_ORDER = 16
"""So few features are all shown, in their own order."""


def show_learned(visitor: Visit, snapshot: Snapshot) -> None:  # noqa: ARG001 - as every view
    """Draw the view."""
    dataset, model = snapshot.dataset, snapshot.model
    weights = shown(dataset, model.class_weights())
    st.write(plain(meaning(model, dataset)))
    shape = shape_of(dataset)
    if dataset.kind == "point":
        _plane(dataset, model)
    elif shape is not None:
        _pictures(dataset, model, weights, shape)
    else:
        _lists(dataset, model, weights)
    if is_traced(dataset):
        st.caption(
            f"The model does not see these features but {dataset.n_features} mixtures of them"
            f" ({dataset.encoder.title}); here its numbers are traced back through the mixtures."
        )
    if st.toggle("Show all numbers", key="model-numbers"):
        st.dataframe(_table(dataset, model, weights), hide_index=True, height=400)


def show_legend(model: Model, dataset: Dataset, *, one_row: bool, on_paper: bool = False) -> None:
    """Say what the colours mean."""
    st.html(legend_html(*legend(model, dataset, one_row=one_row), on_paper=on_paper))


def legend_html(blue: str, orange: str, *, on_paper: bool) -> str:
    """A square and its meaning for each colour; no orange without a meaning.

    Parameters
    ----------
    blue, orange : str
    on_paper : bool
        Whether it is about pictures, whose colours are the same on a dark page.
    """
    colours = SIDES["light"] if on_paper else (css_side(0), css_side(1))
    parts = "".join(
        f'<span><i style="background: {colours[side]}"></i>{escape(text)}</span>'
        for side, text in ((1, blue), (0, orange))
        if text
    )
    return f'<div class="mod-legend">{parts}</div>'


def limit_of(values: Floats) -> float:
    """What has the full colour: the largest number there is."""
    return float(np.abs(values).max(initial=0.0))


def _pictures(dataset: Dataset, model: Model, weights: Floats, shape: tuple[int, int]) -> None:
    pixels = weights.reshape(-1, *shape)
    one_row = is_one_row(model)
    limit = limit_of(pixels)
    show_legend(model, dataset, one_row=one_row, on_paper=True)
    if one_row:
        alt = f"What speaks for {dataset.classes[1]} and what for {dataset.classes[0]}"
        left, right = st.columns([2, 3], gap="large")
        with left:
            svg = weights_svg(pixels[1], limit, alt)
            st.html(figures([figure(svg, "", alt)], 300))
        with right:
            _strong(dataset, weights[1])
    else:
        st.html(
            figures(
                [
                    figure(weights_svg(each, limit, f"Class {name}"), name, f"Class {name}")
                    for name, each in zip(dataset.classes, pixels, strict=True)
                ],
                170,
            )
        )


def _plane(dataset: Dataset, model: Model) -> None:
    box = bounds(dataset)
    marks = [Mark(point_of(sample.raw), sample.label) for sample in dataset.hidden]
    title = "What the model says everywhere, and the points of the hidden test set"
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(
            figures([figure(plane_svg(regions(dataset, model), box, marks, title), "", title)], 460)
        )
    with right:
        names = " · ".join(
            f"{'circles' if label % 2 else 'squares'}: {plain(name)}"
            for label, name in enumerate(dataset.classes[:2])
        )
        st.markdown("**The ground** is what the model says there.")
        st.markdown(f"**The points** are the hidden test set, as they truly are ({names}).")
        st.caption("A point on a ground of another colour is one that the model gets wrong.")


def _lists(dataset: Dataset, model: Model, weights: Floats) -> None:
    one_row = is_one_row(model)
    show_legend(model, dataset, one_row=one_row)
    if one_row and dataset.n_features > _IN_ORDER:
        for side, column in zip((1, 0), st.columns(2, gap="large"), strict=True):
            with column:
                st.markdown(f"**What speaks for {plain(dataset.classes[side])}**")
                only = np.clip(weights[side], 0, None)
                limit = limit_of(weights)
                picks = strongest(only, _MOST)
                bars = [Bar(name_of(dataset, n), float(weights[1][n])) for n in picks]
                st.html(bars_html(bars, limit=limit))
        return
    if one_row:
        _strong(dataset, weights[1])
        return
    columns = st.columns(min(3, len(weights)), gap="medium")
    for label, row in enumerate(weights):
        with columns[label % len(columns)]:
            st.markdown(f"**{plain(dataset.classes[label])}**")
            _strong(dataset, row, limit_of(weights), signed=bool((weights < 0).any()))


def _strong(
    dataset: Dataset, row: Floats, limit: float = 0.0, *, signed: bool | None = None
) -> None:
    """The features that count most, or all of them when there are few.

    Lists side by side are signed all or none, with one limit, or their bars cannot be compared.
    """
    few = len(row) <= _IN_ORDER
    picks = list(range(len(row))) if few else strongest(row, _MOST)
    if signed is None:
        signed = bool((row < 0).any())
    st.html(
        bars_html(
            [Bar(name_of(dataset, n), float(row[n])) for n in picks],
            limit=limit,
            signed=signed,
        )
    )
    if not few:
        st.caption(f"The {len(picks)} features that count most, of {len(row):,}.")


def _table(dataset: Dataset, model: Model, weights: Floats) -> dict[str, object]:
    names = [name_of(dataset, n) for n in range(weights.shape[1])]
    rows = weights[1:] if is_one_row(model) else weights
    classes = dataset.classes[1:] if is_one_row(model) else dataset.classes
    return {"feature": names} | dict(zip(classes, rows, strict=True))
