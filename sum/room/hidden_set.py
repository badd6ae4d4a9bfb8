"""What a sponsor chooses: a hidden test set in portions, a bounty, and deadlines."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sum.datasets import Dataset, Sample
from sum.errors import InputError
from sum.incentives.market_rules import (
    MAX_CAP,
    MAX_PORTION,
    MAX_PORTIONS,
    MAX_ROUNDS,
    MAX_UNIT,
    PER_MILLE,
    Labelled,
)
from sum.incentives.reward_market import MarketTerms
from sum.market import hide
from sum.room.records import OWNER
from sum.simulation.market import Plan as MarketPlan
from sum.units import DAY, ETHER, Seconds, Wei, format_duration, format_ether

MOST_SAMPLES = 64
"""How many hidden samples a room's market may have, so that its scoring takes seconds."""
MOST_CAP = 100
"""How many contributions a room's market may take, for the same reason."""


@dataclass(frozen=True)
class Plan:
    """What a sponsor wants to offer.

    Attributes
    ----------
    portions, size : int
        How many portions, and how many samples each has.
    deal : int
        Another number takes other samples of the room's hidden test set.
    bounty : Wei
        What can be earned at most; a whole number of units is taken of it.
    rounds : int
        How often a score is paid, at most.
    cap : int
        How many contributions are taken.
    show_for, take_part_for, reveal_for : Seconds
        How long there is to show the portion that is drawn; then to contribute; then to reveal.
    beneficiary : str
        Id of the person who gets what is forfeited.
    forfeit : int
        Which part of the bounty is forfeited when no portion is shown, per mille.
    """

    portions: int = 5
    size: int = 10
    deal: int = 0
    bounty: Wei = Wei(ETHER)
    rounds: int = 25
    cap: int = 30
    show_for: Seconds = Seconds(2 * DAY)
    take_part_for: Seconds = Seconds(DAY)
    reveal_for: Seconds = Seconds(3 * DAY)
    beneficiary: str = OWNER
    forfeit: int = 500

    @property
    def scored(self) -> int:
        """How many samples are scored: all but the portion that is shown."""
        return (self.portions - 1) * self.size

    @property
    def unit(self) -> Wei:
        """What a hit is worth in a round."""
        return Wei(self.bounty // max(1, self.rounds * self.scored))

    @property
    def stake(self) -> Wei:
        """What a contribution stakes."""
        return Wei(self.unit * self.scored)

    @property
    def escrow(self) -> Wei:
        """What is sent along: the bounty, in whole units."""
        return Wei(self.stake * self.rounds)

    @property
    def length(self) -> Seconds:
        """How long all of it takes at most, but for the scoring."""
        return Seconds(self.show_for + self.take_part_for + self.reveal_for)


def check(plan: Plan, dataset: Dataset, terms: MarketTerms) -> None:
    """Check what a sponsor wants to offer.

    Raises
    ------
    InputError
        With the first thing that is wrong, in words.
    """
    most = min(MOST_SAMPLES, len(dataset.hidden))
    if not 2 <= plan.portions <= MAX_PORTIONS:  # noqa: PLR2004 - one is shown
        raise InputError(
            f"A hidden test set has 2 to {MAX_PORTIONS} portions: one is shown, the others score."
        )
    if not 1 <= plan.size <= MAX_PORTION or plan.portions * plan.size > most:
        raise InputError(
            f"All portions together have at most {most} samples here, each at least 1."
        )
    if not 1 <= plan.rounds <= MAX_ROUNDS:
        raise InputError(f"There are 1 to {MAX_ROUNDS:,} rounds.")
    if not 1 <= plan.cap <= min(MOST_CAP, MAX_CAP):
        raise InputError(f"A market in a room takes 1 to {MOST_CAP} contributions.")
    if plan.unit > MAX_UNIT:
        raise InputError(f"A hit is worth at most {format_ether(MAX_UNIT)}: take more rounds.")
    if plan.unit < 1 or plan.escrow < terms.least_bounty:
        raise InputError(f"The bounty is at least {format_ether(terms.least_bounty)}.")
    if not 1 <= plan.forfeit <= PER_MILLE:
        raise InputError("The forfeited part is from 0.1 % to 100 % of the bounty.")
    if min(plan.show_for, plan.take_part_for, plan.reveal_for) < 1:
        raise InputError("Every step needs some time.")
    if plan.length > terms.longest:
        raise InputError(
            f"All steps together may take {format_duration(terms.longest)}, not"
            f" {format_duration(plan.length)}."
        )


def deal(dataset: Dataset, plan: Plan) -> tuple[tuple[Sample, ...], ...]:
    """The samples of each portion: the same ones for the same plan.

    Parameters
    ----------
    dataset : Dataset
    plan : Plan
        One that `check` has let pass.
    """
    count = min(plan.portions * plan.size, len(dataset.hidden))
    order = np.random.default_rng([dataset.seed, plan.deal]).permutation(len(dataset.hidden))
    chosen = [dataset.hidden[int(place)] for place in order[:count]]
    return tuple(tuple(chosen[n :: plan.portions]) for n in range(plan.portions))


def sealed(dataset: Dataset, plan: Plan, salt: Callable[[int], bytes] | None = None) -> MarketPlan:
    """The same portions with new salts, and all else that the contract is told but the dates.

    Parameters
    ----------
    dataset : Dataset
    plan : Plan
        One that `check` has let pass.
    salt : callable, optional
        Gives a portion's salt by its number; by default a random one.
    """
    portions = deal(dataset, plan)
    flat: list[Labelled] = [
        (sample.data, sample.label) for row in zip(*portions, strict=True) for sample in row
    ]
    return MarketPlan(
        hide(flat, plan.portions, salt),
        unit=plan.unit,
        rounds=plan.rounds,
        cap=plan.cap,
        show=plan.show_for,
        participate=plan.take_part_for,
        reveal=plan.reveal_for,
        forfeit=plan.forfeit,
    )
