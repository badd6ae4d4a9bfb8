"""Every model goes with every mechanism: one contract each, which works and fits a chain."""

from itertools import product

import numpy as np
import pytest

from sum.chain.compiler import CONTRACTS, RUNTIME_LIMIT, compose
from sum.incentives import MECHANISMS
from sum.models import MODELS
from sum.shared_model import SharedModel
from sum.units import HOUR, Seconds
from tests.contracts.model_cases import Case

FREE = {"points"}
"""Mechanisms without money."""


FIRST = next(iter(MODELS))


def pair(model, mechanism):
    """Fast: every mechanism with the first model."""
    quick = model == FIRST
    marks = [] if quick else [pytest.mark.slow]
    return pytest.param(MODELS[model], mechanism, marks=marks, id=f"{model}-{mechanism}")


every_pair = pytest.mark.parametrize(
    ("model", "mechanism"), [pair(*each) for each in product(MODELS, MECHANISMS)]
)
every_game = pytest.mark.parametrize(
    ("model", "mechanism"),
    [pair(*each) for each in product(MODELS, MECHANISMS) if MECHANISMS[each[1]].claims],
)
"""Where there are refunds and reports; test_reward_market.py has the market with every model."""


def later(chain, ask):
    """Let time pass until something can be claimed."""
    for _ in range(24):
        chain.advance(Seconds(2 * HOUR))
        verdict = ask()
        if verdict.ok:
            return
    pytest.fail(verdict.reason)


def test_every_mechanism_has_a_twin():
    assert {path.stem for path in (CONTRACTS / "incentives").glob("*.vy")} == set(MECHANISMS)


@every_pair
def test_it_fits_into_a_chain(model, mechanism):
    assert compose(model.name, mechanism).runtime_size < RUNTIME_LIMIT == 24_576


@every_game
@pytest.mark.parametrize("n_classes", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_it_does_its_work(chain, model, mechanism, n_classes):
    case, rng = Case(model, n_classes, 9), np.random.default_rng(3)
    start, terms = case.trained(rng), MECHANISMS[mechanism]()
    shared = SharedModel.deploy(chain, start, terms)
    good, bad = chain.accounts[1:3]
    data = case.sample(rng)
    label = start.predict_one(data)
    assert shared.predict(data) == label
    assert shared.terms() == terms

    added = shared.add_data(good, data, label)
    assert bool(added.deposit) == (mechanism not in FREE)
    later(chain, lambda: shared.can_refund(added.contribution))
    assert shared.refund(good, added.contribution).amount == added.deposit
    assert shared.good(good) == 1

    added = shared.add_data(bad, data, (label + 1) % n_classes)
    assert added.receipt
    assert shared.download().words() != start.words()
    while shared.predict(data) != label:
        chain.advance(Seconds(HOUR))
        shared.add_data(good, data, label)
    later(chain, lambda: shared.can_report(good, added.contribution))
    paid = shared.report(good, added.contribution)
    if paid.left:  # only the first of two steps
        for _ in range(5):
            chain.advance(Seconds(HOUR))
            shared.add_data(chain.accounts[3], data, label)
        later(chain, lambda: shared.can_report(good, added.contribution))
        paid = shared.report(good, added.contribution)
    assert paid.amount == added.deposit
    assert shared.state(added.contribution).settled

    found = SharedModel.connect(chain, shared.address)
    assert (found.artifact.model, found.artifact.incentive) == (model.name, mechanism)
    assert found.download().predict_one(data) == label
