"""Synthetic samples of the shape of film reviews, for speed and accuracy work: no real text."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sum.datasets.base import Dataset, Sample, Split
from sum.datasets.build import About
from sum.encoders import WordPresence
from sum.errors import InputError

N_FEATURES = 1_000
WEIGHTS_SEED = 7
"""The hidden weights are the same in every set, so that one set can test what another taught."""
NOISE = 0.6
"""The noise of a score, in standard deviations of the score."""

_ROWS = 4_096
"""How many samples are drawn at once: as much as fits into a cache or two."""

TRAIN, POOL, HIDDEN = 2_000, 23_000, 25_000
"""How many samples each part of the data set has; a name can ask for another pool."""
MAX_POOL = 500_000
"""A pool of so many takes some 700 MB."""

ABOUT = About(
    name="imdb-shaped",
    title="Shaped like film reviews (synthetic)",
    kind="sentence",
    summary="Is this synthetic review, whose words are mere numbers, negative or positive?",
    source="Synthetic: made by a seeded generator of this project",
    licence="MIT",
    classes=("negative", "positive"),
    unfit=("hashed-words", "pca"),
)


def is_name(name: str) -> bool:
    """Whether a name asks for this data set: ``imdb-shaped``, or with a colon and a size."""
    return name.partition(":")[0] == ABOUT.name


def about(name: str) -> About:
    """What is known of the data set before it is made.

    Parameters
    ----------
    name : str
        ``imdb-shaped``, or ``imdb-shaped:<samples in the pool>``.

    Raises
    ------
    InputError
        When that is no size of a pool.
    """
    _pool(name)
    return replace(ABOUT, name=name)


def read(name: str, seed: int) -> Dataset:
    """Make the data set: the first samples train the model, the last ones are the hidden test set.

    Parameters
    ----------
    name : str
        As `about` takes it.
    seed : int
        Decides the samples.

    Returns
    -------
    Dataset
        Of 2,000, 23,000 (or as many as asked for) and 25,000 samples. They are independent draws
        of a thousand features, so two equal ones do not happen.

    Raises
    ------
    InputError
        As `about`.
    """
    pool = _pool(name)
    X, y = imdb_shaped(TRAIN + pool + HIDDEN, seed)
    encoder = WordPresence(tuple(str(number) for number in range(1, N_FEATURES + 1)))
    samples = _samples(X, y, encoder.vocabulary)
    train, pooled, hidden = (
        Split(part, N_FEATURES, encoder.form)
        for part in (samples[:TRAIN], samples[TRAIN:-HIDDEN], samples[-HIDDEN:])
    )
    return Dataset(
        name=name,
        title=ABOUT.title,
        kind=ABOUT.kind,
        summary=ABOUT.summary,
        source=ABOUT.source,
        licence=ABOUT.licence,
        classes=ABOUT.classes,
        encoder=encoder,
        train=train,
        pool=pooled,
        hidden=hidden,
        seed=seed,
    )


def _pool(name: str) -> int:
    """How many samples to contribute a name asks for."""
    _, colon, size = name.partition(":")
    if not colon:
        return POOL
    valid = size.isascii() and size.isdecimal() and not size.startswith("0")
    # A number of very many digits is not even read.
    if not valid or len(size) > len(str(MAX_POOL)) or int(size) > MAX_POOL:
        raise InputError(
            f"{ABOUT.name}:<samples in the pool> takes a whole number from 1 to {MAX_POOL:,},"
            f" as {ABOUT.name}:100000 has it, not {size[:20]!r}."
        )
    return int(size)


def _samples(X: Any, y: npt.NDArray[np.int64], words: tuple[str, ...]) -> tuple[Sample, ...]:  # noqa: ANN401
    """Rows as samples, which share their numbers: a list of a row would make each anew."""
    shared = np.empty(len(words), dtype=object)
    shared[:] = range(len(words))
    named = np.array(words, dtype=object)
    made = []
    for row, label in enumerate(y.tolist()):
        present = X.indices[X.indptr[row] : X.indptr[row + 1]]
        text = " ".join(named[present].tolist())
        made.append(Sample(tuple(shared[present].tolist()), label, text))
    return tuple(made)


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
