"""Self-validating refund: make the model agree with what is wrong, and get the deposit back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack
from sum.agents.base import Action, Contribute, View
from sum.agents.policies import other_label, pick
from sum.datasets import Sample


@dataclass(frozen=True, kw_only=True)
class SelfValidatingRefund(Attack):
    """Pushes a wrong label until the model predicts it, then waits and takes the deposits back.

    A burst repeats one sample with one wrong label until the model agrees, and spends what is
    left of its strength on the samples most like it. When the model disagrees again by the time
    of the refund, the next burst pushes that very contribution.

    What it costs: the money is bound until the refund, and lost where honest contributions turn
    the model back in time and somebody reports. It pays where the model learns quickly, few
    others contribute, and the waiting time is short; each refund then even counts as a good
    contribution, with which the attacker takes of honest deposits.
    """

    name: str = "Self-validator"

    title: ClassVar[str] = "Self-validating refund"
    summary: ClassVar[str] = (
        "Push a wrong label until the model predicts it, then take the deposits back."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        most = "one contribution" if strength == 1 else f"up to {strength} contributions"
        return (
            f"Spends {most} on one wrong label, for one sample and those most like it, so that"
            f" the model predicts it. {cls.PRICE} Once the waiting time is over, the deposits"
            " come back for as long as the model predicts the wrong labels; honest contributions"
            " in the meantime may turn it back, and others then take them."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Push what the model disputes; when there is nothing, a new wrong label."""
        left, limit = self.strength, self.limit(rng)
        for sample, label in self._targets(view, rng):
            # A first push in any case: where the model agrees already, it is good credit.
            while left == self.strength or view.predict(sample.data) != label:
                if not (left and self.affords(view, sample, label, limit)):
                    return
                yield Contribute(sample, label)
                left -= 1

    def _targets(self, view: View, rng: np.random.Generator) -> Iterator[tuple[Sample, int]]:
        """Samples to push, each with its wrong label."""
        disputed = view.disputed()
        if disputed:
            known = {sample.data: sample for sample in view.pool}
            for contribution in disputed:
                if contribution.data in known:
                    yield known[contribution.data], contribution.label
            return
        sample = pick(view, rng)
        label = other_label(sample.label, view.n_classes, rng)
        yield sample, label
        for neighbour in nearest(sample, view):
            yield neighbour, label


def nearest(sample: Sample, view: View) -> list[Sample]:
    """The other samples of the same class, those first that share most of their features."""
    features = set(sample.data)

    def distance(other: Sample) -> int:
        return len(features.symmetric_difference(other.data))

    same = (other for other in view.pool if other.label == sample.label and other != sample)
    return sorted(same, key=distance)
