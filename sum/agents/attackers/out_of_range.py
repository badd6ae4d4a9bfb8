"""Out of range: labels and features that the model does not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many
from sum.agents.base import Action, Contribute, View
from sum.agents.policies import pick
from sum.datasets import Sample


@dataclass(frozen=True, kw_only=True)
class OutOfRange(Attack):
    """Sends labels that are no class, and indices that are no feature, to reach other words.

    What it costs: the gas of refused transactions. Nothing is put at stake, and nothing changes.
    """

    name: str = "Prober"

    title: ClassVar[str] = "Labels and features out of range"
    summary: ClassVar[str] = (
        "Send a class or a feature that the model does not have, in the hope that it breaks."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength)} with a class, or a feature, that the model does not have."
            " The contract refuses them, so that not even a deposit is at stake: only gas is"
            " lost."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Alternate between labels and features."""
        for number in range(self.strength):
            sample = pick(view, rng)
            if number % 2:
                beyond = (*sample.data, view.pool.n_features + number)
                yield Contribute(Sample(beyond, sample.label, sample.raw), sample.label)
            else:
                yield Contribute(sample, view.n_classes + int(rng.integers(2**60)))
