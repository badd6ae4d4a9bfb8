"""What all twins share: a scikit-learn estimator around `learn_one` and `predict_one`."""

from collections.abc import Iterator, Sequence
from copy import copy
from numbers import Integral
from operator import lt
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin

from sum.errors import InputError, refusal
from sum.models.table import fixed, labels, present, rows
from sum.samples import DENSE_LIMIT, MAX_VALUES, Form

MAX_CLASSES = 32
MAX_WORDS = 2**20
"""How many storage words a model may have."""
MAX_SETTING = 2**32
"""How large a learning rate, a cap or a smoothing may be, in 1 / `SCALE`."""


class Twin(ClassifierMixin, BaseEstimator):
    """Base of the twins; see `sum.models.base.Model` for what a twin offers.

    A subclass stores its constructor's parameters, ``n_features`` and ``n_classes`` first, and has
    what is listed here under "for the subclasses".
    """

    name: ClassVar[str]
    form: ClassVar[Form]
    title: ClassVar[str]
    summary: ClassVar[str]
    n_arguments: ClassVar[int]
    max_features: ClassVar[int]

    n_features: int
    n_classes: int

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        return tuple(map(int, self._settings()))

    @classmethod
    def from_words(cls, arguments: Sequence[int], words: Sequence[int]) -> Self:
        """Make a twin of a model on a chain.

        Parameters
        ----------
        arguments : sequence of int
            As `arguments` gives them.
        words : sequence of int
            As `words` gives them.

        Raises
        ------
        NotOpen
            For arguments that the contract does not take.
        InputError
            When there are more or fewer words than the arguments ask for, or no contributions can
            have made them.
        """
        model = cls._of(arguments)
        count = model._word_count()  # noqa: SLF001 - of the same class
        if len(words) != count:
            raise InputError(f"The model has {count} words, not {len(words)}.")
        model._read(words)  # noqa: SLF001
        return model

    def copy(self) -> Self:
        """A model that learns on its own from here."""
        self._ready()
        model = copy(self)
        model._copied()  # noqa: SLF001 - of the same class
        return model

    def predict_one(self, data: Sequence[int]) -> int:
        """Predict one sample's label, as the contract does.

        Parameters
        ----------
        data : sequence of int
            Sparse: the features that are present, ascending, each once. Dense: every feature's
            value in 1 / `SCALE`.

        Returns
        -------
        int

        Raises
        ------
        BadSample
        """
        self._ready()
        self._check(data)
        return self._predict(data)

    def predict_known(self, data: Sequence[int]) -> int:
        """Predict one sample that the model has learned; it is not checked again."""
        return self._predict(data)

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
        self._ready()
        self._check(data)
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

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """What `predict` decides by: of shape (n,) for two classes, else (n, n_classes)."""
        raise NotImplementedError

    def class_weights(self) -> npt.NDArray[np.float64]:
        """How much each feature speaks for each class, of shape (n_classes, n_features)."""
        raise NotImplementedError

    def words(self) -> list[int]:
        """The parameters as the contract stores them: 256-bit words."""
        raise NotImplementedError

    def _settings(self) -> tuple[int, ...]:
        """The contract's arguments as they were given: classes, features, and one more or none."""
        raise NotImplementedError

    def _word_count(self) -> int:
        """How many words there are."""
        raise NotImplementedError

    def _read(self, words: Sequence[int]) -> None:
        """Have the state that is in words, of which there are as many as there should be."""
        raise NotImplementedError

    def _begin(self) -> None:
        """Make the state of a new model whose settings are known to be good."""
        raise NotImplementedError

    def _copied(self) -> None:
        """Replace state that is shared with the model from which this one was copied."""
        raise NotImplementedError

    def _predict(self, data: Sequence[int]) -> int:
        """Predict a sample that was checked."""
        raise NotImplementedError

    def _learn(self, data: Sequence[int], label: int) -> int:
        """Learn a sample that was checked, as its label was; returns the receipt."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------ inside

    @classmethod
    def _of(cls, arguments: Sequence[int]) -> Self:
        """A new model, made as the contract's constructor makes it."""
        if len(arguments) != cls.n_arguments:
            raise refusal("model: bad parameters")
        n_classes, n_features, *others = arguments
        model = cls(n_features, n_classes, *others)
        model._restart()
        return model

    def _ready(self) -> None:
        """Have a state: a new model starts here."""
        if not hasattr(self, "classes_"):
            self._restart()

    def _restart(self) -> None:
        """Start anew; what the contract's constructor refuses is refused."""
        settings = self._settings()
        valid = (
            all(isinstance(setting, Integral) for setting in settings)
            and 2 <= self.n_classes <= MAX_CLASSES  # noqa: PLR2004
            and 1 <= self.n_features <= self.max_features
            and all(1 <= setting <= MAX_SETTING for setting in settings[2:])
            and self._word_count() <= MAX_WORDS
        )
        if not valid:
            raise refusal("model: bad parameters")
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
        if data[0] < 0 or not all(map(lt, data, data[1:])):
            raise refusal("model: features not ascending")

    def _check_dense(self, data: Sequence[int]) -> None:
        if len(data) != self.n_features:
            raise refusal("model: wrong number of features")
        if not all(-DENSE_LIMIT < feature < DENSE_LIMIT for feature in data):
            raise refusal("model: feature too large")
