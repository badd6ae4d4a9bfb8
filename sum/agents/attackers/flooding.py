"""Flooding: as many contributions as money can buy, at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import ANY_PRICE, Attack, many
from sum.agents.base import Action, Contribute, View
from sum.agents.policies import pick
from sum.units import DAY, HOUR, Seconds


@dataclass(frozen=True, kw_only=True)
class Flooding(Attack):
    """Sends a long burst with labels at random, to drown what others have taught the model.

    What it costs: the price rises with every contribution of a burst, and the wrong half of it is
    lost. Where contributing is free, a flood is too.
    """

    name: str = "Flooder"

    title: ClassVar[str] = "Flooding"
    summary: ClassVar[str] = "Send as many samples as possible at once, with labels at random."

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} within seconds, with labels at random."
            f" {cls.PRICE} The deposits of those that the model comes to agree with return"
            " after the wait."
        )

    @classmethod
    def crew(cls, accounts: tuple[str, ...]) -> "tuple[Flooding, ...]":
        """One who does not mind the price, and comes every second day."""
        return tuple(
            cls(
                part=part,
                cast=accounts,
                strength=25,
                willing=ANY_PRICE,
                mean_wait=Seconds(2 * DAY),
                wait_deviation=Seconds(2 * HOUR),
            )
            for part in range(len(accounts))
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute labels at random until the money is spent."""
        for _ in range(self.strength):
            sample, label = pick(view, rng), int(rng.integers(view.n_classes))
            if not self.affords(view, sample, label, self.limit(rng)):
                return
            yield Contribute(sample, label)
