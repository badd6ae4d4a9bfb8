"""Scores and pay: the rule's parts, each on its own."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import InputError
from sum.federated.direction import V_NORM
from sum.federated.pay import RULE, Account, Verdict, judge, pay, pay_equally, points
from sum.federated.scores import directions, exact_scores, furthest, unit

FAR = (10**12, 10**12)
numbers = st.integers(-(2**31), 2**31 - 1)


def vector(size):
    return st.lists(numbers, min_size=size, max_size=size).map(np.array)


def without(v, other):
    """In fractions, rounded to the nearest at the end of each step as the contract does."""
    square = sum(Fraction(int(each)) ** 2 for each in other)
    if not square:
        return list(v)
    along = sum(Fraction(int(a)) * int(b) for a, b in zip(v, other, strict=True))
    return [int(a) - nearest(along * int(b) / square) for a, b in zip(v, other, strict=True)]


def nearest(value):
    size = (2 * abs(value) + 1) // 2
    return size if value > 0 else -size


@given(vector(5).map(lambda v: v // 2**21), vector(5), vector(5))
def test_directions_are_exact(v, last, model):
    both = directions(v, last, model)
    apart = without(model.tolist(), last.tolist())
    assert both.news.tolist() == without(without(v.tolist(), last.tolist()), apart)
    assert both.raw is v


def test_what_is_public_has_no_news():
    rng = np.random.default_rng(1)
    v = unit(rng.integers(-(2**20), 2**20, 650))
    last, model = rng.integers(-(2**16), 2**16, (2, 650))
    news = directions(v, last, model).news
    raw, found = (
        [float(score) for score in exact_scores(np.array([last, model, v]), each)]
        for each in (v, news)
    )
    lengths = np.linalg.norm([last, model], axis=1)
    # Rounding leaves something at random: far less than what an update of this length can score.
    assert (np.abs(found[:2]) < 0.01 * V_NORM * lengths).all()
    assert found[2] > 0.9 * raw[2]


@pytest.mark.parametrize("known", [0, 1])
def test_variants_take_less_away(known):
    v, last, model = np.array([3, 4, 5]), np.array([9, 0, 0]), np.array([7, 2, 0])
    assert directions(v, last, model, known).news.tolist() == [[3, 4, 5], [0, 4, 5]][known]


def test_a_unit_is_no_longer_than_allowed():
    assert unit(np.array([3, -4]) * 2**20).tolist() == [153, -204]
    assert unit(np.zeros(3, dtype=np.int64)).tolist() == [0, 0, 0]


def test_the_furthest_score_is_that_of_an_update_along_the_direction():
    along = np.array([3, 4])
    assert furthest(along, 100) == 600  # one is added to the root


@given(st.lists(numbers, min_size=1, max_size=9))
def test_points_are_bounded(scores):
    assert all(-2_000 <= each <= 3_000 for each in points(scores, -2_000, 3_000))


def test_nobody_has_no_points():
    assert points([], -1, 1) == []


def standing(*raw, account=None, news=0):
    """One client among three whose median is 100, round after round."""
    account, slashed = account or RULE.newcomer(), []
    for score in raw:
        verdict = judge(
            [account, Account(0, 0), Account(0, 0)], [score, 100, 100], [news, 9, 9], FAR
        )[0]
        account = verdict.account
        slashed.append(verdict.slashed)
    return account, slashed


def test_standing_adds_up_to_its_top():
    assert standing(100, 50)[0].standing == 1_100 + 600
    assert standing(*[300] * 5)[0].standing == RULE.top


def test_bad_rounds_cost_nothing_until_the_limit_and_then_each_a_stake():
    account, slashed = standing(*[-200] * 9)
    assert slashed == [False] * 7 + [True] * 2
    assert account.standing == RULE.limit
    assert standing(100, account=account) == (Account(-11_700, RULE.limit), [False])


@pytest.mark.parametrize(
    ("raw", "news", "found"),
    [
        (300, 9, Account(-3_700, -2_200)),  # below 0 all the same: only mercy; and no news
        (-50, -18, Account(-4_200, -3_200)),  # what speaks against it counts
    ],
)
def test_who_stays_out_does_not_rise_by_what_it_says(raw, news, found):
    account = Account(-4_000, -1_000)
    assert standing(raw, account=account, news=news)[0] == found


def test_a_good_round_that_is_checked_brings_one_back():
    verdict = judge([Account(-2_000, 0)] * 3, [300, 100, 100], [9, 9, 9], FAR)[0]
    assert verdict.included
    assert verdict.account.standing == 1_100


@pytest.mark.parametrize("seen", [False, True])
def test_what_is_seen_counts_wherever_one_stands(seen):
    for before in (-4_000, 500):
        account = judge(
            [Account(before, -3_000)] * 3, [100] * 3, [9] * 3, FAR, seen=[seen, True, True]
        )[0].account
        rise, news, grace = (1_000, 1_000, 100) if seen else (0, -1_000, 300)
        assert account == Account(before + rise + grace, -3_000 + news - 200)


def test_a_lie_sinks_an_account_and_lifts_none():
    assert Account(2_000, -5).sunk(RULE) == Account(RULE.outside, -5)
    assert Account(RULE.limit, -5).sunk(RULE).standing == RULE.limit


def test_narrow_directions_are_none():
    spike = np.array([9, *[1] * 30])
    assert not unit(spike).any()
    flat = np.ones(31, dtype=np.int64)
    # Apart from the last step little is left of the direction but one number.
    both = directions(flat * 20 + spike, flat, 0 * flat)
    assert both.raw.any()
    assert not both.news.any()


def test_whoever_stands_badly_is_left_out_but_not_slashed():
    verdict = judge([RULE.newcomer()] * 3, [-150, 100, 100], [9, 9, 9], FAR)[0]
    assert not verdict.included
    assert not verdict.slashed
    assert verdict.weight == 0


@pytest.mark.parametrize("far", [(149, 10**9), (10**9, 149)])
def test_a_score_beyond_the_bound_costs_the_stake(far):
    good, bad = judge([Account(3_000, 0)] * 2, [100, 150], [100, 150], far)
    assert bad.slashed
    assert not bad.included
    assert bad.account.standing == -3_000
    assert good.included


def test_news_pay_for_debts_first():
    first = judge([Account(0, -1_500)] * 3, [9, 9, 9], [100, 100, 100], FAR)[0]
    assert (first.account.due, first.weight) == (-700, 0)
    second = judge([first.account] * 3, [9, 9, 9], [200, 100, 100], FAR)[0]
    assert (second.account.due, second.weight) == (0, 1_100)


def test_newcomers_begin_with_a_debt():
    assert RULE.newcomer().due < 0


def test_debts_have_an_end():
    accounts = [Account(0, RULE.limit)] * 3
    assert judge(accounts, [9, 9, 9], [-900, 100, 100], FAR)[0].account.due == RULE.limit


def test_every_client_needs_both_scores():
    with pytest.raises(InputError):
        judge([RULE.newcomer()], [1], [], FAR)


verdicts = st.builds(
    lambda slashed, weight: Verdict(Account(0, 0), slashed, 0 if slashed else weight),
    st.booleans(),
    st.integers(0, 3_000),
)


@given(
    st.lists(verdicts, max_size=12),
    st.integers(1, 10**21),
    st.integers(0, 10**21),
    st.integers(0, 10**21),
)
def test_every_wei_is_somewhere(found, stake, bounty, carried):
    payment = pay(found, stake=stake, bounty=bounty, carried=carried)
    assert sum(payment.pays) + payment.carried == carried + bounty + sum(payment.fees)
    assert payment.carried >= 0
    assert all(0 <= fee <= stake // 50 for fee in payment.fees)
    assert all(not fee for fee, verdict in zip(payment.fees, found, strict=True) if verdict.slashed)


def test_a_point_has_a_price():
    one = Verdict(Account(0, 0), slashed=False, weight=1_000)
    none = Verdict(Account(0, 0), slashed=False, weight=0)
    payment = pay([one, *[none] * 9], stake=0, bounty=1_000, carried=10**6)
    assert payment.pays[0] == 4 * 1_000 // 10
    assert sum(pay([one] * 10, stake=0, bounty=1_000, carried=0).pays) == 1_000


def test_equal_pay_shares_everything():
    assert pay_equally(0, bounty=10, carried=5) == (0, 15)
    assert pay_equally(4, bounty=10, carried=1) == (2, 3)
