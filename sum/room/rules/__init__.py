"""Every mechanism's rules in words: one module for each mechanism."""

from types import MappingProxyType

from sum.incentives.base import AnyTerms
from sum.room.rules.base import (
    Case,
    Claim,
    Formula,
    Rule,
    Words,
)
from sum.room.rules.deposit_refund_take import DepositRefundTakeWords
from sum.room.rules.guarded_deposit import GuardedWords
from sum.room.rules.points import PointsWords
from sum.room.rules.prices import affordable_after, since_last
from sum.room.rules.reward_market import MarketWords

__all__ = [
    "WORDS",
    "Case",
    "Claim",
    "Formula",
    "Rule",
    "Words",
    "affordable_after",
    "since_last",
    "words_of",
]

WORDS: MappingProxyType[str, Words] = MappingProxyType(
    {
        "points": PointsWords(),
        "deposit_refund_take": DepositRefundTakeWords(),
        "guarded_deposit": GuardedWords(),
        "reward_market": MarketWords(),
    }
)
"""By the name of the mechanism."""


def words_of(terms: AnyTerms) -> Words:
    """The words for a mechanism, by its terms."""
    return WORDS[terms.name]
