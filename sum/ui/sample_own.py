"""Samples of a visitor's own: drawn, typed, clicked on the plane, or a row with changes."""

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import numpy as np
import streamlit as st

from sum.datasets import Dataset, show
from sum.encoders import Encoder, WordPresence
from sum.encoders.words import words
from sum.errors import InputError
from sum.models.base import Model
from sum.ui.draw import drawing_pad, read_drawing
from sum.ui.facts import plain
from sum.ui.plane_pad import DIGITS, plane_pad, sent_point
from sum.viz.model.plane import Mark, bounds, plane_svg, point_of, regions

MAX_SENTENCE = 200
"""How many characters a person can type; Streamlit cuts off the rest, on the server, too."""

MAX_INPUTS = 6
"""Of a row with more values than twice this, as many are offered at first."""

_PREFIX = "sample"


@dataclass(frozen=True)
class Own:
    """What a visitor has made.

    Attributes
    ----------
    data : tuple of int
        Its features; empty when there is nothing to learn from.
    raw : object
        What the visitor sees.
    missing : str
        Why it cannot be contributed as it is, "" when it can.
    """

    data: tuple[int, ...]
    raw: object
    missing: str = ""


# ------------------------------------------------------------------------------------------ images


def drawn_image(dataset: Dataset, number: int, *, locked: bool) -> Own:
    """Let a visitor draw an image."""
    rows, columns = np.asarray(dataset.pool[0].raw).shape
    shape = (rows, columns)
    kept: str = st.session_state.get(f"{_PREFIX} drawing", "")
    if not locked:
        what = " or ".join(dataset.classes) if len(dataset.classes) == 2 else "digit"  # noqa: PLR2004
        st.caption(f"Draw a {what} with the mouse or a finger. Start on ink to rub it out.")
        kept = drawing_pad(f"{_PREFIX} pad {number}", shape, kept, f"Draw a {what}")
        st.session_state[f"{_PREFIX} drawing"] = kept
    try:
        image = read_drawing(kept, shape)
    except InputError as error:
        return Own((), None, str(error))
    if locked:
        st.html(show.picture(image, dataset, 200))
    if not image.any():
        return Own((), image, "The pad is blank: draw something.")
    return Own(dataset.encoder.encode(image), image)


# --------------------------------------------------------------------------------------- sentences


def typed_text(dataset: Dataset, number: int, *, locked: bool) -> Own:
    """Let a visitor type a sentence."""
    text: str = st.session_state.get(f"{_PREFIX} sentence", "")
    if not locked:
        example = str(dataset.train[0].raw)
        text = st.text_input(
            "Your sentence",
            value=text,
            max_chars=MAX_SENTENCE,
            placeholder=example if len(example) < _PLACEHOLDER else "Write something like it",
            key=f"{_PREFIX} text {number}",
        )
        st.session_state[f"{_PREFIX} sentence"] = text
    elif text:
        st.html(show.picture(text, dataset))
    if not text.strip():
        return Own((), text, "Type a sentence first.")
    reader = word_reader(dataset.encoder)
    if reader:
        _known_words(text, reader)
    if not (reader or dataset.encoder).encode(text):
        missing = "The model knows none of these words, so there is nothing to learn from."
        return Own((), text, missing)
    return Own(dataset.encoder.encode(text), text)


_PLACEHOLDER = 80


def word_reader(encoder: Encoder) -> WordPresence | None:
    """What knows words, in an encoder or inside it; None when every word is taken."""
    inner = getattr(encoder, "inner", encoder)
    return inner if isinstance(inner, WordPresence) else None


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


# ------------------------------------------------------------------------------------------ points


def chosen_point(dataset: Dataset, model: Model, number: int, *, locked: bool) -> Own:
    """Let a visitor choose a point: with a click, or by two numbers."""
    box = bounds(dataset)
    keys = tuple(f"{_PREFIX} {name} {number}" for name in ("x", "y"))
    pad = f"{_PREFIX} plane {number}"
    if locked:
        point = st.session_state.get(f"{_PREFIX} point")
        show_point(dataset, model, point)
        return Own(dataset.encoder.encode(point) if point else (), point, "" if point else _CLICK)

    def clicked() -> None:
        try:
            st.session_state[keys[0]], st.session_state[keys[1]] = sent_point(pad, box)
        except InputError as error:
            st.toast(str(error), icon=":material/block:")

    values = [st.session_state.get(key) for key in keys]
    at = (float(values[0]), float(values[1])) if None not in values else None  # type: ignore[arg-type]
    svg = plane_svg(regions(dataset, model), box, known_points(dataset), "The plane")
    plane_pad(pad, svg, box, at, clicked)
    _plane_caption(dataset)
    for name, key, low, high in zip(dataset.columns, keys, box[::2], box[1::2], strict=True):
        st.number_input(
            name,
            min_value=low,
            max_value=high,
            value=None,
            step=0.05,
            format=f"%.{DIGITS}f",
            key=key,
        )
    values = [st.session_state.get(key) for key in keys]
    if values[0] is None or values[1] is None:
        return Own((), None, _CLICK)
    point = (round(float(values[0]), DIGITS), round(float(values[1]), DIGITS))
    st.session_state[f"{_PREFIX} point"] = point
    return Own(dataset.encoder.encode(point), point)


def show_point(dataset: Dataset, model: Model, raw: object) -> None:
    """Show a point on the plane, with what the model says everywhere."""
    show_plane(dataset, model, raw)
    _plane_caption(dataset)


def show_plane(dataset: Dataset, model: Model, raw: object = None) -> None:
    """Show the plane with what the model says everywhere, and a point on it."""
    marks = known_points(dataset)
    if raw is not None:
        marks.append(Mark(point_of(raw), _NO_LABEL, big=True))
    svg = plane_svg(regions(dataset, model), bounds(dataset), marks, "The plane")
    alt = f"The point {show.in_words(raw, dataset)}" if raw is not None else "The plane"
    st.html(
        f'<img src="data:image/svg+xml,{quote(svg)}" alt="{escape(alt)}" style="width:'
        ' min(100%, 22rem); display: block; border-radius: .5rem; border: 1px solid #cbd5e1">'
    )


def known_points(dataset: Dataset) -> list[Mark]:
    """What the owner has trained with: it shows where the classes are."""
    return [Mark(point_of(sample.raw), sample.label) for sample in dataset.train]


def _plane_caption(dataset: Dataset) -> None:
    names = " or ".join(f"“{plain(name)}”" for name in dataset.classes)
    st.caption(
        f"The ground shows what the model says there, {names}, by the weights in the contract. The"
        " small marks are what its owner started it with."
    )


_CLICK = "Click on the plane: a point is a sample. Or type its two numbers."
_NO_LABEL = -1


# -------------------------------------------------------------------------------------------- rows


def changed_row(dataset: Dataset, number: int, index: int, *, locked: bool) -> Own:
    """Let a visitor change values of a row from the pool."""
    start = tuple(float(value) for value in dataset.pool[index].raw)  # type: ignore[attr-defined]
    if locked:
        row = st.session_state.get(f"{_PREFIX} row", start)
        st.html(show.picture(row, dataset, most=8))
        return Own(dataset.encoder.encode(row), row)
    st.caption("A row of the pool to start from. Change what you like; its label is yours to say.")
    values: list[float | None] = list(start)
    for place in _places(dataset, number):
        values[place] = _value(dataset, number, place, start[place])
    if None in values:
        return Own((), None, "A value is missing.")
    row = tuple(float(value) for value in values if value is not None)
    st.session_state[f"{_PREFIX} row"] = row
    if row == start:
        return Own((), row, "Change at least one value first.")
    return Own(dataset.encoder.encode(row), row)


def _places(dataset: Dataset, number: int) -> list[int]:
    """Of which columns the value can be changed; of a long row the visitor chooses."""
    every = list(range(len(dataset.columns)))
    if len(every) <= 2 * MAX_INPUTS:
        return every
    return st.multiselect(
        "Which values to change",
        every,
        default=list(dataset.telling[:MAX_INPUTS]),
        format_func=lambda place: dataset.columns[place],
        key=f"{_PREFIX} places {number}",
        help="Those that tell the classes apart best are chosen at first.",
    )


def _value(dataset: Dataset, number: int, place: int, start: float) -> float | None:
    unit = f" ({dataset.units[place]})" if dataset.units and dataset.units[place] else ""
    decimals = _decimals(dataset, place)
    return st.number_input(
        plain(f"{dataset.columns[place]}{unit}"),
        value=start,
        step=10.0 ** -min(decimals, 3),
        format=f"%.{decimals}f",
        key=f"{_PREFIX} value {number} {place}",
    )


def _decimals(dataset: Dataset, place: int) -> int:
    """How many decimals the values of a column have, from 0 to 6."""
    texts = [f"{sample.raw[place]:.6f}".rstrip("0") for sample in dataset.train]  # type: ignore[index]
    return max(len(text.partition(".")[2]) for text in texts)
