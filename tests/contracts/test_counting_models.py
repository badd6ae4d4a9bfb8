"""Naive Bayes and the nearest centroids at their edges: the contract does what its twin does."""

import numpy as np
import pytest

from sum.errors import Refused
from sum.models import MODELS, DenseNearestCentroid, NaiveBayes, SparseNearestCentroid
from sum.models.class_counts import MAX_COUNT, MAX_TOTAL
from sum.models.dense_nearest_centroid import MAX_SAMPLES
from sum.samples import DENSE_LIMIT

pytestmark = pytest.mark.slow

MOST = DENSE_LIMIT - 1
COUNTING = pytest.mark.parametrize("kind", [NaiveBayes, SparseNearestCentroid])
ALL = pytest.mark.parametrize("kind", [NaiveBayes, SparseNearestCentroid, DenseNearestCentroid])


def draw(rng, model):
    """A random sample, sometimes of the largest values."""
    if model.form == "dense":
        near = rng.integers(-9, 10, model.n_features)
        far = rng.choice([-MOST, MOST, 0, 10**9], model.n_features)
        return (near if rng.random() < 0.5 else far).tolist()
    count = rng.integers(1, min(model.n_features, 512) + 1)
    return np.sort(rng.choice(model.n_features, count, replace=False)).tolist()


def trained(kind, n_features, n_classes, n_samples=40):
    rng = np.random.default_rng(n_features)
    model = kind(n_features, n_classes)
    for _ in range(n_samples):
        model.learn_one(draw(rng, model), int(rng.integers(0, n_classes)))
    return model


def refuses(game, data, reason):
    """Neither a prediction nor a contribution is made of it."""
    with game.refuses(reason):
        game.ask("predict", data)
    with game.refuses(reason):
        game.add(game.ann, data, 0)


@ALL
class TestParity:
    @pytest.mark.parametrize(
        ("n_features", "n_classes"),
        [(8, 3), *(pytest.param(*each, marks=pytest.mark.slow) for each in ((9, 2), (7, 32)))],
    )
    def test_after_every_sample_they_are_the_same(self, make, kind, n_features, n_classes):
        model = trained(kind, n_features, n_classes)
        game, rng = make(model.copy()), np.random.default_rng(1)
        for _ in range(3):
            data, label = draw(rng, model), int(rng.integers(0, n_classes))
            key = game.add(game.ann, data, label)
            assert game.record(key)[2] == model.learn_one(data, label) == 1
            assert game.words() == model.words()
        for _ in range(10):
            data = draw(rng, model)
            assert game.ask("predict", data) == model.predict_one(data)

    def test_a_class_opens_with_its_first_sample(self, make, kind):
        model, rng = kind(5, 3), np.random.default_rng(2)
        game = make(model.copy())
        tries = [draw(rng, model) for _ in range(4)]
        assert [game.ask("predict", data) for data in tries] == [0] * 4
        for label in (2, 1):
            data = draw(rng, model)
            game.add(game.ann, data, label)
            model.learn_one(data, label)
            said = [game.ask("predict", data) for data in tries]
            assert said == [model.predict_one(data) for data in tries]
            assert set(said) <= {label, 2}

    def test_classes_alike_are_the_lowest_one(self, make, kind):
        model = kind(5, 4)
        for label in (3, 1, 2):
            for data in ([0, 1, 2, 3, 4], [3, 4, 5, 6, 7]):
                model.learn_one(data if model.form == "dense" else data[:1], label)
        game, rng = make(model), np.random.default_rng(3)
        assert {game.ask("predict", draw(rng, model)) for _ in range(5)} == {1}

    def test_it_says_what_it_is(self, make, kind):
        game = make(kind(9, 3))
        assert game.ask("model_name") == kind.name
        assert MODELS[kind.name] is kind
        assert tuple(game.ask("model_arguments")) == kind(9, 3).arguments()
        assert (game.ask("classes"), game.ask("features")) == (3, 9)

    def test_the_label_is_checked_before_the_sample(self, make, kind):
        game = make(kind(9, 3))
        for label in (3, 2**64, 2**256 - 1):
            with game.refuses("model: no such label"):
                game.add(game.ann, [], label)

    def test_bad_parameters_are_refused(self, make, kind):
        model = kind(8, 2)
        good = model.arguments()
        sizes = ((2, 0), (1, 8), (33, 8), (2, 2**32))
        for arguments in (*[(*each, *good[2:]) for each in sizes], good[:-1], (*good, 1)):
            model.arguments = lambda arguments=arguments: arguments
            with pytest.raises(Refused) as refused:
                make(model)
            assert refused.value.reason == "model: bad parameters"


@COUNTING
class TestCounts:
    @pytest.mark.parametrize(
        "words",
        [
            [MAX_COUNT, 0, 0],
            [MAX_TOTAL - 1 << 32, 0, 0],
            [2**160 - 2 << 96, 0, 0],
            [0, 0, MAX_COUNT << 64],
        ],
    )
    def test_an_overflow_is_refused(self, make, kind, words):
        game = make(kind.from_words(kind(3, 2).arguments(), words))
        with game.refuses("model: count overflow"):
            game.add(game.ann, [0, 1], 0)

    def test_up_to_the_edge_is_fine(self, make, kind):
        word = MAX_COUNT - 1 | MAX_TOTAL - 1 << 32 | 2**160 - 2 * MAX_COUNT << 96
        model = kind.from_words(kind(9, 2).arguments(), [word, 7, MAX_COUNT - 1 << 64, 5, 0])
        game = make(model.copy())
        game.add(game.ann, [1], 0)
        model.learn_one([1], 0)
        assert game.words() == model.words() == [2**256 - 1, 7, MAX_COUNT << 64, 5, 0]
        for data in ([0], [1], [0, 1, 4]):
            assert game.ask("predict", data) == model.predict_one(data)

    def test_what_it_predicts_from_any_words(self, make, kind):
        rng = np.random.default_rng(5)
        words = [int.from_bytes(rng.bytes(32), "big") for _ in range(3 + 6)]
        words[1] -= words[1] & MAX_COUNT  # no samples
        model = kind.from_words(kind(16, 3).arguments(), words)
        game = make(model)
        for _ in range(10):
            data = draw(rng, model)
            assert game.ask("predict", data) == model.predict_one(data) != 1

    def test_bad_samples_are_refused(self, make, kind):
        game = make(kind(9, 2))
        for data, reason in (
            ([], "model: no features"),
            ([9], "model: feature out of range"),
            ([0, -1], "model: feature out of range"),
            ([-1, 4], "model: features not ascending"),
            ([3, 3], "model: features not ascending"),
            ([0, 1, 2, 5, 4], "model: features not ascending"),
        ):
            refuses(game, data, reason)

    def test_a_bad_sample_is_worse_than_an_overflow(self, make, kind):
        game = make(kind.from_words(kind(3, 2).arguments(), [MAX_COUNT, 0, MAX_COUNT << 128]))
        with game.refuses("model: features not ascending"):
            game.add(game.ann, [1, 1, 2], 0)

    def test_512_features_are_counted_each(self, make, kind):
        model = trained(kind, 600, 2)
        game, data = make(model.copy()), list(range(40, 552))
        game.add(game.ann, data, 1)
        model.learn_one(data, 1)
        assert game.words() == model.words()
        assert game.ask("predict", data) == model.predict_one(data)


@pytest.mark.parametrize("smoothing", [0, 2**32 + 1])
def test_a_bad_smoothing_is_refused(make, smoothing):
    model = NaiveBayes(8, 2)
    model.arguments = lambda: (2, 8, smoothing)
    with pytest.raises(Refused) as refused:
        make(model)
    assert refused.value.reason == "model: bad parameters"


def far(n_features, samples=MAX_SAMPLES):
    """Two classes as far apart as can be."""
    model = DenseNearestCentroid(n_features, 2)
    model.words()
    full = np.full(n_features, MOST * samples)
    model._take(np.array([full, -full]), np.array([samples] * 2))
    return model


class TestDense:
    @pytest.mark.parametrize("n_features", [3, 4, pytest.param(512, marks=pytest.mark.slow)])
    def test_the_largest_values_are_compared_exactly(self, make, n_features):
        model = far(n_features)
        game = make(model.copy())
        mixed = [MOST, -MOST] * (n_features // 2) + [-1] * (n_features % 2)
        for data in ([MOST] * n_features, [-MOST] * n_features, [0] * n_features, mixed):
            assert game.ask("predict", data) == model.predict_one(data)
        just = [0] * (n_features - 1) + [-1]
        assert game.ask("predict", just) == model.predict_one(just) == 1

    def test_a_full_class_takes_no_more(self, make):
        game = make(far(4))
        with game.refuses("model: count overflow"):
            game.add(game.ann, [0] * 4, 0)

    @pytest.mark.parametrize("n_features", [3, 4])
    def test_the_last_sample_still_fits(self, make, n_features):
        model = far(n_features, MAX_SAMPLES - 1)
        game = make(model.copy())
        for label, value in enumerate((MOST, -MOST)):
            game.add(game.ann, [value] * n_features, label)
            model.learn_one([value] * n_features, label)
        assert game.words() == model.words() == far(n_features).words()

    def test_samples_of_another_length_are_refused(self, make):
        game = make(DenseNearestCentroid(5, 2))
        for data in ([], [0] * 4, [0] * 6, [2**34, 0, 0, 0]):
            refuses(game, data, "model: wrong number of features")

    def test_values_that_are_too_large_are_refused(self, make):
        game = make(DenseNearestCentroid(5, 2))
        for n, value in enumerate((2**34, -(2**34), 2**63 - 1, -(2**63), 2**35 - 1)):
            refuses(game, [0] * n + [value] + [0] * (4 - n), "model: feature too large")

    def test_any_smaller_value_is_taken(self, make):
        model = DenseNearestCentroid(5, 2)
        game = make(model.copy())
        for data in ([MOST, -MOST, 0, -1, 1], [-MOST, -MOST, MOST, MOST, -1]):
            game.add(game.ann, data, 1)
            model.learn_one(data, 1)
            assert game.words() == model.words()
