"""One sample: what the model says of it, how sure it is, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from sum.datasets import Dataset, Sample, Split
from sum.datasets.show import picture
from sum.encoders.words import words
from sum.models.base import Model
from sum.room import Snapshot
from sum.ui.facts import plain
from sum.ui.identity import Visit
from sum.ui.model.learned import legend_html, limit_of
from sum.viz.model.bars import Bar, bars_html, number
from sum.viz.model.histogram import histogram_html
from sum.viz.model.lens import ink_of, reasons, shape_of
from sum.viz.model.picture import figure, figures, weights_svg
from sum.viz.model.plane import Mark, bounds, plane_svg, point_of, regions
from sum.viz.model.reading import Certainty, Floats, Verdict, certainty, judge, strongest
from sum.viz.palette import css_side

_MOST = 12
_SPLIT, _ORDER, _INDEX = "model-split", "model-order", "_model_sample"
_SPLITS = {"hidden": "Hidden test set", "pool": "Pool"}
_ORDERS = {"unsure": "Unsure first", "wrong": "Mistakes", "any": "As they come"}


@dataclass(frozen=True)
class _Place:
    """A sample among those that can be stepped through: its number, and where it stands."""

    index: int
    at: int
    queue: tuple[int, ...]


def show_sample(visitor: Visit, snapshot: Snapshot) -> None:  # noqa: ARG001 - as every view
    """Draw the view."""
    dataset, model = snapshot.dataset, snapshot.model
    split = _choose_split(dataset)
    sure = certainty(model, split)
    place = _place(split, sure, snapshot.address)
    if place is None:
        st.success("The model makes no mistake here.", icon=":material/check_circle:")
        return
    _steps(place, snapshot.address)
    sample = split[place.index]
    verdict = judge(model, sample.data)
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.html(picture(sample.raw, dataset, 200))
        _says(dataset, sample, verdict)
    with right:
        _sure(dataset, sure, split, place.index, verdict)
        _why(dataset, model, sample, verdict)


def _choose_split(dataset: Dataset) -> Split:
    with st.container(horizontal=True, gap="medium"):
        chosen = st.segmented_control(
            "From",
            list(_SPLITS),
            default="hidden",
            required=True,
            format_func=_SPLITS.__getitem__,
            key=_SPLIT,
        )
        st.segmented_control(
            "In which order",
            list(_ORDERS),
            default="unsure",
            required=True,
            format_func=_ORDERS.__getitem__,
            key=_ORDER,
        )
    return dataset.pool if chosen == "pool" else dataset.hidden


def _place(split: Split, sure: Certainty, address: str) -> _Place | None:
    """Where the visitor is; the model may have changed the order since."""
    order = st.session_state.get(_ORDER) or "unsure"
    queue = sure.order if order != "any" else tuple(range(len(split)))
    if order == "wrong":
        wrong = sure.predicted != split.labels
        queue = tuple(index for index in queue if wrong[index])
    if not queue:
        return None
    kept = st.session_state.get(_INDEX)
    asked = (address, st.session_state.get(_SPLIT), order)
    if kept and kept[0] == asked and kept[1] in queue:
        return _Place(kept[1], queue.index(kept[1]), queue)
    return _Place(queue[0], 0, queue)


def _steps(place: _Place, address: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"Sample {place.at + 1:,} of {len(place.queue):,}", width="content")
        st.space("stretch")
        for name, icon, step in (
            ("Back", ":material/arrow_back:", -1),
            ("Next", ":material/arrow_forward:", 1),
        ):
            at = place.at + step
            inside = 0 <= at < len(place.queue)
            st.button(
                name,
                icon=icon,
                key=f"model-sample-{name}",
                disabled=not inside,
                on_click=_go,
                args=(address, place.queue[at] if inside else place.index),
            )


def _go(address: str, index: int) -> None:
    asked = (address, st.session_state.get(_SPLIT), st.session_state.get(_ORDER) or "unsure")
    st.session_state[_INDEX] = (asked, index)


def _says(dataset: Dataset, sample: Sample, verdict: Verdict) -> None:
    says, truth = dataset.classes[verdict.label], dataset.classes[sample.label]
    right = verdict.label == sample.label
    st.markdown(f":green-badge[:material/neurology: The model says: {plain(says)}]")
    st.markdown(
        ":material/check: That is right."
        if right
        else f":material/close: In truth it is **{plain(truth)}**."
    )


def _sure(dataset: Dataset, sure: Certainty, split: Split, index: int, verdict: Verdict) -> None:
    """The sample's margin, and where it is among those of all samples."""
    margin = float(sure.margins[index])
    st.markdown("**How sure it is**", help=_MARGIN)
    st.html(histogram_html(sure.margins, sure.predicted == split.labels, index))
    next_best = verdict.sides[1] if verdict.sides[0] == verdict.label else verdict.sides[0]
    surer, others = int((sure.margins > margin).sum()), len(split) - 1
    of_them = {0: "no other sample", others: "every other sample"}.get(
        surer, f"{surer:,} of the other {others:,} samples"
    )
    st.caption(
        f"{plain(dataset.classes[next_best])} comes second, {number(margin).lstrip('+')} behind."
        f" The model is surer of {of_them}."
    )


def _why(dataset: Dataset, model: Model, sample: Sample, verdict: Verdict) -> None:
    st.markdown("**Why**")
    if dataset.kind == "point":
        _on_plane(dataset, model, sample)
        return
    blue, orange = (dataset.classes[side] for side in verdict.sides)
    values, name, whole = reasons(dataset, model, sample.raw, verdict)
    shape = shape_of(dataset) if whole else None
    words_for = f"speaks for {blue}", f"speaks for {orange}"
    st.html(legend_html(*words_for, on_paper=shape is not None))
    if shape is not None:
        limit, ink = limit_of(values), ink_of(dataset, sample.raw)
        svg = weights_svg(values.reshape(shape), limit, "What speaks for it", ink)
        text = "What speaks for it, pixel by pixel"
        st.html(figures([figure(svg, "Framed: the pixels with ink", text)], 240))
        return
    if dataset.kind == "sentence" and model.form == "sparse":
        st.html(_sentence(dataset, str(sample.raw), values))
    _bars(values, name)


def _sentence(dataset: Dataset, text: str, values: Floats) -> str:
    """The words in the colour of what they speak for."""
    limit = limit_of(values) or 1.0
    parts = []
    for word in words(text):
        known = dataset.encoder.encode(word)
        value = float(values[list(known)].sum()) if known else 0.0
        part = round(60 * min(1.0, abs(value) / limit))
        colour = css_side(int(value > 0))
        parts.append(
            f'<span style="background: color-mix(in srgb, {colour} {part}%, transparent)">'
            f"{escape(word)}</span>"
        )
    return f'<div class="mod-words">{"".join(parts)}</div>'


def _bars(values: Floats, name: Callable[[int], str]) -> None:
    picks = strongest(values, _MOST)
    if not picks:
        st.caption("No feature of it speaks for either.")
        return
    st.html(bars_html([Bar(name(n), float(values[n])) for n in picks]))
    rest = int(np.count_nonzero(values)) - len(picks)
    if rest > 0:
        st.caption("One more feature speaks less." if rest == 1 else f"{rest:,} more speak less.")


def _on_plane(dataset: Dataset, model: Model, sample: Sample) -> None:
    mark = Mark(point_of(sample.raw), sample.label, big=True)
    svg = plane_svg(regions(dataset, model), bounds(dataset), [mark], "The plane")
    st.html(figures([figure(svg, "The ground is what the model says there", "The plane")], 300))


_MARGIN = (
    "The margin: how far the score of the class that it says is ahead of the next one. A small"
    " margin means that a few contributions can change its mind."
)
