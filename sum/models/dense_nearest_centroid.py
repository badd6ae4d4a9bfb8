"""Twin of models/dense_nearest_centroid.vy: the class whose samples have the nearest mean."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from sum.errors import InputError, refusal
from sum.models.class_counts import whole
from sum.models.distances import agreeing, decide, nearest, trained_centroids
from sum.models.table import fixed
from sum.models.twin import Twin
from sum.samples import DENSE_LIMIT, MAX_VALUES, Form
from sum.units import SCALE

MAX_SAMPLES = 2**29
"""How many a class takes: their sum then fits into 64 bits."""

N_ARGUMENTS = 2

_TO_A_WORD = 4
_EPSILON = float(np.finfo(float).eps)


class DenseNearestCentroid(Twin):
    """The nearest mean over values in fixed point, in the contract's own integers.

    The class with the smallest squared distance wins, the lowest among equals (Tibshirani et al.
    2002, without shrinking). It learns from every sample; what is kept are sums and numbers of
    samples, so that no mean is ever rounded.

    The number of classes is a capacity: a class opens with its first sample, and is never
    predicted before. Without any samples class 0 is predicted.

    Parameters
    ----------
    n_features : int
        How many values a sample has, at most 512.
    n_classes : int
        Labels are 0 to ``n_classes - 1``.

    Attributes
    ----------
    samples_ : list of int
        How many there were of each class.
    sums_ : numpy.ndarray of shape (n_classes, n_features)
        Their sums, of int64, in 1 / `SCALE`.
    classes_ : numpy.ndarray of shape (n_classes,)

    Examples
    --------
    >>> model = DenseNearestCentroid(n_features=2)
    >>> model.learn_one((10**9, 0), 1), model.predict_one((0, 0))
    (1, 1)
    >>> model.learn_one((-(10**9), 0), 0), model.predict_one((0, 0)), model.sums_.tolist()
    (1, 0, [[-1000000000, 0], [1000000000, 0]])
    """

    name: ClassVar[str] = "dense_nearest_centroid"
    form: ClassVar[Form] = "dense"
    title: ClassVar[str] = "Nearest centroid"
    summary: ClassVar[str] = "Compares a sample with the mean of each class."
    n_arguments: ClassVar[int] = 2
    max_features: ClassVar[int] = MAX_VALUES

    def __init__(self, n_features: int = 1, n_classes: int = 2) -> None:
        self.n_features = n_features
        self.n_classes = n_classes

    def words(self) -> list[int]:
        """The parameters as the contract stores them: of each class the sums, then its samples."""
        self._ready()
        numbers = np.zeros((len(self.samples_), _width(self.n_features) * _TO_A_WORD), dtype="<i8")
        numbers[:, : self.sums_.shape[1]] = self.sums_
        numbers[:, self.sums_.shape[1]] = self.samples_
        packed = numbers.tobytes()
        return [
            int.from_bytes(packed[start : start + 32], "little")
            for start in range(0, len(packed), 32)
        ]

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Predict labels, exactly as `predict_one` does.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            In units of 1.

        Returns
        -------
        numpy.ndarray of shape (n_samples,)
        """
        self._ready()
        return self._decided(fixed(X, self.n_features))[1]

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Minus the squared distances, in 1 / `SCALE`.

        Returns
        -------
        numpy.ndarray of shape (n_samples,) or (n_samples, n_classes)
            Of two classes that of class 1 less that of class 0. A class without samples is
            farther away than any other can be.
        """
        self._ready()
        samples = fixed(X, self.n_features)
        scores, chosen = self._decided(samples)
        lengths = (samples.astype(float) ** 2).sum(axis=1, keepdims=True)
        return agreeing((scores - lengths) / SCALE, chosen)

    def class_weights(self) -> npt.NDArray[np.float64]:
        """The mean of each class in units of 1, of shape (n_classes, n_features).

        Zeros without samples.
        """
        self._ready()
        return np.asarray(self.sums_ / SCALE / np.maximum(self.samples_, 1)[:, None])

    @classmethod
    def from_sklearn(
        cls,
        estimator: Any,  # noqa: ANN401 - scikit-learn has no types
        counts: npt.ArrayLike | None = None,
        n_classes: int | None = None,
    ) -> Self:
        """Start from centroids that scikit-learn has computed.

        Parameters
        ----------
        estimator : fitted NearestCentroid
            With classes 0, 1, ...
        counts : array-like of shape (n_classes,), needed
            How many samples there were of each class: the estimator does not keep it. Sums are
            rounded to 1 / `SCALE`.
        n_classes : int, optional
            Room for more than it has.

        Raises
        ------
        InputError
            When it is not such a model, or its numbers cannot be taken over.
        NotOpen
            When it is too large for the contract.
        """
        sums = np.rint(trained_centroids(estimator, counts) * SCALE)
        samples = whole(counts, "numbers of samples")
        known, n_features = sums.shape
        model = cls._of((known if n_classes is None else n_classes, n_features))
        if known > model.n_classes:
            raise InputError(f"There is no room for {known} classes.")
        if np.abs(sums).max() >= MAX_SAMPLES * DENSE_LIMIT:
            raise InputError("A centroid is too far away for the contract.")
        more = int(model.n_classes) - known
        padded = np.pad(sums.astype(np.int64), ((0, more), (0, 0)))
        model._take(padded, np.pad(samples, (0, more)))  # noqa: SLF001 - of the same class
        return model

    # ------------------------------------------------------------------------------------ inside

    def _learn(self, data: Sequence[int], label: int) -> int:
        """Add the sample to its class; the receipt is always 1."""
        if self.samples_[label] >= MAX_SAMPLES:
            raise refusal("model: count overflow")
        self.sums_[label] += np.asarray(data, dtype=np.int64)
        self.samples_[label] += 1
        return 1

    def _predict(self, data: Sequence[int]) -> int:
        return nearest(
            (
                sum((number * x - total) ** 2 for x, total in zip(data, sums, strict=True)),
                number,
            )
            for number, sums in zip(self.samples_, self.sums_.tolist(), strict=True)
        )

    def _decided(
        self, samples: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        """Minus the squared distances, but for the samples' own squares, and the labels."""
        values = samples.astype(float)
        seen = np.asarray(self.samples_) > 0
        means = self.sums_ / np.maximum(self.samples_, 1)[:, None]
        scores = 2 * values @ means.T - (means**2).sum(axis=1)
        scores[:, ~seen] = -np.inf
        # What rounding does to a sum of products, by its length (Higham 2002, chapter 3).
        longest = np.sqrt((means**2).sum(axis=1).max())
        lengths = np.sqrt((values**2).sum(axis=1))
        errors = (len(means.T) + 8) * _EPSILON * longest * (2 * lengths + longest)
        return scores, decide(scores, errors, lambda row: self._predict(samples[row].tolist()))

    def _take(self, sums: npt.NDArray[np.int64], samples: npt.NDArray[np.int64]) -> None:
        """Have these sums and samples, when there can be such."""
        most = np.where((samples >= 0) & (samples <= MAX_SAMPLES), samples, -1) * (DENSE_LIMIT - 1)
        if not ((most[:, None] >= sums) & (most[:, None] >= -sums) & (sums > -(2**63))).all():
            raise InputError("A sum is larger than its samples can make it.")
        self.sums_ = sums.astype(np.int64)
        self.samples_ = samples.tolist()

    def _settings(self) -> tuple[int, ...]:
        return self.n_classes, self.n_features

    def _word_count(self) -> int:
        return int(self.n_classes) * _width(self.n_features)

    def _read(self, words: Sequence[int]) -> None:
        packed = b"".join(word.to_bytes(32, "little") for word in words)
        numbers = np.frombuffer(packed, dtype="<i8").reshape(len(self.samples_), -1)
        self._take(numbers[:, : self.n_features], numbers[:, self.n_features])

    def _begin(self) -> None:
        self.samples_ = [0] * int(self.n_classes)
        self.sums_ = np.zeros((int(self.n_classes), int(self.n_features)), dtype=np.int64)

    def _copied(self) -> None:
        self.samples_ = list(self.samples_)
        self.sums_ = self.sums_.copy()


def _width(n_features: int) -> int:
    """How many words a class has: its sums, and one number more."""
    return (int(n_features) + _TO_A_WORD) // _TO_A_WORD
