"""Colluding reporters: several accounts that agree with each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many, own, wrong
from sum.agents.base import Action, Contribute, View
from sum.datasets import Sample


@dataclass(frozen=True, kw_only=True)
class ColludingReporters(Attack):
    """Three accounts push the same wrong labels, uphold each other, and report everybody else.

    What it costs: what the model does not come to agree with is lost. Together they have the share
    of their credit, as one account would: what they gain is that each pushes the others' labels.
    """

    name: str = "Colluder"

    title: ClassVar[str] = "Colluding reporters"
    summary: ClassVar[str] = (
        "Several accounts push the same wrong labels, and report whoever disagrees."
    )
    accounts: ClassVar[int] = 3
    needs_claims: ClassVar[bool] = True

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength)} with one wrong label, as each of several accounts is to"
            f" do. {cls.PRICE} If the model comes to agree, all get their deposits back, and"
            " each can report the honest contributions that now look wrong."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Earn credit, then push what the others push, or something new."""
        for _ in range(self.strength):
            if self.cast and not view.good() and not own(view):
                yield from self.known(view, rng)
                continue
            sample, label = self._target(view, rng)
            if not self.affords(view, sample, label, self.limit(rng)):
                return
            yield Contribute(sample, label)

    def _target(self, view: View, rng: np.random.Generator) -> tuple[Sample, int]:
        """A wrong label of an accomplice's that the model does not believe yet, or a new one."""
        known = {sample.data: sample for sample in view.pool}
        mine = {(each.data, each.label) for each in own(view)}
        for each in view.unsettled():
            sample = known.get(each.data)
            if (
                each.contributor in self.cast
                and sample
                and sample.label != each.label != view.predict(each.data)
                and (each.data, each.label) not in mine
            ):
                return sample, each.label
        return wrong(view, rng)
