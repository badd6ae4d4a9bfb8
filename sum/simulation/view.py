"""What agents see of an engine, and what a driver remembers so that they see it cheaply.

On a chain every question is a call. So the engine's own copy of the model is asked here, and claims
are found among those that can be made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sum.datasets import Dataset, Sample, Split
from sum.incentives.base import AnyTerms, Claim
from sum.models.base import Model
from sum.records import Added, Contribution, Paid, Record
from sum.simulation.claims import Claims
from sum.simulation.engine import Engine
from sum.simulation.entries import Judged
from sum.units import Seconds, Wei

DISAGREES = "incentive: model disagrees"


@dataclass
class Knowledge:
    """What is known of an engine without asking it again.

    Attributes
    ----------
    engine : Engine
    claims : Claims
    accuracy : float
        What the model was last measured to be right about, of 1.
    stream : bool
        Whether people take the pool's samples one after the other.
    offered : int
        How many they have taken so.
    """

    engine: Engine
    claims: Claims
    accuracy: float = 1.0
    stream: bool = False
    offered: int = 0
    _good: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "Knowledge":
        """The same state, on its own from here; the engine is shared."""
        return replace(self, claims=self.claims.copy(), _good=dict(self._good))

    def look(self) -> Claims:
        """What can be claimed now."""
        self.claims.advance(self.engine.now, self.engine.peek())
        return self.claims

    def good(self, account: str) -> int:
        """How many good contributions an account has."""
        if account not in self._good:
            self._good[account] = self.engine.good(account)
        return self._good[account]

    def note(self, record: Record) -> None:
        """Take note of what has happened on the engine, where it matters to anybody."""
        if isinstance(record, Added):
            self.claims.added(record)
        elif isinstance(record, Paid):
            self.claims.paid(record)
            self._good.pop(record.to, None)


class AgentView:
    """What one agent sees; see `sum.agents.View`.

    Parameters
    ----------
    knowledge : Knowledge
    dataset : Dataset
    account : str
        The agent's.
    """

    def __init__(self, knowledge: Knowledge, dataset: Dataset, account: str) -> None:
        self._knowledge = knowledge
        self._engine = knowledge.engine
        self._dataset = dataset
        self._account = account
        self._quote: tuple[tuple[Seconds, tuple[int, ...], int], Wei] | None = None

    @property
    def account(self) -> str:
        """The agent's own account."""
        return self._account

    @property
    def terms(self) -> AnyTerms:
        """The mechanism's parameters."""
        return self._engine.terms

    @property
    def now(self) -> Seconds:
        """The time that the next transaction will have."""
        return self._engine.now

    @property
    def accuracy(self) -> float:
        """What the model was last measured to be right about, of 1."""
        return self._knowledge.accuracy

    @property
    def pool(self) -> Split:
        """The samples that the agent has."""
        return self._dataset.pool

    def offer(self, rng: np.random.Generator) -> Sample:
        """A sample of the pool: any, or the next one, and after the last the first again."""
        known, pool = self._knowledge, self._dataset.pool
        if not known.stream:
            return pool[int(rng.integers(len(pool)))]
        known.offered += 1
        return pool[(known.offered - 1) % len(pool)]

    @property
    def n_classes(self) -> int:
        """How many labels there are."""
        return self._dataset.n_classes

    def model(self) -> Model:
        """A copy of the model, on which an agent can try out what it has in mind."""
        return self._engine.peek().copy()

    def predict(self, data: tuple[int, ...]) -> int:
        """Predict a label with the model as it is."""
        return self._engine.peek().predict_one(data)

    def cost(self, data: tuple[int, ...], label: int) -> Wei:
        """What a contribution would have to put at stake."""
        cost = self._engine.cost(data, label)
        self._quote = (self.now, data, label), cost
        return cost

    def quoted(self, data: tuple[int, ...], label: int) -> Wei | None:
        """The price that the agent has just been told, so that nobody has to ask again."""
        if self._quote and self._quote[0] == (self.now, data, label):
            return self._quote[1]
        return None

    def good(self) -> int:
        """How many good (refunded) contributions the agent has."""
        return self._knowledge.good(self._account)

    def total_good(self) -> int:
        """How many good contributions all accounts have."""
        return self._engine.incentive.total_good

    def profit(self) -> Wei:
        """What the agent has got out of the contract minus what it put in."""
        return self._engine.profit(self._account)

    def refundable(self) -> Sequence[Contribution]:
        """The agent's own contributions that would be refunded, oldest first."""
        return self._own(self._knowledge.look().refundable(self._account), "")

    def disputed(self) -> Sequence[Contribution]:
        """The agent's own that could be refunded if only the model agreed, oldest first."""
        return self._own(self._knowledge.look().disputed(self._account), DISAGREES)

    def reportable(self) -> Sequence[Contribution]:
        """Others' contributions of which the agent could take, oldest first.

        A late claim does not ask the model; agents leave alone what it agrees with.
        """
        if not self.good():
            return ()
        return self._takable(self._knowledge.look().reportable(self._account))

    def leftovers(self) -> Sequence[Contribution]:
        """Anybody's contributions whose last wait is over, and of which the agent could take."""
        return self._takable(self._knowledge.look().leftovers(self._account))

    def unsettled(self) -> Sequence[Contribution]:
        """All contributions that are not settled, anybody's, oldest first."""
        return self._knowledge.claims.unsettled()

    def collectable(self) -> Wei:
        """What the mechanism itself owes the agent, deposits apart."""
        return self._engine.collectable(self._account)

    def _own(self, found: Iterable[Judged], cause: str) -> list[Contribution]:
        """Those with this cause against a refund."""
        refund_cause = self._engine.incentive.refund_cause
        return [
            each.entry.contribution for each in found if refund_cause(self._claim(each)) == cause
        ]

    def _takable(self, found: Iterable[Judged]) -> list[Contribution]:
        """Those with no cause against a report."""
        report_cause = self._engine.incentive.report_cause
        return [each.entry.contribution for each in found if not report_cause(self._claim(each))[0]]

    def _claim(self, judged: Judged) -> Claim:
        entry, agreed = judged
        return Claim(
            entry.contribution,
            entry.deposit,
            entry.claimable,
            self._account,
            self._account == self._engine.owner,
            self._engine.now,
            _yes if agreed else _no,
        )


def _yes() -> bool:
    return True


def _no() -> bool:
    return False
