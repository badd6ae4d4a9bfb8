"""How fast the Python twins of the models are: one sample after the other, and many at once.

Sparse models have 1,000 features, of which a sample has 20 where it is alone, and about 101 where
25,000 are asked for at once; dense ones have 30.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from sum.bench.frame import PER_SECOND, Figure, per_second, seconds
from sum.datasets.imdb_shaped import imdb_shaped
from sum.models import MODELS, Model
from sum.samples import Form
from sum.units import SCALE

COUNT, MANY = 2_000, 25_000
SPARSE_FEATURES, DENSE_FEATURES = 1_000, 30
LEARNED = 500
"""What a model has learned before it is asked: enough for parameters of every size."""

Samples = Sequence[tuple[int, ...]]


def figures(repeats: int) -> Iterator[Figure]:
    """Measure each model."""
    for name, kind in MODELS.items():
        X, y, samples = material(kind.form)
        model = kind(n_features=X.shape[1]).fit(X[:LEARNED], y[:LEARNED])
        learned = per_second(partial(_learn, model.copy(), samples), COUNT, repeats)
        yield Figure(f"twin.learn_{name}", learned, PER_SECOND, 20_000)
        predicted = per_second(partial(_predict, model, samples), COUNT, repeats)
        yield Figure(f"twin.predict_{name}", predicted, PER_SECOND, 20_000)
        # What a model remembers between two predictions is of no use once it has learned.
        news = partial(model.learn_one, samples[0], 1)
        many = seconds(partial(model.predict, X), repeats, news)
        yield Figure(f"twin.predict_many_{name}", many, "s", 0.5)


@lru_cache(maxsize=2)
def material(form: Form) -> tuple[Any, Any, Samples]:
    """What is learned and asked for.

    Returns
    -------
    X : scipy.sparse.csr_matrix or numpy.ndarray of shape (n_samples, n_features)
        Many samples, as a twin's ``predict`` takes them.
    y : numpy.ndarray of shape (n_samples,)
    samples : sequence of tuple of int
        A few, as a contract takes them.
    """
    if form == "sparse":
        spread = [tuple(range(first, SPARSE_FEATURES, 50)) for first in range(50)]
        return *imdb_shaped(MANY, n_features=SPARSE_FEATURES), spread
    rng = np.random.default_rng(0)
    y = rng.integers(2, size=MANY)
    X = rng.normal(size=(MANY, DENSE_FEATURES)) + 0.2 * y[:, None]
    return X, y, [tuple(row) for row in np.rint(X[:50] * SCALE).astype(np.int64).tolist()]


def _learn(model: Model, samples: Samples) -> None:
    # Neighbours differ, and a sample has the other label each time: nearly all is news.
    for number in range(COUNT):
        model.learn_one(samples[number % 50], (number + number // 50) % 2)


def _predict(model: Model, samples: Samples) -> None:
    for number in range(COUNT):
        model.predict_one(samples[number % 50])
