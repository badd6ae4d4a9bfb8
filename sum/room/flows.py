"""Who gained from whom: what the contract took from one person and gave to another.

The other side of what nobody in the room lost or won is the contract itself: a fee that went to its
pot, what it still owes, a bounty that waits in it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sum.room.books import Move
from sum.room.records import Snapshot

CONTRACT = ""
"""Stands for the contract where a person's id would be."""


@dataclass(frozen=True)
class Flow:
    """What one gained from another, all in all.

    Attributes
    ----------
    giver, taker : str
        Ids of the two; `CONTRACT` for the contract.
    amount : int
        More than 0; in wei, or in points in a game without money.
    """

    giver: str
    taker: str
    amount: int


def flows(snapshot: Snapshot) -> tuple[Flow, ...]:
    """Who gained from whom in this round, net between any two, the largest first.

    What everybody gained less what they gave is what they have won (`standings.lines`): what the
    mechanism still owes somebody has flowed already, a deposit that is at stake has not.
    """
    net: dict[tuple[str, str], int] = defaultdict(int)
    for _, moves in groupby(snapshot.moves, key=lambda move: move.block):
        for giver, taker, amount in _matched(moves):
            net[giver, taker] += amount
    for person in snapshot.people:
        if person.owed:
            net[CONTRACT, person.id] += person.owed
    found = []
    for (giver, taker), amount in net.items():
        back = net.get((taker, giver), 0)
        if amount > back:
            found.append(Flow(giver, taker, amount - back))
    return tuple(sorted(found, key=lambda flow: (-flow.amount, flow.giver, flow.taker)))


def gained(found: Iterable[Flow]) -> dict[str, int]:
    """What everybody gained less what they gave; the contract, too."""
    sums: dict[str, int] = defaultdict(int)
    for flow in found:
        sums[flow.giver] -= flow.amount
        sums[flow.taker] += flow.amount
    return dict(sums)


def _matched(moves: Iterable[Move]) -> list[tuple[str, str, int]]:
    """Who lost to whom in one block: a transaction has one loser and one winner at most."""
    change: dict[str, int] = defaultdict(int)
    for move in moves:
        change[move.person] += move.change
    givers = {person: -won for person, won in change.items() if won < 0}
    takers = {person: won for person, won in change.items() if won > 0}
    found: list[tuple[str, str, int]] = []
    while givers and takers:
        giver, taker = next(iter(givers)), next(iter(takers))
        amount = min(givers[giver], takers[taker])
        found.append((giver, taker, amount))
        for side, person in ((givers, giver), (takers, taker)):
            side[person] -= amount
            if not side[person]:
                del side[person]
    found += ((giver, CONTRACT, amount) for giver, amount in givers.items())
    found += ((CONTRACT, taker, amount) for taker, amount in takers.items())
    return found
