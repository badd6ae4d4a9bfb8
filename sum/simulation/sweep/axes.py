"""The axes of a sweep, as objects and as they are typed: "agents.attacker.count=0..5".

>>> from sum.simulation.scenario import Scenario
>>> read_axes(Scenario(), ["agents.attacker.count=0..3", "run.time=1 day,2 days"])
{'agents.attacker.count': (0, 1, 2, 3), 'run.time': (86400, 172800)}
>>> read_axes(Scenario(), ["incentive.cost_weight=1..1000 wei:log4"])
{'incentive.cost_weight': (1, 10, 100, 1000)}
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from sum.errors import InputError
from sum.simulation.scenario import Field, Scenario, all_fields, value_of, with_value
from sum.simulation.scenario.fields import FieldKind, read_as

MAX_VALUES = 10_000
NUMBERS = frozenset({"money", "time", "int", "float"})
WHOLE = frozenset({"money", "time", "int"})
_RANGE = re.compile(r"\s*(?P<low>.+?)\s*\.\.\s*(?P<high>.+?)\s*(?::\s*(?P<how>.+?)\s*)?")
_SPACED = re.compile(r"(?P<how>lin|log)(?P<count>[0-9]{1,5})")
_USAGE = (
    "say PATH=VALUE,VALUE, PATH=LOW..HIGH (whole numbers), PATH=LOW..HIGH:STEP,"
    " or LOW..HIGH:lin5 or :log5 for five values"
)


@dataclass(frozen=True)
class Span:
    """Everything between two values, to draw from at random.

    Attributes
    ----------
    low, high : int or float
        In the field's unit (wei, seconds); both may be drawn.
    log : bool
        Whether each order of magnitude is as likely as another.

    Raises
    ------
    InputError
        When low is not below high, or not above zero where it has to be.
    """

    low: float
    high: float
    log: bool = False

    def __post_init__(self) -> None:
        ordered(self.low, self.high, log=self.log)

    def draw(self, rng: np.random.Generator, kind: FieldKind) -> float:
        """A value for a field of this kind."""
        return between(self.low, self.high, rng.random(), kind, log=self.log)


Axis = Sequence[Any] | Span


def read_axes(
    scenario: Scenario, texts: Iterable[str], *, spans: bool = False
) -> dict[str, tuple[Any, ...] | Span]:
    """Axes as they are typed.

    Parameters
    ----------
    scenario : Scenario
        Whose fields they are.
    texts : iterable of str
        "PATH=VALUE,VALUE", "PATH=LOW..HIGH" (every whole number), "PATH=LOW..HIGH:STEP",
        "PATH=LOW..HIGH:lin5" (five values, evenly) or "PATH=LOW..HIGH:log5" (evenly on a
        logarithmic scale). Values are written as in a scenario's file; a unit after HIGH alone
        holds for the whole range.
    spans : bool
        Whether "LOW..HIGH" and "LOW..HIGH:log" are spans to draw from at random.

    Returns
    -------
    dict of str to (tuple or Span)
        By path, as `Sweep` takes it; values in wei and seconds.

    Raises
    ------
    InputError
        For the first axis that cannot be read, saying which.
    """
    parts: list[tuple[str, str]] = []
    for text in texts:
        path, _, values = (part.strip() for part in text.partition("="))
        if not path or not values:
            raise InputError(f"{text!r} is no axis: {_USAGE}.")
        if path in [known for known, _ in parts]:
            raise InputError(f"{path} is an axis twice.")
        parts.append((path, values))
    axes: dict[str, tuple[Any, ...] | Span] = {}
    # Another mechanism or kind of people brings other fields, which may be axes too.
    for path, values in sorted(parts, key=lambda part: not decides_fields(part[0])):
        axes[path] = read_values(field_of(scenario, path), values, spans=spans)
        if decides_fields(path):
            scenario = with_value(scenario, path, axes[path][0])  # type: ignore[index]
    return {path: axes[path] for path, _ in parts}


def read_values(field: Field, text: str, *, spans: bool = False) -> tuple[Any, ...] | Span:
    """The values of an axis as they are typed; see `read_axes`."""
    try:
        found = _RANGE.fullmatch(text) if field.kind in NUMBERS else None
        if found is None:
            return tuple(_value(field, each.strip()) for each in text.split(","))
        unit = re.search(r"[A-Za-z]*\s*$", found["high"])
        ends = (_with_unit(found["low"], unit), found["high"])
        low, high = (read_as(field.kind, each) for each in ends)
        how = found["how"] or ""
        if spans and how in {"", "log"}:
            return Span(low, high, log=how == "log")
        return tuple(_within(field, low, high, _with_unit(how, unit)))
    except InputError as error:
        raise InputError(f"{field.path}={text}: {error}") from error


def field_of(scenario: Scenario, path: str) -> Field:
    """A field that a sweep may vary.

    Raises
    ------
    InputError
        When there is no such field, or the sweep itself sets it.
    """
    value_of(scenario, path)  # says what is like it
    if path == "seed":
        raise InputError("The seed is no axis: say how many seeds each point has.")
    return all_fields(scenario)[path]


def decides_fields(path: str) -> bool:
    """Whether a scenario has other fields when this one has another value."""
    return path == "incentive.name" or (path.startswith("agents.") and path.endswith(".kind"))


def ordered(low: float, high: float, *, log: bool = False) -> None:
    """Refuse a range that has nothing between its ends.

    Raises
    ------
    InputError
    """
    if not low < high:
        raise InputError(f"{low} is not below {high}.")
    if log and low <= 0:
        raise InputError("A logarithmic scale begins above zero.")


def between(low: float, high: float, part: float, kind: FieldKind, *, log: bool) -> float:
    """The value at a part (0 to 1) of the way between two others."""
    if log:
        value = float(low) * (float(high) / float(low)) ** part
    else:
        value = float(low) + (float(high) - float(low)) * part
    if kind in WHOLE:
        return int(min(max(round(value), low), high))
    return min(max(float(f"{value:.12g}"), low), high)  # the last digits differ between machines


def _within(field: Field, low: float, high: float, how: str) -> Iterator[Any]:
    """Values from low to high."""
    spaced = _SPACED.fullmatch(how)
    ordered(low, high, log=bool(spaced and spaced["how"] == "log"))
    if spaced:
        count = int(spaced["count"])
        if not 2 <= count <= MAX_VALUES:  # noqa: PLR2004 - both ends
            raise InputError(f"A range has 2 to {MAX_VALUES:,} values.")
        log = spaced["how"] == "log"
        parts = (number / (count - 1) for number in range(count))
        yield from dict.fromkeys(between(low, high, part, field.kind, log=log) for part in parts)
        return
    if not how and field.kind != "int":
        raise InputError("a range of these needs a step: LOW..HIGH:STEP, :lin5 or :log5.")
    step = Decimal(str(read_as(field.kind, how or "1")))
    if step <= 0:
        raise InputError("A step has to be above zero.")
    first, last = Decimal(str(low)), Decimal(str(high))
    if (last - first) / step >= MAX_VALUES:
        raise InputError(f"An axis has at most {MAX_VALUES:,} values.")
    for number in range(int((last - first) / step) + 1):
        value = first + number * step
        yield float(value) if field.kind == "float" else int(value)


def _value(field: Field, text: str) -> Any:  # noqa: ANN401 - as the field's kind is
    if field.optional and text == "none":
        return None
    return read_as(field.kind, text)


def _with_unit(text: str, unit: re.Match[str] | None) -> str:
    """A number with the unit of the number after it, where it has none of its own."""
    plain = bool(text) and not re.search(r"[A-Za-z]", text)
    return f"{text} {unit[0].strip()}".strip() if plain and unit else text
