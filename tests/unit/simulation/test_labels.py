"""Labels are kept up to date, for every model, whatever comes, goes and is learned."""

import numpy as np
import pytest

from sum.datasets import encoders, load
from sum.models import MODELS
from sum.records import Added, Contribution
from sum.simulation.labels import Block, Labels

DATA = {"sparse": "digits", "dense": "iris"}
TWO_CLASSES = {"sparse": "digits-3-or-8", "dense": "plane"}


def task(model, data):
    name = data[MODELS[model].form]
    found = (load(name, 0, encoder) for encoder in encoders(name))
    dataset = next(each for each in found if each.form == MODELS[model].form)
    made = MODELS[model](dataset.n_features, dataset.n_classes)
    return dataset, made.fit(dataset.train.matrix(), dataset.train.labels)


def learn(model, dataset, rng):
    sample = dataset.pool[int(rng.integers(len(dataset.pool)))]
    label = int(rng.integers(dataset.n_classes))
    receipt = model.learn_one(sample.data, label)
    return Added(Contribution(sample.data, label, 0, "somebody"), 0, receipt)


@pytest.mark.parametrize(
    ("sets", "cells"),
    [
        (DATA, 2**22),
        pytest.param(DATA, 1, marks=pytest.mark.slow),
        pytest.param(TWO_CLASSES, 2**22, marks=pytest.mark.slow),
        pytest.param(TWO_CLASSES, 1, marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("name", MODELS)
def test_labels_are_what_the_model_predicts(name, cells, sets, monkeypatch):
    monkeypatch.setattr("sum.simulation.labels.MAX_CELLS", cells)
    monkeypatch.setattr("sum.models.scores.MAX_CELLS", cells * 8)
    dataset, model = task(name, sets)
    rng, labels, known, samples, turns = np.random.default_rng(0), Labels(), {}, {}, 0
    for number in range(90):
        for each in (number, number + 20) if number < 45 else ():
            key, data = 1_000 * each + number, dataset.pool[each].data
            samples[key], known[key] = data, labels.add(key, data, model)
        for gone in rng.choice(sorted(samples), size=min(len(samples), number // 40)).tolist():
            labels.remove(gone)
            samples.pop(gone, None), known.pop(gone, None)
        labels.learned(learn(model, dataset, rng))
        if number % 20 == 7:
            learn(model, dataset, rng)
            labels.forget()
        if number % 30 == 11:
            labels = labels.copy()
        if not labels.changed:
            continue
        turned = labels.update(model)
        assert all(known[each] != label for each, label in turned)
        known.update(turned)
        turns += len(turned)
        assert known == {each: model.predict_one(data) for each, data in samples.items()}
    assert len(labels) == len(samples)
    assert turns > 0


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("cells", [2**22, 1])
def test_a_block_predicts_as_one_by_one(name, cells, monkeypatch):
    monkeypatch.setattr("sum.simulation.labels.MAX_CELLS", cells)
    dataset, model = task(name, DATA)
    samples = dataset.pool.data[:60]
    block = Block(list(range(60)), samples, model)
    assert len(block) == 60
    assert block.labels(model) == list(enumerate(map(model.predict_one, samples)))
