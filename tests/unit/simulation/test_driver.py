"""The driver on the twin: agents act in time, claims are found, everything can be undone."""

from itertools import chain, pairwise

import numpy as np
import pytest

from sum.agents import (
    BOTS,
    Attack,
    Careless,
    Contribute,
    Honest,
    Malicious,
    Refund,
    Report,
    is_watcher,
)
from sum.agents.attackers import LabelFlipping, SelfValidatingRefund
from sum.datasets import DATASETS, load
from sum.errors import InputError
from sum.incentives.deposit_refund_take import Terms
from sum.models import MODELS, models_for
from sum.records import Added, Contribution, Paid
from sum.simulation.claims import SLACK
from sum.simulation.driver import Capped, Driver, Step
from sum.simulation.twin import TwinEngine
from sum.units import DAY, HOUR

pytestmark = pytest.mark.slow

TERMS = Terms(owner_wait=1_000 * DAY, any_wait=1_000 * DAY)


class Counting(TwinEngine):
    """Counts the questions that would be calls on a chain."""

    asked = 0
    read = 0

    def model(self):
        self.read += 1
        return super().model()

    def _question(name):  # noqa: N805 - used while the class is made
        def ask(self, *arguments):
            self.asked += 1
            return getattr(TwinEngine, name)(self, *arguments)

        return ask

    predict, can_refund, can_report, state = map(
        _question, ("predict", "can_refund", "can_report", "state")
    )


def make(agents=(), name="digits-3-or-8", seed=0, engine=TwinEngine, terms=TERMS):
    dataset = load(name, seed)
    model = MODELS[models_for(dataset.form)[0]](dataset.n_features, dataset.n_classes)
    model.fit(dataset.train.matrix(), dataset.train.labels)
    driver = Driver(engine(model, terms), dataset, seed)
    for number, agent in enumerate(agents):
        driver.add_agent(agent, driver.engine.create_account(str(number)))
    return driver


def crowd():
    return [Honest(), Honest(), Careless(), Malicious(mean_wait=HOUR)]


def run(driver, days):
    until = driver.engine.now + int(days * DAY)
    return list(chain.from_iterable(driver.run_until(until)))


def accounts(driver):
    return list(driver.agents)


# --------------------------------------------------------------------------- the game as a whole


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in (1, 2))]
)
def test_over_forty_days_honesty_pays_and_malice_costs(seed):
    driver = make([Honest(), Honest(), Honest(), Malicious()], seed=seed, terms=Terms())
    engine, hidden = driver.engine, driver.dataset.hidden
    start, end = engine.peek().score(hidden.matrix(), hidden.labels), engine.now + 40 * DAY
    accuracy = []
    for number, events in enumerate(driver.run_until(end)):
        assert not [event for event in events if event.refused]
        if number % 20 == 0:
            accuracy.append(engine.peek().score(hidden.matrix(), hidden.labels))
    *honest, malicious = map(engine.profit, accounts(driver))
    assert malicious < 0
    assert sum(honest) > 0
    assert sum(honest) + malicious + engine.held() == 0
    # One wrong update moves a perceptron far, but only until the next honest ones.
    assert len(accuracy) > 100
    assert np.median(accuracy) > start - 0.05
    assert np.mean(accuracy) > start - 0.1


def test_without_honest_agents_the_model_is_lost():
    driver = make([Malicious()])
    hidden = driver.dataset.hidden
    run(driver, 40)
    assert driver.engine.peek().score(hidden.matrix(), hidden.labels) < 0.5


@pytest.mark.parametrize("name", DATASETS)
def test_every_kind_of_agent_works_on_every_data_set(name):
    form = load(name).form
    kinds = [
        kind
        for kind in BOTS.values()
        if not issubclass(kind, Attack) or kind.applies(TERMS, form)
        if not is_watcher(kind())  # they make others' transactions fail
    ]
    driver = make([kind() for kind in kinds], name)
    events = run(driver, 3)
    done = {(event.account, type(event.action)) for event in events}
    assert all((account, Contribute) in done for account in accounts(driver))
    assert {Refund, Report} <= {action for _, action in done}
    refused = {driver.agents[event.account].name for event in events if event.refused}
    assert refused <= {"Prober", "Repeater"}  # whose samples are what no contract takes


def test_an_honest_agent_alone_gets_everything_back_but_what_still_waits():
    driver = make([Honest()])
    run(driver, 10)
    [account] = accounts(driver)
    assert driver.engine.good(account) > 150
    assert driver.engine.profit(account) == -driver.engine.held()


def test_self_validation_gets_refunds_when_nobody_else_is_there():
    driver = make([SelfValidatingRefund(strength=10)])
    events = run(driver, 4)
    bad = [event for event in events if isinstance(event.action, Refund)]
    assert bad
    known = {sample.data: sample.label for sample in driver.dataset.pool}
    assert all(
        known[each.action.contribution.data] != each.action.contribution.label for each in bad
    )


# -------------------------------------------------------------------------------- deterministic


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_seed_gives_the_same_events(name):
    first, second = make(crowd(), name), make(crowd(), name)
    events = run(first, 5)
    assert len(events) > 300
    assert events == run(second, 5)
    assert first.engine.peek().words() == second.engine.peek().words()


def test_another_seed_gives_other_events():
    dataset = load("digits-3-or-8")
    runs = []
    for seed in (0, 1):
        driver = make()
        driver = Driver(driver.engine, dataset, seed)
        driver.add_agent(Honest(), driver.engine.create_account("0"))
        runs.append(run(driver, 1))
    assert runs[0] != runs[1]


def test_a_run_in_parts_is_the_same_run():
    whole, parts = make(crowd()), make(crowd())
    end = whole.engine.now + 3 * DAY
    together = list(whole.run_until(end))
    apart = []
    for hour in range(0, 3 * 24 + 1, 4):
        apart += parts.run_until(end - 3 * DAY + hour * HOUR)
    assert together == apart


# ------------------------------------------------------------------------------------------ time


def test_agents_act_in_the_order_of_time_and_each_transaction_takes_a_second():
    driver = make([*crowd(), LabelFlipping(strength=4)])
    events = run(driver, 4)
    assert all(one.time < two.time for one, two in pairwise(events))
    burst = [
        event.time
        for event in events
        if event.account == accounts(driver)[-1] and isinstance(event.action, Contribute)
    ][:4]
    assert burst == list(range(burst[0], burst[0] + 4))
    made = [event for event in events if isinstance(event.outcome, Added)]
    assert all(event.outcome.contribution.time == event.time for event in made)


def test_next_time_is_when_the_next_step_happens():
    driver = make([Honest(), Honest()])
    for _ in range(5):
        due = driver.next_time
        [step] = driver.step()
        assert step.time == due
    assert make().next_time is None
    assert make().step() == ()


def test_time_never_goes_back():
    driver = make([Honest()])
    late = driver.next_time + DAY
    driver.engine.set_time(late)
    [step] = driver.step()
    assert step.time == late
    assert driver.next_time > late


def test_a_run_ends_where_it_was_told_to():
    driver = make(crowd())
    end = driver.engine.now + DAY
    last = [event for events in driver.run_until(end) for event in events][-1]
    assert end - 2 * HOUR < last.time <= end + 60
    assert driver.next_time > end


def test_whoever_stops_asking_stops_the_run():
    driver, same = make(crowd()), make(crowd())
    visits = driver.run_until(driver.engine.now + DAY)
    seen = [next(visits) for _ in range(3)]
    visits.close()
    assert seen == [same.step() for _ in range(3)]
    assert driver.step() == same.step()


def test_a_limit_caps_a_run_and_moves_the_rest_past_its_end():
    driver = make(crowd())
    end = driver.engine.now + 5 * DAY
    *steps, capped = chain.from_iterable(driver.run_until(end, limit=25))
    assert len(steps) == 25
    assert isinstance(capped, Capped)
    assert (capped.time, capped.transactions) == (end, 25)
    assert steps[-1].time < capped.reached < end
    assert capped.postponed >= 1
    assert driver.next_time == end + 1
    assert len(driver.agents) == 4
    assert {event.account for event in run(driver, 5.5)} == set(accounts(driver))


def test_visits_keep_their_distance_when_they_are_moved():
    driver = make([Honest() for _ in range(5)])
    due = sorted(driver._visits)
    end = due[-1][0]
    [[capped]] = driver.run_until(end, limit=0)
    assert capped.postponed == 5
    moved = sorted(driver._visits)
    assert [each[1:] for each in moved] == [each[1:] for each in due]
    assert {new[0] - old[0] for new, old in zip(moved, due, strict=True)} == {end + 1 - due[0][0]}


def test_a_limit_cuts_a_burst_and_is_not_mentioned_when_it_is_not_reached():
    driver = make([LabelFlipping(strength=10)])
    assert len(driver.step(limit=3)) == 3
    events = list(chain.from_iterable(driver.run_until(driver.engine.now + DAY, limit=10_000)))
    assert all(isinstance(event, Step) for event in events)


# ---------------------------------------------------------------------------------------- claims


def test_an_agent_claims_again_and_again_until_the_model_comes_round():
    driver = make(crowd())
    waits = [
        event.time - event.action.contribution.time
        for event in run(driver, 8)
        if isinstance(event.action, Refund)
    ]
    assert min(waits) >= DAY
    assert max(waits) > DAY + 3 * HOUR


def test_nothing_is_asked_that_need_not_be():
    driver = make(crowd(), engine=Counting)
    assert len(run(driver, 6)) > 300
    assert driver.engine.asked == driver.engine.read == 0


def test_what_is_settled_is_forgotten():
    driver = make([Honest() for _ in range(3)])
    run(driver, 20)
    claims, engine = driver._known.claims, driver.engine
    assert engine.total_good() > 1_000
    assert len(claims._entries) < 150
    assert len(claims) == len(claims._entries) == len(claims._numbers) == len(claims.unsettled())
    assert len(claims._labels) <= len(claims)
    assert len(claims._waiting) <= 2 * (len(claims) + 10) + SLACK
    own = [part for each in claims._own.values() for part in (each.agreed, each.disputed)]
    assert len(claims._turned) <= 2 * len(claims) + SLACK
    for numbers in (claims._wrong, claims._left, *own):
        assert numbers <= claims._entries.keys()


# ---------------------------------------------------------------------------------------- people


def person(driver, name="person"):
    return driver.engine.create_account(name)


def contribute(driver, who, *, wrong=False, tell=True):
    sample = driver.dataset.pool[0]
    added = driver.engine.add(who, sample.data, 1 - sample.label if wrong else sample.label)
    if tell:
        driver.observe(added)
        driver.observe(added)
    return added


def test_bots_report_what_people_do_wrong():
    driver = make([Honest(), Honest()])
    run(driver, 1.5)
    bad = contribute(driver, person(driver), wrong=True)
    paid = [
        event.outcome
        for event in run(driver, 1.5)
        if isinstance(event.outcome, Paid) and event.outcome.contribution == bad.contribution
    ]
    assert {each.to for each in paid} <= set(accounts(driver))
    assert sum(each.amount for each in paid) == bad.deposit
    assert driver.engine.profit(person(driver)) == -bad.deposit


def test_what_nobody_tells_is_not_seen():
    driver = make([Honest(), Honest()])
    run(driver, 1.5)
    bad = contribute(driver, person(driver), wrong=True, tell=False)
    run(driver, 1.5)
    assert driver.engine.state(bad.contribution).claimable == bad.deposit


@pytest.mark.parametrize("tell", [True, False])
def test_a_claim_that_comes_too_late_is_refused_once_at_most(tell):
    driver = make([Honest()])
    run(driver, 2)
    engine, [bot] = driver.engine, accounts(driver)
    bad = contribute(driver, person(driver), wrong=True).contribution
    sample = next(each for each in driver.dataset.pool if each.data == bad.data)
    while engine.predict(bad.data) != bad.label:
        driver.observe(engine.add(person(driver, "helper"), bad.data, bad.label))
    driver.remove_agent(bot)
    engine.set_time(bad.time + DAY)
    paid = engine.refund(bad.contributor, bad)
    if tell:
        driver.observe(paid)
    while engine.predict(bad.data) == bad.label:
        driver.observe(engine.add(person(driver, "healer"), sample.data, sample.label))
    driver.add_agent(Honest(), bot)
    refused = [
        event.refused
        for event in run(driver, 1)
        if isinstance(event.action, Report) and event.action.contribution == bad
    ]
    assert refused == ([] if tell else ["registry: nothing left"])


def test_a_model_that_changed_unseen_is_read_again_after_a_refusal():
    driver = make([Honest()])
    run(driver, 0.9)
    [bot] = accounts(driver)
    driver.remove_agent(bot)
    driver.add_agent(Honest(willing=0, willing_deviation=0), bot)
    driver.engine.set_time(driver.engine.now + DAY)
    made = len(driver._known.look().refundable(bot))
    for sample in driver.dataset.pool.samples[:60]:
        driver.engine.add(person(driver), sample.data, 1 - sample.label)
    events = run(driver, 1)
    refused = [event.refused for event in events if event.refused]
    assert set(refused) == {"incentive: model disagrees"}
    # Those that it had in mind already; then it has learned.
    assert len(refused) < 0.9 * made
    model = driver.engine.peek()
    left = driver._known.claims.disputed(bot)
    assert left
    assert all(
        model.predict_one(each.entry.contribution.data) == 1 - each.entry.contribution.label
        for each in left
    )


def test_a_person_can_play_a_strategy():
    driver = make([Honest()])
    who = person(driver)
    steps = list(driver.play(LabelFlipping(strength=3), who))
    assert [type(step.action) for step in steps] == [Contribute] * 3
    assert {step.account for step in steps} == {who}
    assert list(driver.play(LabelFlipping(strength=3), who, limit=2)) != steps[:2]
    assert accounts(driver) == [account for account in driver.agents if account != who]
    assert not driver._known.claims.takes_part(who)
    run(driver, 3)
    assert driver.engine.profit(who) < 0


def test_a_play_leaves_claims_to_the_person():
    driver = make([Honest()])
    who = person(driver)
    mine = contribute(driver, who).contribution
    driver.engine.set_time(mine.time + 2 * DAY)
    steps = list(driver.play(Honest(), who))
    assert [type(step.action) for step in steps] == [Contribute]
    assert not driver.engine.state(mine).settled


def test_steps_are_told_as_they_are_done():
    driver, told = make(crowd()), []
    driver._watch = lambda step: told.append((step, driver.engine.now))
    steps = [*run(driver, 2), *driver.play(LabelFlipping(), person(driver))]
    assert [step for step, _ in told] == steps
    assert all(now == step.time + 1 for step, now in told)


# ---------------------------------------------------------------------------- coming and going


def test_an_agent_that_leaves_acts_no_more_and_its_contributions_stay():
    driver = make([Honest(), Malicious(mean_wait=HOUR)])
    run(driver, 1.5)
    honest, bad = accounts(driver)
    driver.remove_agent(bad)
    events = run(driver, 2)
    assert {event.account for event in events} == {honest}
    assert [each for each in events if isinstance(each.action, Report)]


def test_an_agent_that_comes_late_claims_what_is_there():
    driver = make([Honest(willing=0, willing_deviation=0)])
    bad = contribute(driver, person(driver), wrong=True).contribution
    assert run(driver, 2) == []
    late = person(driver, "late")
    driver.add_agent(Honest(), late)
    assert (late, Report(bad)) in [(event.account, event.action) for event in run(driver, 2)]


def test_an_agent_that_comes_back_does_not_take_twice():
    driver = make(crowd())
    run(driver, 5)
    first = accounts(driver)[0]
    driver.remove_agent(first)
    driver.add_agent(Honest(), first)
    assert not [event for event in run(driver, 2) if event.refused]


def test_an_account_has_one_agent():
    driver = make([Honest()])
    [account] = accounts(driver)
    with pytest.raises(InputError):
        driver.add_agent(Honest(), account)
    driver.remove_agent(account)
    with pytest.raises(InputError):
        driver.remove_agent(account)


# ------------------------------------------------------------------------------------------ undo


@pytest.mark.parametrize("name", ["digits-3-or-8", "digits"])
def test_undo_brings_everything_back(name):
    driver = make([*crowd(), SelfValidatingRefund()], name)
    run(driver, 2)
    memento, engine = driver.save(), driver.engine.save()
    first = run(driver, 2)
    # What happens in between must leave no trace, in the memento neither.
    driver.observe(driver.engine.add(person(driver), (1, 2, 3), 1))
    list(driver.play(LabelFlipping(), person(driver)))
    driver.remove_agent(accounts(driver)[1])
    driver.add_agent(Malicious(), person(driver, "new"))
    run(driver, 2)
    for _ in range(2):
        driver.restore(memento)
        driver.engine.restore(engine)
        assert run(driver, 2) == first


def test_undo_brings_back_what_a_play_draws():
    driver = make()
    memento, engine = driver.save(), driver.engine.save()
    first = list(driver.play(LabelFlipping(), person(driver)))
    driver.restore(memento)
    driver.engine.restore(engine)
    assert list(driver.play(LabelFlipping(), person(driver))) == first


# ----------------------------------------------------------------------------------- refusals


class Stubborn(Honest):
    """Tries what the contract refuses."""

    def act(self, view, rng):
        yield Contribute(view.pool[0], 9)
        yield Refund(Contribution(view.pool[0].data, 0, view.now, "nobody"))
        yield from super().act(view, rng)


def test_a_refusal_is_an_event():
    driver = make([Stubborn()])
    label, claim, fine = driver.step()
    assert (label.refused, label.outcome) == ("model: no such label", None)
    assert (claim.refused, claim.outcome) == ("registry: unknown contribution", None)
    assert (fine.refused, type(fine.outcome)) == ("", Added)
