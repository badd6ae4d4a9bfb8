"""Price griefing: make contributing dear for others."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many
from sum.agents.base import Action, Contribute, View


@dataclass(frozen=True, kw_only=True)
class PriceGriefing(Attack):
    """Sends something harmless just before somebody else's contribution, so that the price is up.

    What it costs: the time for which its deposits are bound: they come back, since the model agrees
    with them. Where the price rises by an eighth at most, others' transactions go through all the
    same.
    """

    name: str = "Griefer"

    title: ClassVar[str] = "Price griefing"
    summary: ClassVar[str] = (
        "Push the price up just before others contribute, so that they are kept out."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} that the model knows already, whenever somebody"
            f" else is about to contribute. {cls.PRICE} Whoever comes right after it pays"
            " that, or is refused. The attacker’s own deposits come back."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Make the price rise now; one who watches waits for somebody to harm."""
        for _ in range(0 if self.cast else self.strength):
            yield from self.known(view, rng)

    def ahead(
        self,
        view: View,
        pending: Contribute,  # noqa: ARG002 - anybody's will do
        sender: str,  # noqa: ARG002
        rng: np.random.Generator,
    ) -> Iterator[Action]:
        """Be the one who gets the old price."""
        yield from self.known(view, rng)
