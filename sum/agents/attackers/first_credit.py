"""First credit: be the only one with a good contribution, for a while."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import due, many, own, refund_wait
from sum.agents.attackers.predatory_report import PredatoryReport
from sum.agents.base import Action, View
from sum.agents.policies import claim
from sum.units import Seconds


@dataclass(frozen=True, kw_only=True)
class FirstCredit(PredatoryReport):
    """Is the first to have credit, and takes whole deposits until others have some, too.

    What it costs: the deposits that it strikes with. It pays while n / N = 1: a share is a whole
    deposit.
    """

    name: str = "First comer"

    title: ClassVar[str] = "First-credit monopoly"
    summary: ClassVar[str] = (
        "Be refunded before anybody else, and take whole deposits while you are the only one."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} that the model knows, as soon as it opens."
            f" {cls.PRICE} The first whose deposit comes back has all the credit there is:"
            " until others have some, a report takes a whole deposit."
        )

    def act(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Be early; then be a predator."""
        if view.good() or not own(view):
            yield from super().act(view, rng)
        else:
            yield from claim(view, leftovers=self.leftovers)

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute what is known; with credit, strike."""
        if self.cast:
            yield from super().contribute(view, rng)
            return
        for _ in range(self.strength):
            yield from self.known(view, rng)

    def farm(self, view: View, rng: np.random.Generator) -> Iterator[Action]:  # noqa: ARG002
        """No more than the first credit."""
        yield from ()

    def wakes(self, view: View) -> Seconds | None:
        """When its first contribution can be refunded."""
        return due(view, own(view), refund_wait(view.terms))
