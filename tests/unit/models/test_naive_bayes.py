"""The twin of naive Bayes: the contract's rule in integers, and scikit-learn's predictions."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import BernoulliNB, MultinomialNB

from sum.errors import InputError, Refused
from sum.models import NaiveBayes
from sum.models.logarithm import ln
from sum.units import SCALE


@pytest.fixture(scope="module")
def digits():
    X, y = load_digits(return_X_y=True)
    return (X > 7).astype(int), y


def make_data(n_classes, n_features, n_samples, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, n_classes, n_samples)
    likely = rng.random((n_classes, n_features)) ** 2
    X = (rng.random((n_samples, n_features)) < likely[y]).astype(int)
    X[:, 0] = 1
    return X, y


class TestScores:
    def test_they_are_sums_of_logarithms(self):
        model = NaiveBayes(3, 3, smoothing=5)
        for data, label in (((0, 2), 0), ((0,), 0), ((1, 2), 1)):
            model.learn_one(data, label)
        expected = [
            ln(2) + ln(2 * SCALE + 5) + ln(SCALE + 5) - 2 * ln(3 * SCALE + 15),
            ln(1) + ln(5) + ln(SCALE + 5) - 2 * ln(2 * SCALE + 15),
        ]
        [scores] = model.decision_function([[1, 0, 1]]).tolist()
        assert scores[:2] == expected
        assert scores[2] < -(2**61)

    def test_of_two_classes_the_margin_is_their_difference(self):
        X, y = make_data(2, 9, 60)
        many, two = NaiveBayes(9, 3).fit(X, y), NaiveBayes(9, 2).fit(X, y)
        scores = many.decision_function(X)
        assert two.decision_function(X).tolist() == (scores[:, 1] - scores[:, 0]).tolist()

    @given(st.integers(2, 4), st.data())
    def test_predict_is_predict_one(self, n_classes, data):
        n_features = data.draw(st.integers(1, 5))
        samples = st.sets(st.integers(0, n_features - 1), min_size=1).map(sorted)
        model = NaiveBayes(n_features, n_classes, data.draw(st.sampled_from([1, SCALE, 2**32])))
        for _ in range(data.draw(st.integers(0, 6))):
            model.learn_one(data.draw(samples), data.draw(st.integers(0, n_classes - 1)))
        tries = data.draw(st.lists(samples, min_size=1, max_size=5))
        X = np.zeros((len(tries), n_features))
        for row, features in zip(X, tries, strict=True):
            row[features] = 1
        assert model.predict(X).tolist() == [model.predict_one(each) for each in tries]

    def test_among_equals_the_lowest_class_wins(self):
        model = NaiveBayes(4, 3)
        for label, data in ((2, (0, 1)), (1, (1, 2))):
            model.learn_one(data, label)
        assert model.predict_one((1, 3)) == 1
        assert model.predict([[0, 1, 0, 1]]).tolist() == [1]

    def test_512_features_do_not_underflow(self):
        rng = np.random.default_rng(1)
        X, y = make_data(2, 1_000, 80)
        model, original = NaiveBayes(1_000).fit(X, y), MultinomialNB().fit(X, y)
        tries = [sorted(rng.choice(1_000, 512, replace=False).tolist()) for _ in range(20)]
        tries += np.sort(model.class_weights().argsort(axis=1)[:, -512:]).tolist()
        rows = np.array([np.isin(np.arange(1_000), each) for each in tries])
        assert [model.predict_one(each) for each in tries] == original.predict(rows).tolist()
        difference = np.diff(original.predict_joint_log_proba(rows), axis=1).ravel()
        np.testing.assert_allclose(model.decision_function(rows) / SCALE, difference, atol=1e-6)
        assert model.predict(rows).tolist()[-2:] == [0, 1]

    def test_what_was_worked_out_is_forgotten_with_the_next_sample(self):
        model = NaiveBayes(2)
        model.learn_one((0,), 0)
        for label in (1, 1, 0, 0):
            before = model.decision_function([[1, 1]]).tolist()
            model.learn_one((1,), label)
            assert model.decision_function([[1, 1]]).tolist() != before
            again = NaiveBayes.from_words(model.arguments(), model.words())
            assert model.decision_function([[1, 1]]) == again.decision_function([[1, 1]])


class TestBesideScikitLearn:
    @pytest.mark.parametrize("alpha", [1.0, 0.1, 1e-9, 4.0])
    def test_it_predicts_the_same_on_digits(self, digits, alpha):
        X, y = digits
        model = NaiveBayes(X.shape[1], 10, round(alpha * SCALE)).fit(X, y)
        original = MultinomialNB(alpha=alpha).fit(X, y)
        assert model.predict(X).tolist() == original.predict(X).tolist()
        np.testing.assert_allclose(
            model.class_weights(),
            original.feature_log_prob_ - original.feature_log_prob_.mean(axis=0),
            atol=1e-8,
        )

    @pytest.mark.parametrize("n_classes", [2, 3, 7])
    def test_it_predicts_the_same_on_random_data(self, n_classes):
        X, y = make_data(n_classes, 30, 400, seed=n_classes)
        model, original = NaiveBayes(30, n_classes).fit(X, y), MultinomialNB().fit(X, y)
        assert model.predict(X).tolist() == original.predict(X).tolist()

    def test_it_is_an_estimator(self, digits):
        X, y = digits
        assert cross_val_score(NaiveBayes(X.shape[1], 10), X, y, cv=3).min() > 0.8
        model = NaiveBayes(X.shape[1], 10, 7).fit(X, y)
        assert clone(model).get_params() == model.get_params()
        again = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own
        assert again.words() == model.words()


class TestFromSklearn:
    @pytest.mark.parametrize("alpha", [1.0, 0.25, 1e-9])
    def test_it_goes_on_from_there(self, digits, alpha):
        X, y = digits
        original = MultinomialNB(alpha=alpha).partial_fit(X[:100], y[:100], classes=range(10))
        model = NaiveBayes.from_sklearn(original)
        assert model.arguments() == (10, X.shape[1], round(alpha * SCALE))
        assert model.predict(X).tolist() == original.predict(X).tolist()
        model.partial_fit(X[100:], y[100:])
        assert model.words() == NaiveBayes(X.shape[1], 10, model.smoothing).fit(X, y).words()

    def test_counts_may_be_above_one_a_sample(self):
        rng = np.random.default_rng(3)
        X, y = rng.integers(0, 9, (50, 6)), rng.integers(0, 3, 50)
        original = MultinomialNB().fit(X, y)
        model, tries = NaiveBayes.from_sklearn(original), rng.integers(0, 2, (60, 6))
        assert model.predict(tries).tolist() == original.predict(tries).tolist()
        assert model.squares_ == [int((row**2).sum()) for row in original.feature_count_]

    def test_there_can_be_room_for_more(self):
        X, y = make_data(2, 5, 40)
        model = NaiveBayes.from_sklearn(MultinomialNB().fit(X, y), n_features=8, n_classes=4)
        grown = NaiveBayes(8, 4).fit(np.pad(X, ((0, 0), (0, 3))), y)
        assert model.words() == grown.words()
        assert model.learn_one((7,), 3) == 1
        with pytest.raises(InputError, match="no room for 2 classes and 5 features"):
            NaiveBayes.from_sklearn(MultinomialNB().fit(X, y), n_features=4)

    @pytest.mark.parametrize(
        ("estimator", "why"),
        [
            (MultinomialNB(), "has been fitted"),
            (BernoulliNB().fit([[0], [1]], [0, 1]), "has been fitted"),
            (None, "has been fitted"),
            (MultinomialNB().fit([[0], [1]], [1, 2]), "classes must be"),
            (MultinomialNB().fit([[0], [1]], ["no", "yes"]), "classes must be"),
            (MultinomialNB().fit([[0.5], [1]], [0, 1]), "counts must be whole"),
            (MultinomialNB().fit([[2**32], [1]], [0, 1]), "counts must be whole"),
            (MultinomialNB().fit([[1], [1]], [0, 1], [0.5, 1]), "must be whole"),
            (MultinomialNB(fit_prior=False).fit([[1], [1]], [0, 1]), "priors"),
            (MultinomialNB(class_prior=[0.5, 0.5]).fit([[1], [1]], [0, 1]), "priors"),
            (MultinomialNB(alpha=1e-10).fit([[1], [1]], [0, 1]), "Alpha"),
            (MultinomialNB(alpha=5).fit([[1], [1]], [0, 1]), "Alpha"),
            (MultinomialNB(alpha=[1, 2]).fit([[1, 0], [1, 1]], [0, 1]), "Alpha"),
        ],
    )
    def test_what_cannot_be_taken_over(self, estimator, why):
        with pytest.raises(InputError, match=why):
            NaiveBayes.from_sklearn(estimator)


@pytest.mark.parametrize("smoothing", [0, -1, 2**32 + 1, 0.5])
def test_a_bad_smoothing_is_refused(smoothing):
    with pytest.raises(Refused) as refused:
        NaiveBayes(3, 2, smoothing).words()
    assert refused.value.reason == "model: bad parameters"
