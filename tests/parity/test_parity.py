"""Twin, chain and node come to the same: every model, every mechanism, event by event."""

import pytest

from sum.errors import ChainError
from sum.incentives import MECHANISMS
from sum.incentives.base import Stake
from sum.incentives.deposit_refund_take import DepositRefundTake
from sum.models import MODELS
from sum.units import Wei
from tests.parity.play import assert_eventful, assert_same, assert_wallets, play, scenario

pairs = pytest.mark.parametrize(
    ("model", "mechanism"), [(model, each) for each in MECHANISMS for model in MODELS]
)


def twin_of(run):
    """The same run on the twin, which draws a market's portion as the chain did."""
    return play(run.scenario, "twin", run.drawn)[0]


@pytest.mark.slow
@pairs
def test_the_chain_does_what_the_twin_does(model, mechanism):
    run, engine = play(scenario(model, mechanism), "tester")
    assert_eventful(run)
    assert_same(run, twin_of(run))
    assert_wallets(engine, [account for account in engine._profits if account != engine.owner])


@pytest.mark.slow
@pairs
def test_the_node_does_what_the_twin_does(model, mechanism, node_url):
    run, _ = play(scenario(model, mechanism), node_url)
    assert_same(run, twin_of(run))


@pytest.fixture
def tamper(monkeypatch):
    """Make the twin of the published game lose a wei of the 20th contribution's deposit."""
    stake = DepositRefundTake.stake

    def wrong(self, value, now):
        found = stake(self, value, now)
        self.asked = getattr(self, "asked", 0) + 1
        return Stake(found.cost, Wei(found.deposit - (self.asked == 20)), found.claimable)

    return lambda: monkeypatch.setattr(DepositRefundTake, "stake", wrong)


def test_a_wrong_twin_does_not_pass_for_the_chain(tamper):
    scene = scenario("dense_nearest_centroid", "deposit_refund_take", 30)
    run, _ = play(scene, "tester")
    assert_same(run, twin_of(run))
    tamper()
    with pytest.raises(AssertionError):
        assert_same(run, twin_of(run))


def test_a_wrong_twin_is_found_out_on_the_node(node_url, tamper):
    scene = scenario("dense_nearest_centroid", "deposit_refund_take", 30)
    play(scene, node_url)
    tamper()
    with pytest.raises(ChainError, match="differ"):
        play(scene, node_url)
