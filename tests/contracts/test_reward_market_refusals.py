"""What a market refuses, contract and twin for the same reason; and every way that it can end."""

from dataclasses import replace

import pytest

from sum.errors import NotOpen
from sum.incentives.reward_market import SCORE_WAIT, MarketTerms, Phase
from sum.shared_model import SharedModel
from sum.units import Seconds, Wei
from tests.contracts.market_cases import ROUNDS, UNIT, Pair, reason

pytestmark = pytest.mark.slow


@pytest.fixture
def pair(chain):
    return Pair(chain, seed=8)


@pytest.fixture
def portions(pair):
    return pair.portions()


@pytest.mark.parametrize(
    ("least", "longest"), [(999, 1), (0, 1), (2**128, 1), (1_000, 0), (1_000, 2**40)]
)
def test_terms_that_make_no_sense(chain, least, longest):
    with pytest.raises(NotOpen) as refused:
        MarketTerms(Wei(least), Seconds(longest))
    assert refused.value.reason == "incentive: bad parameters"

    class Bad:
        name, banks = "reward_market", 1

        def arguments(self):
            return least, longest

    with pytest.raises(NotOpen) as refused:
        SharedModel.deploy(chain, Pair(chain).model, Bad())
    assert refused.value.reason == "incentive: bad parameters"


CHANGES = {
    "no test set": [
        {"hashes": (), "counts": ()},
        {"hashes": (bytes(32),), "counts": (5,)},
        {"counts": (2, 3)},
        {"counts": (2, 3, 2, 2)},
    ],
    "bad portion": [{"counts": (2, 0, 2)}, {"counts": (2, 65, 2)}, {"counts": (0, 0, 0)}],
    "bad market": [
        {"features": 0},
        {"features": 513},
        {"unit": 0},
        {"unit": 2**64},
        {"rounds": 0},
        {"rounds": 2**20 + 1},
        {"cap": 0},
        {"cap": 2**16},
        {"forfeit": 0},
        {"forfeit": 1_001},
    ],
}


class TestOpening:
    def test_an_offer_that_makes_no_sense(self, pair, portions):
        for why, changes in [(why, each) for why, found in CHANGES.items() for each in found]:
            found = pair.commit(pair.offer(portions, **changes), Wei(1_050))
            assert found == f"incentive: {why}", changes

    def test_deadlines(self, pair, portions):
        now = pair.chain.now
        for deadlines in (
            (0, 1_000, 2_000),
            (100, 100, 2_000),
            (100, 1_000, 1_000),
            (1_000, 100, 2_000),
            (100, 1_000, 10_001),
        ):
            names = ("show_by", "participate_until", "reveal_until")
            changes = {
                name: Seconds(now + when) for name, when in zip(names, deadlines, strict=True)
            }
            assert pair.commit(pair.offer(portions, **changes)) == "incentive: bad deadlines"
        longest = {"reveal_until": Seconds(pair.chain.now + 10_000)}
        assert pair.commit(pair.offer(portions, **longest)) == ""

    def test_the_beneficiary_is_somebody_else(self, pair, portions):
        for who in (pair.sponsor, "0x" + "0" * 40):
            offer = pair.offer(portions, beneficiary=who)
            assert pair.commit(offer) == "incentive: bad beneficiary"
        offer = pair.offer(portions, beneficiary=pair.shared.address)
        why = reason(lambda: pair.market.commit(pair.sponsor, offer))
        assert why == "incentive: bad beneficiary"

    def test_the_bounty_is_exact(self, pair, portions):
        offer = pair.offer(portions)
        assert offer.escrow == ROUNDS * 5 * UNIT
        for wrong in (0, 1, -1):
            value = Wei(offer.escrow + wrong) if wrong else Wei(0)
            assert pair.commit(pair.offer(portions), value) == "incentive: wrong bounty"
        assert pair.commit(pair.offer(portions, unit=Wei(66))) == "incentive: bounty too small"
        assert pair.commit(pair.offer(portions)) == ""
        assert pair.commit(pair.offer(portions)) == "incentive: a market is open"

    def test_not_before_the_model_is_open(self, chain):
        pair = Pair(chain)
        closed = SharedModel.deploy(chain, pair.model, pair.twin.terms, open_now=False)
        pair.market.shared = closed
        offer = pair.offer(pair.portions())
        assert reason(lambda: pair.market.commit(pair.sponsor, offer)) == "trainer: not open"
        with pytest.raises(NotOpen):
            pair.twin.terms.mechanism(pair.model).commit(
                pair.sponsor, offer, offer.escrow, pair.chain.now, pair.model
            )


class TestPhases:
    def test_nothing_but_a_market_takes_contributions(self, pair, portions):
        shut = "incentive: no market is open"
        assert pair.add(pair.ann, (1,), 1, Wei(10**6)) == shut
        pair.begin(portions)
        assert pair.add(pair.ann, (1,), 1, Wei(10**6)) == shut
        assert pair.reveal(pair.twin.drawn, portions[pair.twin.drawn]) == ""
        assert pair.add(pair.ann, (1,), 1, Wei(10**6)) == ""
        assert pair.add(pair.ann, (1,), 1, Wei(pair.twin.stake_of_one - 1)) == (
            "incentive: deposit too low"
        )
        pair.chain.set_time(pair.twin.offer.participate_until)
        assert pair.add(pair.ann, (1,), 1, Wei(10**6)) == shut

    def test_a_full_market(self, pair, portions):
        pair.show(portions, cap=2)
        pair.contribute(2)
        assert pair.add(pair.bob, (1,), 1) == "incentive: market is full"

    def test_before_anything_nothing_goes(self, pair, portions):
        wrong = "incentive: wrong phase"
        assert pair.draw() == wrong
        assert pair.reveal(0, portions[0]) == wrong
        assert pair.score() == wrong
        assert pair.settle() == wrong
        assert pair.give_up() == wrong
        assert reason(lambda: pair.shared.send(pair.ann, "keep_base", 1)) == wrong
        assert pair.collect(pair.ann) == "incentive: nothing to collect"

    def test_out_of_turn(self, pair, portions):
        wrong = "incentive: wrong phase"
        pair.show(portions)
        assert pair.draw() == wrong
        assert pair.score() == wrong
        assert pair.settle() == wrong
        assert pair.give_up() == "incentive: too early"
        other = (pair.twin.drawn + 1) % 3
        assert pair.reveal(other, portions[other]) == "incentive: too early"
        pair.contribute(2)
        pair.reveal_all(portions)
        assert pair.settle() == wrong
        assert pair.reveal(other, portions[other]) == wrong
        assert pair.give_up() == "incentive: too early"

    def test_the_draw_waits_for_its_block(self, pair, portions):
        pair.commit(pair.offer(portions))
        assert reason(lambda: pair.market.draw(pair.bob)) == "incentive: too early"
        pair.market.keep_base(pair.ann)
        assert pair.draw() == ""

    def test_nothing_is_shown_before_the_base_is_kept(self, pair, portions):
        pair.commit(pair.offer(portions))
        pair.chain.send(pair.ann, pair.bob, b"", Wei(1))
        assert pair.draw() == ""
        drawn = pair.twin.drawn
        why = reason(lambda: pair.market.reveal(pair.sponsor, drawn, portions[drawn]))
        assert why == "incentive: base is missing"
        pair.shared.send(pair.bob, "keep_base", 1)
        why = reason(lambda: pair.market.reveal(pair.sponsor, drawn, portions[drawn]))
        assert why == "incentive: base is missing"
        pair.shared.send(pair.bob, "keep_base", 2**255)
        assert pair.reveal(drawn, portions[drawn]) == ""


class TestPortions:
    def test_another_portion_or_a_changed_one(self, pair, portions):
        wrong = "incentive: wrong portion"
        pair.begin(portions)
        drawn = pair.twin.drawn
        mine = portions[drawn]
        other = (drawn + 1) % 3
        assert pair.reveal(other, portions[other]) == wrong
        assert pair.reveal(drawn, portions[other]) == wrong
        assert pair.reveal(2**200, mine) == wrong
        assert pair.reveal(drawn, replace(mine, salt=bytes(32))) == wrong
        (data, label), *rest = mine.samples
        for changed in (
            (*rest,),
            (*mine.samples, mine.samples[0]),
            ((data, 1 - label), *rest),
            (*rest, (data, label)),
            ((tuple(range(9)), 0), *rest) if len(data) < 9 else (((0,), 0), *rest),
        ):
            assert pair.reveal(drawn, replace(mine, samples=tuple(changed))) == wrong
        assert pair.reveal(drawn, mine) == ""
        pair.chain.set_time(pair.twin.offer.participate_until)
        assert pair.reveal(drawn, mine) == "incentive: already revealed"
        assert pair.reveal(other, portions[other]) == ""
        assert pair.reveal(other, portions[other]) == "incentive: already revealed"

    def test_a_sample_with_more_features_than_was_said(self, pair):
        portions = [replace(each, samples=(((0, 1, 2), 1),)) for each in pair.portions()]
        pair.begin(portions, features=2, unit=Wei(1_000))
        assert pair.reveal(pair.twin.drawn, portions[pair.twin.drawn]) == "incentive: wrong portion"

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            ((), "model: no features"),
            ((9,), "model: feature out of range"),
            ((1, 1), "model: features not ascending"),
        ],
    )
    def test_a_sample_that_the_model_does_not_take(self, pair, data, why):
        """It counts as not revealed, and cannot stop a scoring."""
        portions = [replace(each, samples=((data, 1),)) for each in pair.portions()]
        pair.begin(portions, unit=Wei(1_000))
        assert pair.reveal(pair.twin.drawn, portions[pair.twin.drawn]) == why


class TestEnds:
    def test_nobody_draws(self, pair, portions):
        offer = pair.offer(portions)
        pair.commit(offer)
        pair.market.keep_base(pair.ann)
        assert pair.give_up() == "incentive: too early"
        pair.chain.set_time(offer.show_by)
        assert pair.draw() == "incentive: too late"
        pair.chain.set_time(offer.show_by)
        assert pair.give_up() == ""
        assert pair.shared.collectable(pair.eve) == offer.escrow * 300 // 1_000
        assert pair.collect_all() == 0
        assert pair.twin.phase == Phase.NONE

    def test_the_block_of_the_draw_is_out_of_reach(self, pair, portions):
        offer = pair.offer(portions)
        offer = replace(
            offer,
            show_by=Seconds(offer.show_by + 2_000),
            participate_until=Seconds(offer.participate_until + 4_000),
            reveal_until=Seconds(offer.reveal_until + 4_000),
        )
        pair.commit(offer)
        for _ in range(256):
            pair.chain.send(pair.ann, pair.bob, b"", Wei(1))
        assert reason(lambda: pair.market.give_up(pair.bob)) == "incentive: too early"
        pair.chain.send(pair.ann, pair.bob, b"", Wei(1))
        assert reason(lambda: pair.market.draw(pair.bob)) == "incentive: too late"
        assert pair.give_up(expired=True) == ""
        assert pair.collect_all() == 0

    def test_the_drawn_portion_is_not_shown(self, pair, portions):
        pair.begin(portions)
        offer, drawn = pair.twin.offer, pair.twin.drawn
        pair.chain.set_time(offer.show_by)
        assert pair.reveal(drawn, portions[drawn]) == "incentive: too late"
        pair.chain.set_time(offer.show_by)
        assert pair.give_up() == ""
        assert pair.shared.collectable(pair.sponsor) == offer.escrow - offer.escrow * 300 // 1_000
        assert pair.collect_all() == 0

    @pytest.mark.parametrize(("count", "revealed"), [(0, 0), (1, 0), (4, 1)])
    def test_a_portion_is_not_revealed(self, pair, portions, count, revealed):
        pair.show(portions)
        pair.contribute(count)
        offer, twin = pair.twin.offer, pair.twin
        pair.chain.set_time(offer.participate_until)
        others = [number for number in range(3) if number != twin.drawn]
        for number in others[:revealed]:
            assert pair.reveal(number, portions[number]) == ""
        pair.chain.set_time(offer.reveal_until)
        assert pair.reveal(others[-1], portions[others[-1]]) == "incentive: too late"
        pair.chain.set_time(offer.reveal_until)
        assert pair.give_up() == ""
        stake, bounty = twin.stake_of_one, twin.bounty
        assert pair.settle() == ""
        share = bounty // max(1, count)
        assert {each.amount for each in twin.payouts} == ({stake + share} if count else set())
        assert pair.shared.collectable(pair.eve) == bounty - share * count
        assert pair.shared.collectable(pair.sponsor) == offer.escrow - bounty
        assert pair.collect_all() == 0

    def test_nobody_takes_part(self, pair, portions):
        pair.show(portions)
        pair.reveal_all(portions)
        assert pair.twin.phase == Phase.PAYING
        assert pair.settle() == ""
        assert pair.shared.collectable(pair.sponsor) == pair.twin.offer.escrow
        assert pair.collect_all() == 0

    def test_a_scoring_that_nobody_finishes(self, pair, portions):
        pair.show(portions)
        pair.contribute(3)
        pair.reveal_all(portions)
        due = Seconds(pair.twin.offer.reveal_until + SCORE_WAIT)
        pair.chain.set_time(Seconds(due - 1))
        assert pair.give_up() == "incentive: too early"
        pair.chain.set_time(due)
        assert pair.give_up() == ""
        assert pair.score() == "incentive: wrong phase"
        assert pair.settle() == ""
        assert len({each.amount for each in pair.twin.payouts}) == 1
        assert pair.collect_all() == 0

    def test_after_each_end_there_can_be_another(self, pair, portions):
        for _ in range(2):
            offer = pair.offer(portions)
            assert pair.commit(offer) == ""
            pair.chain.set_time(offer.show_by)
            assert pair.give_up() == ""
        pair.show(portions)
        pair.contribute(2)
        pair.reveal_all(portions)
        assert (pair.score(), pair.settle()) == ("", "")
        assert pair.collect_all() == 0
