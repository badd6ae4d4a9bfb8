"""The twin of the dense nearest centroid: sums of samples, and exact comparisons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import InputError, Refused
from sum.models import DenseNearestCentroid
from sum.models.dense_nearest_centroid import MAX_SAMPLES
from sum.samples import DENSE_LIMIT
from sum.units import SCALE
from tests.unit.models.test_nearest_centroids import by_fractions, check_many

MOST = DENSE_LIMIT - 1

sizes = st.sampled_from([1, 2, 3, 7, 8, 2**16, 2**29])


def dense(sums, samples):
    """A dense model with these sums and numbers of samples."""
    model = DenseNearestCentroid(len(sums[0]), len(samples))
    model.words()  # starts it
    model._take(np.array(sums), np.array(samples))
    return model


class TestDense:
    def test_two_means(self):
        model = DenseNearestCentroid(2)
        model.fit([[1, 0], [3, 0], [0, -1]], [0, 0, 1])
        assert model.class_weights().tolist() == [[2.0, 0.0], [0.0, -1.0]]
        assert model.sums_.tolist() == [[4 * SCALE, 0], [0, -SCALE]]
        [margin] = model.decision_function([[0.5, 0.5]]) / SCALE
        assert margin == pytest.approx(2.5 - 2.5)
        assert model.predict([[0.5, 0.5], [0.5 - 1 / SCALE, 0.5]]).tolist() == [0, 1]

    @given(st.integers(2, 4), st.data())
    def test_it_decides_as_fractions_do(self, n_classes, data):
        n_features = data.draw(st.integers(1, 4))
        most = data.draw(st.sampled_from([1, 5, MOST]))
        values = st.one_of(st.sampled_from([-most, 0, most]), st.integers(-most, most))
        rows = st.lists(values, min_size=n_features, max_size=n_features)
        samples = [data.draw(st.one_of(st.integers(0, 3), sizes)) for _ in range(n_classes)]
        sums = [
            [min(abs(x) * number, MOST * number) * (1 if x > 0 else -1) for x in data.draw(rows)]
            for number in samples
        ]
        model = dense(sums, samples)
        tries = data.draw(st.lists(rows, min_size=1, max_size=4))
        expected = [by_fractions(model, row) for row in tries]
        assert [model.predict_one(row) for row in tries] == expected
        check_many(model, np.array(tries) / SCALE, expected)

    def test_what_floats_cannot_tell_apart_is_decided_exactly(self):
        rng = np.random.default_rng(0)
        for _ in range(20):
            samples = rng.integers(1, 9, 2)
            near = rng.integers(-MOST // 2, MOST // 2, 6)
            sums = near * samples[:, None] + rng.integers(-99, 99, (2, 6))
            tries = near + rng.integers(-9, 9, (10, 6))
            model = dense(sums, samples)
            check_many(model, tries / SCALE, [by_fractions(model, row) for row in tries.tolist()])

    @pytest.mark.parametrize("n_features", [3, 4, 512])
    def test_the_largest_values_do_not_overflow(self, n_features):
        full = np.full(n_features, MOST * MAX_SAMPLES)
        model = dense([full, -full], [MAX_SAMPLES] * 2)
        assert [model.predict_one([x] * n_features) for x in (MOST, 0, -MOST, -1)] == [0, 0, 1, 1]
        assert DenseNearestCentroid.from_words(model.arguments(), model.words()).sums_.max() > 2**62

    def test_a_full_class_takes_no_more(self):
        model = dense([[5, 5], [0, 0]], [MAX_SAMPLES, 0])
        before = model.words()
        with pytest.raises(Refused) as refused:
            model.learn_one((1, 1), 0)
        assert refused.value.reason == "model: count overflow"
        assert model.words() == before
        assert model.learn_one((1, 1), 1) == 1

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ((), "model: wrong number of features"),
            ((1, 2), "model: wrong number of features"),
            ((2**34, 0, 0, 0), "model: wrong number of features"),
            ((0, 0, 2**34), "model: feature too large"),
            ((0, -(2**34), 0), "model: feature too large"),
        ],
    )
    def test_bad_samples_are_refused(self, data, reason):
        model = DenseNearestCentroid(3)
        for act in (model.predict_one, lambda data: model.learn_one(data, 0)):
            with pytest.raises(Refused) as refused:
                act(data)
            assert refused.value.reason == reason
        with pytest.raises(Refused) as refused:
            model.learn_one(data, 2)
        assert refused.value.reason == "model: no such label"
        assert not any(model.words())

    def test_a_class_opens_with_its_first_sample(self):
        model, X = DenseNearestCentroid(2, 3), [[0, 0], [5, 5]]
        assert model.predict(X).tolist() == [0, 0]
        model.learn_one((5 * SCALE, 5 * SCALE), 2)
        assert model.predict(X).tolist() == [2, 2]
        model.learn_one((SCALE, SCALE), 1)
        assert model.predict(X).tolist() == [1, 2]
        assert model.class_weights().tolist() == [[0, 0], [1, 1], [5, 5]]


class TestWordsOfDense:
    def test_sums_then_samples_each_class_in_words_of_its_own(self):
        lane = 2**64
        model = dense([[1, -1, 2, -2], [3, 0, 0, 0]], [7, 9])
        first = 1 + (lane - 1) * lane + 2 * lane**2 + (lane - 2) * lane**3
        assert model.words() == [first, 7, 3, 9]
        assert dense([[1, -1, 2]] * 2, [7, 9]).words()[1] == first % lane**3 + 9 * lane**3

    @given(st.data())
    def test_they_survive_the_way_there_and_back(self, data):
        n_classes, n_features = data.draw(st.integers(2, 4)), data.draw(st.integers(1, 9))
        samples = [data.draw(st.one_of(st.just(0), sizes)) for _ in range(n_classes)]
        model = dense(
            [
                [data.draw(st.integers(-MOST * number, MOST * number)) for _ in range(n_features)]
                for number in samples
            ],
            samples,
        )
        again = DenseNearestCentroid.from_words(model.arguments(), model.words())
        assert again.words() == model.words()
        assert again.sums_.tolist() == model.sums_.tolist()
        assert again.samples_ == samples

    @pytest.mark.parametrize("words", [[], [0] * 3, [0] * 5])
    def test_too_few_or_too_many_are_an_input_error(self, words):
        with pytest.raises(InputError, match=f"4 words, not {len(words)}"):
            DenseNearestCentroid.from_words((2, 4), words)

    @pytest.mark.parametrize(
        "words", [[1, 0], [2**63, 0], [MOST + 1 + 2**64, 0], [2**64 * (2**29 + 1), 0], [2**127, 0]]
    )
    def test_what_no_samples_add_up_to_is_an_input_error(self, words):
        with pytest.raises(InputError, match="larger than its samples"):
            DenseNearestCentroid.from_words((2, 1), words)

    @pytest.mark.parametrize("sizes", [(8, 1), (8, 33), (0, 2), (513, 2), (8.0, 2), (8, 2.5)])
    def test_bad_parameters_are_refused(self, sizes):
        with pytest.raises(Refused) as refused:
            DenseNearestCentroid(*sizes).words()
        assert refused.value.reason == "model: bad parameters"
        for arguments in ((), (2,), (2, 1, 1)):
            with pytest.raises(Refused):
                DenseNearestCentroid.from_words(arguments, [0, 0])

    def test_a_copy_learns_on_its_own(self):
        model = dense([[1], [0]], [7, 9])
        before = model.words()
        model.copy().learn_one((5,), 0)
        assert model.words() == before
