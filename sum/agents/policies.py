"""Agents that contribute one sample at a time and claim whatever is due.

They differ in how often their label is wrong. The parameters are those of the simulation in
Harris, "Analysis of Models for Decentralized and Collaborative AI on Blockchain" (2020): a
normally distributed wait between two visits, and a normally distributed price that an agent is
willing to pay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.agents.base import Action, Call, Collect, Contribute, Refund, Report, Role, View
from sum.datasets import Sample
from sum.errors import InputError
from sum.units import ETHER, HOUR, MINUTE, Seconds, Wei

PRICE, PRICE_DEVIATION = Wei(ETHER), Wei(ETHER // 5)
"""Ten times the deposit after a quiet hour, by the mechanism's default terms."""
PURSE = Wei(900 * ETHER)
"""Less than what an engine gives an account, so that something is left for gas."""
WAIT, WAIT_DEVIATION = Seconds(HOUR), Seconds(10 * MINUTE)
FEE = Wei(ETHER // 1_000)
RARELY = Seconds(6 * HOUR)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Contributes a sample when the price is right, then claims whatever is due.

    Parameters
    ----------
    name : str
        What people read.
    mistake_rate : float
        How likely a label is wrong, from 0 to 1; a wrong one is any other class, at random.
    willing : Wei
        What it would put at stake for one contribution, on average; drawn anew at every visit.
    willing_deviation : Wei
        Standard deviation of that.
    purse : Wei
        What it has to start with; money at stake is not there to be put at stake again.
    mean_wait, wait_deviation : Seconds
        Mean and standard deviation of the time between two visits.
    confidence : float, optional
        When given, it contributes at a visit only with the probability of this plus the model's
        accuracy.
    leftovers : bool
        Whether it takes what is left of anybody's deposit once the longest wait is over.

    Raises
    ------
    InputError
        For a rate outside 0 to 1, or another number below zero.
    """

    name: str
    mistake_rate: float
    willing: Wei = PRICE
    willing_deviation: Wei = PRICE_DEVIATION
    purse: Wei = PURSE
    mean_wait: Seconds = WAIT
    wait_deviation: Seconds = WAIT_DEVIATION
    confidence: float | None = None
    leftovers: bool = False

    role: ClassVar[Role] = "contributor"
    title: ClassVar[str]
    summary: ClassVar[str]

    def __post_init__(self) -> None:
        if not 0 <= self.mistake_rate <= 1:
            raise InputError("A mistake rate has to be from 0 to 1.")
        money = (self.willing, self.willing_deviation, self.purse)
        if min(*money, self.mean_wait, self.wait_deviation) < 0:
            raise InputError("Prices and waits must not be below zero.")

    def act(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute, then claim: an update may be what makes one's own deposits come back."""
        yield from self.contribute(view, rng)
        yield from claim(view, leftovers=self.leftovers)

    def wait(self, rng: np.random.Generator) -> Seconds:
        """How long until the next visit."""
        return Seconds(max(1, round(rng.normal(self.mean_wait, self.wait_deviation))))

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute one sample, unless the price is more than it is willing to pay."""
        if self.confidence is not None and rng.random() >= view.accuracy + self.confidence:
            return
        sample = pick(view, rng)
        wrong = rng.random() < self.mistake_rate
        label = other_label(sample.label, view.n_classes, rng) if wrong else sample.label
        if self.affords(view, sample, label, self.limit(rng)):
            yield Contribute(sample, label)

    def limit(self, rng: np.random.Generator) -> float:
        """What it is willing to pay this time, in wei."""
        return float(rng.normal(self.willing, self.willing_deviation))

    def affords(self, view: View, sample: Sample, label: int, limit: float) -> bool:
        """Whether the price is within a limit (wei), and within what the agent has left."""
        return view.cost(sample.data, label) <= min(limit, self.purse + view.profit())


@dataclass(frozen=True, kw_only=True)
class Honest(Policy):
    """Always gives the true label."""

    name: str = "Honest"
    mistake_rate: float = 0.0

    title: ClassVar[str] = "Honest contributor"
    summary: ClassVar[str] = "Contributes true labels, and reports what the model thinks wrong."


@dataclass(frozen=True, kw_only=True)
class Careless(Policy):
    """Means well, and is wrong now and then."""

    name: str = "Careless"
    mistake_rate: float = 0.2

    title: ClassVar[str] = "Careless contributor"
    summary: ClassVar[str] = "Means well, but one label in five is wrong."


@dataclass(frozen=True, kw_only=True)
class Malicious(Policy):
    """Gives a wrong label each time; by default it comes a sixth as often as honest ones."""

    name: str = "Malicious"
    mistake_rate: float = 1.0
    mean_wait: Seconds = RARELY

    role: ClassVar[Role] = "attacker"
    title: ClassVar[str] = "Malicious contributor"
    summary: ClassVar[str] = "Gives every sample a wrong label, one sample a visit."


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Uses the model, and pays its owner for every prediction.

    Parameters
    ----------
    name : str
        What people read.
    fee : Wei
        What it pays for a prediction.
    purse : Wei
        What it has to start with.
    mean_wait, wait_deviation : Seconds
        Mean and standard deviation of the time between two calls.

    Raises
    ------
    InputError
        For a number below zero.
    """

    name: str = "Caller"
    fee: Wei = FEE
    purse: Wei = PURSE
    mean_wait: Seconds = WAIT
    wait_deviation: Seconds = WAIT_DEVIATION

    role: ClassVar[Role] = "contributor"
    title: ClassVar[str] = "Caller"
    summary: ClassVar[str] = "Asks the model for predictions, and pays its owner for each."

    def __post_init__(self) -> None:
        if min(self.fee, self.purse, self.mean_wait, self.wait_deviation) < 0:
            raise InputError("Fees, purses and waits must not be below zero.")

    def act(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Call once, while the money lasts."""
        sample = pick(view, rng)
        if self.fee <= self.purse + view.profit():
            yield Call(sample, self.fee)

    def wait(self, rng: np.random.Generator) -> Seconds:
        """How long until the next call."""
        return Seconds(max(1, round(rng.normal(self.mean_wait, self.wait_deviation))))


def claim(view: View, *, leftovers: bool = False) -> Iterator[Action]:
    """Refund what is one's own, then report others': a refund is what gives the right to.

    Parameters
    ----------
    view : View
    leftovers : bool
        Whether to take what is left of anybody's, too, once the longest wait is over.
    """
    for contribution in view.refundable():
        yield Refund(contribution)
    for contribution in view.reportable():
        yield Report(contribution)
    for contribution in view.leftovers() if leftovers else ():
        yield Report(contribution)
    if view.collectable():
        yield Collect()


def pick(view: View, rng: np.random.Generator) -> Sample:
    """Any sample that the agent has."""
    return view.offer(rng)


def other_label(label: int, n_classes: int, rng: np.random.Generator) -> int:
    """Any label but this one.

    >>> other_label(1, 2, np.random.default_rng())
    0
    """
    return (label + int(rng.integers(1, n_classes))) % n_classes
