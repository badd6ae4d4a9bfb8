"""The engine that sends ahead: it plays whole scenarios, and nothing that differs passes."""

from dataclasses import replace

import pytest

from sum.chain import connect
from sum.errors import ChainError, InputError, NothingLeft, TooEarly, refusal
from sum.incentives import MarketTerms, PointsTerms, Terms
from sum.models.sparse_perceptron import SparsePerceptron
from sum.records import State
from sum.simulation.mirror import MirrorEngine
from sum.simulation.scenario import Data
from sum.units import DAY, ETHER, HOUR
from tests.parity.play import assert_same, play, scenario


@pytest.fixture
def engine(node_url):
    """Somebody has contributed, and somebody else has paid a bill."""
    engine = MirrorEngine(connect(node_url, bulk=True), SparsePerceptron(n_features=8), Terms())
    ann, bob = engine.create_account("ann"), engine.create_account("bob")
    engine.ann, engine.bob = ann, bob
    engine.added = engine.add(ann, (1, 2), 1).contribution
    engine.pay(bob, engine.owner, ETHER)
    engine.verify()
    return engine


def test_claims_refusals_and_payments_are_mirrored(engine):
    with pytest.raises(TooEarly):
        engine.refund(engine.ann, engine.added)
    engine.set_time(engine.added.time + DAY)
    assert engine.add(engine.bob, (1, 2), 1).receipt == 0
    assert engine.refund(engine.ann, engine.added).left == 0
    with pytest.raises(NothingLeft):
        engine.report(engine.bob, engine.added)
    with pytest.raises(NothingLeft):  # which no call could carry: the game has no pot
        engine.collect(engine.ann)
    engine.verify()
    assert engine.gas_used > 200_000
    assert engine.profit(engine.bob) < -ETHER
    assert engine.profit(engine.ann) == 0


@pytest.mark.slow
def test_shares_of_a_pot_are_pulled(node_url):
    scene = scenario("sparse_perceptron", "guarded_deposit")
    waits = {"refund_wait": 9 * HOUR, "k_wait": 10 * HOUR, "long_wait": 14 * HOUR}
    scene = replace(
        scene,
        data=Data(name="reviews", encoder="words"),
        incentive=replace(scene.incentive, **waits),
    )
    run, _ = play(scene, node_url)
    assert run.summary.collected > 5
    assert_same(run, play(scene, "twin")[0])


def test_points_are_mirrored_and_markets_are_not(node_url):
    chain, model = connect(node_url, bulk=True), SparsePerceptron(n_features=8)
    engine = MirrorEngine(chain, model, PointsTerms(refund_wait=5, any_wait=5))
    ann, bob = engine.create_account("ann"), engine.create_account("bob")
    bad = engine.add(ann, (1,), 0).contribution
    good = engine.add(bob, (1,), 1).contribution
    engine.set_time(engine.now + 9)
    engine.refund(bob, good)
    engine.report(bob, bad)
    assert engine.incentive.points() == {ann: -1, bob: 2}
    engine.verify()
    with pytest.raises(InputError, match="reward_market"):
        MirrorEngine(chain, model, MarketTerms())


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda twin: twin._profits.update({twin.ann: 1}), "the balance of"),
        (lambda twin: setattr(twin, "_held", 1), "what the contract holds"),
        (lambda twin: twin._model.learn_one((7,), 0), "the parameters"),
        (
            lambda twin: twin._records.update({twin.added: State(1, 1, 0, settled=False)}),
            "the record of",
        ),
    ],
)
def test_a_difference_in_the_end_is_found(engine, spoil, what):
    spoil(engine)
    with pytest.raises(ChainError, match=what):
        engine.verify()


def test_a_refusal_for_another_reason_is_found(engine, monkeypatch):
    def refuse(*_):
        raise refusal("incentive: model disagrees")

    monkeypatch.setattr(engine._incentive, "refund_cause", refuse)
    with pytest.raises(Exception, match="model"):
        engine.refund(engine.ann, engine.added)
    with pytest.raises(ChainError, match="should have refused"):
        engine.verify()


def test_a_transaction_of_which_the_twin_knows_nothing_is_found(engine, node_url):
    other = connect(node_url)
    other.send(other.accounts[0], engine.shared.address[:2] + engine.ann[2:], value=1)
    with pytest.raises(ChainError, match="the balance of"):
        engine.verify()
