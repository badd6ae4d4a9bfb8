"""The reward market on a chain, beside its twin: the way it is meant to go."""

import numpy as np
import pytest

from sum.errors import InputError
from sum.incentives.reward_market import MarketTerms, Phase
from sum.market import Market
from sum.models import MODELS
from sum.shared_model import SharedModel
from tests.contracts.conftest import Puppet
from tests.contracts.market_cases import ROUNDS, UNIT, Pair
from tests.contracts.model_cases import Case

pytestmark = pytest.mark.slow

OTHERS = [name for name in MODELS if name != "sparse_perceptron"]
every_model = pytest.mark.parametrize(
    ("name", "n_classes"),
    [
        ("sparse_perceptron", 2),
        pytest.param("sparse_perceptron", 3, marks=pytest.mark.slow),
        *(pytest.param(name, n, marks=pytest.mark.slow) for name in OTHERS for n in (2, 3)),
    ],
)


@every_model
def test_two_markets_one_after_the_other(chain, name, n_classes):
    pair = Pair(chain, Case(MODELS[name], n_classes, 9), seed=3)
    for number, count in ((1, 6), (2, 3)):
        portions = pair.portions()
        pair.show(portions)
        pair.contribute(count)
        pair.reveal_all(portions)
        assert pair.score() == ""
        assert pair.settle() == ""
        assert pair.twin.number == number
        assert pair.shared.download().words() == pair.live.words()
    assert pair.collect_all() == 0


class TestScoring:
    @pytest.fixture
    def revealed(self, chain):
        pair, portions = Pair(chain, seed=1), ()
        portions = pair.portions((4, 5, 4))
        pair.show(portions)
        pair.contribute(12)
        pair.reveal_all(portions)
        return pair

    def test_it_takes_as_many_transactions_as_it_takes(self, revealed):
        """Each has little gas, so that many stop among a contribution's hits."""
        amid = []
        original = revealed.shared.listener

        def listen(receipt, *rest):
            original(receipt, *rest)
            stage, _, _, _, sample, *_ = revealed.shared.ask("progress")
            amid.append(stage == 3 and sample > 0)

        revealed.shared.listener = listen
        assert revealed.score(gas=800_000) == ""
        assert len(amid) > 3
        assert sum(amid) > 0
        assert max(revealed.gas[-len(amid) :]) <= 800_000
        assert revealed.settle() == ""
        assert revealed.collect_all() == 0

    def test_balances_and_what_the_sponsor_gets(self, revealed):
        assert revealed.score() == ""
        outcome, twin = revealed.twin.outcome, revealed.twin
        stake, bounty, escrow = twin.stake_of_one, twin.bounty, twin.offer.escrow
        assert stake == twin.scored * UNIT
        assert bounty == ROUNDS * stake
        paid = sum(outcome.balances) * UNIT
        assert revealed.settle() == ""
        rest = revealed.shared.collectable(revealed.sponsor)
        assert rest == escrow - (paid - 12 * stake)

    def test_what_is_not_what_was_revealed_or_contributed_is_refused(self, revealed):
        market, send = revealed.market, revealed.shared.send
        samples, contributions = market.samples(), market.contributions()
        names = ("at", "samples", "labels", "replayed")
        good = dict(zip(names, market._call(samples, contributions), strict=True))

        def refused(**changes):
            call = {**good, **changes}
            try:
                send(revealed.ann, "score", 500_000, *call.values())
            except Exception as error:  # noqa: BLE001 - whatever it is
                return getattr(error, "reason", "")
            return None

        labels, replayed = good["labels"], good["replayed"]
        later = [replayed[0], replayed[1] + 1, *replayed[2:]]
        size = 3 + (replayed[2] + 3) // 4
        assert refused(labels=[1 - labels[0], *labels[1:]]) == "incentive: wrong sample"
        assert refused(at=1) == "incentive: wrong sample"
        assert refused(replayed=later) == "incentive: wrong contribution"
        assert refused(replayed=replayed[size:]) == "incentive: wrong contribution"
        assert refused(replayed=replayed[:4]) == ""
        assert refused(labels=labels[:-1]) == ""
        assert market.state().phase == Phase.SCORING
        assert refused() is None


def test_more_samples_than_a_call_carries(chain):
    pair = Pair(chain, seed=5)
    portions = pair.portions((40, 40, 40))
    pair.show(portions)
    pair.contribute(4)
    pair.reveal_all(portions)
    assert pair.score() == ""
    assert pair.settle() == ""
    assert pair.collect_all() == 0


def test_it_starts_from_the_model_as_it_was_at_the_opening(chain):
    pair = Pair(chain, seed=2)
    portions = pair.portions()
    pair.show(portions)
    before = pair.shared.download().words()
    pair.contribute(5)
    assert pair.shared.download().words() != before
    assert list(pair.shared.ask("parameters_of", 1, 0, 512)) == before


def test_whoever_can_tell_reads_it_all_off_the_chain(chain):
    pair = Pair(chain, seed=4)
    portions = pair.portions()
    pair.show(portions)
    drawn = pair.twin.drawn
    assert pair.market.portions() == {drawn: portions[drawn]}
    pair.contribute(3)
    assert pair.market.contributions() == tuple(pair.twin.contributions)
    pair.reveal_all(portions)
    assert pair.market.portions() == dict(enumerate(portions))
    assert pair.market.samples() == pair.twin.samples()
    again = Market(SharedModel.connect(chain, pair.shared.address))
    again.score(pair.bob)
    assert again.outcome() == pair.twin.score()


class TestCollecting:
    @pytest.fixture
    def owed(self, chain):
        """A puppet contributes first, and is owed its money."""
        pair = Pair(chain, seed=6)
        portions = pair.portions()
        pair.show(portions)
        game = PuppetGame(pair)
        puppet = Puppet(game)
        stake = pair.twin.stake_of_one
        puppet.act((stake, "add_data", [0, 3], 1))
        pair.shared.add_data(pair.ann, (1, 2), 0)
        chain.set_time(pair.twin.offer.reveal_until)
        pair.market.give_up(pair.bob)
        pair.market.settle(pair.bob)
        return pair, puppet, pair.shared.collectable(puppet.address)

    def test_who_refuses_ether_has_it_sent_elsewhere(self, owed):
        pair, puppet, amount = owed
        puppet.on_payment(refuses=True)
        with PuppetGame.refuses(pair, "trainer: payment refused"):
            puppet.act((0, "collect", puppet.address))
        before = pair.chain.balance(pair.eve)
        puppet.act((0, "collect", pair.eve))
        assert pair.chain.balance(pair.eve) - before == amount > 0
        assert pair.shared.collectable(puppet.address) == 0

    def test_who_calls_back_gets_it_once(self, owed):
        pair, puppet, amount = owed
        held = pair.shared.held()
        puppet.on_payment("collect", puppet.address, times=3)
        puppet.act((0, "collect", puppet.address))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert puppet.balance() == amount == held - pair.shared.held()

    @pytest.mark.filterwarnings("ignore:SELFDESTRUCT:DeprecationWarning")
    def test_forced_ether_stays(self, owed):
        pair, puppet, amount = owed
        puppet.force(77)
        puppet.act((0, "collect", puppet.address))
        for who in (pair.ann, pair.eve, pair.sponsor):
            if pair.shared.collectable(who):
                pair.shared.collect(who)
        assert amount > 0
        assert pair.shared.held() == 77


class PuppetGame:
    """What a puppet needs to know of a game."""

    def __init__(self, pair):
        self.chain, self.bob, self.address = pair.chain, pair.bob, pair.shared.address
        self.encode = pair.shared.artifact.interface.encode

    @staticmethod
    def refuses(pair, why):
        return pytest.raises(Exception, match="refused the payment" if pair and why else "")


def test_it_tells_what_it_is(chain):
    pair = Pair(chain)
    assert pair.shared.terms() == pair.twin.terms
    assert isinstance(pair.shared.terms(), MarketTerms)
    assert (pair.shared.good(pair.ann), pair.shared.total_good()) == (0, 0)
    assert not pair.shared.ask("market")[1]


def test_another_mechanism_has_no_market(game):
    with pytest.raises(InputError, match="no reward market"):
        Market(game.shared)


def test_there_are_no_refunds_and_no_reports(chain):
    pair = Pair(chain)
    portions = pair.portions()
    pair.show(portions)
    added = pair.shared.add_data(pair.ann, (1, 2), 1)
    state = pair.shared.state(added.contribution)
    assert (state.deposit, state.claimable) == (pair.twin.stake_of_one, 0)
    assert pair.shared.can_refund(added.contribution).reason == "incentive: the market pays"
    verdict = pair.shared.can_report(pair.bob, added.contribution)
    assert verdict.reason == "incentive: the market pays"
    assert np.isclose(float(pair.shared.share(pair.bob, added.contribution)), 0)
