"""What a model's numbers say is what the model does."""

import numpy as np
import pytest

from sum.models import MODELS, SparsePerceptron, models_for
from sum.samples import matrix
from sum.units import SCALE
from sum.viz.model.reading import (
    certainty,
    compare,
    confusion,
    evidence,
    judge,
    margins,
    scores,
    strongest,
)
from sum.viz.model.words import kind_of

SPARSE = [("digits-3-or-8", name) for name in models_for("sparse")]
DENSE = [("wine", name) for name in models_for("dense")]
CASES = [*SPARSE, *DENSE, ("plane", "dense_perceptron"), ("digits", "naive_bayes")]


@pytest.fixture(params=CASES, ids="-".join)
def case(request, start):
    name, model = request.param
    return start(name, "", model)


def test_every_model_is_tested():
    assert {name for _, name in CASES} == set(MODELS)


def test_the_highest_score_is_predicted(case):
    dataset, model = case
    X = dataset.hidden.matrix()
    assert (scores(model, X).argmax(axis=1) == model.predict(X)).all()


def test_least_certain_comes_first(case):
    dataset, model = case
    found = certainty(model, dataset.hidden)
    assert sorted(found.order) == list(range(len(dataset.hidden)))
    assert (np.diff(found.margins[list(found.order)]) >= 0).all()
    assert (found.margins >= 0).all()


def test_evidence_adds_up_to_the_difference_of_the_scores(case):
    """But for what is the same for every sample: a constant, a class's frequency."""
    dataset, model = case
    rest = []
    for sample in dataset.hidden.samples[:20]:
        row = matrix([sample.data], model.n_features, model.form)
        values = (row.toarray() if model.form == "sparse" else row)[0].astype(float)
        found = scores(model, row)[0]
        rest.append(found[1] - found[0] - evidence(model, values, 1, 0).sum())
    assert np.ptp(rest) < 1e-5


def test_a_sample_is_judged_as_the_contract_does(case):
    dataset, model = case
    sample = dataset.pool[0]
    verdict = judge(model, sample.data)
    assert verdict.label == model.predict_one(sample.data)
    assert verdict.label in verdict.sides
    if dataset.n_classes == 2:
        assert verdict.sides == (1, 0)
    else:
        ordered = np.argsort(-verdict.scores, kind="stable")
        assert verdict.sides == tuple(ordered[:2])


def test_what_is_absent_says_nothing(start):
    dataset, model = start("digits-3-or-8")
    sample = dataset.pool[0]
    verdict = judge(model, sample.data)
    assert set(np.flatnonzero(verdict.evidence)) <= set(sample.data)


def test_a_class_without_samples_is_never_near():
    model = MODELS["naive_bayes"](n_features=3, n_classes=2)
    model.learn_one((0, 1), 1)
    found = margins(scores(model, [[1, 0, 0]]))
    assert np.isfinite(found).all()
    assert judge(model, (0,)).label == 1


def test_change_is_told(start):
    dataset, before = start("digits-3-or-8")
    after = before.copy()
    sample = next(each for each in dataset.pool if before.predict_one(each.data) != each.label)
    after.learn_one(sample.data, sample.label)
    found = compare(dataset, before, after)
    assert found.features == len(sample.data)
    assert found.classes == [0, 1]
    X, y = dataset.hidden.matrix(), dataset.hidden.labels
    assert found.accuracy == (before.score(X, y), after.score(X, y))
    gained = found.mended - found.broken
    assert gained == round((found.accuracy[1] - found.accuracy[0]) * len(dataset.hidden))
    same = compare(dataset, before, before)
    assert (same.features, same.classes, same.mended, same.broken) == (0, [], 0, 0)


def test_confusion_counts_every_hidden_sample(case):
    dataset, model = case
    table = confusion(model, dataset)
    assert table.sum() == len(dataset.hidden)
    assert (table.sum(axis=1) == np.bincount(dataset.hidden.labels)).all()
    right = model.score(dataset.hidden.matrix(), dataset.hidden.labels)
    assert np.trace(table) / table.sum() == pytest.approx(right)


def test_strongest_leaves_out_what_is_nothing():
    assert strongest(np.zeros(5), 3) == []
    assert strongest(np.array([1.0, -1.0, 1.0]), 2) == [0, 1]


def test_scores_are_in_units_of_one():
    model = SparsePerceptron.from_words((2, 1, SCALE), [3 * SCALE | SCALE << 64])
    assert scores(model, [[1]]).tolist() == [[-2.0, 2.0]]


def test_kinds_are_known():
    kinds = {name: kind_of(model) for name, model in MODELS.items()}
    assert {name for name, kind in kinds.items() if kind == "centroid"} == {
        "sparse_nearest_centroid",
        "dense_nearest_centroid",
    }
    assert kinds["naive_bayes"] == "bayes"
