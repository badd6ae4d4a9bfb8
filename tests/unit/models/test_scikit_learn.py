"""The twins as scikit-learn estimators, and what they take over from its models."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import (
    LogisticRegression,
    PassiveAggressiveClassifier,
    Perceptron,
    SGDClassifier,
)
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from sum.errors import BadLabel, BadSample, InputError, NotOpen
from sum.models import (
    DensePassiveAggressive,
    DensePerceptron,
    SparsePassiveAggressive,
    SparsePerceptron,
)
from sum.units import INT64_MAX, SCALE

LINEAR = [SparsePerceptron, SparsePassiveAggressive, DensePerceptron, DensePassiveAggressive]


@pytest.fixture
def data():
    return make_data(2)


def make_data(n_classes, n_features=12, n_samples=240):
    """Samples whose first features say which class they are of, most of the time."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, n_classes, n_samples)
    X = (rng.random((n_samples, n_features)) < 0.3).astype(int)
    X[np.arange(n_samples), y] = 1
    X[np.arange(n_samples), (y + 1) % n_classes] = 0
    return X, y


def test_fit_is_learn_one_in_order(data):
    X, y = data
    one_by_one = SparsePerceptron(12)
    for row, label in zip(X, y, strict=True):
        one_by_one.learn_one(tuple(np.flatnonzero(row).tolist()), int(label))
    fitted = SparsePerceptron(12).fit(X, y)
    assert fitted.weights_ == one_by_one.weights_
    assert any(fitted.weights_)
    assert fitted.fit(X, y).weights_ == one_by_one.weights_  # from zero again


def test_partial_fit_goes_on_where_it_was(data):
    X, y = data
    parts = SparsePerceptron(12).partial_fit(X[:100], y[:100], classes=[0, 1])
    parts.partial_fit(X[100:], y[100:])
    assert parts.weights_ == SparsePerceptron(12).fit(X, y).weights_


@pytest.mark.parametrize("n_classes", [2, 4])
def test_it_learns(n_classes):
    X, y = make_data(n_classes)
    scores = cross_val_score(SparsePerceptron(12, n_classes), X, y, cv=3)
    assert scores.mean() > 1.4 / n_classes


def test_it_can_be_searched(data):
    X, y = data
    search = GridSearchCV(SparsePerceptron(12), {"learning_rate": [1, np.int64(SCALE)]}, cv=2)
    assert search.fit(X, y).best_score_ > 0.6


def test_a_clone_is_not_fitted_and_a_pickle_is(data):
    model = SparsePerceptron(12, learning_rate=7).fit(*data)
    fresh = clone(model)
    assert fresh.get_params() == model.get_params()
    assert not fresh.__sklearn_is_fitted__()
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own
    assert again.words() == model.words()
    assert again.classes_.tolist() == [0, 1]


@pytest.mark.parametrize("form", [sparse.csr_matrix, sparse.csc_matrix, sparse.coo_array, list])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_every_form_of_samples_says_the_same(form, n_classes):
    X, y = make_data(n_classes)
    model, other = SparsePerceptron(12, n_classes).fit(X, y), SparsePerceptron(12, n_classes)
    other.fit(form(X), y)
    assert other.words() == model.words()
    assert other.predict(form(X)).tolist() == model.predict(X.astype(float) * 0.5).tolist()


def test_looking_at_a_sparse_matrix_leaves_it_alone():
    # The indices of a row are in no order, one is there twice, and one zero is written out.
    parts = np.array([1, 2, 0, 4]), np.array([3, 0, 1, 3]), np.array([0, 4])
    X = sparse.csr_matrix(parts, shape=(1, 4))
    model = SparsePerceptron(4).fit(X, [1])
    assert model.weights_ == [SCALE, 0, 0, SCALE, SCALE]
    assert model.decision_function(X).tolist() == [3 * SCALE]
    assert X.indices.tolist() == [3, 0, 1, 3]
    assert X.data.tolist() == [1, 2, 0, 4]


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("size", [INT64_MAX, -INT64_MAX - 1, INT64_MAX // 3, INT64_MAX // 4])
def test_scores_are_exact(n_classes, size):
    model = SparsePerceptron(3, n_classes)
    model.words()
    model.weights_[:] = [size] * len(model.weights_)
    scores = model.decision_function([[1, 1, 1], [0, 0, 0], [1, 0, 0]])
    lanes = 1 if n_classes == 2 else n_classes
    expected = [size * count for count in (4, 1, 2) for _ in range(lanes)]
    assert [int(score) for score in scores.ravel()] == expected


def test_no_samples_no_labels():
    model = SparsePerceptron(3)
    assert model.fit(np.zeros((0, 3)), []).predict(np.zeros((0, 3))).tolist() == []


@pytest.mark.parametrize(
    ("X", "y", "why"),
    [
        ([[1, 0]], [0], "3 columns"),
        ([1, 0, 0], [0], "3 columns"),
        ([[[1, 0, 0]]], [0], "3 columns"),
        ([["a", "b", "c"]], [0], "table of numbers"),
        ([[1, 0], [1]], [0], "table of numbers"),
        ([[np.nan, 0, 1]], [0], "not a number"),
        (sparse.csr_matrix([[np.nan, 0, 1]]), [0], "not a number"),
        ([[1, 0, 0]], [0, 1], "1 samples but labels of shape"),
        ([[1, 0, 0]], [[0]], "1 samples but labels of shape"),
        ([[1, 0, 0]], [0.5], "whole numbers"),
        ([[1, 0, 0]], [np.nan], "whole numbers"),
        ([[1, 0, 0]], ["yes"], "whole numbers"),
    ],
)
def test_what_cannot_be_learned(X, y, why):
    with pytest.raises(InputError, match=why):
        SparsePerceptron(3).fit(X, y)


def test_samples_and_labels_that_the_contract_refuses():
    with pytest.raises(BadSample):
        SparsePerceptron(3).fit([[0, 0, 0]], [0])
    for label in (-1, 2):
        with pytest.raises(BadLabel):
            SparsePerceptron(3).fit([[1, 0, 0]], [label])


def test_labels_may_be_whole_numbers_of_any_type():
    for kind in (bool, float, np.uint8):
        model = SparsePerceptron(3).fit([[1, 0, 0]], np.array([1], dtype=kind))
        assert model.weights_ == [SCALE, 0, 0, SCALE]


# --------------------------------------------------------------------------------- taking over


def scores_of(model, X):
    """Scores in units of 1."""
    return model.decision_function(X) / SCALE


@pytest.mark.filterwarnings("ignore", category=ConvergenceWarning)
@pytest.mark.parametrize("n_classes", [2, 4])
@pytest.mark.parametrize(
    "estimator",
    [
        Perceptron(random_state=0),
        SGDClassifier(random_state=0),
        SGDClassifier(penalty=None, learning_rate="pa1", eta0=1.0, random_state=0),
        LogisticRegression(),
        LogisticRegression(fit_intercept=False),
        LinearSVC(random_state=0),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", LINEAR)
def test_taking_over_a_trained_model(kind, estimator, n_classes):
    X, y = make_data(n_classes)
    trained = clone(estimator).fit(X, y)
    model = kind.from_sklearn(trained, **{kind.step_name: 5})
    assert model.arguments() == (n_classes, 12, 5)
    assert model.predict(X).tolist() == trained.predict(X).tolist()
    np.testing.assert_allclose(scores_of(model, X), trained.decision_function(X), atol=20 / SCALE)
    pair = [-trained.coef_[0], trained.coef_[0]]
    weights = pair if n_classes == 2 else trained.coef_
    np.testing.assert_allclose(model.class_weights(), weights, atol=1 / SCALE)


@pytest.mark.filterwarnings("ignore:Class PassiveAggressiveClassifier:FutureWarning")
@pytest.mark.parametrize("kind", LINEAR)
def test_taking_over_a_class_that_is_on_its_way_out(kind):
    X, y = make_data(4)
    trained = PassiveAggressiveClassifier(random_state=0).fit(X, y)
    assert kind.from_sklearn(trained).predict(X).tolist() == trained.predict(X).tolist()


def fake(coef=((1.0, 2.0),), intercept=(0.0,), classes=(0, 1)):
    return SimpleNamespace(coef_=coef, intercept_=intercept, classes_=classes)


def test_the_largest_weight_that_fits():
    largest = np.nextafter(2**63 / SCALE, 0)
    model = SparsePerceptron.from_sklearn(fake([[largest, -largest]]))
    again = SparsePerceptron.from_words(model.arguments(), model.words())
    assert again.weights_ == model.weights_


def test_weights_are_rounded_to_the_nearest():
    model = SparsePerceptron.from_sklearn(fake([[0.4e-9, -0.6e-9]], [1.5]))
    assert model.weights_ == [0, -1, 1_500_000_000]


@pytest.mark.parametrize(
    ("estimator", "why"),
    [
        (LogisticRegression(), "has been fitted"),
        (DecisionTreeClassifier().fit([[0], [1]], [0, 1]), "has been fitted"),
        (object(), "has been fitted"),
        (fake(classes=(1, 2)), "classes must be"),
        (fake(classes=("no", "yes")), "classes must be"),
        (fake(classes=(0,)), "classes must be"),
        (fake(classes=[(0, 1), (0, 1)]), "classes must be"),
        (fake(classes=(0, 1, 2)), "one row of weights a class"),
        (fake([[1.0], [2.0]], [0.0, 0.0]), "one row of weights a class"),
        (fake([[[1.0]]]), "one row of weights a class"),
        (SVC(kernel="linear").fit(np.eye(3), [0, 1, 2]), "one row of weights a class"),
        (fake(intercept=(1.0, 2.0)), "one intercept a class"),
        (fake([[np.nan, 1.0]]), "finite"),
        (fake(intercept=(np.inf,)), "finite"),
        (fake([[2**63 / SCALE, 1.0]]), "too large"),
        (fake([[-1e300, 1.0]]), "too large"),
    ],
)
def test_what_cannot_be_taken_over(estimator, why):
    with pytest.raises(InputError, match=why):
        SparsePerceptron.from_sklearn(estimator)


def test_what_the_contract_would_refuse_is_refused():
    many = fake(np.zeros((33, 2)), np.zeros(33), range(33))
    for estimator, rate in ((many, SCALE), (fake(), 0)):
        with pytest.raises(NotOpen):
            SparsePerceptron.from_sklearn(estimator, rate)
