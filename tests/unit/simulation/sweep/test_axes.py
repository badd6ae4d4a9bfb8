"""How axes are typed, and what is said about those that are wrong."""

import numpy as np
import pytest

from sum.errors import InputError
from sum.simulation.scenario import Scenario
from sum.simulation.sweep import Span, read_axes


def read(text, *, spans=False):
    [axis] = read_axes(Scenario(), [text], spans=spans).values()
    return axis


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("agents.attacker.count=0..3", (0, 1, 2, 3)),
        ("agents.attacker.count=0..10:5", (0, 5, 10)),
        ("agents.attacker.count=1..9:log3", (1, 3, 9)),
        ("agents.attacker.count=1..3:lin9", (1, 2, 3)),
        ("agents.attacker.count = 4 , 2", (4, 2)),
        ("incentive.cost_weight=1 gwei,2 wei", (10**9, 2)),
        ("incentive.cost_weight=1..3 gwei:1", (10**9, 2 * 10**9, 3 * 10**9)),
        ("incentive.cost_weight=0.5..1.5 gwei:lin3", (5 * 10**8, 10**9, 15 * 10**8)),
        ("incentive.refund_wait=1..2 days:12 h", (86_400, 129_600, 172_800)),
        ("model.step=0..1:0.1", tuple(number / 10 for number in range(11))),
        ("model.step=0.1..0.4:lin4", (0.1, 0.2, 0.3, 0.4)),
        ("model.step=-1..1:1", (-1.0, 0.0, 1.0)),
        ("run.settle=true,false", (True, False)),
        ("data.name=digits,wine", ("digits", "wine")),
        ("data.name=a..b", ("a..b",)),
    ],
)
def test_values(text, values):
    assert read(text) == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("agents.attacker.count", "PATH=VALUE"),
        ("agents.attacker.count=", "PATH=VALUE"),
        ("=3", "PATH=VALUE"),
        ("seed=1..3", "how many seeds"),
        ("agents.attacker.cuont=1", "no field 'agents.attacker.cuont'"),
        ("count=1", "did you mean agents.honest.count or agents.attacker.count"),
        ("agents.attacker.count=1,x", "'x' is no whole number"),
        ("agents.attacker.count=3..1", "3 is not below 1"),
        ("agents.attacker.count=1..3:0", "step has to be above zero"),
        ("agents.attacker.count=1..3:many", "'many' is no whole number"),
        ("agents.attacker.count=0..3:log3", "above zero"),
        ("agents.attacker.count=0..3:lin1", "2 to 10,000 values"),
        ("agents.attacker.count=0..999999", "at most 10,000"),
        ("model.step=0..1", "needs a step"),
        ("model.step=0..1:", "'1:' is no number"),
        ("model.step=nan..1:1", "too large"),
        ("incentive.cost_weight=0.1,0.2 ether", "needs a unit"),
        ("incentive.refund_wait=1..2 months:1", "is not a time"),
        ("run.settle=maybe", "neither true nor false"),
    ],
)
def test_what_is_wrong_is_said(text, words):
    with pytest.raises(InputError) as caught:
        read(text)
    assert words in str(caught.value)


def test_an_axis_comes_once():
    with pytest.raises(InputError, match="twice"):
        read_axes(Scenario(), ["run.contributions=1", "run.contributions=2"])


def test_fields_that_another_axis_brings():
    texts = ["incentive.waited=1", "incentive.name=guarded_deposit"]
    with pytest.raises(InputError, match=r"no field 'incentive.waited'"):
        read_axes(Scenario(), texts)
    texts = ["agents.attacker.victims=1..2", "agents.attacker.kind=nobody"]
    with pytest.raises(InputError, match="no agent 'nobody'"):
        read_axes(Scenario(), texts)


def test_spans_are_drawn_in_their_bounds():
    span, again = (
        read("incentive.cost_weight=1..1000 wei:log", spans=True),
        Span(1, 1_000, log=True),
    )
    assert span == again
    drawn = [span.draw(np.random.default_rng(seed), "money") for seed in range(200)]
    assert {type(value) for value in drawn} == {int}
    assert 1 <= min(drawn) < 10
    assert 100 < max(drawn) <= 1_000
    assert sum(value < 32 for value in drawn) == pytest.approx(100, abs=25)
    assert read("model.step=0..1", spans=True) == Span(0.0, 1.0)
    assert read("model.step=0..1:lin3", spans=True) == (0.0, 0.5, 1.0)
