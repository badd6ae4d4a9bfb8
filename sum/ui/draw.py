"""A pad to draw a small image on, with a mouse, a finger or the keyboard.

The script runs in the visitor's browser and loads nothing from elsewhere. What comes back is what
a browser sent, so `read_drawing` checks it.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from sum.errors import InputError

# Paper and ink are those of `sum.datasets.show.as_svg`: the same on a light and on a dark page.
_CSS = """
.frame { width: min(100%, 15rem); }
.pad {
    display: grid; aspect-ratio: 1; touch-action: none; user-select: none; cursor: crosshair;
    border: 1px solid #cbd5e1; border-radius: var(--st-base-radius, 8px); overflow: hidden;
    background: #cbd5e1; gap: 1px;
}
.pad button {
    all: unset; background: #f8fafc; pointer-events: none;
}
.pad button[aria-pressed=true] { background: #0f172a; }
.pad button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: -3px; }
.clear {
    all: unset; box-sizing: border-box; margin-top: .5rem; padding: .35rem .75rem; width: 100%;
    text-align: center; cursor: pointer; font: 400 .9rem var(--st-font);
    color: var(--st-text-color);
    border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, 8px);
}
.clear:hover, .clear:focus-visible {
    color: var(--st-primary-color); border-color: var(--st-primary-color);
}
"""

_HTML = """
<div class="frame">
    <div class="pad" role="group" aria-label="Drawing pad"></div>
    <button class="clear" type="button">Clear the pad</button>
</div>
"""

# One stroke is one message: sent when the pointer is lifted. A stroke that starts on an inked
# pixel erases. Between two events the pointer may have crossed several pixels: all are painted.
_JS = """
export default function ({ parentElement, data, setStateValue }) {
    const pad = parentElement.querySelector('.pad');
    if (pad.childElementCount) return;
    const { rows, columns, label } = data;
    pad.setAttribute('aria-label', label);
    pad.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    const cells = Array.from({ length: rows * columns }, (_, index) => {
        const cell = document.createElement('button');
        cell.type = 'button';
        const place = `row ${Math.floor(index / columns) + 1}, column ${index % columns + 1}`;
        cell.setAttribute('aria-label', place);
        pad.append(cell);
        return cell;
    });
    const isOn = (cell) => cell.getAttribute('aria-pressed') === 'true';
    const set = (cell, on) => cell.setAttribute('aria-pressed', String(on));
    const read = () => cells.map((cell) => isOn(cell) ? '1' : '0').join('');
    const send = () => setStateValue('pixels', read());
    cells.forEach((cell, index) => set(cell, data.pixels[index] === '1'));

    let ink = null, last = null;
    const place = (event) => {
        const box = pad.getBoundingClientRect();
        return [(event.clientX - box.left) / box.width * columns,
                (event.clientY - box.top) / box.height * rows];
    };
    const at = ([x, y]) => x >= 0 && y >= 0 && x < columns && y < rows
        ? cells[Math.floor(y) * columns + Math.floor(x)] : null;
    const paint = (to) => {
        const steps = Math.max(1, Math.ceil(4 * Math.hypot(to[0] - last[0], to[1] - last[1])));
        for (let step = 1; step <= steps; step += 1) {
            const cell = at(to.map((end, axis) => last[axis] + (end - last[axis]) * step / steps));
            if (cell) set(cell, ink);
        }
        last = to;
    };
    pad.onpointerdown = (event) => {
        const cell = at(place(event));
        if (!cell || event.button) return;
        event.preventDefault();
        pad.setPointerCapture(event.pointerId);
        ink = !isOn(cell);
        last = place(event);
        paint(last);
    };
    pad.onpointermove = (event) => {
        if (ink !== null) (event.getCoalescedEvents?.() ?? [event]).forEach((e) => paint(place(e)));
    };
    pad.onpointerup = pad.onpointercancel = () => {
        if (ink === null) return;
        ink = null;
        send();
    };
    pad.onclick = (event) => {
        if (event.detail || event.target === pad) return;  // the keyboard's clicks only
        set(event.target, !isOn(event.target));
        send();
    };
    parentElement.querySelector('.clear').onclick = () => {
        cells.forEach((cell) => set(cell, false));
        send();
    };
}
"""


def drawing_pad(
    key: str, shape: tuple[int, int] = (8, 8), pixels: str = "", label: str = "Drawing pad"
) -> str:
    """Put a pad on the page.

    Parameters
    ----------
    key : str
        Another key is another pad.
    shape : tuple of int
        Rows and columns.
    pixels : str
        What is on it at first, as `read_drawing` takes it; "" for a blank pad.
    label : str
        What a screen reader says.

    Returns
    -------
    str
        What the browser sent last, unchecked: give it to `read_drawing`.
    """
    rows, columns = shape
    data = {"rows": rows, "columns": columns, "pixels": pixels, "label": label}
    result = _pad()(key=key, data=data, on_pixels_change=lambda: None)
    sent = result.pixels
    return pixels if sent is None else sent


def read_drawing(sent: object, shape: tuple[int, int] = (8, 8)) -> npt.NDArray[np.bool_]:
    """Check a drawing, and read it.

    Parameters
    ----------
    sent : object
        A digit for each pixel, row by row: 1 where there is ink, else 0. "" is a blank drawing.
    shape : tuple of int
        Rows and columns.

    Returns
    -------
    numpy.ndarray of bool, of this shape

    Raises
    ------
    InputError
        When it is anything else.

    Examples
    --------
    >>> read_drawing("0110", shape=(2, 2)).tolist()
    [[False, True], [True, False]]
    """
    rows, columns = shape
    if sent == "":
        return np.zeros(shape, dtype=np.bool_)
    if not isinstance(sent, str) or len(sent) != rows * columns or not set(sent) <= {"0", "1"}:
        raise InputError("The drawing did not arrive whole; please draw it again.")
    return np.array([pixel == "1" for pixel in sent], dtype=np.bool_).reshape(shape)


@cache
def _pad() -> ComponentRenderer:
    return st.components.v2.component("sum_drawing_pad", html=_HTML, css=_CSS, js=_JS)
