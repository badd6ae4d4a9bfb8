"""The guarded game and its twin, driven together; the machine itself is test_parity.py's."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, multiple, rule

from sum.chain.compiler import compose
from sum.incentives import GuardedTerms
from sum.models import MODELS
from sum.records import Contribution
from tests.properties.test_parity import PEOPLE, Parity, people, samples

compose("sparse_perceptron", "guarded_deposit")

TERMS = GuardedTerms(
    floor=1_000,
    fee=20,
    quorum=2,
    refund_wait=50,
    k_wait=100,
    dispute_wait=60,
    long_wait=500,
    grace_wait=400,
)


class GuardedParity(Parity):
    """The guarded game: two models, disputes, and a pot."""

    terms = TERMS

    def wait(self, seconds):
        """Let time pass for both."""
        time = self.chain.now + seconds
        for engine in self.engines:
            engine.set_time(time)

    def fetch(self, contributions):
        """Let time pass, and have them refunded."""
        found = [each for each in contributions if isinstance(each, Contribution)]
        self.wait(100)
        for each in found:
            self.refund(each)
        return found

    @rule(
        target=Parity.contributions,
        who=people,
        data=samples,
        other=samples,
        n=st.sampled_from([1, 5, 6]),
    )
    def bring_news(self, who, data, other, n):
        """Be upheld, then bring what neither model thinks, until the live one gives in."""
        label = self.twin.incentive.settled.predict_one(data)
        found = self.fetch([self.add(who, data, label) for _ in range(n)])
        label = 1 - min(1, self.twin.incentive.settled.predict_one(other))
        told = []
        for _ in range(4):
            told.append(self.add(who, other, label))
            if self.twin.predict(other) == label:
                break
        return multiple(*found, *self.fetch(told))

    @rule(
        target=Parity.contributions,
        who=people,
        data=samples,
        waits=st.sampled_from(
            [(1, 50), (1, 60), (60, 53), (99, 60), (100, 140), (100, 160), (900, 5)]
        ),
    )
    def quarrel(self, who, data, waits):
        """One contributes what both models think wrong; somebody disputes it, and comes back."""
        label = 1 - min(1, self.twin.incentive.settled.predict_one(data))
        others = [name for name in PEOPLE if name != who]
        by = max(others, key=lambda name: self.twin.good(self.accounts[name][1]))
        added = self.add(who, data, label)
        if not isinstance(added, Contribution):
            return multiple()
        for wait in waits:
            for other in PEOPLE:
                self.add(other, data, 1 - label)
            self.wait(wait)
            self.report(added, by)
        self.refund(added)
        return added

    @rule(who=st.sampled_from([*PEOPLE, "owner"]))
    def collect(self, who):
        """Take what the pot owes one."""
        paid = self.both(lambda engine, me: engine.collect(me), who)
        assert paid is None or paid[0] == paid[1]

    @rule(
        data=samples,
        other=samples,
        roles=st.permutations(PEOPLE),
        waits=st.sampled_from([(100, 60), (1, 100), (900, 5)]),
        steps=st.integers(1, 2),
    )
    def a_whole_story(self, data, other, roles, waits, steps):
        """There is credit, somebody loses a deposit, all collect."""
        for name in roles[:steps]:
            self.bring_news(name, data, other, 6)
        self.quarrel(roles[2], data, waits)
        for name in roles:
            self.collect(name)

    @invariant()
    def same_second_model(self):
        words = self.chain.shared._ask("parameters_of", 1, 0, 512)
        assert list(words) == self.twin.incentive.settled.words()
        assert list(words) == self.chain.incentive.settled.words()

    @invariant()
    def same_pot(self):
        mine = self.twin.incentive
        books = self.chain.shared._ask("books")
        assert tuple(books) == (mine.held, mine.pot.unshared, mine.pot.total)
        assert mine.held == self.twin.held()
        owed = 0
        for chained, other in self.accounts.values():
            assert self.chain.shared.collectable(chained) == mine.collectable(other)
            assert self.chain.collectable(chained) == mine.collectable(other)
            assert self.chain.shared._ask("credit", chained) == mine.pot.credit(other)
            owed += mine.collectable(other)
        claimable = sum(state.claimable for state in self.twin._records.values())
        assert owed + claimable <= mine.held

    @invariant()
    def same_price(self):
        assert self.chain.cost((0,), 0) == self.twin.cost((0,), 0)


pytestmark = pytest.mark.slow

for number, each in enumerate(MODELS.values()):
    name = f"GuardedParityOf{each.__name__}"
    machine = type(name, (GuardedParity,), {"model": each, "__module__": __name__})
    # A step of these machines is up to a dozen transactions, on both engines.
    machine.TestCase.settings = settings(max_examples=2 if number else 12, stateful_step_count=10)
    globals()[f"Test{name}"] = machine.TestCase
