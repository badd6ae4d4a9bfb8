"""Take-back: leave bad data, and fetch one's own deposit when nobody asks the model."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, due, many, own, wrong
from sum.agents.base import Action, Contribute, Report, View
from sum.agents.policies import claim
from sum.incentives.base import AnyTerms
from sum.samples import Form
from sum.units import Seconds


@dataclass(frozen=True, kw_only=True)
class TakeBack(Attack):
    """Sends wrong labels, and claims what is left of the deposits the second anybody may.

    What it costs: what was taken by reports until then. It pays where nobody has credit, or comes
    to report: the model is not asked about a late claim.
    """

    name: str = "Late claimer"

    title: ClassVar[str] = "Taking back one’s own bad deposit"
    summary: ClassVar[str] = (
        "Send wrong labels, and claim what is left of the deposits as soon as anybody may."
    )
    needs_claims: ClassVar[bool] = True

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} with wrong labels, and waits. {cls.PRICE} What"
            " nobody has taken of them until the late claims begin, the attacker takes back,"
            " whatever the model says."
        )

    @classmethod
    def applies(cls, terms: AnyTerms, form: Form | None = None) -> bool:
        """Only where there is a deposit to take back."""
        return terms.money and super().applies(terms, form)

    def act(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute, claim, and take back what is late."""
        yield from self.contribute(view, rng)
        yield from claim(view, leftovers=self.leftovers)
        for contribution in own(view):
            if view.now - contribution.time >= late(view.terms):
                yield Report(contribution)

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute wrong labels."""
        for _ in range(self.strength):
            sample, label = wrong(view, rng)
            if not self.affords(view, sample, label, self.limit(rng)):
                return
            yield Contribute(sample, label)

    def wakes(self, view: View) -> Seconds | None:
        """When one of its own contributions is late."""
        return due(view, own(view), late(view.terms))


def late(terms: AnyTerms) -> int:
    """From what age on anybody may claim."""
    long = getattr(terms, "long_wait", 0) + getattr(terms, "grace_wait", 0)
    return int(getattr(terms, "any_wait", long))
