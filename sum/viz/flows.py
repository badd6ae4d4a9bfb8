"""Who gained from whom, as a picture: those who gave, those who took, and bands between them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from sum.room.flows import CONTRACT, Flow
from sum.viz.palette import css_colour

MOST_NODES = 6
"""How many stand on each side; of more, the smallest are one."""
OTHERS = "*"
"""Id of those that are one."""

_LEAST = 0.13
"""Which part of the height somebody takes at least, so that their name fits."""
_GAP = 0.02
_PARTS = tuple(step / 10 for step in range(11))
"""Where the edges of a band have corners, from the left to the right."""

Words = Callable[[str], str]
"""Somebody's name, or whose colour they have, by their id; of `CONTRACT` and `OTHERS`, too."""


@dataclass(frozen=True)
class Node:
    """Somebody on a side of the flows, from the top down in parts of the height.

    Attributes
    ----------
    id : str
        A person's id, `CONTRACT`, or `OTHERS`.
    amount : int
        What they gave, or took.
    top, height : float
        Of 1.
    """

    id: str
    amount: int
    top: float
    height: float


def sides(found: Sequence[Flow], most: int = MOST_NODES) -> tuple[list[Node], list[Node]]:
    """Those who gave and those who took, each from the top down: the largest first.

    Examples
    --------
    >>> left, right = sides([Flow("a", "b", 3), Flow("a", "", 1)])
    >>> [node.id for node in left], [node.amount for node in right]
    (['a'], [3, 1])
    """
    gave, took = merged(found, most)
    return _stacked(gave), _stacked(took)


def merged(found: Iterable[Flow], most: int = MOST_NODES) -> tuple[dict[str, int], dict[str, int]]:
    """What each gave and took; of more than `most` on a side the smallest are `OTHERS`."""
    gave: dict[str, int] = {}
    took: dict[str, int] = {}
    for flow in found:
        gave[flow.giver] = gave.get(flow.giver, 0) + flow.amount
        took[flow.taker] = took.get(flow.taker, 0) + flow.amount
    return _most(gave, most), _most(took, most)


def _most(amounts: dict[str, int], most: int) -> dict[str, int]:
    ordered = sorted(amounts.items(), key=lambda each: (each[0] == CONTRACT, -each[1]))
    if len(ordered) <= most:
        return dict(ordered)
    contract = [each for each in ordered if each[0] == CONTRACT]
    people = [each for each in ordered if each[0] != CONTRACT]
    shown = most - len(contract) - 1
    rest = sum(amount for _, amount in people[shown:])
    return dict([*people[:shown], (OTHERS, rest), *contract])


def _stacked(amounts: dict[str, int]) -> list[Node]:
    """Nodes below each other that fill the height, in proportion but for a least height."""
    if not amounts:
        return []
    room = 1 - _GAP * (len(amounts) - 1)
    # Who would get less than the least is given it, and the others share what is left of the room.
    small: set[str] = set()
    while True:
        left = room - _LEAST * len(small)
        rest = sum(amount for each, amount in amounts.items() if each not in small) or 1
        less = {each for each, amount in amounts.items() if left * amount / rest < _LEAST}
        if less <= small:
            break
        small |= less
    nodes: list[Node] = []
    top = 0.0
    for each, amount in amounts.items():
        height = _LEAST if each in small else left * amount / rest
        nodes.append(Node(each, amount, top, height))
        top += height + _GAP
    return nodes


def flows_html(
    found: Sequence[Flow], name: Words, role: Words, amount: Callable[[int], str]
) -> str:
    """Who gained from whom, as HTML: givers, bands as wide as what they gave, takers.

    Parameters
    ----------
    found : sequence of Flow
    name, role : callable
        Plain text; the name is escaped here.
    amount : callable
        An amount in words.
    """
    left, right = sides(found)
    bands = "".join(_bands(found, left, right, role))
    told = "; ".join(
        f"{amount(flow.amount)} from {name(flow.giver)} to {name(flow.taker)}"
        for flow in found[:MOST_NODES]
    )

    def labels(nodes: Sequence[Node], sign: str) -> str:
        return "".join(
            f'<div style="top: {node.top:.2%}; height: {node.height:.2%};'
            f' border-color: {css_colour(role(node.id))}"><span>{escape(name(node.id))}</span>'
            f"<b>{sign}{escape(amount(node.amount))}</b></div>"
            for node in nodes
        )

    return (
        f'<div class="sum-flows" role="img" aria-label="{escape(told, quote=True)}">'
        f'<div class="sum-side sum-gave">{labels(left, "−")}</div>'
        f'<div class="sum-bands">{bands}</div>'
        f'<div class="sum-side">{labels(right, "+")}</div></div>'
    )


def _bands(
    found: Sequence[Flow], left: Sequence[Node], right: Sequence[Node], role: Words
) -> Iterable[str]:
    """A band from each giver to each taker, in the giver's colour."""
    givers, takers = {each.id: each for each in left}, {each.id: each for each in right}
    pairs: dict[tuple[str, str], int] = {}
    for flow in found:
        pair = (_shown(flow.giver, givers), _shown(flow.taker, takers))
        pairs[pair] = pairs.get(pair, 0) + flow.amount
    # Bands leave somebody, and come to somebody, in the order of those on the other side.
    begins = {id(node): node.top for node in (*left, *right)}
    for giver in left:
        for taker in right:
            amount = pairs.get((giver.id, taker.id), 0)
            if amount:
                ends = []
                for node in (giver, taker):
                    begin = begins[id(node)]
                    begins[id(node)] += node.height * amount / node.amount
                    ends += [begin, begins[id(node)]]
                yield _band(ends, css_colour(role(giver.id)))


def _band(ends: Sequence[float], colour: str) -> str:
    """From between the first two heights on the left to between the others on the right.

    Cut out of a box, with edges of straight pieces: Streamlit takes no SVG inside HTML.
    """
    above = [(part, _between(ends[0], ends[2], part)) for part in _PARTS]
    below = [(part, _between(ends[1], ends[3], part)) for part in reversed(_PARTS)]
    corners = ",".join(f"{100 * x:.3g}% {100 * y:.4g}%" for x, y in (*above, *below))
    return f'<i style="background: {colour}; clip-path: polygon({corners})"></i>'


def _between(begin: float, end: float, part: float) -> float:
    """A height between two, which leaves and arrives level."""
    return begin + (end - begin) * part * part * (3 - 2 * part)


def _shown(person: str, nodes: dict[str, Node]) -> str:
    return person if person in nodes else OTHERS
