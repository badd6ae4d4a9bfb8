"""Sybil reporter: poison with one account, take the deposits back with another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, due, many, refund_wait, wrong
from sum.agents.base import Action, Contribute, Report, View
from sum.agents.policies import claim
from sum.units import Seconds


@dataclass(frozen=True, kw_only=True)
class SybilReporter(Attack):
    """One account poisons, the other earns credit and is the first to report what the first did.

    What it costs: what others take of the poisoner's deposits: all but the accomplice's share n /
    N. Where a share is what others with credit leave, the accomplice only makes poisoning cheaper.
    """

    name: str = "Sybil"

    title: ClassVar[str] = "Sybil reporter"
    summary: ClassVar[str] = (
        "Poison the model with one account, and report that account with another."
    )
    accounts: ClassVar[int] = 2
    needs_claims: ClassVar[bool] = True

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} with wrong labels from one account. {cls.PRICE}"
            " A second account of the same person, with credit for true labels, is to report"
            " them as soon as the wait is over, and take as much as it can of these deposits."
        )

    def act(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute; claim what is the accomplice's first."""
        yield from self.contribute(view, rng)
        if self.part:
            for contribution in view.reportable():
                if contribution.contributor in self.cast:
                    yield Report(contribution)
        yield from claim(view, leftovers=self.leftovers)

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Poison, or earn credit."""
        for _ in range(self.strength):
            if self.part:
                yield from self.known(view, rng)
                continue
            sample, label = wrong(view, rng)
            if not self.affords(view, sample, label, self.limit(rng)):
                return
            yield Contribute(sample, label)

    def wakes(self, view: View) -> Seconds | None:
        """When a contribution of the poisoner's can be reported."""
        others = [each for each in view.unsettled() if each.contributor in self.cast]
        return due(view, others, refund_wait(view.terms))
