"""Whole markets at random: on the chain and on the twin the same scores, rounds and payouts."""

from dataclasses import replace

import numpy as np
import pytest

from sum.chain import connect
from sum.incentives.reward_market import MarketTerms
from sum.market import Market, hide
from sum.models import MODELS
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.market import MarketStage, Plan, run_market
from sum.simulation.twin import TwinEngine
from sum.units import Wei
from tests.contracts.model_cases import Case

pytestmark = pytest.mark.slow

PEOPLE = ("ann", "bob", "cyd")


def worlds():
    """One quick market, and two of every model."""
    names = list(MODELS)
    yield pytest.param(names[0], 2, 0)
    for seed in (1, 2):
        for n, name in enumerate(names):
            yield pytest.param(name, 2 + (n + seed) % 2, seed, marks=pytest.mark.slow)


def plan_at_random(case, rng):
    """Portions of any sizes, any number of rounds."""
    sizes = rng.integers(1, 7, int(rng.integers(2, 5))).tolist()
    samples = [case.matters(rng) for _ in range(sum(sizes))]
    portions, start = [], 0
    for size, empty in zip(
        sizes, hide(samples, len(sizes), lambda n: bytes([n] * 32)), strict=True
    ):
        portions.append(replace(empty, samples=tuple(samples[start : start + size])))
        start += size
    return Plan(
        tuple(portions),
        unit=Wei(int(rng.integers(1_000, 10**15))),
        rounds=int(rng.choice([1, 2, 5, 20, 300])),
        cap=50,
    )


@pytest.mark.parametrize(("name", "n_classes", "seed"), list(worlds()))
def test_a_whole_market(name, n_classes, seed):
    rng = np.random.default_rng(seed)
    case = Case(MODELS[name], n_classes, 9)
    start, plan = case.trained(rng, 10), plan_at_random(case, rng)
    said = [case.matters(rng) for _ in range(int(rng.integers(6, 14)))]
    engine = ChainEngine(connect(), start, MarketTerms(Wei(1_000)))
    sponsor, other, *people = [engine.create_account(who) for who in ("spo", "ben", *PEOPLE)]

    def participate():
        for n, (data, label) in enumerate(said):
            engine.add(people[n % len(people)], data, label)

    run = run_market(engine, plan, sponsor, other, participate)
    market = Market(engine.shared)
    assert market.outcome() == run.outcome
    assert market.payouts() == run.payouts
    assert engine.held() == 0
    assert sum(engine.profit(who) for who in (sponsor, other, *people)) == 0
    owed = {who: sum(each.amount for each in run.payouts if each.account == who) for who in people}
    assert {who: run.collected.get(who, 0) for who in people} == owed
    assert engine.collectable(sponsor) == engine.shared.collectable(sponsor) == 0


@pytest.mark.parametrize("shown", [True, False])
def test_both_engines_give_the_same(shown, monkeypatch):
    """The draw apart, which is the chain's."""
    rng = np.random.default_rng(5)
    case = Case(MODELS["sparse_perceptron"], 2, 9)
    start = case.trained(rng, 10)
    samples, said = ([case.matters(rng) for _ in range(count)] for count in (8, 6))
    plan = Plan(hide(samples, 2, lambda n: bytes([n] * 32)), rounds=7)
    found = []
    for made in (
        ChainEngine(connect(), start, MarketTerms(Wei(1_000))),
        TwinEngine(start, MarketTerms(Wei(1_000))),
    ):
        people = [made.create_account(who) for who in ("spo", "ben", *PEOPLE)]
        if found:
            monkeypatch.setattr(MarketStage, "draw", as_drawn(found[0][0]))

        def participate(made=made, people=people):
            made.set_time(made.incentive.offer.show_by)
            for n, (data, label) in enumerate(said):
                made.add(people[2 + n % 3], data, label)

        run = run_market(made, plan, *people[:2], participate, shows=lambda _: shown)
        profits = [made.profit(who) for who in people]
        amounts = [each.amount for each in run.payouts]
        found.append((run.drawn, run.outcome, amounts, profits, made.held()))
    assert found[0] == found[1]
    assert found[0][-1] == 0


def as_drawn(number):
    """The twin's draw, made to be that of the chain."""

    def draw(stage, account):
        stage.twin.draw(number, stage.engine.now)
        stage.engine.book(account, Wei(0))
        return number

    return draw
