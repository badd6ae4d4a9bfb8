"""Twin of models/sparse_nearest_centroid.vy: the class whose samples have the nearest mean."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from sum.models.class_counts import ClassCounts
from sum.models.distances import agreeing, decide, nearest, trained_centroids
from sum.models.table import present
from sum.units import SCALE

_EPSILON = float(np.finfo(float).eps)


class SparseNearestCentroid(ClassCounts):
    """The nearest mean over the features that are present, in the contract's own integers.

    A class's mean says of each feature in what fraction of its samples it was present. The class
    with the smallest squared distance wins, the lowest among equals (Tibshirani et al. 2002,
    without shrinking). It learns from every sample, by counting; what is kept are counts, so
    that no mean is ever rounded.

    Numbers of classes and features are capacities: a class opens with its first sample, and is
    never predicted before; a feature that was never seen has counts of zero.

    Parameters
    ----------
    n_features : int
        Features are numbered below this.
    n_classes : int
        Labels are 0 to ``n_classes - 1``.

    Attributes
    ----------
    samples_, totals_, squares_ : list of int
    counts_ : numpy.ndarray of shape (n_features, n_classes)
        As in `sum.models.class_counts.ClassCounts`.
    classes_ : numpy.ndarray of shape (n_classes,)

    Examples
    --------
    >>> model = SparseNearestCentroid(n_features=3)
    >>> model.learn_one((0, 2), 1), model.predict_one((1,))
    (1, 1)
    >>> model.learn_one((1,), 0), model.predict_one((1,)), model.class_weights().tolist()
    (1, 0, [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    """

    name: ClassVar[str] = "sparse_nearest_centroid"
    title: ClassVar[str] = "Nearest centroid"
    summary: ClassVar[str] = "Compares a sample with the mean of each class."
    n_arguments: ClassVar[int] = 2

    def __init__(self, n_features: int = 1, n_classes: int = 2) -> None:
        self.n_features = n_features
        self.n_classes = n_classes

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Predict labels; like `predict_one`, but of a sample without features, too.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)

        Returns
        -------
        numpy.ndarray of shape (n_samples,)
        """
        self._ready()
        return self._decided(present(X, self.n_features))[1]

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Minus the squared distances, in 1 / `SCALE`.

        Returns
        -------
        numpy.ndarray of shape (n_samples,) or (n_samples, n_classes)
            Of two classes that of class 1 less that of class 0. A class without samples is
            farther away than any other can be.
        """
        self._ready()
        samples = present(X, self.n_features)
        scores, chosen = self._decided(samples)
        lengths = np.diff(samples.indptr)[:, None]
        return agreeing((scores - lengths) * SCALE, chosen)

    def class_weights(self) -> npt.NDArray[np.float64]:
        """The mean of each class, of shape (n_classes, n_features); zeros without samples."""
        self._ready()
        return np.asarray(self.counts_.T / np.maximum(self.samples_, 1)[:, None])

    @classmethod
    def from_sklearn(
        cls,
        estimator: Any,  # noqa: ANN401 - scikit-learn has no types
        counts: npt.ArrayLike | None = None,
        n_features: int | None = None,
        n_classes: int | None = None,
    ) -> Self:
        """Start from centroids that scikit-learn has computed.

        Parameters
        ----------
        estimator : fitted NearestCentroid
            With classes 0, 1, ..., of samples that were 0 or 1.
        counts : array-like of shape (n_classes,), needed
            How many samples there were of each class: the estimator does not keep it. Centroids
            become whole counts, to the nearest.
        n_features, n_classes : int, optional
            Room for more than it has.

        Raises
        ------
        InputError
            When it is not such a model, or its numbers cannot be taken over.
        NotOpen
            When it is too large for the contract.
        """
        sums = np.rint(trained_centroids(estimator, counts))
        return cls._of_counts(sums, np.asarray(counts), (n_classes, n_features))

    # ------------------------------------------------------------------------------------ inside

    def _predict(self, data: Sequence[int]) -> int:
        return self._nearest(self.counts_[np.asarray(data, dtype=np.int64)].sum(axis=0).tolist())

    def _nearest(self, sums: list[int]) -> int:
        """Decide exactly, given the counts of the features present, summed for each class."""
        return nearest(
            (squares - 2 * samples * total, samples)
            for squares, samples, total in zip(self.squares_, self.samples_, sums, strict=True)
        )

    def _decided(self, samples: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:  # noqa: ANN401
        """Minus the squared distances, but for the samples' own squares, and the labels."""
        sums = samples @ self.counts_
        scores, errors = np.full(sums.shape, -np.inf), np.zeros(len(sums))
        for label in self._open:
            number = self.samples_[label]
            near, length = 2 / number * sums[:, label], self.squares_[label] / number**2
            scores[:, label] = near - length
            errors = np.maximum(errors, 4 * _EPSILON * (near + length))
        return scores, decide(scores, errors, lambda row: self._nearest(sums[row].tolist()))
