"""Policies on their own: what they contribute and claim, seen through a view made by hand."""

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from sum.agents import BOTS, STRATEGIES, Careless, Contribute, Honest, Malicious, Refund, Report
from sum.agents.attackers import LabelFlipping, SelfValidatingRefund
from sum.agents.attackers.self_validating_refund import nearest
from sum.datasets import DATASETS, load
from sum.errors import InputError
from sum.models import MODELS, models_for
from sum.records import Contribution
from sum.units import ETHER, HOUR


@dataclass
class FakeView:
    """A model that learns at once, a fixed price, and the claims that a test puts in."""

    dataset: object
    price: int = 1
    profit_: int = 0
    refundable_: list = field(default_factory=list)
    disputed_: list = field(default_factory=list)
    reportable_: list = field(default_factory=list)
    now: int = 0

    def __post_init__(self):
        data = self.dataset
        self.model = MODELS[models_for(data.form)[0]](data.n_features, data.n_classes)
        for _ in range(3):
            self.model.partial_fit(data.train.matrix(), data.train.labels)
        self.pool, self.n_classes = data.pool, data.n_classes

    def predict(self, data):
        return self.model.predict_one(data)

    def cost(self, data, label):
        assert data
        assert 0 <= label < self.n_classes
        return self.price

    def good(self):
        return 1

    def profit(self):
        return self.profit_

    def refundable(self):
        return self.refundable_

    def disputed(self):
        return self.disputed_

    def reportable(self):
        return self.reportable_


def act(agent, view, seed=0):
    """Run a visit; the view's model learns what the agent contributes."""
    done = []
    for action in agent.act(view, np.random.default_rng(seed)):
        if isinstance(action, Contribute):
            view.model.learn_one(action.sample.data, action.label)
        done.append(action)
    return done


@pytest.fixture(params=DATASETS)
def view(request):
    return FakeView(load(request.param))


@pytest.fixture
def digits():
    return FakeView(load("digits-3-or-8"))


@pytest.mark.parametrize("kind", BOTS)
def test_every_kind_of_agent_contributes_samples_of_the_pool(kind, view):
    agent = BOTS[kind](name="Nina")
    actions = act(agent, view)
    assert agent.name == "Nina"
    assert actions
    for action in actions:
        assert action.sample in view.pool.samples
        assert 0 <= action.label < view.n_classes
        assert (action.label == action.sample.label) or kind != "honest"


@pytest.mark.parametrize("kind", BOTS)
def test_every_kind_says_what_it_is(kind):
    agent = BOTS[kind]()
    assert agent.role == ("contributor" if kind in {"honest", "careless"} else "attacker")
    assert agent.title
    assert agent.summary.endswith(".")


@pytest.mark.parametrize(("policy", "low", "high"), [(Honest, 0, 0), (Careless, 60, 140)])
def test_labels_are_wrong_as_often_as_the_mistake_rate_says(policy, low, high, view):
    rng, agent = np.random.default_rng(7), policy()
    made = [action for _ in range(500) for action in agent.act(view, rng)]
    assert len(made) > 490
    assert low <= sum(each.label != each.sample.label for each in made) <= high


def test_malicious_labels_are_every_wrong_one_and_never_the_true_one():
    rng, view = np.random.default_rng(7), FakeView(load("digits"))
    made = [action for _ in range(500) for action in Malicious().act(view, rng)]
    away = Counter((each.label - each.sample.label) % 10 for each in made)
    assert set(away) == set(range(1, 10))
    assert max(away.values()) < 2 * min(away.values())


def test_nobody_pays_more_than_they_are_willing_to(digits):
    digits.price = 3 * ETHER
    assert act(Honest(willing=2 * ETHER, willing_deviation=ETHER // 10), digits) == []
    assert len(act(Honest(willing=4 * ETHER, willing_deviation=ETHER // 10), digits)) == 1


def test_willingness_varies_from_visit_to_visit(digits):
    digits.price = 2 * ETHER
    agent = Honest(willing=2 * ETHER, willing_deviation=ETHER)
    made = sum(len(act(agent, digits, seed)) for seed in range(200))
    assert 70 <= made <= 130


def test_nobody_puts_at_stake_what_they_no_longer_have(digits):
    digits.price, digits.profit_ = 3, -8
    rich = Honest(purse=11)
    assert len(act(rich, digits)) == 1
    assert act(replace(rich, purse=10), digits) == []


def test_waits_vary_around_their_mean_and_are_at_least_a_second():
    rng = np.random.default_rng(0)
    waits = [Honest().wait(rng) for _ in range(500)]
    assert abs(np.mean(waits) - HOUR) < 120
    assert 500 < np.std(waits) < 700
    assert {Honest(mean_wait=0, wait_deviation=0).wait(rng) for _ in range(5)} == {1}


def test_claims_come_after_the_contribution_and_refunds_before_reports(digits):
    mine, other = Contribution((1,), 0, 5, "me"), Contribution((2,), 1, 6, "you")
    digits.refundable_, digits.reportable_ = [mine], [other]
    first, *claims = act(Honest(), digits)
    assert isinstance(first, Contribute)
    assert claims == [Refund(mine), Report(other)]


def test_claims_are_made_even_where_the_price_is_too_high(digits):
    mine = Contribution((1,), 0, 5, "me")
    digits.price, digits.refundable_ = 10**30, [mine]
    assert act(Malicious(), digits) == [Refund(mine)]


@pytest.mark.parametrize(
    "wrong", [{"mistake_rate": 1.1}, {"mistake_rate": -0.1}, {"willing": -1}, {"mean_wait": -1}]
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(InputError):
        Careless(**wrong)


# ------------------------------------------------------------------------------------ attackers


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_can_be_explained(name):
    strategy = STRATEGIES[name]
    assert "7" in strategy.plan(7)
    assert "one" in strategy.plan(1)
    assert "1 " not in strategy.plan(1)
    assert "deposit" in strategy.plan(2)


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_burst_is_no_longer_than_its_strength(name, view):
    assert len(act(STRATEGIES[name](strength=1), view)) == 1
    assert 1 <= len(act(STRATEGIES[name](strength=4), view)) <= 4
    with pytest.raises(InputError):
        STRATEGIES[name](strength=0)


def test_label_flipping_sends_different_samples_with_wrong_labels(view):
    actions = act(LabelFlipping(strength=8), view)
    assert len(actions) == 8
    assert len({action.sample for action in actions}) > 4
    assert all(action.label != action.sample.label for action in actions)


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_burst_ends_when_the_money_does(name, digits):
    digits.price = 10 * ETHER
    assert act(STRATEGIES[name](strength=5, purse=9 * ETHER), digits) == []
    assert act(STRATEGIES[name](strength=5, willing=9 * ETHER), digits) == []


@pytest.mark.parametrize("seed", range(5))
def test_self_validation_pushes_until_the_model_agrees(view, seed):
    actions = act(SelfValidatingRefund(strength=30), view, seed)
    first = actions[0]
    assert first.label != first.sample.label
    assert {action.label for action in actions} == {first.label}
    assert {action.sample.label for action in actions} == {first.sample.label}
    assert view.predict(first.sample.data) == first.label


def test_self_validation_goes_on_with_the_samples_most_like_it(digits):
    actions = act(SelfValidatingRefund(strength=30), digits)
    targets = list(dict.fromkeys(action.sample for action in actions))
    order = [targets[0], *nearest(targets[0], digits)]
    places = [order.index(target) for target in targets]
    assert places == sorted(places)


def test_neighbours_are_of_the_same_class_and_ever_further_away(digits):
    sample = digits.pool[0]
    near = nearest(sample, digits)
    away = [len(set(sample.data) ^ set(each.data)) for each in near]
    assert sample not in near
    assert {each.label for each in near} == {sample.label}
    assert away == sorted(away)


def test_self_validation_first_pushes_what_the_model_disputes(digits):
    sample = next(each for each in digits.pool if digits.predict(each.data) == each.label)
    stuck = Contribution(sample.data, 1 - sample.label, 5, "me")
    digits.disputed_ = [stuck]
    actions = act(SelfValidatingRefund(strength=10), digits)
    assert {(each.sample, each.label) for each in actions} == {(sample, stuck.label)}
    assert digits.predict(stuck.data) == stuck.label


def test_self_validation_passes_over_what_it_does_not_have(digits):
    digits.disputed_ = [Contribution((0, 1, 2), 0, 5, "me")]
    assert act(SelfValidatingRefund(), digits) == []
