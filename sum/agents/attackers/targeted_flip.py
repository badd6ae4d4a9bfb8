"""Targeted flip: turn one class into another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many
from sum.agents.base import Action, Contribute, View
from sum.agents.policies import pick


@dataclass(frozen=True, kw_only=True)
class TargetedFlip(Attack):
    """Labels samples of the first class as the second, so that all pushes add up.

    What it costs: as label flipping does; since all go the same way, the model gives in earlier,
    and its agreement brings deposits back.
    """

    name: str = "Class flipper"

    title: ClassVar[str] = "Targeted flip of one class"
    summary: ClassVar[str] = (
        "Label every sample of one class as another, so that the wrong labels add up."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} of the first class with the label of the"
            f" second. {cls.PRICE} The model sooner gives in than to labels at random; the"
            " deposits whose label it does not predict after the wait can be taken."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute samples of class 0 as class 1."""
        for _ in range(self.strength):
            sample = next(each for each in iter(lambda: pick(view, rng), None) if not each.label)
            if not self.affords(view, sample, 1, self.limit(rng)):
                return
            yield Contribute(sample, 1)
