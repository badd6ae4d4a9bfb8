"""The twins of the nearest centroids: exact comparisons, and scikit-learn's predictions."""

import pickle
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.datasets import load_digits, load_wine
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.preprocessing import scale

from sum.errors import InputError
from sum.models import DenseNearestCentroid, SparseNearestCentroid
from sum.models.distances import agreeing, nearest
from sum.samples import DENSE_LIMIT
from sum.units import SCALE

MOST = DENSE_LIMIT - 1
BOTH = [SparseNearestCentroid, DenseNearestCentroid]

sizes = st.sampled_from([1, 2, 3, 7, 8, 2**16, 2**29])


def digits(kind):
    """Ten classes; 36 pixels, none of which is always the same."""
    X, y = load_digits(return_X_y=True)
    X = X.reshape(-1, 8, 8)[:, 1:7, 1:7].reshape(-1, 36)
    return ((X > 7) if kind is SparseNearestCentroid else X / 16).astype(float), y


def centroids(means, labels, **options):
    """A fitted estimator with these means; it needs classes that are more than a point."""
    X = np.vstack([np.subtract(means, 0.25), np.add(means, 0.25)])
    return NearestCentroid(**options).fit(X, [*labels, *labels])


def by_fractions(model, values):
    """The nearest class by the definition, with means that are fractions."""
    table = model.sums_ if isinstance(model, DenseNearestCentroid) else model.counts_.T
    distances = {
        label: sum(
            (x - Fraction(total, samples)) ** 2 for x, total in zip(values, row, strict=True)
        )
        for label, (row, samples) in enumerate(zip(table.tolist(), model.samples_, strict=True))
        if samples
    }
    return min(distances, key=distances.get, default=0)


def check_many(model, X, expected):
    """Many at once are predicted like one by one, and by what `decision_function` says."""
    assert model.predict(X).tolist() == expected
    scores = model.decision_function(X)
    assert np.isfinite(scores).all()
    decided = (scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)
    assert decided.tolist() == expected


class TestNearest:
    def test_the_smallest_fraction_wins(self):
        assert nearest([(9, 3), (7, 3), (8, 3)]) == 1
        assert nearest([(9, 3), (3, 2)]) == 1  # 1 against 3 / 4
        assert nearest([(-9, 3), (-3, 2)]) == 0

    def test_the_first_among_equals_wins(self):
        assert nearest([(9, 3), (4, 2), (1, 1)]) == 0
        assert nearest([(0, 0), (4, 2), (1, 1)]) == 1

    def test_classes_without_samples_never_do(self):
        assert nearest([(0, 0), (5, 1), (0, 0)]) == 1
        assert nearest([(0, 0), (0, 0)]) == 0


class TestAgreeing:
    def test_a_margin_has_the_sign_of_what_was_decided(self):
        scores = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 2.0], [2.0, 1.0], [1.0, 3.0]])
        chosen = np.array([0, 1, 0, 1, 1])
        assert (agreeing(scores, chosen) > 0).tolist() == chosen.astype(bool).tolist()
        assert agreeing(scores, chosen)[-1] == 2

    def test_the_highest_of_many_is_what_was_decided(self):
        scores = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, -np.inf]])
        for chosen in ([1, 2, 0], [0, 1, 1]):
            assert agreeing(scores, np.array(chosen)).argmax(axis=1).tolist() == chosen


class TestSparse:
    def test_two_means(self):
        model = SparseNearestCentroid(3)
        for data, label in (((0, 1), 0), ((0,), 0), ((2,), 1)):
            model.learn_one(data, label)
        assert model.class_weights().tolist() == [[1.0, 0.5, 0.0], [0.0, 0.0, 1.0]]
        [margin] = model.decision_function([[1, 0, 0]]) / SCALE
        assert margin == pytest.approx(0.25 - 2)
        assert [model.predict_one(data) for data in ((0,), (2,), (1, 2))] == [0, 1, 1]

    @given(st.integers(2, 4), st.data())
    def test_it_decides_as_fractions_do(self, n_classes, data):
        n_features = data.draw(st.integers(1, 5))
        model = SparseNearestCentroid(n_features, n_classes)
        few = data.draw(st.booleans())
        for label in range(n_classes):
            samples = data.draw(st.integers(0, 3) if few else sizes)
            counts = data.draw(
                st.lists(st.integers(0, samples), min_size=n_features, max_size=n_features)
            )
            model.words()
            model.samples_[label], model.totals_[label] = samples, sum(counts)
            model.counts_[:, label] = counts
            model.squares_[label] = sum(count**2 for count in counts)
        rows = data.draw(
            st.lists(st.sets(st.integers(0, n_features - 1), min_size=1), min_size=1, max_size=4)
        )
        X = np.array([[feature in row for feature in range(n_features)] for row in rows], dtype=int)
        expected = [by_fractions(model, row) for row in X.tolist()]
        assert [model.predict_one(sorted(row)) for row in rows] == expected
        check_many(model, X, expected)

    def test_what_floats_cannot_tell_apart_is_decided_exactly(self):
        rng = np.random.default_rng(0)
        for _ in range(20):
            share = rng.integers(1, 99, 2)
            counts = np.repeat(rng.integers(2**24, 2**25) * share[:, None], 6, axis=1)
            counts[1] += rng.permutation([1, 1, 0, 0, -1, -1])
            model = SparseNearestCentroid._of_counts(counts, 2**25 * share, (None, None))
            X = (rng.random((20, 6)) < 0.6).astype(int)
            check_many(model, X, [by_fractions(model, row) for row in X.tolist()])


@pytest.mark.parametrize("kind", BOTH)
class TestBesideScikitLearn:
    def test_it_predicts_the_same_on_digits(self, kind):
        X, y = digits(kind)
        model, original = kind(36, 10).fit(X, y), NearestCentroid().fit(X, y)
        assert model.predict(X).tolist() == original.predict(X).tolist()
        np.testing.assert_allclose(model.class_weights(), original.centroids_, atol=1e-9)

    @pytest.mark.parametrize("n_classes", [2, 5])
    def test_it_predicts_the_same_on_random_data(self, kind, n_classes):
        rng = np.random.default_rng(n_classes)
        X, y = rng.normal(size=(300, 40)), rng.integers(0, n_classes, 300)
        X = X if kind is DenseNearestCentroid else (X > 0).astype(float)
        model, original = kind(40, n_classes).fit(X, y), NearestCentroid().fit(X, y)
        assert model.predict(X).tolist() == original.predict(X).tolist()

    def test_its_scores_are_squared_distances(self, kind):
        X, y = digits(kind)
        model = kind(36, 10).fit(X, y)
        squares = ((X[:50, None] - model.class_weights()) ** 2).sum(axis=2)
        np.testing.assert_allclose(model.decision_function(X[:50]) / SCALE, -squares, atol=1e-6)

    def test_it_is_an_estimator(self, kind):
        X, y = digits(kind)
        assert cross_val_score(kind(36, 10), X, y, cv=3).min() > 0.75
        model = kind(36, 10).fit(X, y)
        assert clone(model).get_params() == model.get_params()
        assert pickle.loads(pickle.dumps(model)).words() == model.words()  # noqa: S301 - our own


@pytest.mark.parametrize("kind", BOTH)
class TestFromSklearn:
    def test_it_goes_on_from_there(self, kind):
        X, y = digits(kind)
        original = NearestCentroid().fit(X[:300], y[:300])
        model = kind.from_sklearn(original, np.bincount(y[:300]))
        assert model.predict(X).tolist() == original.predict(X).tolist()
        model.partial_fit(X[300:], y[300:])
        assert model.words() == kind(36, 10).fit(X, y).words()

    def test_there_can_be_room_for_more_classes(self, kind):
        original = centroids([[0, 1], [1, 0]], [0, 1])
        model = kind.from_sklearn(original, [1, 1], n_classes=4)
        assert model.words() == kind(2, 4).fit([[0, 1], [1, 0]], [0, 1]).words()
        more = centroids(np.eye(3), [0, 1, 2])
        with pytest.raises(InputError, match="no room for 3 classes"):
            kind.from_sklearn(more, [1, 1, 1], n_classes=2)

    @pytest.mark.parametrize(
        ("estimator", "counts", "why"),
        [
            (NearestCentroid(), [1, 1], "has been fitted"),
            (KNeighborsClassifier().fit([[0], [1]], [0, 1]), [1, 1], "has been fitted"),
            (centroids([[0], [1]], [1, 2]), [1, 1], "classes must be"),
            (centroids([[0], [1]], [0, 1], metric="manhattan"), [1, 1], "Euclidean"),
            (centroids([[0], [1], [1]], [0, 1, 1], priors=[0.2, 0.8]), [1, 1], "priors"),
            (centroids([[0], [1]], [0, 1]), [1], "for each of 2 classes"),
            (centroids([[0], [1]], [0, 1]), [1, 0], "for each of 2 classes"),
            (centroids([[0], [1]], [0, 1]), [1, 1.5], "whole"),
            (centroids([[0], [1]], [0, 1]), ["many", 1], "must be numbers"),
            (
                SimpleNamespace(
                    centroids_=[[np.nan], [1]],
                    classes_=[0, 1],
                    class_prior_=[0.5, 0.5],
                    metric="euclidean",
                ),
                [1, 1],
                "finite",
            ),
        ],
    )
    def test_what_cannot_be_taken_over(self, kind, estimator, counts, why):
        with pytest.raises(InputError, match=why):
            kind.from_sklearn(estimator, counts)


def test_centroids_that_are_too_far_away_cannot_be_taken_over():
    for far in (18.0, 1e30):
        with pytest.raises(InputError):
            DenseNearestCentroid.from_sklearn(centroids([[0], [far]], [0, 1]), [1, 1])
    with pytest.raises(InputError, match="counts must be whole"):
        SparseNearestCentroid.from_sklearn(centroids([[0], [-1]], [0, 1]), [1, 1])


def test_wine_is_told_apart():
    X, y = load_wine(return_X_y=True)
    model, original = DenseNearestCentroid(13, 3), NearestCentroid()
    X = scale(X)
    assert model.fit(X, y).predict(X).tolist() == original.fit(X, y).predict(X).tolist()
    assert model.score(X, y) > 0.95


@pytest.mark.parametrize("kind", BOTH)
def test_twins_of_equal_classes_are_the_lower_one(kind):
    rng = np.random.default_rng(0)
    X = (rng.random((50, 30)) < 0.5).astype(float)
    model = kind(30, 3)
    for label in (2, 1):
        model.partial_fit(X, [label] * 50)
    check_many(model, X, [1] * 50)
