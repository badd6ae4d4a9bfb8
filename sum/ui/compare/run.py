"""Runs comparisons one after another, and keeps the last ones: many visitors share one machine."""

from collections import OrderedDict
from threading import Lock

from sum.simulation.compare.run import Comparison, Plan, Progress, compare

_KEPT = 16
_LOOK = 0.3
"""Seconds between two looks whether it is one's turn: in between a visitor can leave."""

_turn = Lock()
_kept: OrderedDict[Plan, Comparison] = OrderedDict()


def kept(plan: Plan) -> Comparison | None:
    """A comparison that was made already, or None."""
    return _kept.get(plan)


def run(plan: Plan, progress: Progress) -> Comparison:
    """Make a comparison when it is one's turn, unless it was made already.

    Parameters
    ----------
    plan : Plan
    progress : callable
        As for `compare`; what it raises ends the comparison, and nothing of it is kept.

    Raises
    ------
    InputError
        As `compare` does.
    """
    while not _turn.acquire(timeout=_LOOK):
        progress(0.0, "Somebody else’s comparison is running; yours is next")
    try:
        found = _kept.get(plan) or compare(plan, progress)
        _kept[plan] = found
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    finally:
        _turn.release()
    return found
