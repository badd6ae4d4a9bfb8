"""Which points a sweep has, and that bad ones are refused before anything runs."""

import pickle

import pytest

from sum.errors import InputError
from sum.simulation.scenario import Scenario, value_of
from sum.simulation.sweep import Span, Sweep
from sum.units import ETHER

COUNT, WEIGHT = "agents.attacker.count", "incentive.cost_weight"


def test_a_grid_has_every_pair(small):
    assert [point.values for point in small.all_points] == [
        (0, ETHER // 1_000),
        (0, ETHER // 10),
        (2, ETHER // 1_000),
        (2, ETHER // 10),
    ]
    assert value_of(small.all_points[3].scenario, COUNT) == 2
    assert small.name(small.all_points[1]) == f"{COUNT} = 0, {WEIGHT} = 0.1 ether"


def test_each_run_has_its_seed(small):
    tasks = small.tasks()
    assert sorted(task[:2] for task in tasks) == [
        (point, seed) for point in range(4) for seed in (0, 1)
    ]
    assert all(task.scenario.seed == task.seed for task in tasks)


def test_runs_on_the_same_data_follow_one_another(short):
    axes = {"data.name": ("wine", "breast-cancer"), COUNT: (0, 1)}
    tasks = Sweep(scenario=short, axes=axes, seeds=2).tasks()
    data = [(task.scenario.data.name, task.seed) for task in tasks]
    assert data == sorted(data, key=data.index)
    assert len(set(data)) == 4


def test_points_at_random(short):
    axes = {
        WEIGHT: Span(1, 10**18, log=True),
        "agents.attacker.kind": ("label_flipping", "flooding"),
    }
    sweep = Sweep(scenario=short, axes=axes, points=30, seeds=1)
    again = Sweep(scenario=short, axes=axes, points=30, seeds=1)
    other = Sweep(scenario=short, axes=axes, points=30, seeds=1, draw=1)
    values = [point.values for point in sweep.all_points]
    assert values == [point.values for point in again.all_points]
    assert values != [point.values for point in other.all_points]
    assert {kind for _, kind in values} == {"label_flipping", "flooding"}
    assert len({weight for weight, _ in values}) == 30


def test_it_can_be_sent_to_another_process(small):
    again = pickle.loads(pickle.dumps(small))  # noqa: S301 - our own
    assert again == small
    assert again.all_points == small.all_points


def test_fields_that_need_one_another_are_set_in_any_order(short):
    axes = {"incentive.refund_wait": ("10 days",), "incentive.owner_wait": ("11 days",)}
    axes |= {"incentive.any_wait": ("12 days",)}
    [point] = Sweep(scenario=short, axes=axes).all_points
    assert value_of(point.scenario, "incentive.refund_wait") == 864_000


def test_a_mechanism_comes_before_its_parameters(short):
    axes = {"incentive.quorum": (7,), "incentive.name": ("guarded_deposit",)}
    [point] = Sweep(scenario=short, axes=axes).all_points
    assert value_of(point.scenario, "incentive.quorum") == 7


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ({COUNT: (1, 2_000)}, (f"{COUNT} = 2000", "0 to 1,000 people")),
        ({COUNT: ("few",)}, (f"{COUNT} = few", "no whole number")),
        ({"agents.nobody.count": (1,)}, ("no field 'agents.nobody.count'",)),
        ({"incentive.refund_wait": ("99 days",)}, ("incentive.refund_wait = 99 days", "wait")),
        ({"data.order": ("sideways",)}, ("data.order = sideways", "one of random, stream")),
        ({"seed": (1,)}, ("how many seeds",)),
        ({COUNT: ()}, (f"{COUNT} has no values",)),
        ({COUNT: Span(1, 2)}, ("a span is for points drawn at random",)),
        ({COUNT: range(1, 1_001), "model.samples": range(1_000)}, ("5,000,000 runs",)),
    ],
)
def test_a_bad_point_is_refused(axes, words):
    with pytest.raises(InputError) as caught:
        Sweep(scenario=Scenario(), axes=axes)
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize("numbers", [{"seeds": 0}, {"points": -1}, {"draw": -1}])
def test_numbers_below_zero_are_refused(short, numbers):
    with pytest.raises(InputError, match="at least one seed"):
        Sweep(scenario=short, axes={COUNT: (1,)}, **numbers)


def test_a_span_of_words_is_refused(short):
    with pytest.raises(InputError, match="is no number"):
        Sweep(scenario=short, axes={"data.name": Span(1, 2)}, points=2)


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ({"data.name": ("wine", "nowhere")}, ("data.name = nowhere",)),
        ({"model.name": ("sparse_perceptron", "no_model")}, ("model.name = no_model",)),
        ({"data.name": ("wine",), "model.name": ("sparse_perceptron",)}, ("sparse",)),
    ],
)
def test_what_does_not_go_together_is_found_before_anything_runs(short, axes, words):
    with pytest.raises(InputError) as caught:
        Sweep(scenario=short, axes=axes).check()
    assert [word for word in words if word not in str(caught.value)] == []
