"""Break and fix: one account breaks the model, another is paid for mending it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, due, many, wrong
from sum.agents.base import Action, Contribute, View
from sum.agents.policies import pick
from sum.datasets import Sample
from sum.units import MINUTE, Seconds


@dataclass(frozen=True, kw_only=True)
class BreakAndFix(Attack):
    """One account teaches wrong labels, the other the true ones of the same samples right after.

    What it costs: the first account's deposits, of which the second can take its share. It pays
    where mending is credited, or scored, more than breaking costs.
    """

    name: str = "Mender"

    title: ClassVar[str] = "Break and fix"
    summary: ClassVar[str] = (
        "Break the model with one account, and be paid for mending it with another."
    )
    accounts: ClassVar[int] = 2
    burst: ClassVar[int] = 2

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} with wrong labels from one account. {cls.PRICE}"
            " A second account then sends the true labels, which the model disagrees with by"
            " now: it is credited for mending what the first one broke, and loses nothing."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Break, or mend what is broken."""
        for _ in range(self.strength):
            sample, label = self._broken(view, rng) if self.part else wrong(view, rng)
            if sample is None or not self.affords(view, sample, label, self.limit(rng)):
                return
            yield Contribute(sample, label)

    def wakes(self, view: View) -> Seconds | None:
        """The mender comes a while after the other."""
        broken = [each for each in view.unsettled() if each.contributor in self.cast[:1]]
        return due(view, broken, PAUSE) if self.part else None

    def _broken(self, view: View, rng: np.random.Generator) -> tuple[Sample | None, int]:
        """A sample that the model is wrong about: one of the accomplice's, or any."""
        known = {sample.data: sample for sample in view.pool}
        theirs = [each.data for each in view.unsettled() if each.contributor in self.cast[:1]]
        samples = [known[data] for data in reversed(theirs) if data in known]
        for sample in (*samples, *(pick(view, rng) for _ in range(5))):
            if view.predict(sample.data) != sample.label:
                return sample, sample.label
        return None, 0


PAUSE = 10 * MINUTE
"""How long after the last break the price is right for the first mending."""
