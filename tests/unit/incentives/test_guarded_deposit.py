"""The guarded game's rules alone, with numbers worked out by hand."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import NotOpen, Refused
from sum.incentives import MECHANISMS, GuardedTerms
from sum.incentives.guarded_deposit import explain_credit, explain_price, explain_share
from sum.incentives.pot import NEWS, Pot, credit
from sum.incentives.price import CEILING, HALF_LIFE, price
from sum.models import SparsePerceptron
from sum.simulation.twin import TwinEngine
from sum.units import SCALE, Wei

TERMS = GuardedTerms(
    floor=1_000_000,
    fee=10,
    quorum=2,
    refund_wait=100,
    k_wait=1_000,
    dispute_wait=200,
    long_wait=5_000,
    grace_wait=1_000,
)
KNOWN, OTHER = (0, 1), (2, 3)
"""Samples that the model below is sure of, and of which it knows nothing."""


class Play:
    """A game on the twin: people by name, time that only goes forward."""

    def __init__(self, terms=TERMS):
        model = SparsePerceptron(8)
        model.words()
        model.weights_[0] = model.weights_[1] = 5 * SCALE  # label 1 for what has feature 0 or 1
        self.engine = TwinEngine(model, terms)
        self.rules = self.engine.incentive
        self.start = self.engine.now

    def add(self, who, data, label):
        return self.engine.add(who, data, label).contribution

    def later(self, seconds):
        self.engine.set_time(self.engine.now + seconds)

    def earn(self, who, times=1, data=KNOWN):
        """Be upheld that often."""
        for added in [self.add(who, data, 1) for _ in range(times)]:
            self.engine.set_time(max(self.engine.now, added.time + TERMS.k_wait))
            self.engine.refund(who, added)

    def bad(self, who="ann"):
        """A contribution that both models think wrong, by now."""
        added = self.add(who, KNOWN, 0)
        while self.engine.predict(KNOWN) == 0:
            self.add("dan", KNOWN, 1)
        return added

    def refused(self, act, *arguments):
        with pytest.raises(Refused) as refused:
            act(*arguments)
        return refused.value.reason


@pytest.fixture
def play():
    return Play()


class TestTerms:
    def test_they_are_what_the_constructor_takes(self):
        assert MECHANISMS[TERMS.name](*TERMS.arguments()) == TERMS
        assert GuardedTerms().arguments() == GuardedTerms().arguments()

    @pytest.mark.parametrize(
        "change",
        [
            {"floor": 999},
            {"floor": 2**76 + 1},
            {"fee": 0},
            {"fee": 501},
            {"quorum": 0},
            {"quorum": 2**32 + 1},
            {"refund_wait": 0},
            {"refund_wait": 1_001},
            {"dispute_wait": 0},
            {"grace_wait": 0},
            {"long_wait": 1_199},
            {"grace_wait": 2**40 - 5_000},
            {"floor": 1e6},
        ],
    )
    def test_others_are_refused(self, change):
        with pytest.raises(NotOpen) as refused:
            replace(TERMS, **change)
        assert refused.value.reason == "incentive: bad parameters"

    @pytest.mark.parametrize(
        "change",
        [
            {"floor": 1_000},
            {"floor": 2**76},
            {"fee": 500},
            {"quorum": 2**32},
            {"refund_wait": 1_000},
            {"long_wait": 1_200},
            {"grace_wait": 2**40 - 5_001},
        ],
    )
    def test_the_extremes_are_good(self, change):
        replace(TERMS, **change)


class TestPrice:
    @given(
        st.integers(1_000, 2**76), st.integers(0, 2**76), st.integers(0, 10**6), st.integers(0, 10)
    )
    def test_it_is_smooth(self, lowest, last, elapsed, more):
        now, later = price(lowest, last, elapsed), price(lowest, last, elapsed + more)
        assert lowest <= now <= max(lowest, min(CEILING, last + last // 8))
        # Within a second it falls by one in 3,600 at most; apart from the rise.
        if elapsed:
            assert now - more * (now // 3_600 + 2) <= later <= now

    def test_an_hour_halves_it(self):
        assert price(1_000, 8_000_000, HALF_LIFE) == 4_500_000
        assert price(1_000, 8_000_000, HALF_LIFE - 1) == pytest.approx(4_500_000, rel=1e-3)

    def test_a_burst_makes_it_dear_bit_by_bit(self, play):
        costs = []
        for _ in range(20):
            costs.append(play.engine.cost(KNOWN, 1))
            play.add("ann", KNOWN, 1)
        assert costs[0] == TERMS.floor
        assert all(0 < new - old <= old // 8 for old, new in pairwise(costs))

    def test_what_is_sent_beyond_it_comes_back_and_the_fee_stays(self, play):
        added = play.engine.add("ann", KNOWN, 1, Wei(5_000_000))
        assert play.engine.profit("ann") == -1_000_000
        assert added.deposit == 990_000
        play.later(1_000)
        play.engine.refund("ann", added.contribution)
        assert play.engine.profit("ann") == -10_000 == -play.rules.pot.unshared

    def test_less_is_refused(self, play):
        reason = play.refused(play.engine.add, "ann", KNOWN, 1, Wei(999_999))
        assert reason == "incentive: deposit too low"


class TestWaits:
    def test_a_claim_waits_for_others(self, play):
        added = play.add("ann", KNOWN, 1)
        play.later(200)
        assert play.engine.can_refund(added).reason == "incentive: too early"
        play.add("ann", KNOWN, 1)  # one's own do not count
        play.add("bob", KNOWN, 1)
        assert not play.engine.can_refund(added).ok
        play.add("cyd", KNOWN, 1)
        assert play.engine.can_refund(added).ok

    def test_not_for_ever(self, play):
        added = play.add("ann", KNOWN, 1)
        play.engine.set_time(added.time + 999)
        assert not play.engine.can_refund(added).ok
        play.engine.set_time(added.time + 1_000)
        assert play.engine.can_refund(added).ok


class TestReport:
    def test_it_has_two_steps(self, play):
        play.earn("bob", 3)
        play.earn("cyd", 1)
        added = play.bad()
        paid = play.engine.report("bob", added)
        deposit = play.engine.state(added).deposit
        assert (paid.amount, paid.left) == (0, deposit)
        assert play.refused(play.engine.report, "bob", added) == "incentive: dispute too young"
        play.later(1_000)
        assert play.refused(play.engine.report, "bob", added) == "incentive: dispute too young"
        play.add("dan", KNOWN, 1)
        play.add("cyd", KNOWN, 1)
        paid = play.engine.report("bob", added)
        assert (paid.amount, paid.left) == (deposit * 3 // 4, 0)

    def test_only_one_disputes_at_a_time(self, play):
        play.earn("bob")
        play.earn("cyd")
        added = play.bad()
        play.engine.report("bob", added)
        assert play.refused(play.engine.report, "cyd", added) == "incentive: already disputed"
        play.later(1_200)
        assert play.engine.report("cyd", added).amount == 0

    def test_what_was_earned_later_does_not_count(self, play):
        added = play.bad()
        play.earn("bob")
        reason = play.refused(play.engine.report, "bob", added)
        assert reason == "incentive: no older good contribution"

    def test_it_needs_both_models(self, play):
        play.earn("bob")
        honest = play.add("ann", KNOWN, 1)
        while play.engine.predict(KNOWN) == 1:
            play.add("bob", KNOWN, 0)  # poison
        assert play.refused(play.engine.report, "bob", honest) == "incentive: model agrees"

    def test_while_disputed_a_refund_needs_both_models(self, play):
        play.earn("bob")
        added = play.bad()
        play.engine.report("bob", added)
        while play.engine.predict(KNOWN) == 1:
            play.add("eve", KNOWN, 0)
        play.engine.set_time(added.time + 1_000)
        reason = play.refused(play.engine.refund, "ann", added)
        assert reason == "incentive: settled model disagrees"
        play.later(1_200)  # the dispute has lapsed
        assert play.engine.refund("ann", added).amount == 990_000

    def test_not_of_ones_own(self, play):
        play.earn("ann")
        reason = play.refused(play.engine.report, "ann", play.bad())
        assert reason == "incentive: own contribution"

    def test_a_share_of_nothing_is_refused(self):
        play = Play(replace(TERMS, floor=1_000))
        play.earn("bob")
        added = play.bad()
        play.rules.pot.upheld = 10**6
        assert play.refused(play.engine.report, "bob", added) == "incentive: share of nothing"


class TestTheEnd:
    def test_what_nobody_claimed_goes_to_the_pot(self, play):
        added = play.bad()
        play.engine.set_time(added.time + 5_999)
        assert not play.engine.can_report("eve", added).ok
        play.engine.set_time(added.time + 6_000)
        paid = play.engine.report("ann", added)  # anybody may, and nobody gets anything
        assert (paid.amount, paid.left) == (0, 0)
        assert play.rules.pot.unshared >= 990_000

    def test_not_what_a_model_agrees_with(self, play):
        honest = play.add("ann", KNOWN, 1)
        while play.engine.predict(KNOWN) == 1:
            play.add("bob", KNOWN, 0)
        play.engine.set_time(honest.time + 4_999)
        assert not play.engine.can_refund(honest).ok
        play.engine.set_time(honest.time + 9_000)
        assert play.refused(play.engine.report, "bob", honest) == "incentive: model agrees"
        assert play.engine.refund("ann", honest).amount == 990_000

    def test_the_owner_sweeps_what_nobody_had_credit_for(self, play):
        added = play.bad()
        play.engine.set_time(added.time + 6_000)
        play.engine.report("eve", added)
        kept, last = play.rules.held, play.rules.last
        assert play.refused(play.rules.sweep, last + 11_999) == "incentive: nothing to collect"
        swept = play.rules.sweep(last + 12_000)
        assert swept >= 990_000
        assert play.rules.held == kept - swept
        assert play.refused(play.rules.sweep, last + 12_000) == "incentive: nothing to collect"


class TestSettledModel:
    def test_it_learns_what_was_refunded_from_who_has_been_upheld(self, play):
        for times, taught in ((4, False), (5, True)):
            play.earn("ann", times - play.rules.good("ann"))
            added = play.add("ann", OTHER, 1)
            assert play.rules.entries[added].novel
            play.later(1_000)
            play.engine.refund("ann", added)
            assert play.rules.confirms(added) == taught
            while play.engine.predict(OTHER):
                play.add("dan", OTHER, 0)
        assert play.rules.pot.news == {"ann": 1}
        assert play.rules.pot.credit("ann") == 5

    def test_who_breaks_and_mends_has_no_news(self, play):
        play.earn("eve", 5)
        while play.engine.predict(KNOWN) == 1:
            play.add("mal", KNOWN, 0)
        added = play.add("eve", KNOWN, 1)
        assert not play.rules.entries[added].novel

    def test_a_late_refund_teaches_nothing(self, play):
        play.earn("ann", 5)
        added = play.add("ann", OTHER, 1)
        play.later(5_000)
        play.engine.refund("ann", added)
        assert not play.rules.confirms(added)
        assert play.rules.good("ann") == 5


class TestPot:
    def shares(self, pot, *names):
        return [pot.owed(name) for name in names]

    def filled(self, **counts):
        pot = Pot()
        for name, times in counts.items():
            for number in range(times):
                pot.uphold(name, number, upheld=True, taught=False, news=True)
        return pot

    def test_it_is_shared_by_credit_and_the_author_gets_nothing(self):
        pot = self.filled(a=1, b=2, c=5)
        pot.put(Wei(30), "c")
        assert self.shares(pot, "a", "b", "c") == [10, 20, 0]
        assert pot.pay("b") == 20
        assert self.shares(pot, "a", "b", "c") == [10, 0, 0]
        pot.put(Wei(17), "")  # what does not divide waits
        assert self.shares(pot, "a", "b", "c") == [12, 4, 10]
        assert pot.unshared == 1

    def test_later_credit_has_no_part_in_it(self):
        pot = self.filled(a=1)
        pot.put(Wei(30), "x")
        pot.uphold("b", 9, upheld=True, taught=False, news=True)
        assert self.shares(pot, "a", "b") == [30, 0]

    def test_what_nobody_can_have_waits_and_its_author_never_gets_it(self):
        pot = self.filled(a=2)
        pot.put(Wei(30), "a")
        pot.put(Wei(10), "b")
        assert self.shares(pot, "a") == [10]
        assert pot.unshared == 30
        pot.uphold("b", 9, upheld=True, taught=False, news=True)
        assert self.shares(pot, "a", "b") == [10, 30]

    def test_who_has_no_news_has_no_credit(self):
        assert credit(1_000, 0) == 0
        assert credit(1_000, 3) == 3 * NEWS

    @given(st.data())
    def test_no_wei_comes_or_goes(self, data):
        pot, put, paid = Pot(), 0, 0
        names = st.sampled_from("abcd")
        for number in range(data.draw(st.integers(1, 40))):
            name = data.draw(names)
            match data.draw(st.integers(0, 3)):
                case 0:
                    upheld, news = data.draw(st.tuples(st.booleans(), st.booleans()))
                    pot.uphold(name, number, upheld=upheld, taught=False, news=news)
                case 1:
                    amount = Wei(data.draw(st.integers(0, 1_000)))
                    pot.put(amount, name)
                    put += amount
                case 2:
                    pot.unshared = Wei(pot.unshared + 7)
                    put += 7
                case _:
                    owed = pot.owed(name)
                    assert pot.pay(name) == owed
                    paid += owed
            assert pot.total == sum(pot.credit(each) for each in "abcd")
            pot_, owed = pot.copy(), 0
            pot_.share()
            owed = sum(pot.owed(each) for each in "abcd")
            assert put == paid + owed + pot_.unshared


class TestWords:
    def test_the_formulas_with_their_numbers(self):
        assert explain_price(1_000_000, 8_000_000, 1_800) == (
            "max(1,000,000 wei, (8,000,000 wei + 8,000,000 wei ÷ 8), halved every hour: after"
            " 30 min 6,750,000 wei) = 6,750,000 wei"
        )
        assert explain_share(Wei(990_000), 3, 4) == "990,000 wei × 3 ÷ 4 = 742,500 wei"
        assert explain_credit(30, 2) == "min(30, 10 × 2) = 20"
