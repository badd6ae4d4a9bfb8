"""What all twins share: a scikit-learn estimator around `learn_one` and `predict_one`."""

from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin

from sum.errors import refusal
from sum.models.table import fixed, labels, present, rows
from sum.samples import DENSE_LIMIT, MAX_VALUES, Form

MAX_CLASSES = 32
MAX_WORDS = 2**20
"""How many storage words a model may have."""


class Twin(ClassifierMixin, BaseEstimator):
    """Base of the twins; see `sum.models.base.Model` for what a twin offers.

    A subclass stores its constructor's parameters (``n_features`` and ``n_classes`` among them) and
    has ``_begin`` (state of a new model, checks the parameters), ``_copied`` (state of its own),
    `predict_one`, ``_learn`` and `decision_function`.
    """

    name: ClassVar[str]
    form: ClassVar[Form]
    title: ClassVar[str]
    summary: ClassVar[str]

    n_features: int
    n_classes: int

    def copy(self) -> Self:
        """A model that learns on its own from here."""
        self._ready()
        model = copy(self)
        model._copied()  # noqa: SLF001 - of the same class
        return model

    def learn_one(self, data: Sequence[int], label: int) -> int:
        """Learn one sample, as the contract does.

        Parameters
        ----------
        data : sequence of int
            Sparse: the features that are present, ascending, each once. Dense: every feature's
            value in 1 / `SCALE`.
        label : int

        Returns
        -------
        int
            The receipt: 0 when nothing changed, else what undoes the update.

        Raises
        ------
        BadSample, BadLabel
            For what the contract refuses; nothing has changed then.
        """
        if not 0 <= label < self.n_classes:
            raise refusal("model: no such label")
        return self._learn(data, label)

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Self:
        """Start afresh and learn every sample once, in order.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            Sparse models: not zero where a feature is present. Dense ones: values in units of 1.
        y : array-like of shape (n_samples,)
            Labels.

        Raises
        ------
        InputError
            When the shapes do not fit, or what is in them is not what it should be.
        BadSample, BadLabel
            What comes before the refused sample has been learned.
        """
        self._restart()
        return self.partial_fit(X, y)

    def partial_fit(self, X: npt.ArrayLike, y: npt.ArrayLike, classes: Any = None) -> Self:  # noqa: ANN401, ARG002
        """Learn every sample once, in order, from where the model is.

        `classes` is there for scikit-learn's sake: the constructor knows how many there are.
        """
        self._ready()
        samples = self._table(X)
        for data, label in zip(self._rows(samples), labels(y, samples.shape[0]), strict=True):
            self.learn_one(data, label)
        return self

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Predict labels; like `predict_one`, but of a sample without features, too.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)

        Returns
        -------
        numpy.ndarray of shape (n_samples,)
        """
        scores = self.decision_function(X)
        if scores.ndim == 1:
            return (scores > 0).astype(np.int64)
        return np.asarray(scores.argmax(axis=1), dtype=np.int64)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "classes_")

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    # ------------------------------------------------------------------------- for the subclasses

    def predict_one(self, data: Sequence[int]) -> int:
        """Predict one sample's label, as the contract does.

        Raises
        ------
        BadSample
        """
        raise NotImplementedError

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """What `predict` decides by: of shape (n,) for two classes, else (n, n_classes)."""
        raise NotImplementedError

    def class_weights(self) -> npt.NDArray[np.float64]:
        """How much each feature speaks for each class, of shape (n_classes, n_features)."""
        raise NotImplementedError

    def _begin(self) -> None:
        """Make the state of a new model; what the contract's constructor refuses is refused."""
        raise NotImplementedError

    def _copied(self) -> None:
        """Replace state that is shared with the model from which this one was copied."""
        raise NotImplementedError

    def _learn(self, data: Sequence[int], label: int) -> int:
        """Learn a sample whose label is known to be one of the classes; returns the receipt."""
        raise NotImplementedError

    def _ready(self) -> None:
        """Have a state: a new model starts here."""
        if not hasattr(self, "classes_"):
            self._restart()

    def _restart(self) -> None:
        self._begin()
        self.classes_ = np.arange(self.n_classes)
        self.n_features_in_ = self.n_features

    def _table(self, X: npt.ArrayLike) -> Any:  # noqa: ANN401 - scipy has no types
        """Many samples, checked: a matrix of integers, as the contract has them."""
        read = present if self.form == "sparse" else fixed
        return read(X, self.n_features)

    def _rows(self, samples: Any) -> Iterator[tuple[int, ...]]:  # noqa: ANN401
        if self.form == "sparse":
            return rows(samples)
        return map(tuple, samples.tolist())

    def _check(self, data: Sequence[int]) -> None:
        """Refuse what the contract refuses of a sample, for the same reason.

        Raises
        ------
        BadSample
        """
        if self.form == "sparse":
            self._check_sparse(data)
        else:
            self._check_dense(data)

    def _check_sparse(self, data: Sequence[int]) -> None:
        if not data:
            raise refusal("model: no features")
        if len(data) > MAX_VALUES:
            raise refusal("model: too many features")
        # The contract sees unsigned numbers, and the last one, the highest, first.
        if not 0 <= data[-1] < self.n_features:
            raise refusal("model: feature out of range")
        before = -1
        for feature in data:
            if not before < feature:
                raise refusal("model: features not ascending")
            before = feature

    def _check_dense(self, data: Sequence[int]) -> None:
        if len(data) != self.n_features:
            raise refusal("model: wrong number of features")
        if not all(-DENSE_LIMIT < feature < DENSE_LIMIT for feature in data):
            raise refusal("model: feature too large")
