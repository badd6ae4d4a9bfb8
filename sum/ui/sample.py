"""Choosing a sample to contribute: one from the pool, or one of one's own."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote

import numpy as np
import streamlit as st

from sum.datasets import Dataset, show
from sum.models.base import Model
from sum.ui.sample_own import Own, changed_row, chosen_point, drawn_image, show_point, typed_text

Source = Literal["pool", "draw", "type", "click", "edit"]
TITLES: MappingProxyType[Source, str] = MappingProxyType(
    {
        "pool": ":material/casino: From the pool",
        "draw": ":material/draw: Draw one",
        "type": ":material/keyboard: Type one",
        "click": ":material/ads_click: Click on one",
        "edit": ":material/edit: Change one",
    }
)
SOURCES: MappingProxyType[str, tuple[Source, ...]] = MappingProxyType(
    {
        "image": ("pool", "draw"),
        "sentence": ("pool", "type"),
        "point": ("click", "pool"),
        "row": ("pool", "edit"),
    }
)
"""Where a sample of each kind can come from, the usual one first."""

_PREFIX = "sample"
_KEPT = ("index", "drawing", "sentence", "point", "row")
"""What is remembered of the sample on the page."""


@dataclass(frozen=True)
class Draft:
    """A sample that somebody thinks of contributing.

    Attributes
    ----------
    number : int
        Grows with every other sample, so that no widget mistakes one for another.
    data : tuple of int
        Its features; empty when there is nothing to learn from.
    raw : object
        What the person sees.
    truth : int or None
        The true label of a sample from the pool.
    missing : str
        Why it cannot be contributed as it is, "" when it can.
    """

    number: int
    data: tuple[int, ...]
    raw: object
    truth: int | None
    missing: str = ""


def choose_sample(dataset: Dataset, model: Model, *, locked: bool = False) -> Draft:
    """Let a person choose a sample, and show it.

    Parameters
    ----------
    dataset : Dataset
    model : Model
        What it says is shown where a picture can: on a plane.
    locked : bool
        Only show the sample chosen last: it has been sent.

    Returns
    -------
    Draft
    """
    _forget_others(dataset)
    source = _source(dataset, locked=locked)
    number = draft_number()
    if source == "pool":
        return _from_pool(dataset, model, number, locked=locked)
    own: Own
    if source == "draw":
        own = drawn_image(dataset, number, locked=locked)
    elif source == "type":
        own = typed_text(dataset, number, locked=locked)
    elif source == "click":
        own = chosen_point(dataset, model, number, locked=locked)
    else:
        own = changed_row(dataset, number, _pool_index(dataset), locked=locked)
    return Draft(number, own.data, own.raw, None, own.missing)


def another_sample() -> None:
    """Take another sample: a new one from the pool, a blank pad, an empty line."""
    st.session_state[f"{_PREFIX} number"] = draft_number() + 1
    for name in _KEPT:
        st.session_state.pop(f"{_PREFIX} {name}", None)


def draft_number() -> int:
    """The number of the draft that is on the page."""
    number: int = st.session_state.get(f"{_PREFIX} number", 0)
    return number


def picture(raw: object, dataset: Dataset, size: int = 160, most: int = 0) -> str:
    """A sample as HTML: an image, a quoted sentence, a point or a list (escaped).

    Parameters
    ----------
    raw : object
    dataset : Dataset
    size : int
        Width of an image, in pixels.
    most : int
        How many values of a row are shown, the most telling first; by default what suits the size.

    Returns
    -------
    str
    """
    most = most or (_FEW if size < _SMALL else _MANY)
    if not isinstance(raw, np.ndarray) or dataset.kind != "image":
        return show.picture(raw, dataset, size, most)
    drawn = (raw.tobytes(), raw.dtype.str, raw.shape, size)
    if drawn not in _drawn:
        if len(_drawn) >= _DRAWN:
            _drawn.clear()
        _drawn[drawn] = show.picture(raw, dataset, size, most)
    return _drawn[drawn]


_drawn: dict[tuple[object, ...], str] = {}
"""Images as HTML: lists show the same ones again and again, to everybody."""
_DRAWN = 5_000


def image_url(raw: object, dataset: Dataset, size: int = 160) -> str:
    """A picture of an image or a point, as an address that holds it whole; "" for other kinds."""
    if raw is None or dataset.kind not in {"image", "point"}:
        return ""
    draw = show.as_svg if dataset.kind == "image" else show.point_svg
    return f"data:image/svg+xml,{quote(draw(raw, size))}"


_SMALL, _FEW, _MANY = 100, 2, 8


def _forget_others(dataset: Dataset) -> None:
    """Forget a sample of another data set."""
    about = f"{dataset.name} {dataset.seed}"
    if st.session_state.get(f"{_PREFIX} of", about) != about:
        another_sample()
    st.session_state[f"{_PREFIX} of"] = about


def _source(dataset: Dataset, *, locked: bool) -> Source:
    options = SOURCES[dataset.kind]
    kept: Source = st.session_state.get(f"{_PREFIX} source", options[0])
    source = kept if kept in options else options[0]
    if not locked:
        source = (
            st.segmented_control(
                "Where the sample comes from",
                options,
                default=source,
                format_func=TITLES.__getitem__,
                key=f"{_PREFIX} source {dataset.name}",
                on_change=another_sample,
                label_visibility="collapsed",
                width="stretch",
            )
            or options[0]
        )
        st.session_state[f"{_PREFIX} source"] = source
    return source


def _pool_index(dataset: Dataset) -> int:
    """The number of the pool's sample that is on the page."""
    index = st.session_state.get(f"{_PREFIX} index")
    if index is None or not 0 <= index < len(dataset.pool):
        index = int(np.random.default_rng().integers(len(dataset.pool)))
        st.session_state[f"{_PREFIX} index"] = index
    return int(index)


def _from_pool(dataset: Dataset, model: Model, number: int, *, locked: bool) -> Draft:
    sample = dataset.pool[_pool_index(dataset)]
    if dataset.kind == "point":
        show_point(dataset, model, sample.raw)
    else:
        st.html(picture(sample.raw, dataset, 200))
    if not locked:
        st.button(
            "Next sample",
            icon=":material/skip_next:",
            key=f"{_PREFIX} next",
            on_click=another_sample,
        )
    return Draft(number, sample.data, sample.raw, sample.label)
