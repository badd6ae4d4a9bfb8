"""A federation's contract and its twin, side by side: whatever is done to one is done to both."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from sum.chain.tester import TesterChain
from sum.errors import Refused, refusal
from sum.federated.conduct import Conductor
from sum.federated.contract import FederatedRound
from sum.federated.lanes import ONE, as_lanes, pack
from sum.federated.party import Party
from sum.federated.portions import Portion
from sum.federated.terms import Dial, RoundTerms
from sum.federated.twin import RoundTwin
from sum.units import Seconds, Wei

STAKE, BOUNTY = 1_000_003, 4_000_007
FEATURES = 5
READS = {"record", "collectable", "held", "carried", "account"}


def terms(dial, beneficiary, **changes):
    """Small ones."""
    chosen = {"features": FEATURES, "outputs": 1, "stake": Wei(STAKE), "clients": 5} | changes
    return RoundTerms(dial=dial, beneficiary=beneficiary, **chosen)


@dataclass(frozen=True)
class No:
    """A refusal, which can be compared with another one."""

    reason: str


class Both:
    """An engine that is two: what one of them says, the other has to say, too.

    Nobody's ether is lost: what the contract holds is what was put in less what was taken out,
    and what it owes and what is at stake.
    """

    def __init__(self, chain, terms, portions, model):
        self.contract = FederatedRound.deploy(chain, terms, portions, model)
        self.chain, self.terms = chain, terms
        self.organiser, self.address = self.contract.organiser, self.contract.address
        self.chain_id = chain.chain_id
        self.twin = RoundTwin(
            terms, self.organiser, portions, model, address=self.address, chain_id=self.chain_id
        )
        self.flows, self.refused, self.every = 0, Counter(), True
        self.people = {self.organiser, terms.beneficiary}

    @property
    def now(self):
        return self.chain.now

    def set_time(self, time):
        self.chain.set_time(time)

    def record(self, number=None):
        return self.twin.record(number)

    def model(self):
        return self.twin.model()

    def __getattr__(self, name):
        """Any action, on both."""

        def act(*arguments, **named):
            self.twin.set_time(self.chain.now)
            said = [_outcome(getattr(each, name), arguments, named) for each in self.engines]
            assert said[0] == said[1], name
            if name not in READS:
                self._look(name, arguments, said[0])
            if isinstance(said[0], No):
                raise refusal(said[0].reason)
            return said[0]

        return act

    @property
    def engines(self):
        return self.contract, self.twin

    def _look(self, name, arguments, said):
        if isinstance(said, No):
            self.refused[said.reason] += 1
        elif name in {"open", "join"}:
            self.flows += arguments[-1]
            self.people.add(arguments[0])
        elif name == "withdraw":
            self.flows -= said
        if self.every:
            self.compare()

    def compare(self):
        rounds = len(self.twin._rounds)
        for number in range(max(1, rounds - 1), rounds + 1):
            found = _differences(self.contract.record(number), self.twin.record(number))
            assert not found, found
        assert self.contract.held() == self.twin.held() == self.flows
        owed = 0
        for who in self.people:
            assert self.contract.collectable(who) == self.twin.collectable(who)
            assert self.contract.account(who) == self.twin.account(who)
            owed += self.twin.collectable(who)
        open_ones = [each for each in self.twin._rounds if each.phase < 10]
        at_stake = sum(each.bounty + STAKE * len(each.members) for each in open_ones)
        assert self.twin.carried() == self.contract.carried()
        assert owed + at_stake + self.twin.carried() == self.flows
        assert (self.contract.model() == self.twin.model()).all()


def _differences(one, other):
    """By attribute, so that a failure says which."""
    found = {
        name: (value, getattr(other, name))
        for name, value in vars(one).items()
        if name != "clients" and value != getattr(other, name)
    }
    for first, second in zip(one.clients, other.clients, strict=True):
        for name, value in vars(first).items():
            if value != getattr(second, name):
                found[first.place, name] = value, getattr(second, name)
    return found


def _outcome(function, arguments, named):
    try:
        return function(*arguments, **named)
    except Refused as refused:
        return No(refused.reason)


class Federation:
    """Rounds of honest and other clients on both engines.

    Parameters
    ----------
    dial : Dial
    rounds : int
    seed : int
    changes
        Of the terms.
    """

    def __init__(self, dial=Dial.SCALAR, rounds=2, seed=0, chain=None, **changes):
        self.rng = np.random.default_rng(seed)
        self.chain = chain or TesterChain(accounts=changes.get("clients", 5) + 2)
        self.owner, self.beneficiary, *self.people = self.chain.accounts
        self.terms = terms(dial, self.beneficiary, **changes)
        self.truth = self.rng.normal(size=self.terms.d)
        self.portions = [self.portion() for _ in range(rounds)]
        self.salts = [bytes([n + 1]) * 32 for n in range(rounds)]
        hashes = [each.hash(salt) for each, salt in zip(self.portions, self.salts, strict=True)]
        model = pack(as_lanes(self.rng.integers(-ONE // 8, ONE // 8, self.terms.d)))
        self.engine = Both(self.chain, self.terms, hashes, model)

    def portion(self, count=6):
        """Samples that a line through the origin tells apart."""
        samples = self.rng.normal(size=(count, self.terms.features))
        samples[:, -1] = 1
        scores = samples @ self.truth.reshape(self.terms.outputs, -1).T
        labels = (scores[:, 0] > 0) if self.terms.outputs == 1 else scores.argmax(axis=1)
        return Portion(np.rint(samples * 1_024).astype(np.int64), labels.astype(np.int64))

    def update(self, times=1.0):
        """Towards the truth, with noise; less than 1 long."""
        step = self.truth + self.rng.normal(size=self.terms.d)
        return as_lanes(np.rint(times * 0.9 * ONE * step / np.linalg.norm(step)).astype(np.int64))

    def begin(self, parties=None):
        """Open a round, and have everybody join; gives back who plays it."""
        self.engine.open(self.owner, Wei(BOUNTY))
        number = self.engine.record().number
        made = [
            (parties or {}).get(n, Party)(self.engine, who, self.rng.bytes, number)
            for n, who in enumerate(self.people)
        ]
        for party in made:
            party.update = self.update()
        conductor = Conductor(
            self.engine,
            self.owner,
            made,
            self.portions[number - 1].words(),
            self.salts[number - 1],
            number,
        )
        conductor.join()
        return conductor

    def late(self):
        """Let the phase's time pass, and say so."""
        self.engine.set_time(Seconds(self.engine.record().deadline))
        self.engine.advance(self.owner)

    def withdraw_all(self):
        """Everybody takes what they are owed: what the contract carries is left."""
        for who in sorted(self.engine.people):
            if self.engine.twin.collectable(who):
                self.engine.withdraw(who)
