"""What makes good data pay: a mechanism and its parameters, chosen with the formula in view."""

from dataclasses import fields
from typing import Any

import streamlit as st

from sum.errors import SumError
from sum.incentives import MECHANISMS
from sum.incentives.base import AnyTerms
from sum.room.rules import WORDS, words_of
from sum.ui.plain import plain
from sum.units import DAY, ETHER, HOUR, MINUTE, Seconds, Wei, format_duration, format_ether

_UNITS = {"seconds": 1, "minutes": MINUTE, "hours": HOUR, "days": DAY}
_PERCENT = 10
"""Per mille in a percent."""
_MOST = 10_000_000


def choose_terms(key: str, start: AnyTerms) -> AnyTerms | None:
    """Let a visitor choose a mechanism and its parameters.

    Parameters
    ----------
    key : str
        Names the widgets.
    start : AnyTerms
        What is chosen at first.

    Returns
    -------
    AnyTerms or None
        None while the parameters cannot be used.
    """
    kinds: dict[str, Any] = {name: kind for name, kind in MECHANISMS.items() if name in WORDS}
    names = list(kinds)
    name = st.radio(
        "What makes good data pay",
        names,
        index=names.index(start.name) if start.name in names else 0,
        format_func=lambda each: str(kinds[each].title),
        captions=[plain(kinds[each].summary) for each in names],
        key=f"{key}-mechanism",
    )
    base = start if name == start.name else kinds[name]()
    left, right = st.columns([1, 1], gap="medium")
    with left:
        values = {field.name: _ask(f"{key}-{name}", field, base) for field in _fields(base)}
    with right:
        try:
            terms: AnyTerms = kinds[name](**values)
        except SumError as error:
            st.error(plain(f"{error} {WORDS[name].limits}"), icon=":material/block:")
            return None
        _show(terms)
    return terms


def parameters(terms: AnyTerms) -> list[tuple[str, str, str]]:
    """A mechanism's parameters: what each is called, its value, and what it does."""
    return [
        (
            field.metadata["title"],
            _shown(getattr(terms, field.name), field.metadata["unit"]),
            field.metadata["help"],
        )
        for field in _fields(terms)
    ]


def _shown(value: int, unit: str) -> str:
    if unit == "wei":
        return format_ether(value)
    if unit == "s":
        return format_duration(value)
    return f"{value / _PERCENT:g} %" if unit == "per mille" else f"{value:,}"


def _fields(terms: Any) -> tuple[Any, ...]:  # noqa: ANN401 - of whichever mechanism
    found: tuple[Any, ...] = fields(terms)
    return found


def _show(terms: AnyTerms) -> None:
    """The price formula with these parameters put in, and the rules."""
    words = words_of(terms)
    formula = words.pricing(terms)
    st.markdown(formula.text)
    if formula.latex:
        st.latex(formula.latex)
    st.code("\n".join(formula.lines), language=None, wrap_lines=True)
    if formula.note:
        st.caption(formula.note)
    st.markdown("\n".join(f"{n}. {rule}" for n, rule in enumerate(words.rules(terms), 1)))


def _ask(key: str, field: Any, base: AnyTerms) -> int:  # noqa: ANN401 - dataclasses' own
    """Ask for one parameter, in a unit that people use."""
    about, value = field.metadata, int(getattr(base, field.name))
    slot = f"{key}-{field.name}"
    if about["unit"] == "wei":
        return _ask_ether(slot, about, value)
    if about["unit"] == "s":
        return _ask_time(slot, about, value)
    if about["unit"] == "per mille":
        percent = st.number_input(
            f"{about['title']} (%)",
            0.0,
            100.0,
            value / _PERCENT,
            step=0.1,
            format="%.1f",
            help=about["help"],
            key=slot,
        )
        return round(percent * _PERCENT)
    return int(
        st.number_input(about["title"], 0, _MOST, value, step=1, help=about["help"], key=slot)
    )


def _ask_ether(slot: str, about: Any, value: int) -> Wei:  # noqa: ANN401
    shown = value / ETHER
    typed = st.number_input(
        f"{about['title']} (ETH)",
        0.0,
        1e6,
        shown,
        step=shown / 2 or 0.001,
        format="%.8f",
        help=about["help"],
        key=slot,
    )
    # What nobody has changed stays as it is, to the wei.
    return Wei(value if typed == shown else round(typed * ETHER))


def _ask_time(slot: str, about: Any, value: int) -> Seconds:  # noqa: ANN401
    """A number and its unit; at first the largest unit that needs no fraction."""
    usual = next(name for name, size in reversed(_UNITS.items()) if value % size == 0)
    number, unit = st.columns([3, 2], gap="small", vertical_alignment="bottom")
    size = _UNITS[
        unit.selectbox(
            f"Unit of: {about['title']}",
            list(_UNITS),
            index=list(_UNITS).index(usual),
            key=f"{slot}-unit",
            label_visibility="collapsed",
        )
    ]
    shown = value / _UNITS[usual]
    typed = number.number_input(
        about["title"],
        0.0,
        float(_MOST),
        shown,
        step=1.0,
        format="%g",
        help=about["help"],
        key=slot,
    )
    return Seconds(round(typed * size))
