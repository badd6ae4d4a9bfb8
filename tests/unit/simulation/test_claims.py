"""What agents see of claims is what a look at every contribution would give, under every rule."""

from functools import lru_cache
from itertools import chain

import pytest

from sum.agents import Careless, Contribute, Honest, Malicious, Refund, Report
from sum.datasets import encoders, load
from sum.incentives.base import NEVER, Waits
from sum.incentives.deposit_refund_take import Terms
from sum.incentives.guarded_deposit import GuardedTerms
from sum.incentives.points import PointsTerms
from sum.incentives.reward_market import MarketTerms
from sum.models import MODELS
from sum.models.starting import starting_model
from sum.records import Paid
from sum.simulation.driver import Driver
from sum.simulation.twin import TwinEngine
from sum.simulation.view import DISAGREES, AgentView
from sum.units import DAY, HOUR

MECHANISMS = {
    "deposit_refund_take": Terms(refund_wait=5 * HOUR, owner_wait=20 * HOUR, any_wait=30 * HOUR),
    "guarded_deposit": GuardedTerms(
        refund_wait=5 * HOUR,
        k_wait=8 * HOUR,
        dispute_wait=4 * HOUR,
        long_wait=20 * HOUR,
        grace_wait=10 * HOUR,
    ),
    "points": PointsTerms(refund_wait=5 * HOUR, any_wait=30 * HOUR),
}
DATA = {"sparse": "digits-3-or-8", "dense": "plane"}
MANY_CLASSES = {"sparse": "digits", "dense": "iris"}


@lru_cache
def task(model, name):
    found = (load(name, 0, encoder) for encoder in encoders(name))
    dataset = next(each for each in found if each.form == MODELS[model].form)
    return dataset, starting_model(dataset, model)


def make(terms, model, agents, data=DATA):
    dataset, start = task(model, data[MODELS[model].form])
    engine = TwinEngine(start, terms)
    driver = Driver(engine, dataset, 0)
    for number, agent in enumerate(agents):
        driver.add_agent(agent, engine.create_account(str(number)))
    return driver


def crowd():
    return [
        Honest(),
        Honest(leftovers=True, mean_wait=9 * HOUR),
        Careless(mean_wait=2 * HOUR),
        Malicious(mean_wait=2 * HOUR),
    ]


class Scan:
    """Looks at every contribution, each time."""

    def __init__(self, driver):
        self.engine, self.taken = driver.engine, set()

    def note(self, events):
        for event in events:
            paid = event.outcome if isinstance(event.action, Report) else None
            if isinstance(paid, Paid) and paid.amount:
                self.taken.add((event.account, paid.contribution))

    def there(self):
        return [each for each, state in self.engine._records.items() if not state.settled]

    def refunds(self, account):
        own = [each for each in self.there() if each.contributor == account]
        reasons = [(each, self.engine.can_refund(each).reason) for each in own]
        return (
            [each for each, reason in reasons if not reason],
            [each for each, reason in reasons if reason == DISAGREES],
        )

    def reports(self, account):
        if not self.engine.good(account):
            return []
        model = self.engine.peek()
        return [
            each
            for each in self.there()
            if each.contributor != account
            and (account, each) not in self.taken
            and model.predict_one(each.data) != each.label
            and self.engine.can_report(account, each).ok
        ]

    def leftovers(self, account):
        age = self.engine.terms.waits.left
        return [
            each
            for each in self.there()
            if self.engine.now - each.time >= age and self.engine.can_report(account, each).ok
        ]


KINDS = {
    "sparse_perceptron": DATA,
    "sparse_passive_aggressive": MANY_CLASSES,
    "naive_bayes": DATA,
    "sparse_nearest_centroid": DATA,
    "dense_perceptron": MANY_CLASSES,
    "dense_passive_aggressive": DATA,
    "dense_nearest_centroid": DATA,
}
QUICK = {
    *((mechanism, "sparse_perceptron") for mechanism in MECHANISMS),
    ("deposit_refund_take", "naive_bayes"),
    ("deposit_refund_take", "dense_perceptron"),
}
CASES = [
    pytest.param(
        mechanism,
        model,
        marks=() if (mechanism, model) in QUICK else pytest.mark.slow,
    )
    for mechanism in MECHANISMS
    for model in KINDS
]


@pytest.mark.parametrize(("mechanism", "model"), CASES)
@pytest.mark.parametrize("slack", [0, 64])
def test_agents_see_what_a_look_at_everything_gives(mechanism, model, slack, monkeypatch):
    monkeypatch.setattr("sum.simulation.claims.SLACK", slack)
    driver = make(MECHANISMS[mechanism], model, crowd(), KINDS[model])
    scan, seen = Scan(driver), dict.fromkeys(("refund", "dispute", "report", "left"), 0)
    for number, events in enumerate(driver.run_until(driver.engine.now + 3 * DAY)):
        scan.note(events)
        if number % 11:
            continue
        for account in driver.agents:
            view = AgentView(driver._known, driver.dataset, account)
            found = view.refundable(), view.disputed(), view.reportable(), view.leftovers()
            refunds, disputed = scan.refunds(account)
            expected = refunds, disputed, scan.reports(account), scan.leftovers(account)
            assert tuple(map(list, found)) == expected
            for kind, each in zip(seen, found, strict=True):
                seen[kind] += len(each)
    assert seen["refund"] > 0
    assert min(seen.values()) > 0 or mechanism != "deposit_refund_take"


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_an_undo_changes_nothing_of_what_is_seen(mechanism):
    driver = make(MECHANISMS[mechanism], "sparse_perceptron", crowd())
    list(driver.run_until(driver.engine.now + 30 * HOUR))
    memento, engine, end = driver.save(), driver.engine.save(), driver.engine.now + 2 * DAY
    first = list(driver.run_until(end))
    driver.restore(memento)
    driver.engine.restore(engine)
    assert list(driver.run_until(end)) == first


# ----------------------------------------------------------------------------------- leftovers


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_who_has_no_credit_takes_what_is_left_after_the_last_wait(mechanism):
    terms = MECHANISMS[mechanism]
    nobody = Honest(leftovers=True, willing=0, willing_deviation=0, purse=0)
    if not terms.money:
        nobody = Honest(leftovers=True, confidence=-2.0)
    driver = make(terms, "sparse_perceptron", [Malicious(mean_wait=2 * HOUR), nobody])
    events = list(chain.from_iterable(driver.run_until(driver.engine.now + 5 * DAY)))
    account = list(driver.agents)[1]
    taken = [event for event in events if event.account == account]
    assert taken
    for event in taken:
        assert event.outcome.left == 0
        assert event.time - event.action.contribution.time >= terms.waits.left
    assert driver.engine.good(account) == 0
    assert (driver.engine.profit(account) > 0) == (mechanism == "deposit_refund_take")


def test_nothing_is_left_for_long_where_somebody_takes_it():
    terms = MECHANISMS["deposit_refund_take"]
    driver = make(
        terms, "sparse_perceptron", [Malicious(mean_wait=2 * HOUR), Honest(leftovers=True)]
    )
    events = list(chain.from_iterable(driver.run_until(driver.engine.now + 5 * DAY)))
    assert not [event for event in events if event.refused]
    oldest = driver._known.claims.unsettled()[0]
    assert driver.engine.now - oldest.time < terms.any_wait + 3 * HOUR


def test_ones_own_is_a_leftover_too():
    driver = make(
        MECHANISMS["deposit_refund_take"],
        "sparse_perceptron",
        [Malicious(leftovers=True, mean_wait=3 * HOUR)],
    )
    events = list(chain.from_iterable(driver.run_until(driver.engine.now + 4 * DAY)))
    own = [
        event
        for event in events
        if isinstance(event.action, Report)
        and event.action.contribution.contributor == event.account
    ]
    assert own
    assert all(event.outcome.left == 0 for event in own)


def test_who_does_not_want_leftovers_leaves_them():
    driver = make(MECHANISMS["deposit_refund_take"], "sparse_perceptron", [Malicious()])
    events = list(chain.from_iterable(driver.run_until(driver.engine.now + 4 * DAY)))
    assert {type(event.action) for event in events} <= {Contribute, Refund}


def test_a_market_has_nothing_to_claim():
    assert MarketTerms().waits == Waits(NEVER, NEVER, NEVER, NEVER)


def test_the_number_of_what_waits_does_not_grow_with_the_run():
    driver = make(
        MECHANISMS["deposit_refund_take"],
        "sparse_perceptron",
        [Honest(leftovers=True), Malicious(mean_wait=2 * HOUR)],
    )
    claims, sizes = driver._known.claims, []
    for _ in range(4):
        list(driver.run_until(driver.engine.now + 4 * DAY))
        sizes.append(len(claims) + len(claims._waiting) + len(claims._labels))
    assert max(sizes) < 1.5 * sizes[0]
