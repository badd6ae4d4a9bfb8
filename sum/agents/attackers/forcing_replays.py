"""Forcing replays: make the market drop contributions one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many, wrong
from sum.agents.base import Action, Contribute, View
from sum.datasets import Sample
from sum.models.base import Model


@dataclass(frozen=True, kw_only=True)
class ForcingReplays(Attack):
    """Sends wrong labels that do little harm each, so that they are dropped one after the other.

    All that is left is replayed after each of them.

    What it costs: its stakes. Whoever finishes the scoring pays the gas of every replay.
    """

    name: str = "Delayer"

    title: ClassVar[str] = "Forcing replays"
    summary: ClassVar[str] = (
        "Send many slightly bad contributions, so that scoring starts over again and again."
    )
    needs_market: ClassVar[bool] = True

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Sends {many(strength, 'sample')} with wrong labels that each harm a little, with"
            " a deposit each. In the scoring each is dropped in a round of its own, and the"
            " rest replayed: gas for whoever scores, and the stakes are lost."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute the least harmful of some wrong labels."""
        for _ in range(self.strength):
            sample, label = gentle(view, rng)
            if not self.affords(view, sample, label, self.limit(rng)):
                return
            yield Contribute(sample, label)


TRIED, ASKED = 8, 60
"""How many wrong labels to try out, and on how many samples."""


def gentle(view: View, rng: np.random.Generator) -> tuple[Sample, int]:
    """Of some wrong labels the one that harms least, but does."""
    asked = view.pool.samples[:ASKED]
    right = _hits(view.model(), asked)
    tried: list[tuple[int, int, Sample, int]] = []
    for _ in range(TRIED):
        sample, label = wrong(view, rng)
        model = view.model()
        model.learn_one(sample.data, label)
        harm = right - _hits(model, asked)
        tried.append((harm if harm > 0 else ASKED, len(tried), sample, label))
    _, _, sample, label = min(tried)
    return sample, label


def _hits(model: Model, samples: Sequence[Sample]) -> int:
    return sum(model.predict_one(each.data) == each.label for each in samples)
