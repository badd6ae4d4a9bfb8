"""What the twin of the federation's contract keeps, and what it can be asked."""

from collections.abc import Sequence

import numpy as np

from sum.errors import InputError, refusal
from sum.federated.direction import Integers
from sum.federated.lanes import from_lanes, unpack
from sum.federated.pay import RULE, Account
from sum.federated.public import PublicRound
from sum.federated.state import Member, Round
from sum.federated.terms import MAX_PORTIONS, Phase, RoundTerms
from sum.units import Seconds, Wei


class Ground:
    """A federation: its rounds, models and accounts.

    Parameters
    ----------
    terms : RoundTerms
    organiser : str
    portions : sequence of bytes
        The hashes of the hidden test set's portions, one for each round.
    model : sequence of int
        The words of the model to start from.
    now : Seconds
        The time.
    address : str
        As if the contract were there.
    chain_id : int

    Raises
    ------
    NotOpen
        When the contract would not be deployed.
    """

    def __init__(
        self,
        terms: RoundTerms,
        organiser: str,
        portions: Sequence[bytes],
        model: Sequence[int],
        *,
        now: Seconds = Seconds(1),
        address: str = "0x" + "00" * 20,
        chain_id: int = 0,
    ) -> None:
        if terms.beneficiary == organiser or not 1 <= len(portions) <= MAX_PORTIONS:
            raise refusal("federation: bad terms")
        self.terms, self.organiser = terms, organiser
        self.address, self.chain_id = address, chain_id
        self._portions = tuple(portions)
        self._now = now
        self._rounds: list[Round] = []
        self._models = {0: self._vector(model)}
        self._steps = {0: np.zeros(terms.d, dtype=np.int64)}
        self._accounts: dict[str, Account] = {}
        self._owed: dict[str, int] = {}
        self._held = self._carried = self._accepted = 0
        self._ended = False

    def _vector(self, words: Sequence[int]) -> Integers:
        try:
            return from_lanes(unpack(words, self.terms.d))
        except InputError as error:
            raise refusal("federation: bad terms") from error

    @property
    def now(self) -> Seconds:
        """The time, which `set_time` sets."""
        return self._now

    def set_time(self, time: Seconds) -> None:
        """Let time pass until then."""
        self._now = time

    def collectable(self, account: str) -> Wei:
        """What an account may withdraw."""
        return Wei(self._owed.get(account, 0))

    def held(self) -> Wei:
        """What the contract holds."""
        return Wei(self._held)

    def carried(self) -> Wei:
        """What rounds have kept for the next one."""
        return Wei(self._carried)

    def account(self, who: str) -> Account:
        """Somebody’s standing, and what is due."""
        return self._accounts.get(who, RULE.newcomer())

    def model(self) -> Integers:
        """The model’s weights in 1 / `ONE`, shape (d,)."""
        return self._models[self._accepted].copy()

    def record(self, number: int | None = None) -> PublicRound:
        """Tell all that is public of a round; of the last one by default."""
        if not self._rounds:
            return PublicRound(0, Phase.NONE)
        return self._round(number).public(self.terms)

    def _round(self, number: int | None) -> Round:
        if not self._rounds or (number is not None and not 1 <= number <= len(self._rounds)):
            raise refusal("federation: wrong phase")
        return self._rounds[-1 if number is None else number - 1]

    def _front(self, number: int | None, phase: Phase) -> Round:
        """The last round, which is the only one that can be in this phase; in time."""
        found = self._round(number)
        if found.phase is not phase or found is not self._rounds[-1]:
            raise refusal("federation: wrong phase")
        return self._timely(found)

    def _timely(self, found: Round) -> Round:
        if self._now >= found.deadline:
            raise refusal("federation: too late")
        return found

    def _member(self, found: Round, account: str) -> Member:
        for member in found.members:
            if member.address == account:
                return member
        raise refusal("federation: you are out")
