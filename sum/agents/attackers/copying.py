"""Copying: see what others send, and send the same before them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many
from sum.agents.base import Action, Contribute, View


@dataclass(frozen=True, kw_only=True)
class Copying(Attack):
    """Copies contributions that are on their way, and is carried out first (front-running).

    What it costs: as much as the work that it copies, at the price before it: the one who did the
    work then pays the next one, or is refused, and may find that the model knows it already.
    """

    name: str = "Copycat"

    title: ClassVar[str] = "Copying others’ contributions"
    summary: ClassVar[str] = "Send what somebody else is about to send, a moment earlier."

    earns: ClassVar[bool] = True

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Copies {many(strength)} of others, with a deposit of its own each, a moment"
            f" before them if it can. {cls.PRICE} It is paid as if it had had the data itself."
        )

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Copy the newest that others have sent; one who watches is quicker than that."""
        known = {sample.data: sample for sample in view.pool}
        others = [each for each in view.unsettled() if each.contributor != view.account]
        newest = [each for each in reversed(others) if each.data in known]
        for each in newest[: 0 if self.cast else self.strength]:
            if self.affords(view, known[each.data], each.label, self.limit(rng)):
                yield Contribute(known[each.data], each.label)
        if not newest and not self.cast:
            yield from self.known(view, rng)

    def ahead(
        self,
        view: View,
        pending: Contribute,
        sender: str,  # noqa: ARG002 - anybody's
        rng: np.random.Generator,
    ) -> Iterator[Action]:
        """Send the same first."""
        if self.affords(view, pending.sample, pending.label, self.limit(rng)):
            yield pending
