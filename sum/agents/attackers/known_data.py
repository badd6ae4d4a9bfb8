"""Known data: earn credit with what the model knows already."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many
from sum.agents.base import Action, View


@dataclass(frozen=True, kw_only=True)
class KnownData(Attack):
    """Contributes only what the model predicts rightly anyway, to claim others' deposits later.

    What it costs: nothing but the time for which the deposits are bound, where every refund is
    credit; a fee that is not refunded, or credit only for what the model did not know, makes it
    dear.
    """

    name: str = "Farmer"

    title: ClassVar[str] = "Farming known data"
    summary: ClassVar[str] = (
        "Contribute what the model knows already: nothing is at risk, and it counts as good."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} whose true label the model predicts already."
            f" {cls.PRICE} The deposits come back after the wait, and each counts as a good"
            " contribution, with which the attacker takes of honest deposits."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute what the model is right about."""
        for _ in range(self.strength):
            yield from self.known(view, rng)
