"""Leaderboards: by what people won, and by how much they helped the model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sum.room.classroom import Line, RoundResult
from sum.room.records import OWNER, Snapshot
from sum.room.results import helped
from sum.units import Wei, format_ether

By = Literal["profit", "points", "helped"]
"""What people are ranked by; a field of `Line`."""


@dataclass(frozen=True)
class Place:
    """A line of a leaderboard.

    Attributes
    ----------
    rank : int
        1 for the most; who has as much has the same.
    line : Line
    """

    rank: int
    line: Line


def lines(snapshot: Snapshot) -> tuple[Line, ...]:
    """What has come of the round so far, for everybody who plays, with names and roles as shown.

    As in `RoundResult`: a deposit at stake is neither won nor lost, what the mechanism owes is won.
    """
    help_of = helped(snapshot.accuracy, snapshot.entries)
    return tuple(
        Line(
            person=person.id,
            name=person.name,
            role=person.role,
            bot=person.bot,
            profit=Wei(person.profit + person.at_stake + person.owed),
            points=person.points,
            contributions=person.contributions,
            good=person.good,
            helped=help_of.get(person.id, 0.0),
        )
        for person in snapshot.people
        if person.id != OWNER and person.role != "observer"
    )


def amount(value: float, by: By) -> str:
    """An amount of what people are ranked by, signed.

    >>> amount(0, "points"), amount(-0.0004, "helped"), amount(-(10**17), "profit")
    ('0', '0.0 %', '−0.1 ETH')
    """
    if by == "profit":
        text = format_ether(int(value), signed=True)
    elif by == "points":
        text = f"{int(value):+,}" if value else "0"
    else:
        rounded = round(value * 100, 1)
        text = f"{rounded:+.1f} %" if rounded else "0.0 %"
    return text.replace("-", "−")


def won(line: Line, by: By) -> str:
    """What somebody has of it, in words.

    Examples
    --------
    >>> line = Line("p1", "Ann", "contributor", "", 10**16, 3, 2, 1, 0.013)
    >>> [won(line, by) for by in ("profit", "points", "helped")]
    ['+0.01 ETH', '+3', '+1.3 %']
    """
    return amount(getattr(line, by), by)


def veiled(result: RoundResult, snapshot: Snapshot) -> tuple[Line, ...]:
    """A round's lines without what people may not see yet: names that are hidden, secret roles."""
    led = snapshot.classroom
    names = {each.id: each.name for each in snapshot.people} if led.anonymous else {}
    return tuple(
        replace(
            line,
            name=line.name if line.bot else names.get(line.person, line.name),
            role="hidden" if led.secret and not line.bot else line.role,
        )
        for line in result.lines
    )


def overall(results: Sequence[RoundResult]) -> tuple[Line, ...]:
    """Everybody's lines of several rounds added up, in the order in which people came.

    Where roles are dealt they can differ from round to round: then somebody's is "neutral".
    """
    found: dict[tuple[str, str, str], Line] = {}
    for line in (line for result in results for line in result.lines):
        who = (line.person, line.name, line.bot)
        before = found.get(who)
        found[who] = line if before is None else _added(before, line)
    return tuple(found.values())


def ranked(found: Sequence[Line], by: By) -> tuple[Place, ...]:
    """Rank people, the most first; those who have as much by name.

    Examples
    --------
    >>> def line(name, points):
    ...     return Line(name, name, "contributor", "", 0, points, 0, 0, 0.0)
    >>> places = ranked([line("A", 1), line("B", 4), line("C", 1), line("D", -2)], "points")
    >>> [(place.rank, place.line.name) for place in places]
    [(1, 'B'), (2, 'A'), (2, 'C'), (4, 'D')]
    """
    ordered = sorted(found, key=lambda line: (-_value(line, by), line.name.casefold()))
    places: list[Place] = []
    for number, line in enumerate(ordered, start=1):
        last = places[-1] if places else None
        same = last is not None and _value(last.line, by) == _value(line, by)
        places.append(Place(last.rank if last and same else number, line))
    return tuple(places)


def together(found: Sequence[Line], by: By) -> dict[str, float]:
    """What those who play the same role have together, by role; wei, points, or accuracy."""
    sums: dict[str, float] = {}
    for line in found:
        sums[line.role] = sums.get(line.role, 0) + getattr(line, by)
    return sums


def _value(line: Line, by: By) -> float:
    # Rounded, so that sums of the same fractions in another order are the same.
    value: float = getattr(line, by)
    return round(value, 9)


def _added(before: Line, after: Line) -> Line:
    return replace(
        after,
        role=after.role if after.role == before.role else "neutral",
        profit=Wei(before.profit + after.profit),
        points=before.points + after.points,
        contributions=before.contributions + after.contributions,
        good=before.good + after.good,
        helped=before.helped + after.helped,
    )
