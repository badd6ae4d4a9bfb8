"""Insider: a sponsor who contributes hidden samples through another account."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import many
from sum.agents.attackers.sponsors import Sponsor
from sum.agents.base import Action, Contribute, View


@dataclass(frozen=True, kw_only=True)
class SponsorSybil(Sponsor):
    """Contributes, through a second account, the hidden samples that the model is wrong about.

    What it costs: nothing, but that the stakes are bound: each of them is right, and improves the
    score. The part of the bounty that it earns was the sponsor's own; honest people earn less.
    """

    name: str = "Insider"

    title: ClassVar[str] = "A sponsor who contributes hidden samples"
    summary: ClassVar[str] = (
        "Contribute one’s own hidden test set through another account, to get the bounty back."
    )
    accounts: ClassVar[int] = 2

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} of the hidden test set itself, with a deposit"
            " each, from an account that nobody knows to be the sponsor’s: it earns back what"
            " others would have earned."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute secrets that the model does not know; the sponsor's own account does not."""
        missed = [each for each in self.secret if view.predict(each.data) != each.label]
        for _ in range(self.strength if self.part and missed else 0):
            sample = missed[int(rng.integers(len(missed)))]
            if not self.affords(view, sample, sample.label, self.limit(rng)):
                return
            yield Contribute(sample, sample.label)
