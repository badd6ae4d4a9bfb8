"""The rules of the game without money, alone and on the twin of the whole contract."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.agents import Honest, Malicious
from sum.datasets import load
from sum.errors import ModelDecides, NothingLeft, NotOpen
from sum.incentives import MECHANISMS, PointsTerms
from sum.incentives.base import Claim, Stake
from sum.incentives.points import Standing, Tally, leaderboard
from sum.models import SparsePerceptron
from sum.records import Contribution, State, Verdict
from sum.room.records import Settings
from sum.simulation.driver import Driver
from sum.simulation.twin import TwinEngine
from sum.units import DAY

TERMS = PointsTerms(100, 900)


class TestTerms:
    def test_the_defaults_are_those_of_the_published_game(self):
        assert (PointsTerms().refund_wait, PointsTerms().any_wait) == (DAY, 9 * DAY)

    def test_they_are_what_the_constructor_takes(self):
        assert MECHANISMS["points"](*TERMS.arguments()) == TERMS

    @pytest.mark.parametrize("arguments", [(1, 1), (1, 2**40 - 1), (2**40 - 1, 2**40 - 1)])
    def test_the_extremes_are_good(self, arguments):
        assert PointsTerms(*arguments).arguments() == arguments

    @pytest.mark.parametrize(
        "arguments", [(0, 1), (0, 0), (-1, 1), (2, 1), (1, 2**40), (1.0, 1), (True, 1)]
    )
    def test_others_are_refused(self, arguments):
        with pytest.raises(NotOpen) as refused:
            PointsTerms(*arguments)
        assert refused.value.reason == "incentive: bad parameters"

    def test_rooms_still_play_for_money(self):
        assert next(iter(MECHANISMS)) == "deposit_refund_take"
        assert Settings().terms == MECHANISMS["deposit_refund_take"]()


FREE = Stake(0, 0, 0)


def claim(account, elapsed, *, contributor="ann", is_owner=False, agrees=True):
    contribution = Contribution((1,), 0, 1_000, contributor)
    return Claim(contribution, 0, 0, account, is_owner, 1_000 + elapsed, lambda: agrees)


def settle(rules, asked):
    """What somebody claims of their own is validated, of another's it is reported."""
    if asked.account == asked.contribution.contributor:
        rules.on_refund(asked)
    else:
        assert rules.on_report(asked, 0) == 0


def never():
    pytest.fail("the model was asked")


@pytest.fixture
def rules():
    """Open since 1,000; Bob has a good contribution."""
    rules = TERMS.mechanism(None)
    rules.open(1_000)
    rules.on_refund(claim("bob", 100, contributor="bob"))
    return rules


class TestContributing:
    @pytest.mark.parametrize("value", [0, 1, 10**18])
    def test_nothing_is_put_at_stake(self, rules, value):
        assert rules.stake(value, 1_001) == FREE
        assert rules.cost(1_001) == 0

    def test_only_once_it_is_open(self):
        rules = TERMS.mechanism(None)
        with pytest.raises(NotOpen, match="not open for"):
            rules.stake(0, 5)
        rules.open(7)
        assert rules.last == 7
        rules.on_add(Contribution((1,), 0, 9, "ann"), FREE, None)
        assert rules.last == 9
        with pytest.raises(NotOpen, match="is open"):
            rules.open(10)


class TestValidation:
    @pytest.mark.parametrize(
        ("elapsed", "agrees", "cause"),
        [
            (99, True, "incentive: too early"),
            (99, False, "incentive: too early"),
            (100, True, ""),
            (100, False, "incentive: model disagrees"),
            (10**6, True, ""),
            (10**6, False, "incentive: model disagrees"),
        ],
    )
    def test_first_the_time_then_the_model(self, rules, elapsed, agrees, cause):
        assert rules.refund_cause(claim("ann", elapsed, agrees=agrees)) == cause

    def test_it_does_not_ask_the_model_too_early(self, rules):
        assert rules.refund_cause(claim("ann", 99)._replace(agrees=never))

    def test_it_is_a_point(self, rules):
        rules.on_refund(claim("ann", 100))
        assert rules.points() == {"bob": 1, "ann": 1}
        assert rules.tally("ann") == Tally(good=1)
        assert (rules.good("ann"), rules.good("cyd"), rules.total_good) == (1, 0, 2)


class TestReport:
    @pytest.mark.parametrize(
        ("who", "elapsed", "agrees", "cause"),
        [
            ("ann", 0, True, "incentive: own contribution"),
            ("ann", 10**6, False, "incentive: own contribution"),
            ("bob", 99, False, "incentive: too early"),
            ("cyd", 99, False, "incentive: too early"),
            ("cyd", 100, True, "incentive: no good contribution yet"),
            ("cyd", 899, False, "incentive: no good contribution yet"),
            ("cyd", 900, True, "incentive: model agrees"),
            ("cyd", 900, False, ""),
            ("bob", 100, True, "incentive: model agrees"),
            ("bob", 100, False, ""),
            ("bob", 10**6, True, "incentive: model agrees"),
        ],
    )
    @pytest.mark.parametrize("is_owner", [False, True])
    def test_the_causes_come_in_the_contracts_order(
        self, rules, who, elapsed, agrees, cause, is_owner
    ):
        asked = claim(who, elapsed, agrees=agrees, is_owner=is_owner)
        assert rules.report_cause(asked) == (cause, 0)

    def test_a_point_moves(self, rules):
        rules.on_report(claim("bob", 100), 0)
        assert rules.points() == {"bob": 2, "ann": -1}
        assert (rules.tally("bob"), rules.tally("ann")) == (Tally(1, 1, 0), Tally(0, 0, 1))
        assert (rules.good("bob"), rules.total_good) == (1, 1)

    @given(st.lists(st.tuples(*[st.sampled_from("abc")] * 2)))
    def test_all_points_together_are_the_good_contributions(self, story):
        """Where both are one, it is a validation."""
        rules = TERMS.mechanism(None)
        for who, contributor in story:
            settle(rules, claim(who, 100, contributor=contributor))
        points = rules.points().values()
        assert sum(points) == rules.total_good == sum(who == other for who, other in story)

    def test_the_order_does_not_matter(self):
        tallies = []
        for order in (1, -1):
            rules = TERMS.mechanism(None)
            for asked in [claim("ann", 100), claim("bob", 100)][::order]:
                settle(rules, asked)
            tallies.append((rules.tally("ann"), rules.tally("bob")))
        assert tallies[0] == tallies[1]


def test_a_copy_goes_its_own_way(rules):
    before = deepcopy(rules)
    other = rules.copy()
    assert other == rules
    other.on_refund(claim("bob", 100))
    other.on_report(claim("bob", 100), 0)
    other.on_add(Contribution((1,), 0, 2_000, "ann"), FREE, None)
    assert rules == before


class TestLeaderboard:
    def test_of_nobody(self):
        assert leaderboard({}) == ()

    def test_the_most_points_come_first_and_equals_share_a_rank(self):
        points = {"ann": -2, "bob": 3, "cyd": 0, "dan": 3, "eve": -2}
        assert leaderboard(points) == (
            Standing(1, "bob", 3),
            Standing(1, "dan", 3),
            Standing(3, "cyd", 0),
            Standing(4, "ann", -2),
            Standing(4, "eve", -2),
        )


class TestOnTheEngine:
    @pytest.fixture
    def engine(self):
        return TwinEngine(SparsePerceptron(5), TERMS)

    def test_a_record_without_money_is_not_settled_at_once(self, engine):
        ann, bob = map(engine.create_account, ("ann", "bob"))
        added = engine.add(ann, (1,), 0, 10**18)
        assert added.deposit == 0
        assert engine.state(added.contribution) == State(0, 0, 0, settled=False)
        engine.set_time(engine.now + 100)
        assert engine.can_refund(added.contribution) == Verdict(ok=True, reason="")
        assert engine.refund(ann, added.contribution).amount == 0
        assert engine.state(added.contribution).settled
        for claim_again in (
            lambda: engine.refund(ann, added.contribution),
            lambda: engine.report(bob, added.contribution),
        ):
            with pytest.raises(NothingLeft):
                claim_again()
        assert (engine.good(ann), engine.total_good()) == (1, 1)

    def test_the_first_report_settles(self, engine):
        ann, bob, cyd = map(engine.create_account, ("ann", "bob", "cyd"))
        bad = engine.add(ann, (1,), 1).contribution
        engine.set_time(bad.time + 900)
        with pytest.raises(ModelDecides):
            engine.report(bob, bad)
        engine.add(cyd, (1,), 0)
        assert engine.report(bob, bad).amount == 0
        for who in (bob, cyd):
            assert engine.can_report(who, bad) == Verdict(ok=False, reason="registry: nothing left")

    def test_what_was_remembered_comes_back(self, engine):
        ann = engine.create_account("ann")
        added = engine.add(ann, (1,), 0)
        engine.set_time(engine.now + 100)
        before = engine.save()
        engine.refund(ann, added.contribution)
        engine.restore(before)
        assert engine.good(ann) == 0
        engine.refund(ann, added.contribution)
        assert engine.good(ann) == 1


def test_over_forty_days_honesty_leads_the_board():
    dataset = load("digits-3-or-8", 0)
    model = SparsePerceptron(dataset.n_features)
    model.fit(dataset.train.matrix(), dataset.train.labels)
    engine = TwinEngine(model, PointsTerms())
    driver = Driver(engine, dataset, 0)
    for agent in (Honest(), Honest(), Honest(), Malicious()):
        driver.add_agent(agent, engine.create_account(str(len(driver.agents))))
    *honest, attacker = driver.agents
    for events in driver.run_until(engine.now + 40 * DAY):
        assert not [event for event in events if event.refused]
    points = engine.save().incentive.points()
    board = leaderboard(points)
    assert {each.account for each in board[:3]} == set(honest)
    assert board[-1] == Standing(4, attacker, points[attacker])
    assert points[attacker] < 0
    assert engine.held() == 0
    assert not any(engine.profit(account) for account in driver.agents)
