"""Every twin as an estimator of its own, without a chain.

A part of the suite that test_every_model.py describes.
"""

import pickle

import numpy as np
import pytest
from sklearn.base import clone

from sum.samples import matrix
from tests.contracts.model_cases import every_model, every_size


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@every_size
def test_many_are_predicted_like_each_one(case, rng):
    twin = case.trained(rng)
    rows = case.samples(rng, 300)
    X = matrix(rows, case.n_features, case.form)
    labels = twin.predict(X)
    assert labels.tolist() == [twin.predict_one(row) for row in rows]
    assert twin.score(X, labels) == 1
    scores = twin.decision_function(X)
    assert scores.shape == ((300,) if case.n_classes == 2 else (300, case.n_classes))
    if case.n_classes == 2:
        assert ((scores > 0) == (labels == 1)).all()
    assert case.new().predict(X).tolist() == [case.new().predict_one(rows[0])] * 300


@every_model
def test_what_a_picture_shows_is_a_number_a_class_and_feature(case, rng):
    for twin in (case.new(), case.trained(rng)):
        found = twin.class_weights()
        assert found.shape == (case.n_classes, case.n_features)
        assert found.dtype == np.float64
        assert np.isfinite(found).all()


@every_model
def test_fit_is_learning_one_by_one(case, rng):
    story = [case.matters(rng) for _ in range(60)]
    X = matrix([data for data, _ in story], case.n_features, case.form)
    y = np.array([label for _, label in story])
    slow = case.new()
    for data, label in story:
        slow.learn_one(data, label)
    assert case.trained(rng).fit(X, y).words() == slow.words()
    halves = case.new().partial_fit(X[:30], y[:30]).partial_fit(X[30:], y[30:])
    assert halves.words() == slow.words()


@every_model
def test_a_copy_is_on_its_own(case, rng):
    twin = case.trained(rng)
    before = twin.words()
    for other in (twin.copy(), pickle.loads(pickle.dumps(twin)), twin):  # noqa: S301 - our own
        data, label = learnable(case, other, rng)
        was = other.predict_one(data)
        assert other.words() == before
        assert other.learn_one(data, label)
        assert other.words() != before
        if other is not twin:
            assert twin.words() == before
            assert twin.predict_one(data) == was


def learnable(case, twin, rng):
    """A sample from which the model learns something."""
    return next(
        each for each in iter(lambda: case.matters(rng), None) if twin.copy().learn_one(*each)
    )


@every_model
def test_a_clone_starts_afresh_with_the_same_parameters(case, rng):
    twin = case.trained(rng)
    fresh = clone(twin)
    assert fresh.get_params() == twin.get_params()
    assert fresh.arguments() == twin.arguments()
    assert not any(fresh.words())
