"""Huge norm: a dense sample so long that one step moves the model as far as many."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many, wrong
from sum.agents.base import Action, Contribute, View
from sum.datasets import Sample
from sum.samples import DENSE_LIMIT, Form


@dataclass(frozen=True, kw_only=True)
class HugeNorm(Attack):
    """Stretches samples to the largest values that the model takes, and gives them wrong labels.

    What it costs: a deposit like any other, for the damage of many. A step that is divided by the
    sample's length (passive-aggressive) is no larger for it.
    """

    name: str = "Stretcher"

    title: ClassVar[str] = "Samples of huge norm"
    summary: ClassVar[str] = (
        "Stretch samples as far as the model takes them, so that one wrong label counts as many."
    )
    form: ClassVar[Form | None] = "dense"

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')}, stretched as far as the model takes them, with"
            f" wrong labels. {cls.PRICE} One of them moves the model as far as many usual"
            " ones, for a single deposit."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute stretched samples with wrong labels."""
        for _ in range(self.strength):
            sample, label = wrong(view, rng)
            long = stretched(sample)
            if not self.affords(view, long, label, self.limit(rng)):
                return
            yield Contribute(long, label)


def stretched(sample: Sample) -> Sample:
    """The same direction, its largest value just below `DENSE_LIMIT`.

    >>> stretched(Sample((2, -4), 0, "")).data == ((DENSE_LIMIT - 1) // 2, -(DENSE_LIMIT - 1))
    True
    """
    most = max(1, *map(abs, sample.data))
    data = tuple(
        abs(value) * (DENSE_LIMIT - 1) // most * (1 if value > 0 else -1) for value in sample.data
    )
    return Sample(data, sample.label, sample.raw)
