"""Twin of models/naive_bayes.vy: log probabilities of the features that are present."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from sklearn.naive_bayes import MultinomialNB

from sum.errors import InputError
from sum.models.class_counts import ClassCounts
from sum.models.logarithm import ln
from sum.models.table import present
from sum.models.twin import MAX_SETTING
from sum.units import SCALE

UNSEEN = -(2**62)
"""The score of a class without samples: below all others, in 1 / `SCALE`."""


class NaiveBayes(ClassCounts):
    """Multinomial naive Bayes, in the contract's own integers.

    Of the classes that have samples the one with the highest log probability wins, the lowest
    among equals: ln(samples of the class) + the sum over the features present of
    ln((count + smoothing) / (all counts + smoothing * n_features)), each logarithm rounded to
    1 / `SCALE` (Lidstone's estimate; Manning, Raghavan and Schütze 2008, chapter 13). It learns
    from every sample, by counting.

    Numbers of classes and features are capacities: a class opens with its first sample, and is
    never predicted before; a feature that was never seen has counts of zero. Room for more
    features is part of the formula, so it draws probabilities together a little.

    Parameters
    ----------
    n_features : int
        Features are numbered below this.
    n_classes : int
        Labels are 0 to ``n_classes - 1``.
    smoothing : int
        What is added to every count, in 1 / `SCALE`.

    Attributes
    ----------
    samples_, totals_, squares_ : list of int
    counts_ : numpy.ndarray of shape (n_features, n_classes)
        As in `sum.models.class_counts.ClassCounts`. Only `learn_one` may change them.
    classes_ : numpy.ndarray of shape (n_classes,)

    Examples
    --------
    >>> model = NaiveBayes(n_features=3)
    >>> model.learn_one((0, 2), 1), model.predict_one((1,))
    (1, 1)
    >>> model.learn_one((1,), 0), model.predict_one((1,)), model.counts_.tolist()
    (1, 0, [[0, 1], [1, 0], [0, 1]])
    """

    name: ClassVar[str] = "naive_bayes"
    title: ClassVar[str] = "Naive Bayes"
    summary: ClassVar[str] = "Counts how often each feature goes with each class."
    n_arguments: ClassVar[int] = 3

    _known: npt.NDArray[np.int64] | None  # what `_logs` gives, until the model learns

    def __init__(self, n_features: int = 1, n_classes: int = 2, smoothing: int = SCALE) -> None:
        self.n_features = n_features
        self.n_classes = n_classes
        self.smoothing = smoothing

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Log probabilities in 1 / `SCALE`, up to what all classes have in common; exact.

        Returns
        -------
        numpy.ndarray of shape (n_samples,) or (n_samples, n_classes)
            Of two classes that of class 1 less that of class 0. A class without samples has
            `UNSEEN`.
        """
        self._ready()
        samples = present(X, self.n_features)
        scores = np.full((samples.shape[0], len(self.samples_)), UNSEEN)
        likely = samples @ self._logs()
        for label in self._open:
            scores[:, label] = likely[:, label] + ln(self.samples_[label])
        return np.asarray(scores[:, 1] - scores[:, 0] if len(self.samples_) == 2 else scores)  # noqa: PLR2004

    def class_weights(self) -> npt.NDArray[np.float64]:
        """How much more likely than on average a feature is in each class.

        Returns
        -------
        numpy.ndarray of shape (n_classes, n_features)
            Its log probability less the mean over the classes that have samples; of a class
            without any, zeros.
        """
        self._ready()
        weights = np.zeros((len(self.samples_), int(self.n_features)))
        if self._open:
            logs = self._logs().T[self._open] / SCALE
            weights[self._open] = logs - logs.mean(axis=0)
        return weights

    @classmethod
    def from_sklearn(
        cls,
        estimator: Any,  # noqa: ANN401 - scikit-learn has no types
        n_features: int | None = None,
        n_classes: int | None = None,
    ) -> Self:
        """Start from a naive Bayes model that scikit-learn has trained on whole numbers.

        Parameters
        ----------
        estimator : fitted MultinomialNB
            With classes 0, 1, ..., one alpha for all features, and priors that it has learned.
        n_features, n_classes : int, optional
            Room for more than it has.

        Raises
        ------
        InputError
            When it is not such a model, or its numbers cannot be taken over.
        NotOpen
            When it is too large for the contract.
        """
        if not isinstance(estimator, MultinomialNB) or not hasattr(estimator, "feature_count_"):
            kind = type(estimator).__name__
            raise InputError(f"{kind} is not a multinomial naive Bayes that has been fitted.")
        counts, samples = np.asarray(estimator.feature_count_), np.asarray(estimator.class_count_)
        if estimator.classes_.tolist() != list(range(len(counts))):
            raise InputError(f"The classes must be 0, 1, ..., not {estimator.classes_.tolist()}.")
        if not estimator.fit_prior or estimator.class_prior is not None:
            raise InputError("The priors must be the classes' shares of the samples.")
        return cls._of_counts(counts, samples, (n_classes, n_features), _smoothing(estimator.alpha))

    # ------------------------------------------------------------------------------------ inside

    def _settings(self) -> tuple[int, ...]:
        return self.n_classes, self.n_features, self.smoothing

    def _all(self, label: int) -> int:
        """All counts of a class, smoothed, in 1 / `SCALE`."""
        return self.totals_[label] * SCALE + int(self.smoothing) * int(self.n_features)

    def _logs(self) -> npt.NDArray[np.int64]:
        """The log probability of each feature in each class, of shape (n_features, n_classes)."""
        if self._known is None:
            seen, where = np.unique(self.counts_, return_inverse=True)
            logs = map(ln, (seen * SCALE + int(self.smoothing)).tolist())
            table = np.array([*logs], dtype=np.int64)[where].reshape(self.counts_.shape)
            totals = [ln(self._all(label)) for label in range(len(self.samples_))]
            self._known = table - np.array(totals, dtype=np.int64)
        return self._known

    def _begin(self) -> None:
        super()._begin()
        self._known = None

    def _read(self, words: Sequence[int]) -> None:
        super()._read(words)
        self._known = None

    def _predict(self, data: Sequence[int]) -> int:
        seen = self.counts_[np.asarray(data, dtype=np.int64)] * SCALE + int(self.smoothing)
        scores = [UNSEEN] * len(self.samples_)
        for label in self._open:
            scores[label] = ln(self.samples_[label]) - len(data) * ln(self._all(label))
            scores[label] += sum(map(ln, seen[:, label].tolist()))
        return scores.index(max(scores))

    def _learn(self, data: Sequence[int], label: int) -> int:
        receipt = super()._learn(data, label)
        self._known = None
        return receipt


def _smoothing(alpha: Any) -> int:  # noqa: ANN401 - a number, or one a feature
    """One smoothing for all features, in 1 / `SCALE`."""
    each = np.unique(np.asarray(alpha, dtype=float))
    smoothing = round(float(each[0]) * SCALE) if len(each) == 1 and np.isfinite(each[0]) else 0
    if not 1 <= smoothing <= MAX_SETTING:
        raise InputError(f"Alpha must be one number from {1 / SCALE} to {MAX_SETTING / SCALE:.2f}.")
    return smoothing
