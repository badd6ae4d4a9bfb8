"""Numbers as bars: to the right for, to the left against."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sum.viz.palette import css_side


@dataclass(frozen=True)
class Bar:
    """A number with its name.

    Attributes
    ----------
    name : str
        Plain text.
    value : float
    was : float or None
        What it was before, where that is shown, too.
    note : str
        More about it, in small print; plain text.
    """

    name: str
    value: float
    was: float | None = None
    note: str = ""


def bars_html(bars: Sequence[Bar], *, limit: float = 0.0, signed: bool = True) -> str:
    """Draw bars below each other, as HTML that fits any width.

    Parameters
    ----------
    bars : sequence of Bar
    limit : float
        What fills the whole width; by default the largest of them.
    signed : bool
        Nothing is in the middle; otherwise it is at the left.

    Returns
    -------
    str
    """
    most = limit or max((_size(bar) for bar in bars), default=0.0) or 1.0
    kind = "mod-bars" if signed else "mod-bars mod-plain"
    rows = "".join(_row(bar, most, signed=signed) for bar in bars)
    return f'<div class="{kind}" role="list">{rows}</div>'


def number(value: float) -> str:
    """A weight in few digits, with a sign.

    >>> number(0.1234), number(-12.3456), number(0), number(1234567.0), number(-0.00012)
    ('+0.123', '−12.3', '0', '+1,234,567', '−0.00012')
    """
    if value == 0:
        return "0"
    size = abs(value)
    text = f"{size:,.0f}" if size >= 1000 else f"{size:.3g}"  # noqa: PLR2004 - no 1.23e+03
    return f"{'+' if value > 0 else '−'}{text}"


def _row(bar: Bar, most: float, *, signed: bool) -> str:
    value = number(bar.value) if signed else number(bar.value).lstrip("+")
    if bar.was is not None:
        value = f'<span class="mod-from">{number(bar.was)} → </span>{value}'
    old = _piece(bar.was, most, "mod-was", signed=signed) if bar.was is not None else ""
    note = f'<span class="sum-muted"> {escape(bar.note)}</span>' if bar.note else ""
    return (
        f'<div class="mod-row" role="listitem"><div class="mod-name">{escape(bar.name)}{note}</div>'
        f'<div class="mod-track">{old}{_piece(bar.value, most, "mod-bar", signed=signed)}</div>'
        f'<div class="mod-value">{value}</div></div>'
    )


def _piece(value: float, most: float, kind: str, *, signed: bool) -> str:
    part = min(1.0, abs(value) / most)
    start = 50 if signed else 0
    side = f"left: {start}%" if value >= 0 else f"right: {start}%"
    width = part * (50 if signed else 100)
    return (
        f'<span class="{kind}" style="{side}; width: {width:.1f}%;'
        f' --side: {css_side(int(value >= 0))}"></span>'
    )


def _size(bar: Bar) -> float:
    return max(abs(bar.value), abs(bar.was or 0.0))
