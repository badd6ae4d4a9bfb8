"""Scores that are followed are the scores of the model, whatever it learns."""

import numpy as np
import pytest

from sum.models.scores import Scores
from sum.models.sparse_passive_aggressive import SparsePassiveAggressive
from sum.models.sparse_perceptron import SparsePerceptron
from sum.units import SCALE

FEATURES = 40


def sample(rng):
    return tuple(np.flatnonzero(rng.random(FEATURES) < 0.3).tolist()) or (0,)


def learn(model, rng):
    data, label = sample(rng), int(rng.integers(model.n_classes))
    receipt = model.learn_one(data, label)
    return [(data, label, receipt)] if receipt else []


@pytest.fixture(params=[2, 5])
def model(request):
    return SparsePerceptron(FEATURES, request.param)


@pytest.mark.parametrize("kind", [SparsePerceptron, SparsePassiveAggressive])
@pytest.mark.parametrize("n_classes", [2, 5])
def test_the_labels_that_change_are_told(kind, n_classes):
    rng, model = np.random.default_rng(0), kind(FEATURES, n_classes)
    model.learn_one((0,), 1)
    scores, samples, labels, turns = Scores(model), {}, {}, 0
    for number in range(300):
        data = sample(rng)
        samples[number], labels[number] = data, scores.put(number, data, model)
        assert labels[number] == model.predict_one(data)
        if number % 3 == 0:
            gone = int(rng.choice(list(samples)))
            scores.remove(gone)
            assert gone not in scores
            del samples[gone], labels[gone]
        updates = [update for _ in range(rng.integers(3)) for update in learn(model, rng)]
        turned = scores.follow(model, updates)
        assert all(labels[each] != label for each, label in turned)
        labels.update(turned)
        turns += len(turned)
        assert labels == {each: model.predict_one(data) for each, data in samples.items()}
    assert turns > 100


def test_what_the_model_learned_unseen_is_noticed(model):
    rng = np.random.default_rng(0)
    scores = Scores(model)
    scores.put(1, (1, 2), model)
    seen = learn(model, rng) or learn(model, rng) or learn(model, rng)
    while not learn(model, rng):
        pass
    assert scores.follow(model, seen) is None


def test_there_is_room_for_so_many(model, monkeypatch):
    monkeypatch.setattr("sum.models.scores.MAX_CELLS", FEATURES * 64)
    scores = Scores(model)
    assert [scores.put(number, (1,), model) for number in range(65)] == [0] * 64 + [None]
    scores.remove(5)
    assert scores.put(65, (1,), model) == 0


def test_what_is_too_large_is_not_followed():
    model = SparsePerceptron(FEATURES, 2)
    model.learn_one((0,), 1)
    model.weights_ = [2**60] * len(model.weights_)
    scores = Scores(model)
    assert scores.put(1, (0, 1), model) is None
    assert 1 not in scores
    assert model.predict_one((0, 1)) == 1


@pytest.mark.parametrize(("size", "followed"), [(9, [(1, 1)]), (10, None)])
def test_nor_what_becomes_too_large(size, followed, monkeypatch):
    monkeypatch.setattr("sum.models.scores.SAFE", 10 * SCALE)
    model, data = SparsePerceptron(FEATURES, 2), tuple(range(size))
    model.predict_one(data)
    scores = Scores(model)
    assert scores.put(1, data, model) == 0
    receipt = model.learn_one(data, 1)
    assert scores.follow(model, [(data, 1, receipt)]) == followed


def test_steps_are_what_a_receipt_says():
    rng = np.random.default_rng(1)
    for kind in (SparsePerceptron, SparsePassiveAggressive):
        for n_classes in (2, 4):
            model = kind(FEATURES, n_classes)
            for _ in range(50):
                before = model.biases()
                for _, label, receipt in learn(model, rng):
                    moved = {
                        lane: now - then
                        for lane, (then, now) in enumerate(zip(before, model.biases(), strict=True))
                        if now != then
                    }
                    assert model.steps(label, receipt) == moved
