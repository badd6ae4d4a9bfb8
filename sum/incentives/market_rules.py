"""The reward market's arithmetic: what a sponsor offers, how it commits, and who earns what.

Everything is an integer. A balance counts units: a unit is what a hit of one scored sample is worth
in one round.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from eth_abi import abi as codec
from eth_utils.crypto import keccak

from sum.errors import refusal
from sum.models.base import Model
from sum.records import Contribution
from sum.samples import MAX_VALUES, matrix
from sum.units import Seconds, Wei

MAX_PORTIONS = 16
MAX_PORTION = 64
"""How many samples a portion may have: a call carries them all."""
PER_MILLE = 1_000
MAX_UNIT, MAX_ROUNDS, MAX_CAP = 2**64 - 1, 2**20, 2**16 - 1

Labelled = tuple[tuple[int, ...], int]
"""A sample as a contract takes it, and its label."""


def pack(data: Sequence[int]) -> list[int]:
    """Pack a sample as the contracts do: four signed 64-bit numbers to a word, then their number.

    Examples
    --------
    >>> pack((2, 3)) == [(3 << 64) | 2, 2]
    True
    """
    words = [0] * ((len(data) + 3) // 4)
    for n, value in enumerate(data):
        words[n >> 2] |= (value & (2**64 - 1)) << ((n & 3) << 6)
    return [*words, len(data)]


def sample_hash(data: Sequence[int], label: int) -> bytes:
    """What the contract keeps of a revealed sample, 32 bytes."""
    return keccak(codec.encode(["uint256[]", "uint256"], [pack(data), label]))


@dataclass(frozen=True)
class Portion:
    """A part of a hidden test set, and the salt that hides it.

    Attributes
    ----------
    samples : tuple of (tuple of int, int)
        At least one, at most `MAX_PORTION`: the data and its label.
    salt : bytes
        32 bytes, which nobody can guess.
    """

    samples: tuple[Labelled, ...]
    salt: bytes

    def hash(self) -> bytes:
        """What a sponsor commits to, 32 bytes."""
        hashes = [sample_hash(data, label) for data, label in self.samples]
        return keccak(codec.encode(["bytes32", "bytes32[]"], [self.salt, hashes]))


@dataclass(frozen=True)
class Offer:
    """What a sponsor promises when it opens a market.

    Attributes
    ----------
    hashes : tuple of bytes
        The portions' commitments, at least two; one of them will be shown, the others scored.
    counts : tuple of int
        How many samples each has.
    features : int
        No sample has more values than this.
    unit : Wei
        What a hit is worth in a round. A contribution stakes as many as there are scored samples.
    rounds : int
        How often a score is paid, at most.
    cap : int
        How many contributions are taken.
    show_by, participate_until, reveal_until : Seconds
        Block times: before each of them the drawn portion is to be shown, contributions are taken,
        the other portions are to be revealed.
    beneficiary : str
        Who gets what a sponsor forfeits, and dust; not the sponsor.
    forfeit : int
        Which part of the bounty is forfeited when no portion is shown, per mille.
    """

    hashes: tuple[bytes, ...]
    counts: tuple[int, ...]
    features: int
    unit: Wei
    rounds: int
    cap: int
    show_by: Seconds
    participate_until: Seconds
    reveal_until: Seconds
    beneficiary: str
    forfeit: int = 500

    @property
    def escrow(self) -> Wei:
        """What has to be sent along: the bounty, should the smallest portion be drawn."""
        return self.bounty(sum(self.counts) - min(self.counts))

    def bounty(self, scored: int) -> Wei:
        """The most that can be earned with this many scored samples."""
        return Wei(self.rounds * scored * self.unit)

    def check(self, sponsor: str, value: Wei, now: Seconds, least: Wei, longest: Seconds) -> None:
        """Refuse what the contract refuses.

        Parameters
        ----------
        sponsor : str
        value : Wei
            What is sent along.
        now : Seconds
        least, longest
            The model's terms: the least bounty, and how long a market may take.

        Raises
        ------
        NotOpen, NotAllowed, TooLittleEther
        """
        if not 2 <= len(self.counts) == len(self.hashes) <= MAX_PORTIONS:  # noqa: PLR2004
            raise refusal("incentive: no test set")
        if not all(1 <= count <= MAX_PORTION for count in self.counts):
            raise refusal("incentive: bad portion")
        if not (
            1 <= self.features <= MAX_VALUES
            and 1 <= self.unit <= MAX_UNIT
            and 1 <= self.rounds <= MAX_ROUNDS
            and 1 <= self.cap <= MAX_CAP
            and 1 <= self.forfeit <= PER_MILLE
        ):
            raise refusal("incentive: bad market")
        if not (
            now < self.show_by < self.participate_until < self.reveal_until
            and self.reveal_until - now <= longest
        ):
            raise refusal("incentive: bad deadlines")
        if self.beneficiary == sponsor or not int(self.beneficiary, 16):
            raise refusal("incentive: bad beneficiary")
        if value != self.escrow:
            raise refusal("incentive: wrong bounty")
        if value < least:
            raise refusal("incentive: bounty too small")


@dataclass(frozen=True)
class Pass:
    """One scoring of all that were still in.

    Attributes
    ----------
    hits : tuple of (int, int)
        A contribution's index, and the hits after it.
    scores : dict of int to int
        Hits after it minus hits after the one before, by index.
    rounds : int
        How often these scores were paid.
    dropped : dict of int to int
        Whose balance was then below the stake, and what it keeps, in units.
    """

    hits: tuple[tuple[int, int], ...]
    scores: dict[int, int]
    rounds: int
    dropped: dict[int, int]


@dataclass(frozen=True)
class Outcome:
    """What has come of a scoring.

    Attributes
    ----------
    base_hits : int
        Of the model as it was when the market opened.
    passes : tuple of Pass
    balances : tuple of int
        What each contribution is paid, in units.
    """

    base_hits: int
    passes: tuple[Pass, ...]
    balances: tuple[int, ...]


class Phase(IntEnum):
    """Where a market stands; the contract's numbers."""

    NONE = 0
    COMMITTED = 1
    DRAWN = 2
    SHOWN = 3
    """Contributions are taken; afterwards the other portions are revealed."""
    SCORING = 4
    PAYING = 5
    RETURNING = 6
    """A portion was not revealed: stakes return, the bounty is split equally."""


@dataclass(frozen=True)
class Payout:
    """What a contribution was paid.

    Attributes
    ----------
    index : int
        Which one, from 0, in the order of contributing.
    account : str
    stake, amount : Wei
        What was put at stake, and what was paid.
    """

    index: int
    account: str
    stake: Wei
    amount: Wei


@dataclass
class _Replay:
    """The scratch model along the contributions that are still in."""

    base: Model
    base_hits: int
    contributions: Sequence[Contribution]
    scored: Sequence[Labelled]
    after: dict[int, tuple[Model, int]] = field(default_factory=dict)

    def run(self, inside: Sequence[int], first: int) -> None:
        """Find model and hits after each one inside; before `first` they are as they were."""
        model, hits = self.base, self.base_hits
        for index in inside:
            if index >= first:
                each = self.contributions[index]
                learned = model.copy()
                if learned.learn_one(each.data, each.label):
                    model, hits = learned, count_hits(learned, self.scored)
                self.after[index] = model, hits
            model, hits = self.after[index]


def score_market(
    base: Model, contributions: Sequence[Contribution], scored: Sequence[Labelled], rounds: int
) -> Outcome:
    """Score, pay, drop and replay, until the rounds are used or nobody is left.

    Parameters
    ----------
    base : Model
        As it was when the market opened.
    contributions : sequence of Contribution
    scored : sequence of (tuple of int, int)
        The revealed samples, of which there is at least one.
    rounds : int
    """
    stake = len(scored)
    balances = [stake] * len(contributions)
    inside = list(range(len(contributions)))
    replay = _Replay(base, count_hits(base, scored), contributions, scored)
    passes: list[Pass] = []
    first = 0
    while inside and rounds:
        replay.run(inside, first)
        hits = tuple((index, replay.after[index][1]) for index in inside)
        before = [replay.base_hits, *(count for _, count in hits)]
        scores = {index: count - old for (index, count), old in zip(hits, before, strict=False)}
        played = min(
            [rounds, *(balances[index] // -score for index, score in scores.items() if score < 0)]
        )
        for index, score in scores.items():
            balances[index] += score * played
        dropped = {index: balances[index] for index in inside if balances[index] < stake}
        passes.append(Pass(hits, scores, played, dropped))
        rounds -= played
        inside = [index for index in inside if index not in dropped]
        first = min(dropped, default=0)
    return Outcome(replay.base_hits, tuple(passes), tuple(balances))


def count_hits(model: Model, scored: Sequence[Labelled]) -> int:
    """How many samples' labels a model predicts."""
    table = matrix([data for data, _ in scored], model.n_features, model.form)
    predicted = model.predict(table)
    return sum(int(found) == label for found, (_, label) in zip(predicted, scored, strict=True))
