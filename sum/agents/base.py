"""What an agent is: somebody who looks at a shared model from time to time, and acts.

An agent sees a `View` and nothing else, so that the same agent works on every engine. It keeps
nothing between two calls: what it has to know it finds in the view, so that whoever restores an
earlier state of the engine need not ask the agents.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeGuard

import numpy as np

from sum.datasets import Sample, Split
from sum.incentives.base import AnyTerms
from sum.models.base import Model
from sum.records import Contribution
from sum.units import Seconds, Wei

Role = Literal["contributor", "attacker"]


@dataclass(frozen=True)
class Contribute:
    """Add a sample with a label, which need not be the sample's own.

    Attributes
    ----------
    sample : Sample
    label : int
    """

    sample: Sample
    label: int


@dataclass(frozen=True)
class Refund:
    """Take back what is left of one's own deposit."""

    contribution: Contribution


@dataclass(frozen=True)
class Report:
    """Report somebody else's contribution and take of its deposit."""

    contribution: Contribution


@dataclass(frozen=True)
class Collect:
    """Pull what the mechanism itself owes: a share of a pot, what a market pays."""


@dataclass(frozen=True)
class Call:
    """Ask the model for a label, and pay its owner for it.

    Attributes
    ----------
    sample : Sample
    fee : Wei
    """

    sample: Sample
    fee: Wei


Action = Contribute | Refund | Report | Collect | Call


class View(Protocol):
    """What one agent sees: what anybody can see on a chain, and data of its own to contribute.

    Every question is answered for the present moment and costs nothing.
    """

    @property
    def account(self) -> str:
        """The agent's own account."""
        ...

    @property
    def terms(self) -> AnyTerms:
        """The mechanism's parameters."""
        ...

    @property
    def now(self) -> Seconds:
        """The time that the next transaction will have."""
        ...

    @property
    def accuracy(self) -> float:
        """What the model was last measured to be right about, of 1; 1 before it was."""
        ...

    @property
    def pool(self) -> Split:
        """The samples that the agent has; it knows their true labels."""
        ...

    def offer(self, rng: np.random.Generator) -> Sample:
        """A sample of the pool: any, or the next one where people take one after the other."""
        ...

    @property
    def n_classes(self) -> int:
        """How many labels there are."""
        ...

    def model(self) -> Model:
        """A copy of the model, on which an agent can try out what it has in mind."""
        ...

    def predict(self, data: tuple[int, ...]) -> int:
        """Predict a label with the model as it is."""
        ...

    def cost(self, data: tuple[int, ...], label: int) -> Wei:
        """What a contribution would have to put at stake."""
        ...

    def good(self) -> int:
        """How many good (refunded) contributions the agent has."""
        ...

    def total_good(self) -> int:
        """How many good contributions all accounts have."""
        ...

    def profit(self) -> Wei:
        """What the agent has got out of the contract minus what it put in (gas apart)."""
        ...

    def refundable(self) -> Sequence[Contribution]:
        """The agent's own contributions that would be refunded, oldest first."""
        ...

    def disputed(self) -> Sequence[Contribution]:
        """The agent's own that could be refunded if only the model agreed, oldest first."""
        ...

    def reportable(self) -> Sequence[Contribution]:
        """Others' contributions of which the agent could take, oldest first."""
        ...

    def leftovers(self) -> Sequence[Contribution]:
        """Anybody's contributions whose last wait is over, and of which the agent could take."""
        ...

    def unsettled(self) -> Sequence[Contribution]:
        """All contributions that are not settled, anybody's, oldest first."""
        ...

    def collectable(self) -> Wei:
        """What the mechanism itself owes the agent, deposits apart."""
        ...


class Agent(Protocol):
    """Somebody with an account."""

    @property
    def name(self) -> str:
        """What people read."""
        ...

    @property
    def role(self) -> Role:
        """On which side the agent is."""
        ...

    def act(self, view: View, rng: np.random.Generator) -> Iterable[Action]:
        """Do what there is to do now.

        Parameters
        ----------
        view : View
            Shows what the actions taken so far have changed.
        rng : numpy.random.Generator
            The only source of chance.

        Returns
        -------
        iterable of Action
            Each is carried out before the next is asked for.
        """
        ...

    def wait(self, rng: np.random.Generator) -> Seconds:
        """How long until the agent acts again, at least a second."""
        ...


class Alert(Protocol):
    """An agent that need not wait for its turn when it knows what is coming."""

    def wakes(self, view: View) -> Seconds | None:
        """When it wants to act next, should that be before its wait is over; later than now."""
        ...


class Watcher(Protocol):
    """An agent that sees what others have sent before it is carried out, and can be quicker."""

    def ahead(
        self, view: View, pending: Contribute, sender: str, rng: np.random.Generator
    ) -> Iterable[Action]:
        """Do something before somebody's contribution is made.

        Parameters
        ----------
        view : View
        pending : Contribute
            What is on its way, with a value that is the price of just now.
        sender : str
            Whose it is.
        rng : numpy.random.Generator

        Returns
        -------
        iterable of Action
        """
        ...


def is_alert(agent: object) -> TypeGuard[Alert]:
    """Whether an agent is an `Alert`; quicker than to ask `isinstance` of a protocol."""
    return callable(getattr(agent, "wakes", None))


def is_watcher(agent: object) -> TypeGuard[Watcher]:
    """Whether an agent is a `Watcher`."""
    return callable(getattr(agent, "ahead", None))
