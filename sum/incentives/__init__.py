"""Twins of the incentive contracts: their rules as pure functions on integers."""

from types import MappingProxyType
from typing import Any

from sum.incentives.deposit_refund_take import Terms
from sum.incentives.guarded_deposit import GuardedTerms
from sum.incentives.points import PointsTerms
from sum.incentives.reward_market import MarketTerms

__all__ = ["MECHANISMS", "GuardedTerms", "MarketTerms", "PointsTerms", "Terms"]

MECHANISMS: MappingProxyType[str, Any] = MappingProxyType(
    {terms.name: terms for terms in (Terms, PointsTerms, GuardedTerms, MarketTerms)}
)
"""The class of every mechanism's parameters, by its contract's name."""
