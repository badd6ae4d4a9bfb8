"""Which mean is the nearest: exactly, as the contracts decide it, and for many samples at once."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from sum.errors import InputError
from sum.models.class_counts import whole

FAR = -1e21
"""The decision value of a class without samples: below that of any other."""


def nearest(distances: Iterable[tuple[int, int]]) -> int:
    """Find the smallest of some fractions, the first among equals.

    Parameters
    ----------
    distances : iterable of (int, int)
        Of each class how far it is, times the square of its samples; and its samples. Those
        without any are passed over.

    Returns
    -------
    int
        The class; 0 when none has samples.
    """
    best, least, scale = 0, 0, 0
    for label, (distance, samples) in enumerate(distances):
        square = samples * samples
        if square and (not scale or distance * scale < least * square):
            best, least, scale = label, distance, square
    return best


def decide(
    scores: npt.NDArray[np.float64],
    errors: npt.NDArray[np.float64],
    exact: Callable[[int], int],
) -> npt.NDArray[np.int64]:
    """Find the highest score of each row; where rounding could decide, ask for it.

    Parameters
    ----------
    scores : numpy.ndarray of shape (n_samples, n_classes)
        -inf for a class without samples.
    errors : numpy.ndarray of shape (n_samples,)
        By how much a score of the row can be wrong at most.
    exact : callable
        Says which class it is, given a row's number.
    """
    best = scores.max(axis=1, initial=-np.inf)
    chosen = scores.argmax(axis=1)
    close = (scores >= (best - 2 * errors)[:, None]).sum(axis=1) > 1
    for row in np.flatnonzero(close).tolist():
        chosen[row] = exact(row)
    return np.asarray(chosen, dtype=np.int64)


def agreeing(
    scores: npt.NDArray[np.float64], chosen: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Scores that decide as was decided, be they rounded otherwise.

    Parameters
    ----------
    scores : numpy.ndarray of shape (n_samples, n_classes)
    chosen : numpy.ndarray of shape (n_samples,)

    Returns
    -------
    numpy.ndarray of shape (n_samples,) or (n_samples, n_classes)
        Of two classes that of class 1 less that of class 0: positive where class 1 was chosen.
    """
    finite = np.where(np.isneginf(scores), FAR, scores)
    if finite.shape[1] == 2:  # noqa: PLR2004
        margin = finite[:, 1] - finite[:, 0]
        least = np.nextafter(0.0, 1.0)
        return np.asarray(np.where(chosen == 1, np.maximum(margin, least), np.minimum(margin, 0.0)))
    wrong = np.flatnonzero(finite.argmax(axis=1) != chosen)
    finite[wrong, chosen[wrong]] = np.nextafter(finite[wrong].max(axis=1), np.inf)
    return finite


def trained_centroids(estimator: Any, counts: Any) -> npt.NDArray[np.float64]:  # noqa: ANN401
    """Take over scikit-learn's nearest centroids, as sums.

    Parameters
    ----------
    estimator : fitted NearestCentroid
        Euclidean, with classes 0, 1, ... and priors that are all the same.
    counts : array-like of shape (n_classes,) or None
        How many samples there were of each class, since it does not keep that.

    Returns
    -------
    numpy.ndarray of shape (n_classes, n_features)
        Each centroid times its number of samples.

    Raises
    ------
    InputError
        When it is not such a model, or there are not as many counts.
    """
    kind = type(estimator).__name__
    try:
        centroids = np.asarray(estimator.centroids_, dtype=float)
        classes, metric = np.asarray(estimator.classes_).tolist(), estimator.metric
        priors = np.asarray(estimator.class_prior_, dtype=float)
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"{kind} is not a nearest centroid that has been fitted.") from error
    if classes != list(range(len(centroids))):
        raise InputError(f"The classes must be 0, 1, ..., not {classes}.")
    if metric != "euclidean" or not np.allclose(priors, 1 / len(classes)):
        raise InputError(f"{kind} must have Euclidean distances and equal priors.")
    if counts is None:
        raise InputError(f"{kind} does not keep its classes' numbers of samples: give them, too.")
    sizes = whole(counts, "numbers of samples")
    if sizes.shape != (len(classes),) or not sizes.all():
        raise InputError(f"There must be a number of samples for each of {len(classes)} classes.")
    if not np.isfinite(centroids).all():
        raise InputError("A centroid is not made of finite numbers.")
    return np.asarray(centroids * sizes[:, None])
