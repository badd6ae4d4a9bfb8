"""No reveal: a sponsor who does not show the hidden test set in the end."""

from dataclasses import dataclass
from typing import ClassVar

from sum.agents.attackers.base import many
from sum.agents.attackers.sponsors import Sponsor


@dataclass(frozen=True, kw_only=True)
class SponsorNoReveal(Sponsor):
    """Takes the contributions, and never reveals what they are to be scored by.

    What it costs: the whole bounty, split equally over the contributions, where an honest sponsor
    gets back what was not earned.
    """

    name: str = "Silent sponsor"

    title: ClassVar[str] = "A sponsor who refuses to reveal"
    summary: ClassVar[str] = (
        "Promise a bounty for improvement, and never show by what it is measured."
    )

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Promises a bounty, waits for {many(strength)} of others, and reveals nothing."
            " The deposits go back, and the bounty is split equally: it costs more than to be"
            " honest."
        )

    def reveals(self) -> bool:
        """Never."""
        return False
