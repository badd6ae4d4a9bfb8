"""Callers who pay for predictions, samples taken one after the other, and trust in the model."""

from itertools import chain

import numpy as np
import pytest

from sum.agents import Call, Caller, Contribute, Honest, Malicious
from sum.chain import connect
from sum.datasets import load
from sum.errors import InputError
from sum.incentives.deposit_refund_take import Terms
from sum.models.sparse_perceptron import SparsePerceptron
from sum.records import Called
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.driver import Driver
from sum.simulation.twin import TwinEngine
from sum.simulation.view import AgentView
from sum.units import DAY, ETHER, HOUR

DATASET = load("digits-3-or-8")


def make(*agents, on_chain=False, stream=False):
    model = SparsePerceptron(DATASET.n_features, 2)
    model.fit(DATASET.train.matrix(), DATASET.train.labels)
    engine = ChainEngine(connect(), model, Terms()) if on_chain else TwinEngine(model, Terms())
    driver = Driver(engine, DATASET, 0, stream=stream)
    for number, agent in enumerate(agents):
        driver.add_agent(agent, engine.create_account(str(number)))
    return driver


def run(driver, days):
    return list(chain.from_iterable(driver.run_until(driver.engine.now + int(days * DAY))))


# --------------------------------------------------------------------------------------- callers


@pytest.mark.parametrize("on_chain", [False, True])
def test_a_caller_pays_the_owner_for_what_the_model_says(on_chain):
    driver = make(Caller(fee=7), on_chain=on_chain)
    engine, [account] = driver.engine, driver.agents
    first, second = driver.step() + driver.step()
    for step in (first, second):
        assert isinstance(step.action, Call)
        assert step.outcome == Called(account, engine.predict(step.action.sample.data), 7)
    assert second.time > first.time
    assert engine.now > second.time
    assert (engine.profit(account), engine.profit(engine.owner), engine.held()) == (-14, 14, 0)


def test_a_caller_calls_while_its_money_lasts():
    driver = make(Caller(fee=7, purse=20))
    events = run(driver, 1)
    assert len(events) == 2
    assert driver.next_time is not None


@pytest.mark.parametrize("wrong", [{"fee": -1}, {"purse": -1}, {"mean_wait": -1}])
def test_a_caller_refuses_numbers_below_zero(wrong):
    with pytest.raises(InputError):
        Caller(**wrong)


def test_no_money_is_lost_where_people_call_and_contribute():
    driver = make(Caller(), Honest(), Malicious(mean_wait=HOUR))
    events = run(driver, 5)
    assert not [event for event in events if event.refused]
    engine = driver.engine
    everybody = [engine.owner, *driver.agents]
    assert sum(map(engine.profit, everybody)) + engine.held() == 0
    assert engine.profit(engine.owner) > 0


# --------------------------------------------------------------------------------------- streams


def offered(driver, number):
    view = AgentView(driver._known, DATASET, "somebody")
    rng = np.random.default_rng(0)
    return [view.offer(rng) for _ in range(number)]


def test_a_stream_offers_one_sample_after_the_other_and_begins_again():
    size = len(DATASET.pool)
    assert offered(make(stream=True), size + 2) == [*DATASET.pool, DATASET.pool[0], DATASET.pool[1]]


def test_without_a_stream_samples_are_drawn():
    rng = np.random.default_rng(0)
    drawn = [DATASET.pool[int(rng.integers(len(DATASET.pool)))] for _ in range(20)]
    assert offered(make(), 20) == drawn


def test_people_share_a_stream():
    driver = make(*(Honest(willing=900 * ETHER, mistake_rate=0.5) for _ in range(2)), stream=True)
    actions = [event.action for event in run(driver, 1)]
    samples = [action.sample for action in actions if isinstance(action, Contribute)]
    assert samples == list(DATASET.pool.samples[: len(samples)])


# ----------------------------------------------------------------------------------------- trust


def test_trust_is_accuracy_and_confidence():
    driver = make(Honest(confidence=0.1))
    assert AgentView(driver._known, DATASET, "somebody").accuracy == 1.0
    shares = []
    for accuracy in (0.9, 0.4, 0.0):
        driver.announce(accuracy)
        before = driver.engine.now
        events = run(driver, 10)
        visits = (driver.engine.now - before) / HOUR
        shares.append(sum(isinstance(event.action, Contribute) for event in events) / visits)
    assert shares == pytest.approx([1.0, 0.5, 0.1], abs=0.1)


def test_chance_is_the_same_without_confidence():
    first, second = (make(Honest()) for _ in range(2))
    second.announce(0.1)
    assert run(first, 2) == run(second, 2)


def test_an_undo_brings_back_stream_and_accuracy():
    driver = make(Honest(confidence=0.1), Caller(), stream=True)
    driver.announce(0.5)
    run(driver, 1)
    memento, engine = driver.save(), driver.engine.save()
    first = run(driver, 1)
    driver.announce(0.9)
    driver.restore(memento)
    driver.engine.restore(engine)
    assert run(driver, 1) == first
