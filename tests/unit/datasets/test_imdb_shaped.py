"""The synthetic set has the shape, the hidden rule and the noise that it is said to have."""

import numpy as np
import pytest

from sum.datasets.imdb_shaped import frequencies, imdb_shaped
from sum.errors import InputError


@pytest.fixture(scope="module")
def drawn():
    return imdb_shaped(6_000)


def test_features_come_as_often_as_they_should(drawn):
    X, y = drawn
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((6_000, 1_000), np.int8, (6_000,), np.int64)
    assert set(X.data.tolist()) == {1}
    p = frequencies()
    assert (p[:12] == 0.9).all()
    assert p[99] == pytest.approx(6 / 100**0.75)
    spread = np.sqrt(p * (1 - p) / 6_000)
    assert (np.abs(X.mean(axis=0) - p) < 5 * spread).all()
    assert np.diff(X.indptr).mean() == pytest.approx(100.7, abs=0.6)


def test_labels_follow_the_hidden_weights_with_noise(drawn):
    X, y = drawn
    score = X @ np.random.default_rng(7).standard_normal(1_000)
    truth = score > score.mean()
    # Noise of 0.6 standard deviations turns atan(0.6) / pi of the labels.
    assert (truth == y).mean() == pytest.approx(1 - np.arctan(0.6) / np.pi, abs=0.02)


def test_the_seed_decides():
    X, y = imdb_shaped(50, seed=3)
    again, same = imdb_shaped(50, seed=3)
    other, _ = imdb_shaped(50, seed=4)
    assert (again != X).nnz == 0
    assert (y == same).all()
    assert (other != X).nnz > 0


def test_no_sample_is_empty():
    X, y = imdb_shaped(5_000, n_features=2)
    assert (np.diff(X.indptr) > 0).all()
    assert X.shape == (5_000, 2)
    assert set(y.tolist()) == {0, 1}


@pytest.mark.parametrize("wrong", [(0,), (5, -1), (5, 0, 0)])
def test_nonsense_is_refused(wrong):
    with pytest.raises(InputError, match="at least"):
        imdb_shaped(*wrong)
