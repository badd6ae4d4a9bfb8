"""Policies on their own: what they contribute and claim, seen through a view made by hand."""

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from sum.agents import (
    BOTS,
    STRATEGIES,
    Careless,
    Collect,
    Contribute,
    Honest,
    Malicious,
    Refund,
    Report,
    is_alert,
    is_watcher,
)
from sum.agents.attackers import LabelFlipping, SelfValidatingRefund
from sum.agents.attackers.base import due
from sum.agents.attackers.self_validating_refund import nearest
from sum.datasets import DATASETS, load
from sum.errors import InputError
from sum.incentives import MECHANISMS, PointsTerms, Terms
from sum.models import MODELS, models_for
from sum.records import Contribution
from sum.samples import DENSE_LIMIT
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
    unsettled_: list = field(default_factory=list)
    collectable_: int = 0
    good_: int = 1
    now: int = 0
    account: str = "me"
    terms: object = field(default_factory=Terms)

    def __post_init__(self):
        data = self.dataset
        self.learned = MODELS[models_for(data.form)[0]](data.n_features, data.n_classes)
        for _ in range(3):
            self.learned.partial_fit(data.train.matrix(), data.train.labels)
        self.pool, self.n_classes = data.pool, data.n_classes

    def model(self):
        return self.learned.copy()

    def offer(self, rng):
        return self.pool[int(rng.integers(len(self.pool)))]

    def predict(self, data):
        return self.learned.predict_one(data)

    def cost(self, data, label):
        assert data
        assert label >= 0
        return self.price

    def good(self):
        return self.good_

    def total_good(self):
        return 4

    def unsettled(self):
        return self.unsettled_

    def collectable(self):
        return self.collectable_

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
            learn(view, action)
        done.append(action)
    return done


def learn(view, action):
    """Let the view's model learn, unless a contract would refuse it."""
    if action.label < view.n_classes and action.sample in view.pool.samples:
        view.learned.learn_one(action.sample.data, action.label)


STRANGE = {"huge_norm", "out_of_range", "duplicate_tokens"}
"""They make samples of their own."""
SPONSORS = {name for name, strategy in STRATEGIES.items() if strategy.sponsor}
"""They contribute nothing, or only with a second account."""


@pytest.fixture(params=DATASETS)
def view(request):
    return FakeView(load(request.param))


@pytest.fixture
def digits():
    return FakeView(load("digits-3-or-8"))


@pytest.mark.parametrize("kind", BOTS)
def test_every_kind_of_agent_contributes_samples_of_the_pool(kind, view):
    agent = BOTS[kind](name="Nina")
    if kind in STRANGE | SPONSORS:
        return
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
    assert "What it costs: " in strategy.__doc__


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_burst_is_no_longer_than_its_strength(name, view):
    if STRATEGIES[name].form not in {None, view.dataset.form} or name in SPONSORS:
        return
    assert len(act(STRATEGIES[name](strength=1), view)) == 1
    assert 1 <= len(act(STRATEGIES[name](strength=4), view)) <= 4
    with pytest.raises(InputError):
        STRATEGIES[name](strength=0)


def test_label_flipping_sends_different_samples_with_wrong_labels(view):
    actions = act(LabelFlipping(strength=8), view)
    assert len(actions) == 8
    assert len({action.sample for action in actions}) > 4
    assert all(action.label != action.sample.label for action in actions)


@pytest.mark.parametrize("name", [name for name in STRATEGIES if name not in STRANGE])
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


# -------------------------------------------------------------------------------- the catalogue


def patient(name, **options):
    """The agents of a patient attacker, on accounts me, me 1, me 2."""
    strategy = STRATEGIES[name]
    cast = ("me", "me 1", "me 2")[: strategy.accounts]
    return [replace(agent, **options) for agent in strategy.crew(cast)]


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_crew_has_an_agent_for_every_account(name):
    crew = patient(name)
    assert [agent.part for agent in crew] == list(range(STRATEGIES[name].accounts))
    assert all(len(agent.cast) == len(crew) for agent in crew)


@pytest.mark.parametrize("name", STRATEGIES)
def test_what_needs_claims_is_nothing_in_a_market(name):
    strategy = STRATEGIES[name]
    for terms in MECHANISMS.values():
        applies = strategy.applies(terms)
        assert applies <= (terms.claims or not strategy.needs_claims)
        assert applies <= (not terms.claims or not strategy.needs_market)


def test_an_attack_on_one_form_is_none_on_the_other():
    assert STRATEGIES["huge_norm"].applies(Terms, "dense")
    assert not STRATEGIES["huge_norm"].applies(Terms, "sparse")
    assert STRATEGIES["huge_norm"].applies(Terms)
    assert not STRATEGIES["duplicate_tokens"].applies(Terms, "dense")
    assert not STRATEGIES["take_back"].applies(PointsTerms)


@pytest.mark.parametrize("name", ["known_data", "price_griefing"])
def test_what_the_model_knows_is_sent_with_its_true_label(name, view):
    for action in act(STRATEGIES[name](strength=6), view):
        assert action.label == action.sample.label


def test_what_is_collectable_is_collected(digits):
    digits.collectable_ = 5
    assert act(Honest(), digits)[-1] == Collect()


def test_a_copycat_copies_the_newest_of_others_and_what_is_on_its_way(digits):
    samples = digits.pool.samples
    digits.unsettled_ = [
        Contribution(samples[0].data, 1, 5, "you"),
        Contribution(samples[1].data, 0, 6, "you"),
        Contribution(samples[2].data, 0, 7, "me"),
    ]
    [copied] = act(STRATEGIES["copying"](strength=1), digits)
    assert (copied.sample, copied.label) == (samples[1], 0)
    [watcher] = patient("copying")
    assert is_watcher(watcher)
    assert act(watcher, digits) == []
    pending = Contribute(samples[3], 1)
    rng = np.random.default_rng(0)
    assert list(watcher.ahead(digits, pending, "you", rng)) == [pending]
    digits.price = 30 * ETHER
    assert list(watcher.ahead(digits, pending, "you", rng)) == []


def test_a_griefer_acts_before_others_only(digits):
    [griefer] = patient("price_griefing")
    assert act(griefer, digits) == []
    pending = Contribute(digits.pool[0], 1)
    [first] = griefer.ahead(digits, pending, "you", np.random.default_rng(0))
    assert digits.predict(first.sample.data) == first.label


def test_what_the_model_does_not_have_is_sent(digits):
    labels, features = act(STRATEGIES["out_of_range"](strength=2), digits)
    assert labels.label >= digits.n_classes
    assert max(features.sample.data) >= digits.pool.n_features
    [repeated] = act(STRATEGIES["duplicate_tokens"](strength=1), digits)
    assert len(repeated.sample.data) == 3 * len(set(repeated.sample.data))


def test_a_stretched_sample_points_the_same_way():
    view = FakeView(load("iris"))
    [action] = act(STRATEGIES["huge_norm"](strength=1), view)
    data = np.array(action.sample.data)
    assert np.abs(data).max() == DENSE_LIMIT - 1
    matches = [np.array(each.data) for each in view.pool if each.label == action.sample.label]
    assert any(
        np.allclose(data / np.abs(data).max(), each / np.abs(each).max()) for each in matches
    )


def test_one_class_is_turned_into_another():
    view = FakeView(load("digits"))
    actions = act(STRATEGIES["targeted_flip"](strength=6), view)
    assert {(action.sample.label, action.label) for action in actions} == {(0, 1)}


def test_a_sybil_reports_its_accomplice_first(digits):
    theirs, accomplice = Contribution((1,), 0, 5, "you"), Contribution((2,), 0, 9, "me")
    digits.reportable_ = [theirs, accomplice]
    digits.account = "me 1"
    poisoner, reporter = patient("sybil_reporter")
    known, *claims = act(reporter, digits)
    assert known.label == known.sample.label
    assert claims[0] == Report(accomplice)
    assert act(poisoner, digits)[0].label != act(poisoner, digits)[0].sample.label
    digits.unsettled_ = [accomplice]
    assert reporter.wakes(digits) == 9 + Terms().refund_wait


def test_bad_deposits_are_taken_back_when_they_are_late(digits):
    [attacker] = patient("take_back")
    mine = Contribution((1,), 0, 5, "me")
    digits.unsettled_ = [mine, Contribution((1,), 0, 4, "you")]
    assert attacker.wakes(digits) == 5 + Terms().any_wait
    assert Report(mine) not in act(attacker, digits)
    digits.now = 5 + Terms().any_wait
    assert attacker.wakes(digits) is None
    assert act(attacker, digits)[-1] == Report(mine)


def outstanding(view, number=12):
    """Others' contributions with which the model agrees, long due."""
    good = [each for each in view.pool if view.predict(each.data) == each.label][:number]
    return [Contribution(each.data, each.label, 0, "you") for each in good]


def test_a_predator_strikes_where_most_is_turned(digits):
    digits.unsettled_, digits.now = outstanding(digits, 100), 10**6
    digits.good_ = 4
    [predator] = patient("predatory_report", strength=1)
    first, *rest = act(predator, digits)
    assert first.label != first.sample.label
    turned = [each for each in digits.unsettled_ if digits.predict(each.data) != each.label]
    healed = [each for each in rest if isinstance(each, Contribute)]
    assert all(each.sample == first.sample and each.label == each.sample.label for each in healed)
    assert turned or healed


def test_a_predator_without_prey_waits_or_farms(digits):
    [predator] = patient("predatory_report")
    digits.now = 10**6
    for seed in range(8):
        assert all(each.label == each.sample.label for each in act(predator, digits, seed))
    digits.good_ = 0
    [farmed] = act(predator, digits)
    assert farmed.label == farmed.sample.label == digits.predict(farmed.sample.data)


def test_the_first_comer_contributes_once_and_wakes_when_it_is_due(digits):
    [first] = patient("first_credit")
    digits.good_ = 0
    assert len(act(first, digits)) == 1
    digits.unsettled_ = [Contribution((1,), 0, 5, "me")]
    assert act(first, digits) == []
    assert first.wakes(digits) == 5 + Terms().refund_wait


def test_one_breaks_and_the_other_mends(digits):
    breaker, mender = patient("break_and_fix")
    broken = act(breaker, digits)
    assert all(each.label != each.sample.label for each in broken)
    digits.unsettled_ = [Contribution(each.sample.data, each.label, 9, "me") for each in broken]
    assert is_alert(mender)
    assert breaker.wakes(digits) is None
    assert mender.wakes(digits) == 9 + 600
    for mended in act(mender, digits):
        assert mended.label == mended.sample.label


def test_colluders_push_the_same(digits):
    digits.unsettled_ = [Contribution((1,), 0, 3, account) for account in ("me", "me 1", "me 2")]
    one, other, _ = patient("colluding_reporters")
    digits.account = "me"
    [pushed] = act(one, digits)
    digits.learned = FakeView(digits.dataset).learned
    digits.unsettled_ += [Contribution(pushed.sample.data, pushed.label, 4, "me")]
    if digits.predict(pushed.sample.data) != pushed.label:
        digits.account = "me 1"
        assert act(other, digits) == [pushed]


def test_little_harm_is_harm(digits):
    before = digits.learned.score(digits.pool.matrix(), digits.pool.labels)
    for action in act(STRATEGIES["forcing_replays"](strength=4), digits):
        assert action.label != action.sample.label
    after = digits.learned.score(digits.pool.matrix(), digits.pool.labels)
    assert before - 0.5 < after < before


def test_the_next_moment_is_the_first_that_is_to_come(digits):
    digits.now = 10
    contributions = [Contribution((1,), 0, time, "me") for time in (1, 7, 8)]
    assert due(digits, contributions, 5) == 12
    assert due(digits, contributions, 2) is None


def test_a_sponsor_shows_and_reveals_unless_it_cheats(digits):
    [silent], [choosy] = patient("sponsor_no_reveal"), patient("sponsor_rerolls")
    insider = patient("sponsor_sybil")[0]
    assert [choosy.shows(0), choosy.shows(1), choosy.reveals()] == [True, False, True]
    assert [silent.shows(1), silent.reveals()] == [True, False]
    assert [insider.shows(1), insider.reveals()] == [True, True]
    assert not patient("sponsor_withholds")[0].reveals()
    assert act(silent, digits) == act(choosy, digits) == act(insider, digits) == []


def test_an_insider_contributes_what_is_hidden_and_missed(digits):
    hidden = digits.dataset.hidden.samples
    [_, sybil] = patient("sponsor_sybil", secret=hidden, strength=3)
    for action in act(sybil, digits):
        assert action.sample in hidden
        assert action.label == action.sample.label
    digits.learned.fit(digits.dataset.hidden.matrix(), digits.dataset.hidden.labels)
    known = [each for each in hidden if digits.predict(each.data) == each.label]
    assert act(replace(sybil, secret=tuple(known)), digits) == []
