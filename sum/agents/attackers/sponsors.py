"""What a market's sponsor decides, and what one who cheats shares with honest ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack
from sum.agents.base import Action, View
from sum.datasets import Sample


@dataclass(frozen=True, kw_only=True)
class Sponsor(Attack):
    """A sponsor who does as it has promised, and whose accounts contribute nothing.

    The first of the attacker's accounts is the sponsor's.

    Parameters
    ----------
    secret : tuple of Sample
        The hidden test set, which a sponsor knows.
    """

    secret: tuple[Sample, ...] = ()

    sponsor: ClassVar[bool] = True
    needs_market: ClassVar[bool] = True

    def shows(self, drawn: int) -> bool:  # noqa: ARG002
        """Whether it shows the portion that was drawn, rather than start over."""
        return True

    def reveals(self) -> bool:
        """Whether it reveals the other portions in the end."""
        return True

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:  # noqa: ARG002
        """Nothing: a sponsor pays."""
        yield from ()
