"""Twins of the incentive contracts: their rules as pure functions on integers."""

from types import MappingProxyType
from typing import Any

from sum.incentives.deposit_refund_take import Terms

__all__ = ["MECHANISMS", "Terms"]

MECHANISMS: MappingProxyType[str, Any] = MappingProxyType({terms.name: terms for terms in (Terms,)})
"""The class of every mechanism's parameters, by its contract's name."""
