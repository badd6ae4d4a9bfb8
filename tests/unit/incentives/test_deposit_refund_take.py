"""The mechanism's rules alone, with numbers worked out by hand."""

from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import NotOpen, Refused
from sum.incentives import MECHANISMS, Terms
from sum.incentives.base import Claim, Stake
from sum.incentives.deposit_refund_take import (
    MAX_K,
    deposit,
    explain_deposit,
    explain_share,
    share,
)
from sum.models import SparsePerceptron
from sum.records import Contribution
from sum.units import DAY, ETHER, HOUR

TERMS = Terms(1_000, 100, 500, 900)


class TestTerms:
    def test_the_defaults_are_the_papers(self):
        terms = Terms()
        assert (terms.refund_wait, terms.any_wait) == (DAY, 9 * DAY)
        assert deposit(terms.cost_weight, HOUR) == pytest.approx(ETHER / 10)

    def test_they_are_what_the_constructor_takes(self):
        assert TERMS.arguments() == (1_000, 100, 500, 900, 3_600)
        assert MECHANISMS[Terms.name](*TERMS.arguments()) == TERMS

    @pytest.mark.parametrize(
        "arguments", [(1, 1, 1, 1, 1), (2**64, 1, 2**40 - 1, 2**40 - 1, 2**16 - 1)]
    )
    def test_the_extremes_are_good(self, arguments):
        assert Terms(*arguments).arguments() == arguments

    @pytest.mark.parametrize(
        "arguments",
        [
            (0, 1, 1, 1),
            (-1, 1, 1, 1),
            (2**64 + 1, 1, 1, 1),
            (1, 0, 1, 1),
            (1, -5, 1, 1),
            (1, 2, 1, 2),
            (1, 1, 3, 2),
            (1, 1, 1, 2**40),
            (1.0, 1, 1, 1),
            (1, 1, 1, 1, 0),
            (1, 1, 1, 1, 2**16),
            (1, 1, 1, 1, 60.0),
        ],
    )
    def test_others_are_refused(self, arguments):
        with pytest.raises(NotOpen) as refused:
            Terms(*arguments)
        assert refused.value.reason == "incentive: bad parameters"


class TestDeposit:
    @pytest.mark.parametrize(
        ("weight", "elapsed", "expected"),
        [
            (1_000, 0, 3_600_000),
            (1_000, 1, 3_600_000),
            (1_000, 3, 3_600_000),
            (1_000, 4, 1_800_000),
            (1_000, 8, 1_800_000),
            (1_000, 9, 1_200_000),
            (1_000, 49, 514_285),
            (1_000, 3_600, 60_000),
            (1_000, 10**9, 113),
            (1, 3_600**2, 1),
            (1, 10**9, 1),  # never nothing
            (2**64, 1, 2**64 * 3_600),
        ],
    )
    def test_it_falls_with_the_root_of_the_time(self, weight, elapsed, expected):
        assert deposit(weight, elapsed) == expected

    @given(
        st.integers(1, 2**64), st.integers(0, 2**40), st.integers(0, 2**40), st.integers(1, MAX_K)
    )
    def test_it_never_rises_with_time_and_fits_80_bits(self, weight, one, two, k):
        early, late = sorted((one, two))
        assert 2**80 > deposit(weight, early, k) >= deposit(weight, late, k) >= 1

    @pytest.mark.parametrize(("elapsed", "expected"), [(1, 60_000), (49, 8_571), (3_600, 1_000)])
    def test_the_constant_is_the_terms(self, elapsed, expected):
        twin = replace(TERMS, k=60).mechanism(SparsePerceptron())
        twin.open(0)
        assert twin.cost(elapsed) == deposit(1_000, elapsed, 60) == expected
        assert "× 60 ÷ √(" in explain_deposit(1_000, elapsed, 60)

    def test_the_formula_shows_its_numbers(self):
        for elapsed in (1, 59, 3_600, 10 * DAY):
            text = explain_deposit(10**15, elapsed)
            assert f"{elapsed:,} s" in text
            assert text.startswith("0.001 ETH × 3,600 ÷ √(")


class TestShare:
    @pytest.mark.parametrize(
        ("left", "good", "total", "expected"),
        [
            (100, 1, 4, 25),
            (100, 3, 4, 75),
            (100, 4, 4, 100),
            (100, 1, 3, 33),
            (100, 2, 3, 66),
            (100, 1, 101, 100),  # rounds to nothing: everything
            (40, 1, 101, 40),
            (100, 1, 100, 1),
            (25, 1, 4, 25),
            (24, 1, 4, 24),  # more than what is left: the rest
            (1, 3, 4, 1),
        ],
    )
    def test_of_a_hundred(self, left, good, total, expected):
        assert share(100, left, good, total) == expected

    @given(st.data(), st.integers(1, 2**80 - 1), st.integers(1, 2**64 - 1))
    def test_it_is_something_and_never_more_than_what_is_left(self, data, whole, total):
        left = data.draw(st.integers(1, whole))
        good = data.draw(st.integers(1, total))
        assert 1 <= share(whole, left, good, total) <= left

    def test_the_formula_ends_in_its_result(self):
        for left, good, result in ((100, 1, 25), (10, 1, 10), (100, 3, 75)):
            assert explain_share(100, left, good, 4).endswith(f" {result} wei")
        assert explain_share(3, 3, 1, 4).endswith(" 3 wei")


def opened():
    rules = TERMS.mechanism(None)
    rules.open(1_000)
    return rules


def claim(account, elapsed, *, contributor="ann", is_owner=False, agrees=True, left=90):
    contribution = Contribution((1,), 0, 1_000, contributor)
    return Claim(contribution, 100, left, account, is_owner, 1_000 + elapsed, lambda: agrees)


def never():
    pytest.fail("the model was asked")


class TestStake:
    def test_closed_comes_before_the_price(self):
        with pytest.raises(NotOpen) as refused:
            TERMS.mechanism(None).stake(0, 5)
        assert refused.value.reason == "trainer: not open"

    def test_it_opens_once(self):
        with pytest.raises(NotOpen) as refused:
            opened().open(2_000)
        assert refused.value.reason == "trainer: already open"

    def test_time_counts_from_the_opening_and_then_from_the_last(self):
        rules = opened()
        stake = rules.stake(360_000, 1_100)
        assert stake == rules.stake(10**9, 1_100) == Stake(360_000, 360_000, 360_000)
        rules.on_add(Contribution((1,), 0, 1_100, "ann"), stake, None)
        assert rules.last == 1_100
        assert rules.cost(1_104) == 1_800_000

    def test_too_little_changes_nothing(self):
        rules = opened()
        with pytest.raises(Refused) as refused:
            rules.stake(359_999, 1_100)
        assert refused.value.reason == "incentive: deposit too low"
        assert rules == opened()


class TestRefundCause:
    @pytest.mark.parametrize(
        ("elapsed", "agrees", "cause"),
        [
            (99, True, "incentive: too early"),
            (99, False, "incentive: too early"),
            (100, True, ""),
            (100, False, "incentive: model disagrees"),
            (10**6, False, "incentive: model disagrees"),
        ],
    )
    def test_first_the_time_then_the_model(self, elapsed, agrees, cause):
        assert opened().refund_cause(claim("ann", elapsed, agrees=agrees)) == cause

    def test_each_counts_as_a_good_one(self):
        rules = opened()
        for who in ("ann", "ann", "bob"):
            rules.on_refund(claim(who, 100))
        assert (rules.good("ann"), rules.good("bob"), rules.good("cyd")) == (2, 1, 0)
        assert rules.total_good == 3


@pytest.fixture
def rules():
    """Bob has one good contribution of four; Cyd three, and has taken already."""
    rules = opened()
    for who in ("bob", "cyd", "cyd", "cyd"):
        rules.on_refund(claim(who, 100))
    assert rules.on_report(claim("cyd", 100), 7) == 7
    return rules


class TestReportCause:
    @pytest.mark.parametrize(
        ("who", "elapsed", "agrees", "cause"),
        [
            ("ann", 0, True, "incentive: own contribution"),
            ("ann", 899, False, "incentive: own contribution"),
            ("dan", 99, True, "incentive: too early"),
            ("cyd", 99, True, "incentive: too early"),
            ("dan", 100, True, "incentive: no good contribution yet"),
            ("dan", 899, False, "incentive: no good contribution yet"),
            ("cyd", 100, True, "incentive: already claimed"),
            ("cyd", 899, False, "incentive: already claimed"),
            ("bob", 100, True, "incentive: model agrees"),
            ("bob", 899, True, "incentive: model agrees"),
        ],
    )
    def test_the_causes_come_in_the_contracts_order(self, rules, who, elapsed, agrees, cause):
        assert rules.report_cause(claim(who, elapsed, agrees=agrees)) == (cause, 0)

    def test_a_reporter_gets_a_share(self, rules):
        for elapsed in (100, 500, 899):
            assert rules.report_cause(claim("bob", elapsed, agrees=False)) == ("", 25)

    def test_of_little_that_is_left_the_rest(self, rules):
        assert rules.report_cause(claim("bob", 100, agrees=False, left=24)) == ("", 24)

    @pytest.mark.parametrize("who", ["ann", "bob", "cyd", "dan"])
    @pytest.mark.parametrize(("elapsed", "is_owner"), [(900, False), (500, True), (900, True)])
    def test_after_the_long_waits_all_is_left_and_the_model_is_not_asked(
        self, rules, who, elapsed, is_owner
    ):
        late = claim(who, elapsed, is_owner=is_owner)._replace(agrees=never)
        assert rules.report_cause(late) == ("", 90)

    def test_only_the_owner_has_the_owners_wait(self, rules):
        for wait, is_owner in ((500, False), (499, True)):
            cause, amount = rules.report_cause(claim("dan", wait, is_owner=is_owner))
            assert (cause, amount) == ("incentive: no good contribution yet", 0)

    def test_what_was_taken_is_of_one_contribution(self, rules):
        other = claim("cyd", 100, contributor="eve", agrees=False)
        assert rules.report_cause(other) == ("", 75)


class TestCopy:
    def test_it_goes_its_own_way(self, rules):
        before = deepcopy(rules)
        other = rules.copy()
        assert other == rules
        other.on_refund(claim("bob", 100))
        other.on_report(claim("bob", 100), 1)
        other.on_add(Contribution((1,), 0, 2_000, "ann"), Stake(1, 1, 1), None)
        assert rules == before
