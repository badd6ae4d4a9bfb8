"""What an agent is: somebody who looks at a shared model from time to time, and acts.

An agent sees a `View` and nothing else, so that the same agent works on every engine. It keeps
nothing between two calls: what it has to know it finds in the view, so that whoever restores an
earlier state of the engine need not ask the agents.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from sum.datasets import Sample, Split
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


Action = Contribute | Refund | Report


class View(Protocol):
    """What one agent sees: what anybody can see on a chain, and data of its own to contribute.

    Every question is answered for the present moment and costs nothing.
    """

    @property
    def now(self) -> Seconds:
        """The time that the next transaction will have."""
        ...

    @property
    def pool(self) -> Split:
        """The samples that the agent has; it knows their true labels."""
        ...

    @property
    def n_classes(self) -> int:
        """How many labels there are."""
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
