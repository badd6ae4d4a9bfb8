"""The dense linear twins: rows of weights, exact at every size, rounded towards zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.utils.estimator_checks import check_estimator
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from sum.errors import InputError, Refused
from sum.models import MODELS, DensePassiveAggressive, DensePerceptron
from sum.samples import DENSE_LIMIT, matrix
from sum.units import INT64_MAX, SCALE

MOST, LEAST = INT64_MAX, -INT64_MAX - 1
KINDS = (DensePerceptron, DensePassiveAggressive)


def model(weights, n_classes=2, learning_rate=SCALE // 2):
    """A perceptron with these weights, class by class."""
    lanes = 1 if n_classes == 2 else n_classes
    made = DensePerceptron(len(weights) // lanes - 1, n_classes, learning_rate)
    made.words()  # starts it
    made.weights_[:] = weights
    return made


class TestPredictOne:
    @pytest.mark.parametrize(
        ("weights", "data", "label"),
        [
            ([0, 0, 0], (1, 1), 0),
            ([1, 0, 0], (1, 0), 1),
            ([1, 0, 0], (-1, 0), 0),
            ([1, -1, 0], (SCALE, SCALE), 0),
            ([0, 0, 1], (5, 5), 1),  # the bias alone
            ([1, 0, -1], (SCALE, 0), 0),
            ([1, 0, -1], (SCALE + 1, 0), 1),
            ([MOST, MOST, MOST], (DENSE_LIMIT - 1,) * 2, 1),
            ([MOST, MOST, MOST], (1 - DENSE_LIMIT,) * 2, 0),
            ([MOST, LEAST, 1], (DENSE_LIMIT - 1,) * 2, 0),
        ],
    )
    def test_of_two_the_second_wins_with_a_positive_score(self, weights, data, label):
        assert model(weights).predict_one(data) == label

    @pytest.mark.parametrize(
        ("rows", "data", "label"),
        [
            ([[0, 0], [0, 0], [0, 0]], (7,), 0),
            ([[0, 0], [1, 0], [1, 0]], (7,), 1),
            ([[0, 0], [1, 0], [0, 1]], (7,), 2),  # the bias counts SCALE times
            ([[0, 0], [-1, 0], [-1, 0]], (7,), 0),
        ],
    )
    def test_of_many_the_highest_score_wins(self, rows, data, label):
        assert model([weight for row in rows for weight in row], 3).predict_one(data) == label

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("n_classes", [2, 3])
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ((), "model: wrong number of features"),
            ((1, 2), "model: wrong number of features"),
            ((1, 2, 3, DENSE_LIMIT), "model: wrong number of features"),
            ((1, 2, DENSE_LIMIT), "model: feature too large"),
            ((-DENSE_LIMIT, 2, 3), "model: feature too large"),
        ],
    )
    def test_bad_samples_are_refused(self, kind, n_classes, data, reason):
        start = kind(3, n_classes)
        for act in (start.predict_one, lambda data: start.learn_one(data, 1)):
            with pytest.raises(Refused) as refused:
                act(data)
            assert refused.value.reason == reason
        assert not any(start.words())


class TestPerceptron:
    def test_two_classes_move_the_one_row(self):
        start = model([0, 0, 0])
        assert start.learn_one((SCALE, -3), 0) == 0
        assert start.learn_one((SCALE, -3), 1) == 1
        assert start.weights_ == [SCALE // 2, -1, SCALE // 2]  # -1.5 towards zero
        assert start.learn_one((SCALE, 3), 0) == 2
        assert start.weights_ == [0, -2, 0]

    def test_many_move_the_right_and_the_wrong_one(self):
        start = model([0] * 6, 3)
        assert start.learn_one((3,), 2) == 1
        assert start.weights_ == [-1, -SCALE // 2, 0, 0, 1, SCALE // 2]

    @pytest.mark.parametrize(
        ("weights", "label"),
        [([MOST, 0, LEAST], 1), ([LEAST, 0, MOST], 0), ([0, LEAST, MOST], 0)],
    )
    def test_an_overflow_is_refused_and_changes_nothing(self, weights, label):
        start = model(weights)
        with pytest.raises(Refused) as refused:
            start.learn_one((4, 4), label)
        assert refused.value.reason == "model: weight overflow"
        assert start.weights_ == weights


class TestWords:
    @pytest.mark.parametrize("n_features", [1, 3, 4, 7, 8])
    @pytest.mark.parametrize("n_classes", [2, 3])
    def test_each_class_has_words_of_its_own(self, n_features, n_classes):
        lanes = 1 if n_classes == 2 else n_classes
        start = model(list(range(1, (n_features + 1) * lanes + 1)), n_classes)
        words = start.words()
        size = n_features // 4 + 1
        assert len(words) == size * lanes
        firsts = [word % 2**64 for word in words[::size]]
        assert firsts == [1 + lane * (n_features + 1) for lane in range(lanes)]
        again = DensePerceptron.from_words(start.arguments(), words)
        assert again.weights_ == start.weights_

    def test_too_few_or_too_many_are_an_input_error(self):
        with pytest.raises(InputError, match="2 words, not 1"):
            DensePerceptron.from_words((2, 4, SCALE), [0])

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(
        "arguments",
        [(513, 2), (0, 2), (8, 1), (8, 33), (8, 2, 0), (8, 2, 2**32 + 1), (8, 2, 0.5)],
    )
    def test_bad_parameters_are_refused(self, kind, arguments):
        with pytest.raises(Refused) as refused:
            kind(*arguments).words()
        assert refused.value.reason == "model: bad parameters"

    def test_the_largest_model_is_allowed(self):
        assert len(DensePerceptron(512, 32).words()) == 129 * 32

    def test_a_copy_learns_on_its_own(self):
        start = model([0, 0])
        start.copy().learn_one((1,), 1)
        assert start.weights_ == [0, 0]


class TestExactness:
    @given(st.integers(2, 4), st.data())
    def test_predict_is_predict_one_at_every_size(self, n_classes, data):
        count = 4 * (1 if n_classes == 2 else n_classes)
        bits = data.draw(st.sampled_from([1, 30, 53, 63]))
        edges = st.sampled_from([2**bits - 1, -(2**bits)])
        numbers = st.one_of(edges, st.integers(-(2**bits), 2**bits - 1))
        start = model(data.draw(st.lists(numbers, min_size=count, max_size=count)), n_classes)
        most = DENSE_LIMIT - 1
        values = st.one_of(st.sampled_from([most, -most, 0, SCALE]), st.integers(-most, most))
        rows = data.draw(st.lists(st.tuples(values, values, values), min_size=1, max_size=4))
        X = matrix(rows, 3, "dense")
        assert start.predict(X).tolist() == [start.predict_one(row) for row in rows]

    def test_what_a_float_cannot_tell_is_counted_in_integers(self):
        data = (DENSE_LIMIT - 1, DENSE_LIMIT - 1)
        X = matrix([data], 2, "dense")
        for weights in ([MOST, -MOST, 1], [MOST, -MOST, -1], [MOST, -MOST, 0]):
            start = model(weights)
            assert start.predict(X).tolist() == [start.predict_one(data)] == [weights[2] > 0]
            assert start.decision_function(X).tolist() == [weights[2]]
        for rows in ([MOST - 1, 0, 0, MOST, 0, 0], [MOST, 0, 0, MOST - 1, 0, 0]):
            start = model([*rows, 0, 0, 0], 3)
            assert start.predict(X).tolist() == [rows.index(MOST) // 3]

    def test_a_tie_that_a_float_can_tell_costs_no_recount(self):
        X = np.ones((5, 2))
        for n_classes in (2, 4):
            _, close, _ = model([0] * 3 * (1 if n_classes == 2 else 4), n_classes)._scores(X)
            assert not close.any()

    def test_a_sparse_matrix_says_the_same(self):
        X, y = load_iris(return_X_y=True)
        fitted = DensePerceptron(4, 3).fit(X, y)
        again = DensePerceptron(4, 3).fit(sparse.csr_matrix(X), y)
        assert again.weights_ == fitted.weights_
        assert again.predict(sparse.csr_matrix(X)).tolist() == fitted.predict(X).tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_it_learns_iris(kind):
    X, y = load_iris(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    order = np.random.default_rng(0).permutation(len(y))
    fitted = kind(4, 3)
    for _ in range(3):
        fitted.partial_fit(X[order], y[order])
    assert fitted.score(X, y) > 0.85
    assert fitted.class_weights().shape == (3, 4)


class AnyTable(ClassifierMixin, BaseEstimator):
    """A dense twin that is made when the data is there, as scikit-learn's checks need it.

    A twin knows its contract's features and classes beforehand, and takes fixed point of limited
    size; this finds them out, scales, and hands everything on.
    """

    def __init__(self, kind="dense_perceptron"):
        self.kind = kind

    def fit(self, X, y):
        X, y = validate_data(self, X, y)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("It takes more than one class.")
        self.scale_ = max(1, np.abs(X).max() / 4)
        self.twin_ = MODELS[self.kind](X.shape[1], len(self.classes_))
        for _ in range(20):
            self.twin_.partial_fit(X / self.scale_, labels)
        return self

    def decision_function(self, X):
        scaled = self._scaled(X)
        return self.twin_.decision_function(scaled)

    def predict(self, X):
        scaled = self._scaled(X)
        return self.classes_[self.twin_.predict(scaled)]

    def _scaled(self, X):
        check_is_fitted(self)
        return np.clip(validate_data(self, X, reset=False) / self.scale_, -17, 17)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_scikit_learns_own_checks(kind):
    check_estimator(AnyTable(kind))
