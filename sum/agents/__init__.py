"""Contributors and attackers as policies: they see a `View` and answer with actions.

>>> BOTS["careless"](name="Cara").mistake_rate
0.2
"""

from types import MappingProxyType

from sum.agents.attackers import STRATEGIES, Attack
from sum.agents.base import (
    Action,
    Agent,
    Alert,
    Call,
    Collect,
    Contribute,
    Refund,
    Report,
    Role,
    View,
    Watcher,
    is_alert,
    is_watcher,
)
from sum.agents.policies import Caller, Careless, Honest, Malicious, Policy

__all__ = [
    "BOTS",
    "STRATEGIES",
    "Action",
    "Agent",
    "Alert",
    "Attack",
    "Call",
    "Caller",
    "Careless",
    "Collect",
    "Contribute",
    "Honest",
    "Malicious",
    "Policy",
    "Refund",
    "Report",
    "Role",
    "View",
    "Watcher",
    "is_alert",
    "is_watcher",
]

BOTS: MappingProxyType[str, type[Honest | Careless | Malicious]] = MappingProxyType(
    {"honest": Honest, "careless": Careless, "malicious": Malicious, **STRATEGIES}
)
"""Every kind of agent; each takes its parameters by keyword, and has a default for all."""
