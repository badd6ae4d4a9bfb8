"""What comes of a federation's run: frozen records, the same for the same settings."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256

from sum.federated.direction import Integers
from sum.federated.settings import Settings
from sum.federated.shards import Task
from sum.units import ETHER

HONEST, OUT = "honest", "out"
"""What a client does in a round when it does not attack: its best, or nothing."""


def usual(attack: str, attackers: Iterable[bool]) -> tuple[str, ...]:
    """What clients do in a round unless they decide otherwise.

    Parameters
    ----------
    attack : str
        The federation's, one of `sum.federated.attackers.ATTACKS`.
    attackers : iterable of bool
        Which clients attack.

    Examples
    --------
    >>> usual("copy", [True, False]), usual("none", [True])
    (('copy', 'honest'), ('honest',))
    """
    does = HONEST if attack == "none" else attack
    return tuple(does if attacks else HONEST for attacks in attackers)


@dataclass(frozen=True)
class Settlement:
    """How a round was scored and paid; everything has a place for each client.

    Attributes
    ----------
    round : int
        Counted from 0; with self-assessment an earlier one than that in which it happened.
    raw, news : tuple of (int or None)
        Scores; None of whoever was not there or was silent, and where nothing is known.
    standing, due : tuple of int
        Everybody's accounts afterwards, in thousandths of a point.
    pays : tuple of int
        In wei, without the stake that comes back.
    fees, lost : tuple of int
        What each paid for being scored, and lost of its stake; in wei.
    directions : tuple of numpy.ndarray
        What was opened of each update: none, or the two of `sum.federated.scores.Directions`.
    """

    round: int
    raw: tuple[int | None, ...]
    news: tuple[int | None, ...]
    standing: tuple[int, ...]
    due: tuple[int, ...]
    pays: tuple[int, ...]
    fees: tuple[int, ...]
    lost: tuple[int, ...]
    directions: tuple[Integers, ...] = field(default=(), compare=False, repr=False)

    @property
    def slashed(self) -> tuple[bool, ...]:
        """Who lost the stake."""
        return tuple(amount > 0 for amount in self.lost)


@dataclass(frozen=True)
class Outcome:
    """What an engine makes of the updates of a round.

    Attributes
    ----------
    included : tuple of bool
        Whose update is in the sum.
    accepted : bool
        Whether the model was moved by it.
    model : numpy.ndarray of int64, shape (d,)
        Afterwards, in 1 / `sum.federated.lanes.ONE`.
    step : numpy.ndarray of int64, shape (d,)
        What the sum gives, accepted or not.
    loss_before, loss_after : int
        On the round's portion, in 40 fractional bits; None where too few are left for a step.
    settlements : tuple of Settlement
        What was settled in this round.
    groups : tuple of tuple of int
        Whose updates were seen as one sum, where that is not everybody's.
    carried : int
        What of the bounties was not paid so far, in wei.
    gas : int
        That all transactions of the round used; 0 on the twin.
    """

    included: tuple[bool, ...]
    accepted: bool
    model: Integers = field(compare=False, repr=False)
    step: Integers = field(compare=False, repr=False)
    loss_before: int
    loss_after: int | None
    settlements: tuple[Settlement, ...]
    groups: tuple[tuple[int, ...], ...]
    carried: int
    gas: int = 0


@dataclass(frozen=True)
class Half:
    """What is known of a round under way that its contract does not tell.

    Attributes
    ----------
    gas : int
        Used so far.
    settled : tuple of Settlement
        What was settled in it so far.
    """

    gas: int = 0
    settled: tuple[Settlement, ...] = ()


@dataclass(frozen=True)
class RoundRecord:
    """A round, told.

    Attributes
    ----------
    round : int
        Counted from 0.
    present : tuple of bool
        Who could put up a stake.
    silent : tuple of bool
        Who was not heard of when it came to openings.
    outcome : Outcome
    accuracy : float
        On the public test set, after the round.
    mistaken : float
        What part of one class is taken for another, of the two that a targeted flip is about.
    profits : tuple of int
        Of each client since the beginning, in wei.
    epsilon : float
        Of everything seen so far of a client; infinite without noise.
    leakage : float
        How much of honest clients can be told from it (`sum.federated.leakage`).
    updates : numpy.ndarray of int64, shape (clients, d)
        What went into the masks, noise included: nobody sees it but a page that explains.
    choices : tuple of str
        What each has done: `HONEST`, `OUT` or an attack's name.
    """

    round: int
    present: tuple[bool, ...]
    silent: tuple[bool, ...]
    outcome: Outcome
    accuracy: float
    mistaken: float
    profits: tuple[int, ...]
    epsilon: float
    leakage: float
    updates: Integers = field(compare=False, repr=False)
    choices: tuple[str, ...] = ()

    def without_updates(self) -> "RoundRecord":
        """The same without everybody's updates, which take megabytes."""
        return replace(self, updates=self.updates[:0])


@dataclass(frozen=True)
class FederatedRun:
    """What came of a run.

    Attributes
    ----------
    settings : Settings
    task : Task
    attackers : tuple of bool
        Which clients attack.
    mixes : tuple of tuple of int
        How many samples of each class each client has (with true labels).
    start : float
        Accuracy of the model before the first round.
    records : tuple of RoundRecord
    """

    settings: Settings
    task: Task
    attackers: tuple[bool, ...]
    mixes: tuple[tuple[int, ...], ...]
    start: float
    records: tuple[RoundRecord, ...]

    @property
    def accuracy(self) -> float:
        """After the last round."""
        return self.records[-1].accuracy if self.records else self.start

    @property
    def attacker_profit(self) -> float:
        """Of an attacker, on average, in ether; 0 where there is none."""
        return self._profit(attacking=True)

    @property
    def honest_profit(self) -> float:
        """Of an honest client, on average, in ether."""
        return self._profit(attacking=False)

    @property
    def honest_slashed(self) -> float:
        """In what part of the rounds that they were in honest clients lost their stake."""
        lost = sum(
            slashed and not attacks
            for settlement in self.settlements
            for slashed, attacks in zip(settlement.slashed, self.attackers, strict=True)
        )
        there = sum(
            present and not attacks
            for record in self.records
            for present, attacks in zip(record.present, self.attackers, strict=True)
        )
        return lost / there if there else 0.0

    @property
    def honest_at_loss(self) -> float:
        """What part of honest clients has less than it began with."""
        profits = self._profits(attacking=False)
        return sum(profit < 0 for profit in profits) / max(1, len(profits))

    @property
    def epsilon(self) -> float:
        """Of everything that was seen; infinite without noise."""
        return self.records[-1].epsilon if self.records else 0.0

    @property
    def leakage(self) -> float:
        """See `sum.federated.leakage`."""
        return self.records[-1].leakage if self.records else 0.0

    @property
    def gas(self) -> int:
        """Of all transactions; 0 on the twin."""
        return sum(record.outcome.gas for record in self.records)

    @property
    def settlements(self) -> tuple[Settlement, ...]:
        """Of all rounds, in the order in which they happened."""
        return tuple(each for record in self.records for each in record.outcome.settlements)

    def digest(self) -> str:
        """SHA-256 of everything that engines have to agree on: all but gas and the engine."""
        body = json.dumps(
            {
                "settings": asdict(self.settings) | {"engine": ""},
                "attackers": self.attackers,
                "rounds": [_told(record) for record in self.records],
            },
            sort_keys=True,
        )
        return sha256(body.encode()).hexdigest()

    def _profits(self, *, attacking: bool) -> Sequence[int]:
        profits = self.records[-1].profits if self.records else ()
        pairs = zip(profits, self.attackers, strict=False)
        return [profit for profit, attacks in pairs if attacks == attacking]

    def _profit(self, *, attacking: bool) -> float:
        profits = self._profits(attacking=attacking)
        return sum(profits) / len(profits) / ETHER if profits else 0.0


def _told(record: RoundRecord) -> dict[str, object]:
    outcome = record.outcome
    return {
        "present": record.present,
        "silent": record.silent,
        "included": outcome.included,
        "accepted": outcome.accepted,
        "model": sha256(outcome.model.astype("<i8").tobytes()).hexdigest(),
        "step": sha256(outcome.step.astype("<i8").tobytes()).hexdigest(),
        "losses": (outcome.loss_before, outcome.loss_after),
        "carried": outcome.carried,
        "profits": record.profits,
        "settlements": [
            {name: value for name, value in vars(settlement).items() if name != "directions"}
            for settlement in outcome.settlements
        ],
    }
