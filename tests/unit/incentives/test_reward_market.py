"""The market's arithmetic, against a slow and plain reading of the rules; and its commitments."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import InputError
from sum.incentives.market_rules import (
    Offer,
    Portion,
    count_hits,
    pack,
    sample_hash,
    score_market,
)
from sum.incentives.reward_market import MarketTerms, RewardMarket
from sum.market import hide
from sum.models import NaiveBayes, SparsePerceptron
from sum.records import Contribution
from sum.shared_model import unpack
from sum.units import Seconds, Wei

data = st.sets(st.integers(0, 5), min_size=1).map(lambda each: tuple(sorted(each)))
labelled = st.tuples(data, st.integers(0, 1))
models = st.sampled_from([SparsePerceptron(6), NaiveBayes(6)])
several = st.lists(labelled, max_size=12)


def plainly(base, contributions, scored, rounds):
    """The same by the words of the rules, with nothing left out."""
    stake = len(scored)
    balances = dict.fromkeys(range(len(contributions)), stake)
    inside, passes = sorted(balances), []
    while rounds and inside:
        model, scores = base.copy(), {}
        before = count_hits(model, scored)
        for index in inside:
            model.learn_one(contributions[index].data, contributions[index].label)
            hits = sum(model.predict_one(each) == label for each, label in scored)
            scores[index], before = hits - before, hits
        worst = [balances[index] // -score for index, score in scores.items() if score < 0]
        played = min([rounds, *worst])
        for index, score in scores.items():
            balances[index] += score * played
        dropped = {index: balances[index] for index in inside if balances[index] < stake}
        passes.append((scores, played, dropped))
        rounds -= played
        inside = [index for index in inside if index not in dropped]
    return passes, tuple(balances.values())


@given(models, several, several, st.lists(labelled, min_size=1, max_size=8), st.integers(1, 60))
def test_it_is_what_the_rules_say(model, before, added, scored, rounds):
    base = model.copy()
    for each in before:
        base.learn_one(*each)
    contributions = [Contribution(*each, Seconds(n), "0xa") for n, each in enumerate(added)]
    words = base.words()
    outcome = score_market(base, contributions, scored, rounds)
    passes, balances = plainly(base, contributions, scored, rounds)
    assert base.words() == words
    assert outcome.base_hits == count_hits(base, scored)
    assert [(each.scores, each.rounds, each.dropped) for each in outcome.passes] == passes
    assert outcome.balances == balances
    # Nobody goes below nothing, and the bounty suffices, after every pass and every contribution.
    assert all(balance >= 0 for balance in balances)
    assert sum(each.rounds for each in outcome.passes) <= rounds
    gains = [balance - len(scored) for balance in balances]
    assert all(sum(gains[:n]) <= rounds * len(scored) for n in range(len(gains) + 1))


def test_an_example():
    """Four samples say that feature 0 means class 1; one contribution says so, one the opposite."""
    scored = [((0,), 1), ((0, 1), 1), ((0, 2), 1), ((3,), 0)]
    said = [((0,), 1), ((0, 4), 0), ((5,), 0)]
    contributions = [Contribution(*each, Seconds(n), "0xa") for n, each in enumerate(said)]
    outcome = score_market(SparsePerceptron(6), contributions, scored, rounds=10)
    assert outcome.base_hits == 1
    first, last = outcome.passes
    assert (first.scores, first.rounds, first.dropped) == ({0: 2, 1: -2, 2: 0}, 2, {1: 0})
    assert (last.scores, last.rounds, last.dropped) == ({0: 2, 2: 1}, 8, {})
    assert outcome.balances == (4 + 2 * 2 + 8 * 2, 4 - 2 * 2, 4 + 8 * 1)


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=12))
def test_what_is_packed_can_be_unpacked(values):
    assert unpack(pack(values)) == tuple(values)


class TestPortions:
    def test_they_are_as_equal_as_can_be(self):
        samples = [((n,), n % 2) for n in range(11)]
        portions = hide(samples, 3)
        assert [len(portion.samples) for portion in portions] == [4, 4, 3]
        assert sorted(each for portion in portions for each in portion.samples) == samples
        assert len({portion.salt for portion in portions}) == 3

    @pytest.mark.parametrize(("samples", "count"), [(9, 1), (9, 17), (2, 3), (129, 2)])
    def test_too_few_or_too_many(self, samples, count):
        with pytest.raises(InputError):
            hide([((0,), 1)] * samples, count)

    def test_each_part_of_it_is_in_the_hash(self):
        portion = Portion((((0, 2), 1), ((1,), 0)), bytes(32))
        others = [
            replace(portion, salt=bytes(31) + b"1"),
            replace(portion, samples=portion.samples[::-1]),
            replace(portion, samples=portion.samples[:1]),
            replace(portion, samples=(((0, 2), 0), ((1,), 0))),
            replace(portion, samples=(((0, 3), 1), ((1,), 0))),
        ]
        assert len({each.hash() for each in [portion, *others]}) == 6
        assert sample_hash((0, 2), 1) != sample_hash((0, 2), 0)


class TestTwin:
    def market(self):
        """A market that has begun, of ann, with two portions of one sample."""
        portions = hide([((0,), 1), ((1,), 1)], 2)
        twin, model = RewardMarket(MarketTerms(Wei(1_000), Seconds(100))), SparsePerceptron(6)
        twin.open(Seconds(0))
        offer = Offer(
            hashes=tuple(portion.hash() for portion in portions),
            counts=(1, 1),
            features=3,
            unit=Wei(500),
            rounds=4,
            cap=3,
            show_by=Seconds(10),
            participate_until=Seconds(20),
            reveal_until=Seconds(30),
            beneficiary="0xe",
        )
        twin.commit("0xa", offer, offer.escrow, Seconds(1), model)
        twin.draw(0, Seconds(2))
        twin.reveal(0, portions[0], Seconds(3))
        return twin, portions

    def test_a_copy_is_on_its_own(self):
        twin, portions = self.market()
        other = twin.copy()
        twin.on_add(
            Contribution((1,), 1, Seconds(4), "0xb"), twin.stake(Wei(500), Seconds(4)), None
        )
        twin.reveal(1, portions[1], Seconds(20))
        twin.score()
        twin.settle()
        assert twin.collect("0xb", Seconds(40)) == 500 + 4 * 500
        assert (other.phase, other.contributions, other.payouts) == (3, [], [])
        assert set(other.revealed) == {0}
        assert other.collectable("0xb") == other.collectable("0xa") == 0

    def test_the_escrow_is_that_of_the_smallest_portion_and_the_rest_comes_back(self):
        twin, _ = self.market()
        assert twin.offer.escrow == twin.bounty == 2_000
        assert replace(twin.offer, counts=(3, 1)).escrow == 3 * 2_000
