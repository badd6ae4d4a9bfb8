"""Twin of models/sparse_perceptron.vy: a perceptron over the features that are present."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from sum.errors import InputError, refusal
from sum.models.linear import trained_weights
from sum.models.table import present, rows
from sum.models.twin import MAX_CLASSES, MAX_WORDS, Twin
from sum.samples import Form
from sum.units import INT64_MAX, SCALE

MAX_FEATURES = 2**32 - 1
MAX_RATE = 2**32
N_ARGUMENTS = 3

_LANE = 2**64 - 1


class SparsePerceptron(Twin):
    """A perceptron with bias, of two classes or many, in the contract's own integers.

    Of two classes the second one is predicted when the score is positive; of many the one with
    the highest score, the lowest among equals. A wrong prediction moves the weights of the
    features that are present, and the bias, by the learning rate: up for the true class, down
    for the predicted one (Rosenblatt 1958; for many classes Crammer and Singer 2003).

    Parameters
    ----------
    n_features : int
        Features are numbered below this.
    n_classes : int
        Labels are 0 to ``n_classes - 1``.
    learning_rate : int
        The step of an update, in 1 / `SCALE`.

    Attributes
    ----------
    weights_ : list of int
        Row by row a matrix of shape (n_features + 1, lanes), the bias last; one lane for two
        classes, else one a class. In 1 / `SCALE`. A list, not an array: with two classes it
        predicts one sample in half the time.
    classes_ : numpy.ndarray of shape (n_classes,)

    Examples
    --------
    >>> model = SparsePerceptron(n_features=3)
    >>> model.learn_one((0, 2), 1), model.predict_one((0,)), model.predict_one((1,))
    (1, 1, 1)
    >>> model.learn_one((1,), 0), model.predict_one((1,)), model.weights_[:2]
    (2, 0, [1000000000, -1000000000])
    """

    name: ClassVar[str] = "sparse_perceptron"
    form: ClassVar[Form] = "sparse"
    title: ClassVar[str] = "Perceptron"
    summary: ClassVar[str] = "Weighs the features that are present, and learns from its mistakes."

    def __init__(self, n_features: int = 1, n_classes: int = 2, learning_rate: int = SCALE) -> None:
        self.n_features = n_features
        self.n_classes = n_classes
        self.learning_rate = learning_rate

    # ------------------------------------------------------------------- what the contract does

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        n_classes, n_features, learning_rate = self._settings()
        return int(n_classes), int(n_features), int(learning_rate)

    def words(self) -> list[int]:
        """The parameters as the contract stores them: four signed 64-bit numbers to a word."""
        weights = self._weights()
        packed = [weight & _LANE for weight in weights] + [0] * (-len(weights) % 4)
        return [
            packed[n] | packed[n + 1] << 64 | packed[n + 2] << 128 | packed[n + 3] << 192
            for n in range(0, len(packed), 4)
        ]

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
            When there are more or fewer words than the arguments ask for.
        """
        size = _size(arguments)
        if len(words) != (size + 3) // 4:
            raise InputError(f"The model has {(size + 3) // 4} words, not {len(words)}.")
        lanes = [(word >> shift) & _LANE for word in words for shift in (0, 64, 128, 192)]
        signed = [lane - 2**64 if lane >= 2**63 else lane for lane in lanes]
        return cls._made(arguments, signed[:size])

    def predict_one(self, data: Sequence[int]) -> int:
        """Predict one sample's label, as the contract does.

        Parameters
        ----------
        data : sequence of int
            The features that are present, ascending, each once.

        Returns
        -------
        int

        Raises
        ------
        BadSample
        """
        weights = self._weights()
        self._check(data)
        if self.n_classes == 2:  # noqa: PLR2004 (one lane is enough for two)
            return int(sum(map(weights.__getitem__, data), weights[-1]) > 0)
        lanes = self.n_classes
        starts = [feature * lanes for feature in (*data, self.n_features)]
        table = [weights[start : start + lanes] for start in starts]
        scores = list(map(sum, zip(*table, strict=True)))
        return scores.index(max(scores))

    def _learn(self, data: Sequence[int], label: int) -> int:
        """Learn; the receipt is 0 when the model agreed, else 1 + the class that lost."""
        predicted = self.predict_one(data)
        if predicted == label:
            return 0
        lanes, rate = self._lanes, int(self.learning_rate)
        moves = (
            [(label, rate), (predicted, -rate)] if lanes > 1 else [(0, rate if label else -rate)]
        )
        weights, features = self._weights(), (*data, self.n_features)
        positions = [feature * lanes + lane for lane, _ in moves for feature in features]
        steps = [step for _, step in moves for _ in features]
        moved = [weights[at] + step for at, step in zip(positions, steps, strict=True)]
        if max(moved) > INT64_MAX or min(moved) < -INT64_MAX - 1:
            raise refusal("model: weight overflow")
        for at, weight in zip(positions, moved, strict=True):
            weights[at] = weight
        return 1 + predicted

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Scores in 1 / `SCALE`.

        Returns
        -------
        numpy.ndarray of shape (n_samples,) or (n_samples, n_classes)
            One a sample for two classes. Exact: Python's own integers where 64 bits might not do.
        """
        weights = np.array(self._weights(), dtype=np.int64).reshape(-1, self._lanes)
        samples = present(X, self.n_features)
        longest = int(np.diff(samples.indptr).max(initial=0)) + 1
        if longest * max(int(weights.max()), -int(weights.min())) > INT64_MAX:
            exact = weights.astype(object)
            scores = np.empty((samples.shape[0], self._lanes), dtype=object)
            for n, data in enumerate(rows(samples)):
                scores[n] = exact[[*data, -1]].sum(axis=0)
        else:
            scores = samples @ weights[:-1] + weights[-1]
        return np.asarray(scores[:, 0] if self._lanes == 1 else scores)

    def class_weights(self) -> npt.NDArray[np.float64]:
        """The weights of each class, in units of 1, of shape (n_classes, n_features)."""
        table = np.array(self._weights(), dtype=float).reshape(-1, self._lanes)[:-1].T / SCALE
        return np.vstack([-table, table]) if self._lanes == 1 else table

    @classmethod
    def from_sklearn(cls, estimator: Any, learning_rate: int = SCALE) -> Self:  # noqa: ANN401
        """Start from a linear model that scikit-learn has trained.

        Parameters
        ----------
        estimator : fitted classifier
            With ``coef_``, ``intercept_`` and classes 0, 1, ...: Perceptron, SGDClassifier,
            LogisticRegression, LinearSVC.
        learning_rate : int
            The step of an update from now on, in 1 / `SCALE`.

        Raises
        ------
        InputError
            When it is not a fitted linear classifier, or its numbers cannot be taken over.
        NotOpen
            When it is too large for the contract.
        """
        n_classes, n_features, weights = trained_weights(estimator)
        arguments = (n_classes, n_features, learning_rate)
        _size(arguments)
        return cls._made(arguments, weights)

    # ------------------------------------------------------------------------------------ inside

    @property
    def _lanes(self) -> int:
        return 1 if self.n_classes == 2 else self.n_classes  # noqa: PLR2004

    def _settings(self) -> tuple[int, int, int]:
        return self.n_classes, self.n_features, self.learning_rate

    def _weights(self) -> list[int]:
        """The weights; a new model starts from zero."""
        self._ready()
        return self.weights_

    def _begin(self) -> None:
        self.weights_ = [0] * _size(self._settings())

    def _copied(self) -> None:
        self.weights_ = list(self.weights_)

    @classmethod
    def _made(cls, arguments: Sequence[int], weights: list[int]) -> Self:
        n_classes, n_features, learning_rate = arguments
        model = cls(n_features, n_classes, learning_rate)
        model._ready()
        model.weights_ = weights
        return model


def _size(arguments: Sequence[int]) -> int:
    """How many weights there are; what the contract's constructor refuses is refused."""
    valid = (
        len(arguments) == N_ARGUMENTS
        and all(isinstance(argument, Integral) for argument in arguments)
        and 2 <= arguments[0] <= MAX_CLASSES  # noqa: PLR2004
        and 1 <= arguments[1] <= MAX_FEATURES
        and 1 <= arguments[2] <= MAX_RATE
    )
    if valid:
        n_classes, n_features, _ = map(int, arguments)
        size = (n_features + 1) * (1 if n_classes == 2 else n_classes)  # noqa: PLR2004
        if (size + 3) // 4 <= MAX_WORDS:
            return size
    raise refusal("model: bad parameters")
