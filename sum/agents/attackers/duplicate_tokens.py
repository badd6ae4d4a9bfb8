"""Duplicate tokens: name a feature many times, so that it counts many times."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many, wrong
from sum.agents.base import Action, Contribute, View
from sum.datasets import Sample
from sum.samples import Form


@dataclass(frozen=True, kw_only=True)
class DuplicateTokens(Attack):
    """Sends wrong labels with every feature named three times, for three steps at one price.

    What it costs: the gas of refused transactions: features have to ascend, each at most once.
    """

    name: str = "Repeater"

    title: ClassVar[str] = "Duplicate tokens"
    summary: ClassVar[str] = (
        "Name the same features several times, so that a wrong label counts several times."
    )
    form: ClassVar[Form | None] = "sparse"

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength)} in which every feature is named three times, with wrong"
            " labels. The contract refuses them, so that not even a deposit is at stake: only"
            " gas is lost."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute wrong labels with repeated features."""
        for _ in range(self.strength):
            sample, label = wrong(view, rng)
            thrice = tuple(index for index in sample.data for _ in range(3))
            yield Contribute(Sample(thrice, sample.label, sample.raw), label)
