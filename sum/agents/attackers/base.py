"""What attack strategies share."""

from dataclasses import dataclass
from typing import ClassVar

from sum.agents.policies import Malicious
from sum.errors import InputError
from sum.units import ETHER, Wei

ANY_PRICE, NO_DEVIATION = Wei(1_000 * ETHER), Wei(0)


@dataclass(frozen=True, kw_only=True)
class Attack(Malicious):
    """A malicious contributor who sends a burst at every visit.

    Parameters
    ----------
    strength : int
        How many contributions there are in a burst at most, from 1.
    willing : Wei
        As in `Policy`, for each contribution of a burst: they follow each other within seconds,
        at the highest price there is, so that little money means short bursts.

    Raises
    ------
    InputError
        For a strength below 1, or as `Policy` does.
    """

    PRICE: ClassVar[str] = (
        "Every contribution puts a deposit at stake, and the less time has passed since the"
        " last one, the higher it is: a burst is dear."
    )

    strength: int = 5
    willing: Wei = ANY_PRICE
    willing_deviation: Wei = NO_DEVIATION

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.strength < 1:
            raise InputError("An attack has a strength of at least 1.")

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost, to a person."""
        raise NotImplementedError
