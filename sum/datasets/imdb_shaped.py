"""Synthetic samples of the shape of film reviews, for speed and accuracy work: no real text."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sum.errors import InputError

N_FEATURES = 1_000
WEIGHTS_SEED = 7
"""The hidden weights are the same in every set, so that one set can test what another taught."""
NOISE = 0.6
"""The noise of a score, in standard deviations of the score."""

_ROWS = 4_096
"""How many samples are drawn at once: as much as fits into a cache or two."""


def frequencies(n_features: int = N_FEATURES) -> npt.NDArray[np.float64]:
    """How likely each feature is to be present, as the words of a language fall off.

    Returns
    -------
    numpy.ndarray of shape (n_features,)
        Feature i (from 1) has min(0.9, 6 / i^0.75).

    Examples
    --------
    >>> frequencies(16).round(2).tolist()[-4:]
    [0.88, 0.83, 0.79, 0.75]
    >>> round(frequencies().sum())
    101
    """
    return np.minimum(0.9, 6 / np.arange(1, n_features + 1) ** 0.75)


def imdb_shaped(
    n_samples: int, seed: int = 0, n_features: int = N_FEATURES
) -> tuple[Any, npt.NDArray[np.int64]]:
    """Draw samples of independent features, and noisy labels of a hidden linear rule.

    Each feature is present by itself with its own probability p (`frequencies`). With hidden
    weights w from N(0, 1), the score of a sample x is (x - p) · w plus noise from N(0, 1) times 0.6
    of the scores' standard deviation; the label is 1 where it is positive. So nobody can be right
    about more than some five samples in six.

    Parameters
    ----------
    n_samples : int
    seed : int
        Decides samples and noise, not the hidden weights.
    n_features : int

    Returns
    -------
    X : scipy.sparse.csr_matrix of shape (n_samples, n_features)
        Of int8: 1 where a feature is present. About 101 are, of 1,000. A sample without any
        has the most frequent one, since a model refuses to learn from nothing.
    y : numpy.ndarray of shape (n_samples,)
        Labels 0 and 1.

    Raises
    ------
    InputError
        When there is to be no sample or no feature, or the seed cannot be used.
    """
    if min(n_samples, n_features) < 1 or seed < 0:
        raise InputError("There must be a sample and a feature at least, and a seed from 0.")
    rng = np.random.default_rng(seed)
    p = frequencies(n_features)
    parts = [
        _present(min(_ROWS, n_samples - start), p, rng) for start in range(0, n_samples, _ROWS)
    ]
    X = sparse.vstack(parts, format="csr", dtype=np.int8)
    weights = np.random.default_rng(WEIGHTS_SEED).standard_normal(n_features)
    clean = X @ weights - p @ weights
    score = clean + NOISE * clean.std() * rng.standard_normal(n_samples)
    return X, (score > 0).astype(np.int64)


def _present(n_samples: int, p: npt.NDArray[np.float64], rng: np.random.Generator) -> Any:  # noqa: ANN401
    """A part of the samples."""
    drawn = rng.random((n_samples, len(p)), dtype=np.float32) < p.astype(np.float32)
    drawn[~drawn.any(axis=1), 0] = True
    return sparse.csr_matrix(drawn, dtype=np.int8)
