"""What agents see of an engine, and what a driver remembers so that they see it cheaply.

On a chain every question is a call. So the model is read once and asked here until a transaction
changes it, and claims are found among those that are open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sum.datasets import Dataset, Sample, Split
from sum.incentives.base import AnyTerms, Claim
from sum.models.base import Model
from sum.records import Added, Contribution, Paid
from sum.simulation.claims import Claims, Judged
from sum.simulation.engine import Engine
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
    _model: Model | None = None
    _good: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "Knowledge":
        """The same state, on its own from here; the engine is shared."""
        return replace(self, claims=self.claims.copy(), _good=dict(self._good))

    def model(self) -> Model:
        """The model as it is now; for looking at, never for learning."""
        if self._model is None:
            self._model = self.engine.model()
        return self._model

    def good(self, account: str) -> int:
        """How many good contributions an account has."""
        if account not in self._good:
            self._good[account] = self.engine.good(account)
        return self._good[account]

    def note(self, record: Added | Paid) -> None:
        """Take note of what has happened on the engine."""
        if isinstance(record, Added):
            self.claims.added(record)
            if record.receipt:
                self.forget_model()
        else:
            self.claims.paid(record)
            self._good.pop(record.to, None)

    def forget_model(self) -> None:
        """Read the model anew when it is needed."""
        self._model = None
        self.claims.model_changed()


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
        return self._knowledge.model().copy()

    def predict(self, data: tuple[int, ...]) -> int:
        """Predict a label with the model as it is."""
        return self._knowledge.model().predict_one(data)

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
        return [each for each, cause in self._own() if not cause]

    def disputed(self) -> Sequence[Contribution]:
        """The agent's own that could be refunded if only the model agreed, oldest first."""
        return [each for each, cause in self._own() if cause == DISAGREES]

    def reportable(self) -> Sequence[Contribution]:
        """Others' contributions of which the agent could take, oldest first."""
        known = self._knowledge
        if not self.good():
            return ()
        return [
            each.entry.contribution
            for each in known.claims.others(self._account, self.now, known.model())
            # A late claim does not ask the model; agents leave alone what it agrees with.
            if not each.agreed and not self._engine.incentive.report_cause(self._claim(each))[0]
        ]

    def unsettled(self) -> Sequence[Contribution]:
        """All contributions that are not settled, anybody's, oldest first."""
        return self._knowledge.claims.unsettled()

    def collectable(self) -> Wei:
        """What the mechanism itself owes the agent, deposits apart."""
        return self._engine.collectable(self._account)

    def _own(self) -> Iterator[tuple[Contribution, str]]:
        """The agent's own contributions, and why they would not be refunded now."""
        known = self._knowledge
        for each in known.claims.own(self._account, self.now, known.model()):
            yield each.entry.contribution, self._engine.incentive.refund_cause(self._claim(each))

    def _claim(self, judged: Judged) -> Claim:
        entry, agreed = judged
        return Claim(
            entry.contribution,
            entry.deposit,
            entry.claimable,
            self._account,
            self._account == self._engine.owner,
            self.now,
            lambda: agreed,
        )
