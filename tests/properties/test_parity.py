"""Contract and twin, driven together by Hypothesis: after every step they are one and the same.

Random contributions, refunds, reports, time jumps and bad calls; after each the same answer, the
same parameters, and money conserved to the wei. A machine for every model of `sum.models.MODELS`
under the published game, and one for every other mechanism.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from sum.chain import connect
from sum.chain.compiler import compose
from sum.errors import Refused
from sum.incentives import PointsTerms, Terms
from sum.models import MODELS
from sum.models.class_counts import ClassCounts
from sum.models.linear import Linear
from sum.records import Contribution
from sum.samples import DENSE_LIMIT
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.twin import TwinEngine
from sum.units import INT64_MAX, SCALE
from tests.contracts.model_cases import Case

# The virtual machine and the compiler raise Python's recursion limit when they are imported, and
# Hypothesis minds when that happens while it runs.
connect()
compose("sparse_perceptron", "deposit_refund_take")

FEATURES = 9
PEOPLE = ("ann", "bob", "cyd")
TERMS = Terms(cost_weight=10**15, refund_wait=100, owner_wait=500, any_wait=900, k=60)

MOST = DENSE_LIMIT - 1
values = st.sampled_from([0, 1, -1, SCALE, -SCALE, MOST, -MOST]) | st.integers(-MOST, MOST)
SAMPLES = {
    "sparse": st.sets(st.integers(0, FEATURES - 1), min_size=1).map(
        lambda each: tuple(sorted(each))
    ),
    "dense": st.tuples(*[values] * FEATURES),
}
TOO_LARGE = [(2, 2**63 - 1), (0, 2**63), (10**30,), (2**63,) * FEATURES, tuple(range(600))]

# What a machine does depends on its model, which the machine itself knows.
samples = st.runner().flatmap(lambda machine: SAMPLES[machine.model.form])
bad_samples = st.runner().flatmap(lambda machine: st.sampled_from(machine.bad_samples))
people = st.sampled_from(PEOPLE)


def new(case, _):
    return case.new()


def trained(case, seed):
    """One that has learned something, with other arguments."""
    rng, twin = np.random.default_rng(seed), case.new(**case.own_parameters())
    for _ in range(30):
        twin.learn_one(*case.matters(rng))
    return twin


def at_the_edge(case, _):
    """Next to what its numbers can hold: updates overflow, and both refuse them."""
    twin = case.new()
    twin.words()  # starts it
    if isinstance(twin, Linear):
        edges = (INT64_MAX, -INT64_MAX - 1, INT64_MAX - 1, -INT64_MAX)
        twin.weights_[: len(edges)] = edges
    elif isinstance(twin, ClassCounts):
        twin.counts_[:2] = 2**32 - 2
        twin.samples_ = [2**32 - 2] * twin.n_classes
        twin.totals_ = [sum(row) for row in twin.counts_.T.tolist()]
        twin.squares_ = [sum(count**2 for count in row) for row in twin.counts_.T.tolist()]
    else:
        count = 2**29 - 1
        twin.samples_ = [count] * twin.n_classes
        twin.sums_[:, :2] = count * MOST
        twin.sums_[:, 2:4] = -count * MOST
    return twin


class Parity(RuleBasedStateMachine):
    """The contract on a chain, and its twin."""

    model = MODELS["sparse_perceptron"]
    terms = TERMS
    contributions = Bundle("contributions")

    @initialize(
        n_classes=st.sampled_from([2, 3]),
        start=st.sampled_from([new, trained, at_the_edge]),
        seed=st.integers(0, 99),
    )
    def begin(self, n_classes, start, seed):
        case = Case(self.model, n_classes, FEATURES)
        self.bad_samples = [data for data, _ in case.bad_samples()]
        self.bad_samples += [data for data, label in case.doubly_bad() if label == 0] + TOO_LARGE
        model = start(case, seed)
        self.chain = ChainEngine(connect(), model, self.terms)
        self.twin = TwinEngine(model, self.terms, now=self.chain.shared.last_time())
        accounts = [(engine.create_account(name)) for name in PEOPLE for engine in self.engines]
        self.accounts = {
            name: (accounts[2 * n], accounts[2 * n + 1]) for n, name in enumerate(PEOPLE)
        }
        self.accounts["owner"] = (self.chain.owner, self.twin.owner)
        self.twin.set_time(self.chain.now)

    @property
    def engines(self):
        return self.chain, self.twin

    def both(self, act, *who):
        """Do the same on both; the same must come of it. Returns the answers, or None."""
        answers = []
        for n, engine in enumerate(self.engines):
            try:
                answers.append((act(engine, *(self.accounts[name][n] for name in who)), ""))
            except Refused as refused:
                answers.append((None, refused.reason))
        (mine, refused), (other, reason) = answers
        assert refused == reason
        event(refused or "done")
        return None if refused else (mine, other)

    def seen(self, contribution, engine):
        """A contribution under the name that its contributor has on this engine."""
        n = self.engines.index(engine)
        return replace(contribution, contributor=self.accounts[contribution.contributor][n])

    @rule(target=contributions, who=people, data=samples, label=st.integers(0, 2))
    def add(self, who, data, label):
        added = self.both(lambda engine, me: engine.add(me, data, label), who)
        if added is None:
            return multiple()
        mine, other = added
        assert (mine.deposit, mine.receipt) == (other.deposit, other.receipt)
        assert mine.contribution.time == other.contribution.time
        return Contribution(data, label, mine.contribution.time, who)

    @rule(who=people, data=bad_samples, label=st.integers(0, 1))
    def add_bad_sample(self, who, data, label):
        assert self.both(lambda engine, me: engine.add(me, data, label), who) is None

    @rule(who=people, data=samples, label=st.sampled_from([-1, 10, 2**64, 2**256]))
    def add_bad_label(self, who, data, label):
        assert self.both(lambda engine, me: engine.add(me, data, label), who) is None

    @rule(who=people, data=samples, less=st.integers(1, 10**6), more=st.integers(0, 10**18))
    def add_for_another_price(self, who, data, less, more):
        cost = self.chain.cost(data, 0)
        assert cost == self.twin.cost(data, 0)
        if cost:
            short = max(0, cost - less)
            assert self.both(lambda engine, me: engine.add(me, data, 0, short), who) is None
        added = self.both(lambda engine, me: engine.add(me, data, 0, cost + more), who)
        assert added is None or added[0].deposit == added[1].deposit <= cost

    @rule(contribution=contributions)
    def refund(self, contribution):
        paid = self.both(
            lambda engine, me: engine.refund(me, self.seen(contribution, engine)),
            contribution.contributor,
        )
        assert paid is None or paid[0].amount == paid[1].amount

    @rule(contribution=contributions, who=st.sampled_from([*PEOPLE, "owner"]))
    def report(self, contribution, who):
        paid = self.both(lambda engine, me: engine.report(me, self.seen(contribution, engine)), who)
        assert paid is None or paid[0].amount == paid[1].amount

    @rule(contribution=contributions, who=people, seconds=st.integers(-1, 1))
    def claim_what_is_not_there(self, contribution, who, seconds):
        other = replace(contribution, time=contribution.time + seconds, contributor=who)
        self.both(lambda engine, me: engine.refund(me, self.seen(other, engine)).amount, who)

    @rule(seconds=st.sampled_from([1, 7, 60, 99, 100, 101, 400, 500, 900, 5_000]))
    def wait(self, seconds):
        time = self.chain.now + seconds
        for engine in self.engines:
            engine.set_time(time)

    @rule(data=st.one_of(samples, bad_samples))
    def predict(self, data):
        said = self.both(lambda engine: engine.predict(data))
        assert said is None or said[0] == said[1]

    @rule(contribution=contributions, who=st.sampled_from([*PEOPLE, "owner"]))
    def ask(self, contribution, who):
        verdicts = self.both(
            lambda engine, me: (
                engine.can_refund(self.seen(contribution, engine)),
                engine.can_report(me, self.seen(contribution, engine)),
                engine.state(self.seen(contribution, engine)),
            ),
            who,
        )
        assert verdicts[0] == verdicts[1]

    @invariant()
    def same_time(self):
        assert self.chain.now == self.twin.now

    @invariant()
    def same_model(self):
        words = self.chain.shared.download().words()
        assert words == self.twin.peek().words()
        assert words == self.chain.peek().words()

    @invariant()
    def same_money(self):
        for mine, other in self.accounts.values():
            assert self.chain.profit(mine) == self.twin.profit(other)
            assert self.chain.good(mine) == self.twin.good(other)
        assert self.chain.total_good() == self.twin.total_good()
        assert self.chain.held() == self.twin.held()

    @invariant()
    def money_is_conserved(self):
        profits = [self.chain.profit(mine) for mine, _ in self.accounts.values()]
        assert sum(profits) + self.chain.held() == 0


class PointsParity(Parity):
    """The game without money: points move, and the contract holds nothing."""

    terms = PointsTerms(refund_wait=100, any_wait=900)

    @rule(
        target=Parity.contributions,
        who=people,
        by=st.sampled_from([*PEOPLE, "owner"]),
        data=samples,
        labels=st.permutations([0, 1]),
        after=st.sampled_from([99, 100, 899, 900]),
    )
    def change_its_mind(self, who, by, data, labels, after):
        """Claim at the edges of the waits, once the model has heard the contrary."""
        first, second = labels
        added = self.add(who, data, first)
        if not isinstance(added, Contribution):
            return added
        self.both(lambda engine, me: engine.add(me, data, second).deposit, by)
        for engine in self.engines:
            engine.set_time(added.time + after)
        self.refund(added)
        self.report(added, by)
        return added

    @invariant()
    def same_points(self):
        found = 0
        for mine, other in self.accounts.values():
            tally = self.twin._incentive.tally(other)
            assert self.chain.shared._ask("tally", mine) == (tally.good, tally.upheld, tally.lost)
            assert self.chain.shared._ask("points", mine) == tally.points
            found += tally.points
        assert found == self.twin.total_good()

    @invariant()
    def the_log_tells_the_points(self):
        points = self.twin._incentive.points()
        told = self.chain.shared.points()
        for mine, other in self.accounts.values():
            assert told.get(mine) == points.get(other)

    @invariant()
    def no_money_moves(self):
        assert self.chain.held() == 0
        assert not any(self.chain.profit(mine) for mine, _ in self.accounts.values())


pytestmark = pytest.mark.slow

MACHINES = {f"ParityOf{each.__name__}": (Parity, each) for each in MODELS.values()}
MACHINES["ParityOfPoints"] = PointsParity, Parity.model

for name, (base, each) in MACHINES.items():
    machine = type(name, (base,), {"model": each, "__module__": __name__})
    if each is not Parity.model and settings.get_current_profile_name() == "quick":
        # tests/parity plays longer games with every model; here the moves nobody would make count.
        machine.TestCase.settings = settings(max_examples=10)
    globals()[f"Test{name}"] = machine.TestCase
