"""The plane to choose a point on: with a mouse, a finger or the keyboard.

What the model says everywhere is drawn underneath. The script runs in the visitor's browser and
loads nothing from elsewhere. What comes back is what a browser sent, so `read_point` checks it.
"""

from collections.abc import Callable
from functools import cache
from math import isfinite

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from sum.errors import InputError
from sum.viz.model.plane import Bounds, Point

DIGITS = 3
"""A point's values have so many decimals, as those of the data set."""

_CSS = """
.plane {
    position: relative; width: min(100%, 22rem); touch-action: manipulation; cursor: crosshair;
    border: 1px solid #cbd5e1; border-radius: var(--st-base-radius, 8px); overflow: hidden;
    outline-offset: 2px;
}
.plane:focus-visible { outline: 3px solid var(--st-primary-color); }
.plane svg { display: block; width: 100%; height: auto; pointer-events: none; }
.mark {
    position: absolute; width: 1.1rem; height: 1.1rem; box-sizing: border-box; border-radius: 50%;
    transform: translate(-50%, -50%); pointer-events: none;
    background: #0f172a; border: 3px solid #f8fafc; box-shadow: 0 0 0 2px #0f172a;
}
"""

_HTML = """
<div class="plane" tabindex="0" role="application">
    <div class="ground"></div><div class="mark" hidden></div>
</div>
"""

# The mark moves at once, the answer follows. An arrow key moves it by a fiftieth of the plane.
_JS = """
export default function ({ parentElement, data, setStateValue }) {
    const plane = parentElement.querySelector('.plane');
    const mark = plane.querySelector('.mark');
    const ground = plane.querySelector('.ground');
    const { svg, box: [left, right, bottom, top], at, digits, label } = data;
    if (ground.drawn !== svg) { ground.innerHTML = svg; ground.drawn = svg; }
    plane.setAttribute('aria-label', label);
    let point = at;
    const show = () => {
        mark.hidden = !point;
        if (!point) return;
        mark.style.left = `${(point[0] - left) / (right - left) * 100}%`;
        mark.style.top = `${(top - point[1]) / (top - bottom) * 100}%`;
    };
    const inside = (value, low, high) =>
        Number(Math.min(high, Math.max(low, value)).toFixed(digits));
    const choose = (x, y) => {
        point = [inside(x, left, right), inside(y, bottom, top)];
        show();
        setStateValue('at', point);
    };
    show();
    plane.onclick = (event) => {
        const edge = ground.getBoundingClientRect();
        choose(left + (event.clientX - edge.left) / edge.width * (right - left),
               top - (event.clientY - edge.top) / edge.height * (top - bottom));
    };
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
    plane.onkeydown = (event) => {
        const step = steps[event.key];
        if (!step) return;
        event.preventDefault();
        const [x, y] = point ?? [(left + right) / 2, (bottom + top) / 2];
        choose(x + step[0] * (right - left) / 50, y + step[1] * (top - bottom) / 50);
    };
}
"""


def plane_pad(
    key: str,
    svg: str,
    box: Bounds,
    at: Point | None,
    on_choose: Callable[[], None],
    label: str = "The plane: choose a point",
) -> None:
    """Put the plane on the page.

    Parameters
    ----------
    key : str
        What was sent is under this key in the session's state; `sent_point` reads it.
    svg : str
        The drawing underneath, which fills the plane.
    box : tuple of float
        The plane's edges: left, right, bottom, top.
    at : (float, float) or None
        Where the mark is.
    on_choose : callable
        Called when the visitor has chosen a point.
    label : str
        What a screen reader says.
    """
    data = {"svg": svg, "box": box, "at": at, "digits": DIGITS, "label": label}
    _plane()(key=key, data=data, on_at_change=on_choose)


def sent_point(key: str, box: Bounds) -> Point:
    """The point that the browser sent last, checked.

    Raises
    ------
    InputError
        When it is none.
    """
    state = st.session_state.get(key)
    return read_point(state.get("at") if state else None, box)


def read_point(sent: object, box: Bounds) -> Point:
    """Check a point.

    Parameters
    ----------
    sent : object
        Two numbers.
    box : tuple of float
        The edges between which they have to be.

    Returns
    -------
    (float, float)

    Raises
    ------
    InputError
        When it is anything else.

    Examples
    --------
    >>> read_point([0.25, -1], (-1.5, 1.5, -1.5, 1.5))
    (0.25, -1.0)
    """
    left, right, bottom, top = box
    if isinstance(sent, list | tuple) and len(sent) == 2:  # noqa: PLR2004 - of a plane
        x, y = sent
        if _number(x) and _number(y) and left <= x <= right and bottom <= y <= top:
            return float(x), float(y)
    raise InputError("The point did not arrive whole; please choose it again.")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


@cache
def _plane() -> ComponentRenderer:
    return st.components.v2.component("sum_plane_pad", html=_HTML, css=_CSS, js=_JS)
