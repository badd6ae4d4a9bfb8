"""Choosing a sample to contribute: one from the pool, or one of one's own."""

from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import quote

import numpy as np
import streamlit as st

from sum.datasets import Dataset
from sum.datasets.show import as_svg
from sum.encoders import PixelsOn, WordPresence
from sum.encoders.words import words
from sum.errors import InputError
from sum.ui.draw import drawing_pad, read_drawing

MAX_SENTENCE = 200
"""How many characters a person can type; Streamlit cuts off the rest, on the server, too."""

Source = Literal["pool", "draw", "type"]
TITLES: dict[Source, str] = {
    "pool": ":material/casino: From the pool",
    "draw": ":material/draw: Draw one",
    "type": ":material/keyboard: Type one",
}

_PREFIX = "sample"


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


def choose_sample(dataset: Dataset, *, locked: bool = False) -> Draft:
    """Let a person choose a sample, and show it.

    Parameters
    ----------
    dataset : Dataset
    locked : bool
        Only show the sample chosen last: it has been sent.

    Returns
    -------
    Draft
    """
    options: list[Source] = ["pool", "draw" if dataset.kind == "image" else "type"]
    source: Source = st.session_state.get(f"{_PREFIX} source", "pool")
    number = draft_number()
    if not locked:
        picked = st.segmented_control(
            "Where the sample comes from",
            options,
            default=source if source in options else "pool",
            format_func=lambda option: TITLES[option],
            key=f"{_PREFIX} source {dataset.name}",
            on_change=another_sample,
            label_visibility="collapsed",
            width="stretch",
        )
        source = picked or "pool"
        st.session_state[f"{_PREFIX} source"] = source
    if source == "draw":
        return _drawn(dataset, number, locked=locked)
    if source == "type":
        return _typed(dataset, number, locked=locked)
    return _from_pool(dataset, number, locked=locked)


def another_sample() -> None:
    """Take another sample: a new one from the pool, a blank pad, an empty line."""
    st.session_state[f"{_PREFIX} number"] = draft_number() + 1
    for name in ("index", "drawing", "sentence"):
        st.session_state.pop(f"{_PREFIX} {name}", None)


def picture(raw: object, dataset: Dataset, size: int = 160) -> str:
    """A sample as HTML: an image, or a quoted sentence (escaped).

    Parameters
    ----------
    raw : object
    dataset : Dataset
    size : int
        Width of an image, in pixels.

    Returns
    -------
    str
    """
    if dataset.kind == "image" and raw is not None:
        # As a file of its own: a page drops drawings that stand in its text.
        alt = "A handwritten digit"
        style = f"width: min(100%, {size}px); height: auto; display: block; border-radius: .4rem"
        return f'<img src="{image_url(raw, size)}" alt="{alt}" style="{style}">'
    text = escape(str(raw)) if isinstance(raw, str) else "a sample"
    return f'<q style="font-style: italic; overflow-wrap: anywhere">{text}</q>'


def image_url(raw: object, size: int = 160) -> str:
    """An image as an address that holds it whole."""
    return f"data:image/svg+xml,{quote(as_svg(raw, size))}"


def _from_pool(dataset: Dataset, number: int, *, locked: bool) -> Draft:
    index = st.session_state.get(f"{_PREFIX} index")
    if index is None or not 0 <= index < len(dataset.pool):
        index = int(np.random.default_rng().integers(len(dataset.pool)))
        st.session_state[f"{_PREFIX} index"] = index
    sample = dataset.pool[index]
    st.html(picture(sample.raw, dataset, 200))
    if not locked:
        st.button(
            "Next sample",
            icon=":material/skip_next:",
            key=f"{_PREFIX} next",
            on_click=another_sample,
        )
    return Draft(number, sample.data, sample.raw, sample.label)


def _drawn(dataset: Dataset, number: int, *, locked: bool) -> Draft:
    shape = dataset.encoder.shape if isinstance(dataset.encoder, PixelsOn) else (8, 8)
    kept: str = st.session_state.get(f"{_PREFIX} drawing", "")
    if not locked:
        what = " or ".join(dataset.classes) if len(dataset.classes) == 2 else "digit"  # noqa: PLR2004
        st.caption(f"Draw a {what} with the mouse or a finger. Start on ink to rub it out.")
        kept = drawing_pad(f"{_PREFIX} pad {number}", shape, kept, f"Draw a {what}")
        st.session_state[f"{_PREFIX} drawing"] = kept
    try:
        image = read_drawing(kept, shape)
    except InputError as error:
        return Draft(number, (), None, None, str(error))
    if locked:
        st.html(picture(image, dataset, 200))
    data = dataset.encoder.encode(image)
    return Draft(number, data, image, None, "" if data else "The pad is blank: draw something.")


def _typed(dataset: Dataset, number: int, *, locked: bool) -> Draft:
    text: str = st.session_state.get(f"{_PREFIX} sentence", "")
    if not locked:
        text = st.text_input(
            "Your sentence",
            value=text,
            max_chars=MAX_SENTENCE,
            placeholder="The soup was cold but we loved the cake.",
            key=f"{_PREFIX} text {number}",
        )
        st.session_state[f"{_PREFIX} sentence"] = text
    data = dataset.encoder.encode(text)
    missing = ""
    if not text.strip():
        missing = "Type a sentence first."
    elif not data:
        missing = "The model knows none of these words, so there is nothing to learn from."
    if text.strip() and isinstance(dataset.encoder, WordPresence):
        _known_words(text, dataset.encoder)
    return Draft(number, data, text, None, missing)


def _known_words(text: str, encoder: WordPresence) -> None:
    """Show what the model sees of a sentence: its words, without those that it does not know."""
    unknown = set(encoder.unknown(text))
    chips = "".join(
        f'<span style="padding: 0 .45em; border-radius: .5em; {_chip(known=word not in unknown)}">'
        f"{escape(word)}</span>"
        for word in dict.fromkeys(words(text))
    )
    st.html(f'<div style="display: flex; flex-wrap: wrap; gap: .3em">{chips}</div>')
    if unknown:
        names = ", ".join(f"“{word}”" for word in encoder.unknown(text))
        st.caption(f"Unknown to the model, and ignored: {names}.".replace("$", "\\$"))


def _chip(*, known: bool) -> str:
    if known:
        return "background: light-dark(#d9ecf7, #17405c)"
    return "text-decoration: line-through; opacity: .65; border: 1px dashed"


def draft_number() -> int:
    """The number of the draft that is on the page."""
    number: int = st.session_state.get(f"{_PREFIX} number", 0)
    return number
