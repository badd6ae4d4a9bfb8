"""Clients who do not keep to the protocol, each in one way; what they submit is another matter.

Each is a `Party` with one thing overridden, so that what comes of it is the contract's doing.
"""

from collections.abc import Sequence

from sum.federated.engine import Engine
from sum.federated.lanes import LANE_BITS, MODULUS
from sum.federated.masks import NO_HASH, SEED_BYTES, seed_hash, sign
from sum.federated.party import Party
from sum.federated.public import PublicRound
from sum.federated.rescue import Note
from sum.federated.sharing import Entropy, Shares
from sum.federated.terms import Dial, Phase


class Vanishing(Party):
    """Is silent from a phase on: somebody has pulled the plug.

    Parameters
    ----------
    engine, account, entropy, number
        As for `Party`.
    leaves : Phase
        The first phase that it does not answer in.
    """

    def __init__(
        self, engine: Engine, account: str, entropy: Entropy, number: int, leaves: Phase
    ) -> None:
        super().__init__(engine, account, entropy, number)
        self.leaves = leaves

    def act(self, record: PublicRound, notes: list[Note]) -> bool:
        """Nothing, from `leaves` on."""
        return self.order(record.phase) < self.order(self.leaves) and super().act(record, notes)

    def order(self, phase: Phase) -> int:
        """When a phase comes: with `Dial.SELF` the openings come last."""
        late = self.engine.terms.dial is Dial.SELF and phase in {Phase.SCORE, Phase.DISPUTE}
        return phase + len(Phase) if late else int(phase)


class BadDealer(Vanishing):
    """Deals shares of nothing, and vanishes when its secrets are needed."""

    def deal(self, holders: int) -> tuple[Shares, ...]:
        """Random bytes for everybody, to which it commits as to real ones."""
        draw = self.entropy
        return tuple(Shares(draw(SEED_BYTES), draw(SEED_BYTES)) for _ in range(holders))


class BadMail(Vanishing):
    """Commits to good shares, but sends its holders envelopes that do not open; then vanishes."""

    def envelopes(
        self, record: PublicRound, place: int, dealt: Sequence[Shares]
    ) -> tuple[bytes, ...]:
        """Envelopes with a byte changed."""
        good = super().envelopes(record, place, dealt)
        return tuple(bytes([each[0] ^ 1]) + each[1:] for each in good)


class FalseHashes(Party):
    """Commits to other hashes than its partners, so that its update has no mask but its own."""

    def hashes(self, record: PublicRound, place: int) -> list[bytes]:
        """Of seeds that nobody else knows."""
        return [
            each if each == NO_HASH else seed_hash(self.entropy(SEED_BYTES))
            for each in super().hashes(record, place)
        ]


class FalseOpening(Party):
    """Makes its score larger by lying about its own mask; the contract finds out at unmasking.

    With `Dial.SELF` the contract knows the mask by then, and refuses the lie.

    Parameters
    ----------
    engine, account, entropy, number
        As for `Party`.
    boost : int
        By how much.
    """

    def __init__(
        self, engine: Engine, account: str, entropy: Entropy, number: int, boost: int
    ) -> None:
        super().__init__(engine, account, entropy, number)
        self.boost = boost

    def opening(self, record: PublicRound, place: int) -> tuple[int, tuple[int, ...]]:
        """Say less of the own mask."""
        own, pairs = super().opening(record, place)
        return shifted(own, -self.boost), pairs


class FalsePair(FalseOpening):
    """Makes its score larger by lying about a mask that it shares.

    Alone it is found out, because the other end says something else. With a friend who says the
    same, it gets from the friend's score what it wins: the sum of both does not change.

    Parameters
    ----------
    engine, account, entropy, number, boost
        As for `FalseOpening`; the friend's boost is the negative of it.
    other : str
        The account at the other end.
    """

    def __init__(
        self,
        engine: Engine,
        account: str,
        entropy: Entropy,
        number: int,
        boost: int,
        *,
        other: str,
    ) -> None:
        super().__init__(engine, account, entropy, number, boost)
        self.other = other

    def opening(self, record: PublicRound, place: int) -> tuple[int, tuple[int, ...]]:
        """Say something else of the mask that is shared with the other."""
        own, pairs = Party.opening(self, record, place)
        friend = record.place_of(self.other)
        if friend is None:
            return own, pairs
        said = list(pairs)
        said[friend] = shifted(said[friend], -sign(place, friend) * self.boost)
        return own, tuple(said)


def shifted(both: int, by: int) -> int:
    """Two dot products in one number (`sum.federated.lanes.dots`), the first of them changed."""
    high, low = divmod(both, MODULUS)
    return high << LANE_BITS | (low + by) % MODULUS
