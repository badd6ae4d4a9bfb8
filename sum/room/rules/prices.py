"""What is asked of a price, whichever mechanism makes it."""

from sum.room.records import Snapshot
from sum.units import DAY, Seconds, Wei

TOP = 366 * DAY
"""So long ahead is looked for a price that somebody can pay."""


def affordable_after(snapshot: Snapshot, ether: Wei) -> Seconds | None:
    """How long after the last contribution somebody can pay, while nobody else contributes.

    Parameters
    ----------
    snapshot : Snapshot
    ether : Wei
        What they have.

    Returns
    -------
    Seconds or None
        None when they will not for a year.
    """
    twin, last = snapshot.incentive, snapshot.last
    if twin.cost(Seconds(last + TOP)) > ether:
        return None
    low, high = 0, TOP
    while low < high:  # the price never rises with time
        middle = (low + high) // 2
        if twin.cost(Seconds(last + middle)) <= ether:
            high = middle
        else:
            low = middle + 1
    return Seconds(low)


def since_last(snapshot: Snapshot, now: Seconds) -> Seconds:
    """How long nobody has contributed."""
    return Seconds(max(0, now - snapshot.last))
