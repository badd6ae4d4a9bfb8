"""Ways to make one step of many updates. All but the mean have to see every update."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sum.federated.learners import Floats

Aggregator = Callable[[Floats, int], Floats]
"""Takes updates of shape (n, d) and how many may be an attacker's; gives a step of shape (d,)."""


def mean(updates: Floats, _: int = 0) -> Floats:
    """The mean.

    >>> mean(np.array([[0.0, 2.0], [4.0, 4.0]])).tolist()
    [2.0, 3.0]
    """
    return np.asarray(updates.mean(axis=0))


def median(updates: Floats, _: int = 0) -> Floats:
    """The median of each coordinate (Yin et al. 2018, definition 1).

    >>> median(np.array([[0.0, 2.0], [4.0, 4.0], [90.0, 3.0]])).tolist()
    [4.0, 3.0]
    """
    return np.asarray(np.median(updates, axis=0))


def trimmed_mean(updates: Floats, attackers: int) -> Floats:
    """The mean of each coordinate without its extremes (Yin et al. 2018, definition 2).

    As many are taken off at each end as there may be attackers, as long as something is left.

    >>> trimmed_mean(np.array([[-70.0], [2.0], [4.0], [90.0]]), 1).tolist()
    [3.0]
    """
    off = min(attackers, (len(updates) - 1) // 2)
    return np.asarray(np.sort(updates, axis=0)[off : len(updates) - off].mean(axis=0))


def krum_chosen(updates: Floats, attackers: int) -> npt.NDArray[np.intp]:
    """Whom Multi-Krum chooses (Blanchard et al. 2017, section 4).

    An update's score is the sum of squared distances to its n - f - 2 nearest; the n - f best are
    chosen (at least one).

    Parameters
    ----------
    updates : numpy.ndarray, shape (n, d)
    attackers : int
        f.

    Returns
    -------
    numpy.ndarray of int
        Their places, ascending.
    """
    count = len(updates)
    squares = (updates**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2 * updates @ updates.T, 0)
    np.fill_diagonal(apart, np.inf)
    near = min(max(1, count - attackers - 2), count - 1)
    scores = np.sort(apart, axis=1)[:, :near].sum(axis=1)
    return np.sort(np.argsort(scores, kind="stable")[: max(1, count - attackers)])


def krum(updates: Floats, attackers: int) -> Floats:
    """The mean of whom Multi-Krum chooses.

    >>> krum(np.array([[1.0], [1.5], [2.0], [90.0]]), 1).tolist()
    [1.5]
    """
    return mean(updates[krum_chosen(updates, attackers)])


AGGREGATORS: dict[str, Aggregator] = {
    "mean": mean,
    "krum": krum,
    "median": median,
    "trimmed-mean": trimmed_mean,
}
"""By the name that settings have."""
