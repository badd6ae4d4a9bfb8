"""Re-rolls: a sponsor who starts over until the draw suits."""

from dataclasses import dataclass
from typing import ClassVar

from sum.agents.attackers.base import many
from sum.agents.attackers.sponsors import Sponsor


@dataclass(frozen=True, kw_only=True)
class SponsorRerolls(Sponsor):
    """Does not show the portion that was drawn unless it is the first, and commits anew.

    What it costs: the forfeited part of the bounty each time.
    """

    name: str = "Choosy sponsor"

    title: ClassVar[str] = "A sponsor who rolls again"
    summary: ClassVar[str] = (
        "Abandon the market until chance draws the portion that the sponsor would like to show."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            "Starts over until chance shows the portion that is liked, then takes"
            f" {many(strength)} of others as usual. Part of the bounty is forfeited each time;"
            " no deposit of others is lost."
        )

    def shows(self, drawn: int) -> bool:
        """Only the portion that it likes."""
        return drawn == 0
