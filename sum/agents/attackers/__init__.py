"""Attacks on an incentive mechanism, as policies.

Every strategy is a class: ``title`` and ``summary`` say to a person what it is,
``plan(strength)`` what a burst will do and cost, and an object of it is an `Agent`.
"""

from types import MappingProxyType

from sum.agents.attackers.base import Attack
from sum.agents.attackers.label_flipping import LabelFlipping
from sum.agents.attackers.self_validating_refund import SelfValidatingRefund

__all__ = ["STRATEGIES", "Attack", "LabelFlipping", "SelfValidatingRefund"]

STRATEGIES: MappingProxyType[str, type[Attack]] = MappingProxyType(
    {"label_flipping": LabelFlipping, "self_validating_refund": SelfValidatingRefund}
)
"""Every attack strategy, in the order in which a person should meet them."""
