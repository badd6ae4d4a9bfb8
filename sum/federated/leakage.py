"""How much of a client can be told from what is seen of it.

What gives a client away is how its updates deviate from everybody's mean, round after round: that
tells what its shard has more of. An observer takes the deviation to be the same in every round and
solves for it by least squares: ridge regression for dot products, since rounds differ in truth and
an exact solution would be mostly that. The measure is the cosine between this
and the true mean deviation, averaged over clients: 0 for nothing, 1 for everything.
"""

import numpy as np

from sum.federated.learners import Floats

RIDGE = 1.0
"""Of directions of length 1; about what lets an observer of our runs see most."""


def from_scalars(directions: Floats, deviations: Floats) -> Floats:
    """Reconstruct from dot products.

    Parameters
    ----------
    directions : numpy.ndarray, shape (k, d)
        Along which updates were opened, of all rounds.
    deviations : numpy.ndarray, shape (k, n)
        By how much each client's score was above that of the mean update.

    Returns
    -------
    numpy.ndarray, shape (n, d)
    """
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    rows = directions * scale
    ridged = rows @ rows.T + RIDGE * np.eye(len(rows))
    return np.asarray((rows.T @ np.linalg.solve(ridged, deviations * scale)).T)


def from_groups(members: Floats, sums: Floats) -> Floats:
    """Reconstruct from sums of groups.

    Parameters
    ----------
    members : numpy.ndarray, shape (k, n)
        Who was in each group of each round: 1 or 0.
    sums : numpy.ndarray, shape (k, d)
        The group's sum without its share of the mean.

    Returns
    -------
    numpy.ndarray, shape (n, d)
    """
    solution, *_ = np.linalg.lstsq(members, sums, rcond=1e-9)
    return np.asarray(solution)


def cosine(reconstructed: Floats, true: Floats) -> float:
    """The mean cosine between rows; a row that is 0 counts 0.

    Parameters
    ----------
    reconstructed, true : numpy.ndarray, shape (n, d)

    Examples
    --------
    >>> cosine(np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[2.0, 0.0], [1.0, 1.0]]))
    0.5
    """
    lengths = np.linalg.norm(reconstructed, axis=1) * np.linalg.norm(true, axis=1)
    dots = (reconstructed * true).sum(axis=1)
    return float(np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0).mean())
