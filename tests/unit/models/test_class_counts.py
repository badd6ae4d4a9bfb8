"""What the models of counts keep, how they learn, and how it is stored."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import InputError, Refused
from sum.models import NaiveBayes, SparseNearestCentroid
from sum.models.class_counts import MAX_COUNT, MAX_TOTAL

COUNTING = [NaiveBayes, SparseNearestCentroid]

both = pytest.mark.parametrize("kind", COUNTING)


def class_word(samples, total, squares):
    return samples | total << 32 | squares << 96


def state(model):
    return model.samples_, model.totals_, model.squares_, model.counts_.tolist()


@both
class TestLearning:
    def test_it_counts(self, kind):
        model = kind(3, 2)
        assert [model.learn_one(data, 1) for data in ((0, 2), (2,), (0, 1, 2))] == [1, 1, 1]
        assert state(model) == ([0, 3], [0, 6], [0, 4 + 1 + 9], [[0, 2], [0, 1], [0, 3]])

    def test_what_it_predicts_does_not_matter(self, kind):
        model = kind(3, 2).fit([[1, 1, 0]] * 5, [0] * 5)
        assert model.predict_one((0, 1)) == 0
        assert model.learn_one((0, 1), 0) == 1
        assert model.samples_ == [6, 0]

    def test_the_sums_are_those_of_the_counts(self, kind):
        rng = np.random.default_rng(0)
        X, y = rng.random((200, 12)) < 0.4, rng.integers(0, 3, 200)
        X[:, 0] = True
        model = kind(12, 3).fit(X, y)
        counts = np.array([X[y == label].sum(axis=0) for label in range(3)])
        assert model.counts_.T.tolist() == counts.tolist()
        assert model.samples_ == np.bincount(y).tolist()
        assert model.totals_ == counts.sum(axis=1).tolist()
        assert model.squares_ == (counts**2).sum(axis=1).tolist()

    def test_the_label_is_checked_before_the_sample(self, kind):
        for label in (-1, 2, 2**64):
            with pytest.raises(Refused) as refused:
                kind(3, 2).learn_one((), label)
            assert refused.value.reason == "model: no such label"

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ((), "model: no features"),
            (tuple(range(513)), "model: too many features"),
            ((600,), "model: feature out of range"),
            ((0, -1), "model: feature out of range"),
            ((-1, 4), "model: features not ascending"),
            ((3, 3), "model: features not ascending"),
        ],
    )
    def test_bad_samples_are_refused(self, kind, data, reason):
        model = kind(600, 2)
        for act in (model.predict_one, lambda data: model.learn_one(data, 0)):
            with pytest.raises(Refused) as refused:
                act(data)
            assert refused.value.reason == reason
        assert not any(model.words())


@both
class TestOverflow:
    @pytest.mark.parametrize(
        "words",
        [
            [class_word(MAX_COUNT, 9, 9), 0, 0],
            [class_word(1, MAX_TOTAL - 1, 9), 0, 0],
            [class_word(1, 9, 2**160 - 2), 0, 0],
            [class_word(1, 9, 9), 0, MAX_COUNT << 64],
        ],
    )
    def test_it_is_refused_and_changes_nothing(self, kind, words):
        model = kind.from_words(kind(3, 2).arguments(), words)
        with pytest.raises(Refused) as refused:
            model.learn_one((0, 1), 0)
        assert refused.value.reason == "model: count overflow"
        assert model.words() == words

    def test_up_to_the_edge_is_fine(self, kind):
        word = class_word(MAX_COUNT - 1, MAX_TOTAL - 1, 2**160 - 2 * MAX_COUNT)
        model = kind.from_words(kind(3, 2).arguments(), [word, 0, MAX_COUNT - 1])
        assert model.learn_one((0,), 0) == 1
        assert state(model)[:3] == ([MAX_COUNT, 0], [MAX_TOTAL, 0], [2**160 - 1, 0])
        assert model.counts_[0, 0] == MAX_COUNT


@both
class TestWords:
    def test_a_word_a_class_then_eight_counts_a_word(self, kind):
        model = kind(3, 3)
        for data, label in (((0, 2), 1), ((2,), 1), ((1,), 2)):
            model.learn_one(data, label)
        # The ninth count, that of the last feature and class, is in a word of its own.
        counts = 1 << 32 | 1 << 32 * 5 | 2 << 32 * 7
        assert model.words() == [0, class_word(2, 3, 5), class_word(1, 1, 1), counts, 0]

    @given(st.data())
    def test_they_survive_the_way_there_and_back(self, kind, data):
        n_classes, n_features = data.draw(st.integers(2, 5)), data.draw(st.integers(1, 9))
        spare = -n_classes * n_features % 8
        size = n_classes + (n_classes * n_features + 7) // 8
        words = data.draw(st.lists(st.integers(0, 2**256 - 1), min_size=size, max_size=size))
        words[-1] &= 2 ** (256 - 32 * spare) - 1
        model = kind.from_words(kind(n_features, n_classes).arguments(), words)
        assert model.words() == words
        assert model.classes_.tolist() == list(range(n_classes))

    @pytest.mark.parametrize("count", [0, 2, 4])
    def test_too_few_or_too_many_are_an_input_error(self, kind, count):
        with pytest.raises(InputError, match=f"3 words, not {count}"):
            kind.from_words(kind(3, 2).arguments(), [0] * count)

    def test_a_copy_learns_on_its_own(self, kind):
        model = kind(3, 2).fit([[1, 0, 1]], [0])
        before = model.words()
        model.copy().learn_one((0,), 0)
        assert model.words() == before


@both
class TestParameters:
    @pytest.mark.parametrize(
        "sizes", [(8, 1), (8, 33), (0, 2), (2**22, 2), (2**18, 32), (2**32, 2), (8.0, 2), (8, 2.5)]
    )
    def test_bad_ones_are_refused_on_first_use(self, kind, sizes):
        for act in (lambda model: model.words(), lambda model: model.predict_one((0,))):
            with pytest.raises(Refused) as refused:
                act(kind(*sizes))
            assert refused.value.reason == "model: bad parameters"

    def test_too_few_or_too_many_arguments_are_refused(self, kind):
        right = kind(3, 2).arguments()
        for arguments in ((), right[:-1], (*right, 1)):
            with pytest.raises(Refused) as refused:
                kind.from_words(arguments, [0] * 3)
            assert refused.value.reason == "model: bad parameters"

    def test_the_largest_model_is_allowed(self, kind):
        assert len(kind(2**22 - 8, 2).words()) == 2**20


@both
class TestNewClassesAndFeatures:
    def test_without_samples_it_says_0(self, kind):
        model = kind(3, 4)
        assert model.predict_one((1,)) == 0
        assert model.predict([[0, 1, 1], [0, 0, 0]]).tolist() == [0, 0]
        assert not model.class_weights().any()

    @pytest.mark.parametrize("n_classes", [2, 4])
    def test_a_class_opens_with_its_first_sample(self, kind, n_classes):
        model, X = kind(3, n_classes), [[1, 0, 0], [0, 0, 1], [1, 1, 1]]
        model.learn_one((0,), 1)
        assert model.predict(X).tolist() == [1, 1, 1]
        assert [model.predict_one(data) for data in ((0,), (2,), (0, 1, 2))] == [1, 1, 1]
        model.learn_one((2,), 0)
        assert model.predict(X).tolist()[:2] == [1, 0]
        assert model.predict_one((2,)) == 0
        if n_classes > 2:
            assert set(model.predict(X).tolist()) <= {0, 1}
            assert not model.class_weights()[2:].any()

    def test_a_feature_that_was_never_seen_is_no_obstacle(self, kind):
        model = kind(9, 2).fit([[1] + [0] * 8, [0, 1] + [0] * 7], [0, 1])
        assert model.predict_one((1, 8)) == 1
        model.learn_one((8,), 0)
        model.learn_one((8,), 0)
        assert model.predict_one((8,)) == 0
