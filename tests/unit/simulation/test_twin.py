"""The twin of the whole contract: registry, money and time; refusals change nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from sum.errors import (
    BadLabel,
    BadSample,
    ModelDecides,
    NotAllowed,
    NothingLeft,
    Refused,
    TooEarly,
    TooLittleEther,
    UnknownContribution,
)
from sum.incentives import Terms
from sum.models import SparsePerceptron
from sum.records import Contribution, State, Verdict
from sum.simulation.engine import Engine
from sum.simulation.twin import START, TwinEngine
from sum.units import INT64_MAX

FEATURES = 5
TERMS = Terms(cost_weight=10**15, refund_wait=100, owner_wait=500, any_wait=900)
PEOPLE = ("ann", "bob", "cyd")

samples = st.sets(st.integers(0, FEATURES - 1), min_size=1).map(lambda each: tuple(sorted(each)))


def make(n_classes=2, terms=TERMS):
    return TwinEngine(SparsePerceptron(FEATURES, n_classes), terms)


def everything(engine):
    """All that a refusal must leave as it is."""
    saved = engine.save()
    return replace(saved, model=tuple(saved.model.words()))


@pytest.fixture
def engine():
    return make()


@pytest.fixture
def ann(engine):
    return engine.create_account("ann")


@pytest.fixture
def bob(engine):
    return engine.create_account("bob")


def wait(engine, seconds):
    engine.set_time(engine.now + seconds)


def earn(engine, account, data=(4,), label=1):
    """Get a good contribution."""
    added = engine.add(account, data, label)
    engine.set_time(added.contribution.time + TERMS.refund_wait)
    return engine.refund(account, added.contribution)


# ------------------------------------------------------------------------------- accounts and time


def test_it_is_an_engine(engine):
    def takes(engine: Engine) -> Engine:
        return engine

    assert takes(engine) is engine


def test_accounts_have_addresses_that_stay_the_same(engine, ann, bob):
    assert engine.create_account("ann") == ann == make().create_account("ann")
    assert len({ann, bob, engine.owner}) == 3
    assert ann.startswith("0x")
    assert len(ann) == 42


def test_the_model_it_starts_from_is_copied():
    start = SparsePerceptron(FEATURES)
    engine = TwinEngine(start, TERMS)
    engine.add(engine.owner, (0,), 1)
    engine.model().learn_one((0,), 0)
    assert start.predict_one((0,)) == 0
    assert engine.predict((0,)) == engine.peek().predict_one((0,)) == 1


def test_every_transaction_has_a_second_of_its_own(engine, ann):
    assert engine.now == START + 1
    first, second = engine.add(ann, (0,), 1), engine.add(ann, (0,), 1)
    assert (first.contribution.time, second.contribution.time) == (START + 1, START + 2)
    engine.set_time(START)
    assert engine.now == START + 3
    engine.set_time(START + 50)
    engine.set_time(START + 10)  # nothing has happened since
    assert engine.now == START + 10
    engine.add(ann, (0,), 1)
    engine.set_time(0)
    assert engine.now == START + 11


def test_claims_are_transactions_too(engine, ann):
    earn(engine, ann)
    assert engine.now == START + 1 + 100 + 1


def test_a_refusal_takes_no_time(engine, ann):
    with pytest.raises(BadSample):
        engine.add(ann, (), 1)
    assert engine.now == START + 1


# ------------------------------------------------------------------------------------ contributing


def test_adding(engine, ann):
    engine.set_time(START + 3_600)
    assert engine.cost((0, 2), 1) == 60 * 10**15
    added = engine.add(ann, (0, 2), 1)
    assert added.contribution == Contribution((0, 2), 1, START + 3_600, ann)
    assert (added.deposit, added.receipt) == (60 * 10**15, 1)
    assert engine.state(added.contribution) == State(added.deposit, added.deposit, 1, settled=False)
    assert (engine.profit(ann), engine.held()) == (-added.deposit, added.deposit)
    assert engine.cost((0, 2), 1) == 3_600 * 10**15
    assert engine.add(ann, (0, 2), 1).receipt == 0


def test_what_is_too_much_comes_back(engine, ann):
    cost = engine.cost((0,), 1)
    added = engine.add(ann, (0,), 1, cost + 5)
    assert added.deposit == cost
    assert engine.state(added.contribution) == State(cost, cost, 1, settled=False)
    assert (engine.profit(ann), engine.held()) == (-cost, cost)


@pytest.mark.parametrize(
    ("data", "label", "value", "kind", "reason"),
    [
        ((0,), 1, 3_600 * 10**15 - 1, TooLittleEther, "incentive: deposit too low"),
        ((), 9, 0, TooLittleEther, "incentive: deposit too low"),
        ((), 2, None, BadLabel, "model: no such label"),
        ((), 1, None, BadSample, "model: no features"),
        ((5,), 1, None, BadSample, "model: feature out of range"),
        ((1, 1), 1, None, BadSample, "model: features not ascending"),
        # What a call cannot carry is refused before the price is looked at.
        (tuple(range(513)), 9, 0, BadSample, "model: too many features"),
        ((2**63,), -1, 0, BadSample, "trainer: value out of range"),
        ((-(2**63) - 1,), -1, 0, BadSample, "trainer: value out of range"),
        ((0,), -1, 0, BadLabel, "model: no such label"),
        ((0,), 2**256, 0, BadLabel, "model: no such label"),
    ],
)
def test_contributions_that_are_refused(engine, ann, data, label, value, kind, reason):
    before = everything(engine)
    with pytest.raises(kind) as refused:
        engine.add(ann, data, label, value)
    assert refused.value.reason == reason
    assert everything(engine) == before


def test_an_update_that_overflows_is_refused(ann):
    start = SparsePerceptron(FEATURES)
    start.words()
    start.weights_[:2] = [INT64_MAX, -INT64_MAX - 1]
    engine = TwinEngine(start, TERMS)
    before = everything(engine)
    with pytest.raises(BadSample, match="overflow"):
        engine.add(ann, (0, 1), 1)
    assert everything(engine) == before


def test_free_questions_refuse_what_a_call_cannot_carry(engine):
    for ask in (
        lambda: engine.predict((2**63,)),
        lambda: engine.cost((2**63,), 0),
        lambda: engine.state(Contribution((2**63,), 0, START, "x")),
        lambda: engine.can_refund(Contribution((2**63,), 0, START, "x")),
        lambda: engine.can_report("y", Contribution((2**63,), 0, START, "x")),
    ):
        with pytest.raises(BadSample):
            ask()
    with pytest.raises(BadLabel):
        engine.cost((0,), -1)


# ------------------------------------------------------------------------------------------ claims


def test_refund(engine, ann):
    added = engine.add(ann, (0,), 1)
    wait(engine, 98)
    assert engine.can_refund(added.contribution) == Verdict(ok=False, reason="incentive: too early")
    with pytest.raises(TooEarly):
        engine.refund(ann, added.contribution)
    wait(engine, 1)
    assert engine.can_refund(added.contribution) == Verdict(ok=True, reason="")
    paid = engine.refund(ann, added.contribution)
    assert (paid.contribution, paid.to, paid.amount) == (added.contribution, ann, added.deposit)
    assert (engine.profit(ann), engine.held()) == (0, 0)
    assert (engine.good(ann), engine.total_good()) == (1, 1)
    assert engine.state(added.contribution) == State(added.deposit, 0, 1, settled=True)


def test_only_the_contributor_gets_a_refund(engine, ann, bob):
    added = engine.add(ann, (0,), 1)
    wait(engine, 100)
    with pytest.raises(UnknownContribution):
        engine.refund(bob, added.contribution)


def test_no_refund_while_the_model_disagrees(engine, ann, bob):
    added = engine.add(ann, (0,), 1)
    engine.add(bob, (0,), 0)
    wait(engine, 200)
    with pytest.raises(ModelDecides):
        engine.refund(ann, added.contribution)
    engine.add(bob, (0,), 1)
    assert engine.refund(ann, added.contribution).amount == added.deposit


def test_nothing_is_paid_twice(engine, ann, bob):
    contribution = earn(engine, ann).contribution
    before = everything(engine)
    for act in (
        lambda: engine.refund(ann, contribution),
        lambda: engine.report(bob, contribution),
    ):
        with pytest.raises(NothingLeft) as refused:
            act()
        assert refused.value.reason == "registry: nothing left"
    nothing = Verdict(ok=False, reason="registry: nothing left")
    assert engine.can_refund(contribution) == engine.can_report(bob, contribution) == nothing
    assert everything(engine) == before


@pytest.mark.parametrize(
    "other", [{"data": (1,)}, {"label": 0}, {"time": START}, {"contributor": "0x00"}]
)
def test_all_four_values_name_a_contribution(engine, ann, other):
    contribution = replace(engine.add(ann, (0,), 1).contribution, **other)
    unknown = Verdict(ok=False, reason="registry: unknown contribution")
    assert engine.can_refund(contribution) == engine.can_report(ann, contribution) == unknown
    for act in (
        engine.state,
        lambda it: engine.refund(it.contributor, it),
        lambda it: engine.report(ann, it),
    ):
        with pytest.raises(UnknownContribution):
            act(contribution)


def test_take(engine, ann, bob):
    cyd = engine.create_account("cyd")
    earn(engine, ann, (4,), 1)
    for _ in range(3):
        earn(engine, bob, (4,), 1)
    bad = engine.add(cyd, (4,), 0)
    engine.add(ann, (4,), 1)  # heals the model
    wait(engine, 100)
    assert engine.can_report(ann, bad.contribution).ok
    assert engine.report(ann, bad.contribution).amount == bad.deposit // 4
    with pytest.raises(NothingLeft) as refused:
        engine.report(ann, bad.contribution)
    assert refused.value.reason == "incentive: already claimed"
    with pytest.raises(NotAllowed):
        engine.report(cyd, bad.contribution)
    left = bad.deposit - bad.deposit // 4
    assert engine.state(bad.contribution) == State(bad.deposit, left, 2, settled=False)
    assert engine.report(bob, bad.contribution).amount == left == bad.deposit * 3 // 4
    assert engine.state(bad.contribution).settled
    assert engine.profit(cyd) == -bad.deposit


def test_no_take_where_the_model_agrees(engine, ann, bob):
    earn(engine, ann)
    added = engine.add(bob, (0,), 1)
    wait(engine, 200)
    reason = "incentive: model agrees"
    assert engine.can_report(ann, added.contribution) == Verdict(ok=False, reason=reason)
    with pytest.raises(ModelDecides):
        engine.report(ann, added.contribution)


@pytest.mark.parametrize(("who", "first"), [("owner", 500), ("bob", 900), ("ann", 900)])
def test_who_gets_what_nobody_claimed(engine, ann, who, first):
    added = engine.add(ann, (0,), 1)
    account = engine.create_account(who)
    engine.set_time(added.contribution.time + first - 1)
    with pytest.raises(NotAllowed):
        engine.report(account, added.contribution)
    engine.set_time(added.contribution.time + first)
    assert engine.report(account, added.contribution).amount == added.deposit
    assert (engine.held(), engine.good(account)) == (0, 0)


def test_save_and_restore(engine, ann, bob):
    added = engine.add(ann, (0,), 1)
    memento, before = engine.save(), everything(engine)
    for _ in range(2):  # more than once
        wait(engine, 60)  # another deposit than the first one
        engine.add(bob, (0,), 0)
        wait(engine, 1_000)
        engine.report(bob, added.contribution)
        earn(engine, bob)
        assert everything(engine) != before
        engine.restore(memento)
        assert everything(engine) == before


# -------------------------------------------------------------------------------------- properties


@given(st.lists(st.tuples(samples, st.integers(0, 2)), max_size=8))
def test_the_same_calls_give_the_same_everything(calls):
    first, second = make(3), make(3)
    for engine in (first, second):
        for data, label in calls:
            engine.add(engine.create_account("ann"), data, label)
    assert everything(first) == everything(second)


class Game(RuleBasedStateMachine):
    """Anybody does anything in any order."""

    contributions = Bundle("contributions")

    def __init__(self):
        super().__init__()
        self.engine = make(3)
        self.accounts = {name: self.engine.create_account(name) for name in PEOPLE}
        self.accounts["owner"] = self.engine.owner
        self.known = []

    def attempt(self, act):
        """Do it; when it is refused, nothing has changed."""
        before = everything(self.engine)
        try:
            return act()
        except Refused:
            assert everything(self.engine) == before
            return None

    @rule(
        target=contributions,
        who=st.sampled_from(PEOPLE),
        data=st.one_of(samples, st.lists(st.integers(-1, FEATURES), max_size=3).map(tuple)),
        label=st.integers(0, 3),
        more=st.integers(-1, 1),
    )
    def add(self, who, data, label, more):
        value = self.engine.cost(data, label) + more
        added = self.attempt(lambda: self.engine.add(self.accounts[who], data, label, value))
        if added is None:
            return multiple()
        self.known.append(added.contribution)
        return added.contribution

    @rule(contribution=contributions, who=st.sampled_from(PEOPLE))
    def refund(self, contribution, who):
        ok = self.engine.can_refund(contribution).ok
        paid = self.attempt(lambda: self.engine.refund(self.accounts[who], contribution))
        assert (paid is not None) == (ok and self.accounts[who] == contribution.contributor)

    @rule(contribution=contributions, who=st.sampled_from([*PEOPLE, "owner"]))
    def report(self, contribution, who):
        verdict = self.engine.can_report(self.accounts[who], contribution)
        left = self.engine.state(contribution).claimable
        paid = self.attempt(lambda: self.engine.report(self.accounts[who], contribution))
        assert (paid is not None) == verdict.ok
        assert paid is None or 0 < paid.amount <= left

    @rule(seconds=st.sampled_from([-5, 1, 99, 100, 400, 900]))
    def wait(self, seconds):
        last = self.engine.save().last
        self.engine.set_time(self.engine.now + seconds)
        assert self.engine.now > last

    @invariant()
    def money_is_conserved(self):
        states = [self.engine.state(each) for each in self.known]
        profits = [self.engine.profit(account) for account in self.accounts.values()]
        assert sum(profits) + self.engine.held() == 0
        assert self.engine.held() == sum(state.claimable for state in states)
        assert all(state.settled == (state.claimable == 0) for state in states)

    @invariant()
    def good_contributions_add_up(self):
        goods = [self.engine.good(account) for account in self.accounts.values()]
        assert sum(goods) == self.engine.total_good()

    def teardown(self):
        """After the last wait everything can be claimed, and then nothing is held."""
        self.engine.set_time(self.engine.now + TERMS.any_wait)
        for contribution in self.known:
            if not self.engine.state(contribution).settled:
                self.engine.report(self.accounts["ann"], contribution)
        assert self.engine.held() == 0


TestGame = Game.TestCase
