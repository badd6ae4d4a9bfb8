"""Label flipping: damage the model by teaching it what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack
from sum.agents.base import Action, View


@dataclass(frozen=True, kw_only=True)
class LabelFlipping(Attack):
    """Sends samples with wrong labels, many at once.

    What it costs: each deposit is lost to those who report, unless the model comes to agree with
    the wrong label. All but the first of a burst are paid at the price of a second after the
    last. It pays only while nobody else has a good contribution, or nobody comes to report.
    """

    name: str = "Label flipper"

    title: ClassVar[str] = "Label flipping"
    summary: ClassVar[str] = (
        "Send samples with wrong labels, so that the model learns what is not true."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        what = "one sample" if strength == 1 else f"{strength} samples"
        label = "a wrong label" if strength == 1 else "wrong labels, seconds apart"
        return (
            f"Sends {what} with {label}. {cls.PRICE} Once the waiting time is over, others can"
            " take each deposit whose label the model does not predict."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute different samples, each with a wrong label, until the price is too high."""
        for _ in range(self.strength):
            bought = False
            for action in super().contribute(view, rng):
                bought = True
                yield action
            if not bought:
                return
