"""Attacks on an incentive mechanism, as policies.

Every strategy is a class: ``title`` and ``summary`` say to a person what it is, ``plan(strength)``
what a burst will do and cost, ``applies(terms)`` where it means anything, ``crew(accounts)`` makes
the agents of a patient attacker with as many accounts as it needs, and an object of it is an
`Agent`.
"""

from types import MappingProxyType

from sum.agents.attackers.base import Attack
from sum.agents.attackers.break_and_fix import BreakAndFix
from sum.agents.attackers.colluding_reporters import ColludingReporters
from sum.agents.attackers.copying import Copying
from sum.agents.attackers.duplicate_tokens import DuplicateTokens
from sum.agents.attackers.first_credit import FirstCredit
from sum.agents.attackers.flooding import Flooding
from sum.agents.attackers.forcing_replays import ForcingReplays
from sum.agents.attackers.huge_norm import HugeNorm
from sum.agents.attackers.known_data import KnownData
from sum.agents.attackers.label_flipping import LabelFlipping
from sum.agents.attackers.out_of_range import OutOfRange
from sum.agents.attackers.predatory_report import PredatoryReport
from sum.agents.attackers.price_griefing import PriceGriefing
from sum.agents.attackers.self_validating_refund import SelfValidatingRefund
from sum.agents.attackers.sponsor_no_reveal import SponsorNoReveal
from sum.agents.attackers.sponsor_rerolls import SponsorRerolls
from sum.agents.attackers.sponsor_sybil import SponsorSybil
from sum.agents.attackers.sponsor_withholds import SponsorWithholds
from sum.agents.attackers.sponsors import Sponsor
from sum.agents.attackers.sybil_reporter import SybilReporter
from sum.agents.attackers.take_back import TakeBack
from sum.agents.attackers.targeted_flip import TargetedFlip

__all__ = ["STRATEGIES", "Attack", "LabelFlipping", "SelfValidatingRefund", "Sponsor"]

STRATEGIES: MappingProxyType[str, type[Attack]] = MappingProxyType(
    {
        "label_flipping": LabelFlipping,
        "self_validating_refund": SelfValidatingRefund,
        "targeted_flip": TargetedFlip,
        "known_data": KnownData,
        "sybil_reporter": SybilReporter,
        "take_back": TakeBack,
        "predatory_report": PredatoryReport,
        "first_credit": FirstCredit,
        "break_and_fix": BreakAndFix,
        "colluding_reporters": ColludingReporters,
        "copying": Copying,
        "price_griefing": PriceGriefing,
        "flooding": Flooding,
        "huge_norm": HugeNorm,
        "out_of_range": OutOfRange,
        "duplicate_tokens": DuplicateTokens,
        "forcing_replays": ForcingReplays,
        "sponsor_no_reveal": SponsorNoReveal,
        "sponsor_rerolls": SponsorRerolls,
        "sponsor_sybil": SponsorSybil,
        "sponsor_withholds": SponsorWithholds,
    }
)
"""Every attack strategy, in the order in which a person should meet them."""
