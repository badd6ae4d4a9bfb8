"""Withholding: a sponsor with contributions of its own does not reveal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import many
from sum.agents.attackers.sponsors import Sponsor
from sum.agents.base import Action, View


@dataclass(frozen=True, kw_only=True)
class SponsorWithholds(Sponsor):
    """Contributes harmless samples through a second account, and reveals nothing.

    Its part of the bounty, by the number of contributions, comes back.

    What it costs: the rest of the bounty, which is more than an honest sponsor pays as long as
    others make most of the contributions.
    """

    name: str = "Withholding sponsor"

    title: ClassVar[str] = "A sponsor who withholds, with contributions of its own"
    summary: ClassVar[str] = (
        "Contribute through another account, reveal nothing, and get one’s part of the bounty back."
    )
    accounts: ClassVar[int] = 2

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} that the model knows already, with a deposit"
            " each, from an account that nobody knows to be the sponsor’s; then reveals"
            " nothing, so that the bounty is split equally over all contributions, its own"
            " among them."
        )

    def reveals(self) -> bool:
        """Never."""
        return False

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute what is known, from the other account."""
        for _ in range(self.strength if self.part else 0):
            yield from self.known(view, rng)
