"""Samples to show of a data set: those most like the others of their class."""

from functools import lru_cache

import numpy as np

from sum.datasets import Dataset, Sample, load


def typical(dataset: Dataset, count: int) -> list[Sample]:
    """A few samples of the pool, every class's turn in order.

    Parameters
    ----------
    dataset : Dataset
    count : int
        How many at most; from two of each class on the next most typical ones follow.
    """
    numbers = _typical(dataset.name, dataset.seed, dataset.encoder.name, count)
    return [dataset.pool[number] for number in numbers]


@lru_cache(maxsize=64)
def _typical(name: str, seed: int, encoder: str, count: int) -> tuple[int, ...]:
    """Numbers of the samples that have most in common with the average of their class."""
    pool = load(name, seed, encoder).pool
    matrix, labels = pool.matrix(), pool.labels
    if pool.form == "sparse":
        matrix = matrix.toarray()
    by_class = []
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        distance = np.abs(matrix[mine] - matrix[mine].mean(axis=0)).sum(axis=1)
        by_class.append(mine[np.argsort(distance, kind="stable")].tolist())
    rounds = range(max(map(len, by_class)))
    found = [mine[n] for n in rounds for mine in by_class if n < len(mine)]
    return tuple(found[:count])
