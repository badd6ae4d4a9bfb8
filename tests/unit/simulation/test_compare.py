"""Comparisons: the same people everywhere, records that add up, and nothing left to chance."""

from dataclasses import replace

import pytest

from sum.datasets import load
from sum.errors import InputError
from sum.incentives import MECHANISMS
from sum.models.starting import starting_model
from sum.simulation.compare.records import attacks
from sum.simulation.compare.run import Plan, compare, terms_of
from sum.units import DAY

pytestmark = pytest.mark.slow

SHORT = Plan(days=5, arrival=1)


@pytest.fixture(scope="module")
def short():
    return compare(SHORT)


def by_name(comparison):
    return {run.name: run for run in comparison.runs}


def test_every_mechanism_takes_part_in_the_order_of_the_plan(short):
    assert [run.name for run in short.runs] == list(MECHANISMS)
    backwards = replace(SHORT, mechanisms=("points", "deposit_refund_take"))
    assert [run.name for run in compare(backwards).runs] == ["points", "deposit_refund_take"]


def test_the_same_plan_gives_the_same_records_and_another_seed_others(short):
    assert compare(SHORT) == short
    assert compare(replace(SHORT, seed=1, mechanisms=("points",))).runs[0] not in short.runs


def test_a_mechanism_fares_the_same_alone_as_in_company(short):
    alone = compare(replace(SHORT, mechanisms=("points",)))
    assert alone.runs == (by_name(short)["points"],)


def test_everybody_comes_everywhere(short):
    for run in short.runs:
        assert [(p.name, p.kind) for p in run.people[:5]] == [
            *(("Ada", "honest"), ("Blaise", "honest"), ("Carl", "honest"), ("Emmy", "honest")),
            ("Otto", "careless"),
        ]
        assert all(person.contributions for person in run.of("honest")), run.name
        assert run.attackers


def test_money_is_conserved(short):
    for run in short.runs:
        profits = [person.profit for person in run.people]
        assert sum(profits) + run.sponsor_profit + run.held == 0, run.name


def test_deposits_go_back_or_to_others(short):
    run = by_name(short)["deposit_refund_take"]
    for person in run.people:
        assert person.profit == person.returned + person.taken - person.staked
        assert person.staked == person.returned + person.lost
    assert run.held == 0


def test_balances_begin_with_nothing_and_end_with_the_profit(short):
    for run in short.runs:
        for person in run.people:
            first, last = person.balances[0], person.balances[-1]
            assert (first.time, first.won, first.points) == (0, 0, 0)
            assert (last.won, last.points) == (person.profit, person.points)
            times = [each.time for each in person.balances]
            assert times == sorted(times)


def test_accuracy_begins_with_the_owners_model(short):
    dataset = load(SHORT.dataset)
    start = starting_model(dataset).score(dataset.hidden.matrix(), dataset.hidden.labels)
    for run in short.runs:
        assert run.start == start
        assert run.lowest <= run.mean <= max(score.accuracy for score in run.scores)
        assert run.span == 5 * DAY


def test_points_move_no_ether(short):
    run = by_name(short)["points"]
    assert {person.profit for person in run.people} == {0}
    assert run.attacker_profit == run.held == 0
    assert run.honest_points > 0
    assert run.honest_returned is None


def test_the_attacker_makes_a_difference_only_from_its_arrival(short):
    calm = compare(replace(SHORT, attack=""))
    for run, other in zip(short.runs, calm.runs, strict=True):
        arrival = SHORT.arrival * DAY
        before = [score for score in run.scores if score.time <= arrival]
        assert before == [score for score in other.scores if score.time <= arrival]
        assert run.attacked
        assert not other.attacked
        assert not other.attackers
        assert all(each.time == 0 or each.time > arrival for each in run.attackers[0].balances)


def test_several_accounts_of_an_attacker_are_one():
    run = by_name(compare(replace(SHORT, attack="sybil_reporter")))["deposit_refund_take"]
    assert len(run.attackers) > 1
    assert run.attacker_profit == sum(person.profit for person in run.attackers)
    taken = sum(p.taken for p in run.people)
    assert taken == sum(p.lost for p in run.people)


def test_an_attack_without_a_meaning_is_left_out():
    run = by_name(compare(replace(SHORT, attack="huge_norm")))["points"]
    assert not run.attacked
    assert run.attacker_profit == 0


def test_bursts_are_larger_than_patience():
    plan = replace(SHORT, mechanisms=("deposit_refund_take",))
    patient, burst = (compare(replace(plan, strength=n)).runs[0].attackers[0] for n in (0, 8))
    assert burst.contributions > patient.contributions
    assert burst.staked > 10 * patient.staked


@pytest.mark.parametrize("attack", attacks())
def test_every_attack_can_be_compared(attack):
    comparison = compare(replace(SHORT, attack=attack))
    assert comparison.plan.attack == attack
    assert len(comparison.runs) == len(MECHANISMS)


@pytest.mark.parametrize("name", ["digits", "wine"])
def test_other_data_can_be_compared(name):
    plan = replace(SHORT, dataset=name, mechanisms=("points",), honest=2, careless=0)
    assert compare(plan).runs[0].honest_points > 0


def test_progress_goes_up_to_one():
    told = []
    compare(SHORT, lambda part, text: told.append((part, text)))
    parts = [part for part, _ in told]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert {text for _, text in told} == {terms_of(name).title for name in MECHANISMS}


def test_a_comparison_that_was_stopped_leaves_nothing_behind(short):
    def stop(part, _):
        if part > 0.3:
            raise KeyboardInterrupt

    plan = replace(SHORT, mechanisms=("points",))
    with pytest.raises(KeyboardInterrupt):
        compare(plan, stop)
    assert compare(plan).runs[0] in short.runs


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seed": -1}, "The seed"),
        ({"seed": True}, "The seed"),
        ({"honest": 0}, "honest"),
        ({"careless": 7}, "careless"),
        ({"days": 31}, "days"),
        ({"arrival": 8}, "attacker comes"),
        ({"strength": 26}, "in a row"),
        ({"attack": "nonsense"}, "no attack 'nonsense'"),
        ({"mechanisms": ()}, "at least one mechanism"),
        ({"mechanisms": ("points", "points")}, "only once"),
        ({"mechanisms": ("lottery",)}, "no mechanism 'lottery'"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(change, says):
    with pytest.raises(InputError, match=says):
        Plan(**change)


def test_a_model_that_does_not_suit_is_refused():
    with pytest.raises(InputError):
        compare(replace(SHORT, model="dense_perceptron"))
