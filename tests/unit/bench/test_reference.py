"""The rules in float64 are the textbook's: by hand, and beside scikit-learn."""

import numpy as np
import pytest
from sklearn.linear_model import Perceptron
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import NearestCentroid

from sum.bench.reference import (
    REFERENCES,
    CentroidRule,
    NaiveBayesRule,
    PassiveAggressiveRule,
    PerceptronRule,
)
from sum.models import MODELS


@pytest.fixture
def points():
    """Ones that no straight line parts, the first of class 1."""
    rng = np.random.default_rng(1)
    y = rng.integers(3, size=200)
    y[0] = 1
    return rng.normal(size=(200, 4)) + y[:, None] * 0.5, y


def test_the_perceptron_of_two_classes_is_scikit_learns(points):
    X, y = points[0], np.minimum(points[1], 1)
    rule, peer = PerceptronRule(4, 2, 0.5), Perceptron(shuffle=False, eta0=0.5)
    rule.learn(X, y)
    peer.partial_fit(X, y, classes=[0, 1])
    assert rule.weights[0].tolist() == pytest.approx([*peer.coef_[0], *peer.intercept_])
    assert (rule.predict(X) == peer.predict(X)).all()


def test_the_perceptron_of_many_moves_the_true_class_and_the_predicted_one():
    rule = PerceptronRule(2, 3, 1.0)
    rule.learn(np.array([[1.0, 0.0]]), np.array([0]))  # a tie: the lowest is predicted, and right
    assert not rule.weights.any()
    rule.learn(np.array([[1.0, 2.0]]), np.array([2]))  # a tie: class 0 loses
    assert rule.weights.tolist() == [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]


@pytest.mark.parametrize("n_classes", [2, 3])
def test_passive_aggressive_goes_to_a_margin_of_one(n_classes):
    rule = PassiveAggressiveRule(2, n_classes, 10.0)
    x = np.array([[3.0, -1.0]])
    rule.learn(x, np.array([1]))
    scores = rule.weights @ [3, -1, 1]
    # Of many classes the margin is over the closest rival: on a tie, class 0.
    assert (scores[0] if n_classes == 2 else scores[1] - scores[0]) == pytest.approx(1)


def test_passive_aggressive_is_passive_beyond_a_margin_of_one():
    rule = PassiveAggressiveRule(2, 2, 10.0)
    rule.learn(np.array([[3.0, -1.0]]), np.array([1]))
    before = rule.weights.copy()
    rule.learn(np.array([[6.0, -2.0]]), np.array([1]))
    assert (rule.weights == before).all()


def test_passive_aggressive_stops_at_its_cap():
    rule = PassiveAggressiveRule(2, 2, 0.01)
    rule.learn(np.array([[3.0, -1.0]]), np.array([0]))
    assert rule.weights[0].tolist() == pytest.approx([-0.03, 0.01, -0.01])


def test_naive_bayes_is_scikit_learns(points):
    X, y = np.abs(np.rint(points[0])), points[1]
    rule = NaiveBayesRule(4, 3, 0.7)
    rule.learn(X, y)
    assert (rule.predict(X) == MultinomialNB(alpha=0.7).fit(X, y).predict(X)).all()


def test_centroids_are_scikit_learns_and_need_a_sample(points):
    X, y = points
    rule = CentroidRule(4, 5)
    rule.learn(X, y + 1)  # the classes 0 and 4 have none
    assert (rule.predict(X) == NearestCentroid().fit(X, y).predict(X) + 1).all()


@pytest.mark.parametrize("name", MODELS)
def test_every_model_has_a_reference_of_its_own_settings(name):
    twin = MODELS[name](n_features=3, n_classes=3)
    rule, peer = REFERENCES[name].rule(twin), REFERENCES[name].peer(twin)
    X, y = np.random.default_rng(0).random((9, 3)), np.arange(9) % 3
    rule.learn(X, y)
    peer.fit(X, y)
    assert rule.predict(X).shape == peer.predict(X).shape == (9,)
