"""The scoring of a room's market, a transaction at a time, so that people can watch it."""

from collections.abc import Callable, Sequence

from sum.chain import Address
from sum.errors import ChainError
from sum.incentives.reward_market import Phase
from sum.market import MOST_RESERVE, RESERVE, Market
from sum.records import Contribution
from sum.shared_model import SharedModel

Ends = Callable[[Contribution], bool]
"""Whether a contribution is the last one that a transaction carries."""


class Scoring(Market):
    """A market's scoring, a transaction at a time.

    Parameters
    ----------
    shared : SharedModel
    ends : callable, optional
        By default a transaction carries as many contributions as it can.
    """

    def __init__(self, shared: SharedModel, ends: Ends | None = None) -> None:
        super().__init__(shared)
        self._ends = ends
        self._reserve = RESERVE

    def place(self) -> tuple[int, int]:
        """Which pass it is, from 0, and which contribution of it comes next."""
        _, turn, _, index, *_ = self.shared.ask("progress")
        return turn, index

    def step(self, account: Address) -> bool:
        """Send one transaction that goes on with the scoring; says whether it has to go on.

        Parameters
        ----------
        account : Address
            Who pays the gas.

        Raises
        ------
        Refused
        ChainError
            When a single step does not fit into a transaction.
        """
        before = self.shared.ask("progress")
        call = self._call(self.samples(), self.contributions())
        while True:
            try:
                self.shared.send(account, "score", self._reserve, *call)
                break
            except ChainError:
                if self._reserve > MOST_RESERVE:
                    raise
                self._reserve *= 2
        if self.shared.ask("progress") == before:
            raise ChainError("A step of the scoring needs more gas than a transaction has.")
        return self.state().phase == Phase.SCORING

    def _next(self, contributions: Sequence[Contribution]) -> list[Contribution]:
        found, ends = super()._next(contributions), self._ends
        if ends is None:
            return found
        last = next((n for n, each in enumerate(found, start=1) if ends(each)), None)
        return found[:last]
