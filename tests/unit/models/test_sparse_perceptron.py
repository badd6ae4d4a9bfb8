"""The twin of the sparse perceptron: the contract's rules in integers, and an estimator."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone, is_classifier
from sklearn.linear_model import (
    LinearRegression,
    LogisticRegression,
    Perceptron,
    RidgeClassifier,
    SGDClassifier,
)
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import BernoulliNB
from sklearn.svm import SVC, LinearSVC

from sum.datasets import load
from sum.errors import InputError, Refused
from sum.models import MODELS, SparsePerceptron
from sum.models.starting import LEARNING_RATE, starting_model
from sum.units import INT64_MAX, SCALE

MOST, LEAST = INT64_MAX, -INT64_MAX - 1


def model(weights, n_classes=2, learning_rate=10):
    """A model with these weights, row by row."""
    lanes = 1 if n_classes == 2 else n_classes
    made = SparsePerceptron(len(weights) // lanes - 1, n_classes, learning_rate)
    made.words()  # starts it
    made.weights_[:] = weights
    return made


@pytest.fixture(scope="module")
def digits():
    """Samples and labels: two digits, and all ten."""
    pools = {2: load("digits-3-or-8").pool, 10: load("digits").pool}
    return {n_classes: (pool.matrix(), pool.labels) for n_classes, pool in pools.items()}


class TestPredictOne:
    @pytest.mark.parametrize(
        ("weights", "data", "label"),
        [
            ([0, 0, 0], (0, 1), 0),
            ([1, 0, 0], (0, 1), 1),
            ([1, -1, 0], (0, 1), 0),
            ([0, 0, 1], (0,), 1),
            ([5, -9, 0], (1,), 0),
            ([MOST, MOST, MOST], (0, 1), 1),
            ([LEAST, LEAST, LEAST], (0, 1), 0),
            ([MOST, LEAST, 1], (0, 1), 0),
            ([MOST, LEAST, 2], (0, 1), 1),
        ],
    )
    def test_of_two_the_second_wins_with_a_positive_score(self, weights, data, label):
        assert model(weights).predict_one(data) == label

    @pytest.mark.parametrize(
        ("weights", "data", "label"),
        [
            ([0, 0, 0, 0, 0, 0], (0,), 0),
            ([0, 1, 1, 0, 0, 0], (0,), 1),
            ([0, 1, 1, 0, 0, 1], (0,), 2),
            ([9, 0, 0, 0, 1, 0, 0, 0, 0], (1,), 1),
            ([MOST] * 3 + [MOST, MOST, MOST - 1] + [0, 0, 2], (0, 1), 2),
        ],
    )
    def test_of_many_the_highest_score_wins(self, weights, data, label):
        assert model(weights, 3).predict_one(data) == label

    @pytest.mark.parametrize("n_classes", [2, 3])
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ((), "model: no features"),
            (tuple(range(513)), "model: too many features"),
            ((600,), "model: feature out of range"),
            ((0, 601), "model: feature out of range"),
            ((0, -1), "model: feature out of range"),
            ((5, 700), "model: feature out of range"),
            ((-1, 4), "model: features not ascending"),
            ((700, 4), "model: features not ascending"),
            ((3, 3), "model: features not ascending"),
            ((3, 2), "model: features not ascending"),
        ],
    )
    def test_bad_samples_are_refused(self, n_classes, data, reason):
        start = SparsePerceptron(600, n_classes)
        for act in (start.predict_one, lambda data: start.learn_one(data, 1)):
            with pytest.raises(Refused) as refused:
                act(data)
            assert refused.value.reason == reason
        assert not any(start.words())


class TestLearnOne:
    def test_two_classes_move_the_one_column(self):
        start = model([0] * 4)
        assert start.learn_one((0, 2), 0) == 0
        assert start.weights_ == [0, 0, 0, 0]
        assert start.learn_one((0, 2), 1) == 1
        assert start.weights_ == [10, 0, 10, 10]
        assert start.learn_one((1, 2), 0) == 2
        assert start.weights_ == [10, -10, 0, 0]

    def test_many_move_the_right_and_the_wrong_one(self):
        start = model([0] * 9, 3)
        assert start.learn_one((1,), 2) == 1
        assert start.weights_ == [0, 0, 0, -10, 0, 10, -10, 0, 10]
        assert start.learn_one((0, 1), 1) == 3
        assert start.weights_ == [0, 10, -10, -10, 10, 0, -10, 10, 0]

    @pytest.mark.parametrize("label", [-1, 2, 2**64])
    def test_the_label_is_checked_first(self, label):
        with pytest.raises(Refused) as refused:
            model([0] * 3).learn_one((), label)
        assert refused.value.reason == "model: no such label"

    @pytest.mark.parametrize(
        ("weights", "label"),
        [
            ([MOST - 9, LEAST, 0], 1),
            ([LEAST + 9, MOST, 100], 0),
            ([LEAST, 0, MOST - 9], 1),
        ],
    )
    def test_an_overflow_is_refused_and_changes_nothing(self, weights, label):
        start = model(weights)
        data = (0, 1) if weights[1] else (0,)
        with pytest.raises(Refused) as refused:
            start.learn_one(data, label)
        assert refused.value.reason == "model: weight overflow"
        assert start.weights_ == weights

    @pytest.mark.parametrize(
        "weights",
        [
            [LEAST, 0, 0, MOST, 0, 0, 0, 5, 0],  # up: the class that should have won
            [0, MOST, 0, 0, LEAST, 0, 0, 5, 0],  # down: the one that did
            [0, 0, 0, LEAST, 0, 0, MOST, 5, 0],  # the bias
        ],
    )
    def test_an_overflow_of_one_of_many_changes_nothing(self, weights):
        start = model(weights, 3)
        assert start.predict_one((0, 1)) == 1
        with pytest.raises(Refused) as refused:
            start.learn_one((0, 1), 0)
        assert refused.value.reason == "model: weight overflow"
        assert start.weights_ == weights

    def test_a_rate_from_numpy_does_not_wrap_round(self):
        start = model([MOST, LEAST, 2], learning_rate=np.int64(10))
        assert start.predict_one((0, 1)) == 1
        with pytest.raises(Refused, match="overflow"):
            start.learn_one((0, 1), 0)
        assert all(type(argument) is int for argument in start.arguments())

    def test_up_to_the_edge_is_fine(self):
        start = model([MOST - 10, LEAST, 0])
        start.learn_one((0, 1), 1)
        assert start.weights_ == [MOST, LEAST + 10, 10]


class TestWords:
    def test_four_numbers_to_a_word_the_first_one_lowest(self):
        lane = 2**64
        assert model([1, -1, LEAST, MOST, 7]).words() == [
            1 + (lane - 1) * lane + 2**63 * lane**2 + MOST * lane**3,
            7,
        ]

    @given(
        st.integers(2, 4),
        st.data(),
        st.integers(1, 6),
        st.sampled_from([1, SCALE, 2**32]),
    )
    def test_they_survive_the_way_there_and_back(self, n_classes, data, n_features, rate):
        count = (n_features + 1) * (1 if n_classes == 2 else n_classes)
        numbers = st.one_of(st.sampled_from([MOST, LEAST, -1, 0]), st.integers(LEAST, MOST))
        weights = data.draw(st.lists(numbers, min_size=count, max_size=count))
        start = model(weights, n_classes, rate)
        again = SparsePerceptron.from_words(start.arguments(), start.words())
        assert again.weights_ == weights
        assert again.get_params() == start.get_params()
        assert all(0 <= word < 2**256 for word in start.words())

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_too_few_or_too_many_are_an_input_error(self, count):
        with pytest.raises(InputError, match=f"2 words, not {count}"):
            SparsePerceptron.from_words((2, 7, SCALE), [0] * count)

    def test_a_new_model_is_all_zeros(self):
        assert SparsePerceptron(7).words() == [0, 0]
        assert SparsePerceptron(7, 3).words() == [0] * 6

    def test_arguments_are_in_the_constructors_order(self):
        assert SparsePerceptron(7, 3, 5).arguments() == (3, 7, 5)

    def test_a_copy_learns_on_its_own(self):
        start = model([0, 0])
        start.copy().learn_one((0,), 1)
        assert start.weights_ == [0, 0]


class TestParameters:
    @pytest.mark.parametrize(
        "arguments",
        [
            (8, 1),
            (8, 33),
            (0, 2),
            (2**22, 2),
            (2**17, 32),
            (2**32, 2),
            (8, 2, 0),
            (8, 2, 2**32 + 1),
            (8, 2, 1.5),
            (8.0, 2),
        ],
    )
    def test_bad_ones_are_refused_on_first_use(self, arguments):
        made = SparsePerceptron(*arguments)  # as scikit-learn has it, the constructor only stores
        for act in (made.words, lambda: made.predict_one((0,)), lambda: made.fit([[0]], [0])):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.reason == "model: bad parameters"

    def test_those_of_a_chain_are_checked_too(self):
        for arguments in ((33, 1, 1), (2, 1), (2, 1, 1, 1), ()):
            with pytest.raises(Refused) as refused:
                SparsePerceptron.from_words(arguments, [0])
            assert refused.value.reason == "model: bad parameters"

    def test_the_largest_model_is_allowed(self):
        assert len(SparsePerceptron(2**22 - 1).words()) == 2**20


class TestOnDigits:
    """The estimator on real data; test_scikit_learn.py looks at its other sides."""

    def test_it_can_be_cross_validated(self, digits):
        X, y = digits[2]
        scores = cross_val_score(SparsePerceptron(X.shape[1]), X, y, cv=3)
        assert len(scores) == 3
        assert scores.min() > 0.75

    def test_all_ten_are_learned(self, digits):
        X, y = digits[10]
        fitted = SparsePerceptron(X.shape[1], 10)
        for _ in range(3):
            fitted.partial_fit(X, y)
        assert fitted.score(X, y) > 0.8
        assert fitted.decision_function(X).shape == (len(y), 10)

    def test_many_at_once_are_predicted_like_one_by_one(self, digits):
        for n_classes, (X, y) in digits.items():
            fitted = SparsePerceptron(X.shape[1], n_classes).fit(X, y)
            one_by_one = [fitted.predict_one(row.indices.tolist()) for row in X[:100]]
            assert fitted.predict(X[:100]).tolist() == one_by_one

    def test_a_sample_without_features_is_predicted_by_the_bias(self):
        assert model([0, 0, 1]).predict([[0, 0]]).tolist() == [1]
        assert model([0, 0, 0]).predict([[0, 0]]).tolist() == [0]

    def test_it_is_a_classifier_by_its_name(self):
        assert is_classifier(SparsePerceptron())
        assert MODELS[SparsePerceptron.name] is SparsePerceptron


class TestExactness:
    def test_scores_above_64_bits_are_exact(self):
        X = np.ones((1, 3), dtype=int)
        assert model([MOST] * 4).decision_function(X).tolist() == [4 * MOST]
        assert model([LEAST] * 4).decision_function(X).tolist() == [4 * LEAST]
        assert model([MOST, LEAST, 1, 0]).predict(X).tolist() == [0]
        assert model([MOST, LEAST, 2, 0]).predict(X).tolist() == [1]

    @given(
        st.integers(2, 4),
        st.data(),
        st.sets(st.integers(0, 4), min_size=1),
    )
    def test_predict_is_predict_one_at_every_size(self, n_classes, data, present):
        count = 6 * (1 if n_classes == 2 else n_classes)
        bits = data.draw(st.sampled_from([2, 40, 60, 61, 62, 63]))
        numbers = st.one_of(
            st.sampled_from([2**bits - 1, -(2**bits)]), st.integers(-(2**bits), 2**bits - 1)
        )
        start = model(data.draw(st.lists(numbers, min_size=count, max_size=count)), n_classes)
        X = np.zeros((2, 5), dtype=int)
        X[0, sorted(present)] = 1
        X[1] = 1
        expected = [start.predict_one(sorted(present)), start.predict_one(range(5))]
        assert start.predict(X).tolist() == expected


ORIGINALS = [
    Perceptron(random_state=0),
    SGDClassifier(random_state=0),
    LogisticRegression(max_iter=200),
    LogisticRegression(max_iter=200, fit_intercept=False),
    LinearSVC(random_state=0),
    LinearSVC(random_state=0, fit_intercept=False),
    RidgeClassifier(),
]


class TestFromSklearn:
    @pytest.mark.parametrize("n_classes", [2, 10])
    @pytest.mark.parametrize("original", ORIGINALS, ids=repr)
    def test_it_predicts_like_the_original(self, digits, original, n_classes):
        X, y = digits[n_classes]
        fitted = clone(original).fit(X, y)
        taken = SparsePerceptron.from_sklearn(fitted, 123)
        assert taken.arguments() == (n_classes, X.shape[1], 123)
        assert taken.predict(X).tolist() == fitted.predict(X).tolist()
        np.testing.assert_allclose(
            taken.decision_function(X) / SCALE, fitted.decision_function(X), atol=1e-6
        )

    @pytest.mark.parametrize(
        "estimator",
        [
            LinearRegression().fit([[0], [1]], [0, 1]),
            BernoulliNB().fit([[0], [1]], [0, 1]),
            SVC().fit([[0], [1]], [0, 1]),
            SVC(kernel="linear").fit(np.eye(4), [0, 1, 2, 3]),
            LogisticRegression().fit([[0], [1]], [-1, 1]),
            "nonsense",
            None,
        ],
        ids=repr,
    )
    def test_what_it_cannot_take_over_is_an_input_error(self, estimator):
        with pytest.raises(InputError):
            SparsePerceptron.from_sklearn(estimator)


def test_a_starting_model_predicts_well():
    dataset = load("digits-3-or-8")
    start = starting_model(dataset)
    assert start.arguments() == (2, dataset.n_features, LEARNING_RATE)
    assert start.score(dataset.hidden.matrix(), dataset.hidden.labels) > 0.85
