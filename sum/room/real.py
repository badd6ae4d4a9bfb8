"""Rules for a room whose time is everybody’s, and whose ether somebody had to come by."""

from dataclasses import fields, replace
from typing import Any

from sum.chain.base import PURSE
from sum.incentives.base import AnyTerms
from sum.units import HOUR, Wei

USUAL = 12 * HOUR
"""Rules with a wait that is longer are not meant for people who sit and wait."""
LEAST = {"s": 30, "wei": 1}
"""No wait is shorter than that: a block takes its time."""


def real_terms(terms: AnyTerms, haste: int, purse: Wei) -> AnyTerms:
    """Shorten all waits of a mechanism, and let its prices fit a purse.

    Where time cannot be set, waits are real and are fixed when the contract is made: a day of the
    usual rules is 144 s when `haste` is 600.

    Parameters
    ----------
    terms : AnyTerms
        The usual ones.
    haste : int
        How many seconds of them a real second stands for.
    purse : Wei
        What everybody is given; usual is `PURSE`.

    Examples
    --------
    >>> from sum.incentives import Terms
    >>> real_terms(Terms(), 600, Wei(PURSE // 1000)).refund_wait
    144
    """
    shrink = {"s": (1, haste), "wei": (purse, PURSE)}
    changes = {}
    kind: Any = terms  # a dataclass of any mechanism
    for each in fields(kind):
        unit = each.metadata.get("unit", "")
        if unit in shrink:
            times, through = shrink[unit]
            changes[each.name] = max(LEAST[unit], getattr(terms, each.name) * times // through)
    changed: AnyTerms = replace(kind, **changes)
    return changed


def fitted(terms: AnyTerms, haste: int, purse: Wei) -> AnyTerms:
    """The same for rules that are still the usual ones; those that are in real time already stay.

    Whoever chooses rules sees them as they are in the room: what is longer than `USUAL` was meant
    in block time.
    """
    kind: Any = terms
    waits = [getattr(terms, each.name) for each in fields(kind) if each.metadata.get("unit") == "s"]
    return real_terms(terms, haste, purse) if max(waits, default=0) > USUAL else terms
