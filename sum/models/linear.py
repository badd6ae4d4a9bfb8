"""What all linear twins share, and the way in for those that scikit-learn has trained."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from sum.errors import InputError, refusal
from sum.models.twin import Twin
from sum.units import INT64_MAX, SCALE

_LANE = 2**64 - 1


class Linear(Twin):
    """Base of the linear twins; see `sum.models.base.Model` for what a twin offers.

    `sum.models.sparse_linear` and `sum.models.dense_linear` know how weights meet a sample,
    `sum.models.rules` how far a sample moves them; a twin is one of each with a constructor.

    Of two classes the second one is predicted when the score is positive; of many the one with
    the highest score, the lowest among equals.
    """

    step_name: ClassVar[str]
    """The constructor's parameter that says how far a step may go, in 1 / `SCALE`."""
    unit: ClassVar[int]
    """What 1 is in a score and in a squared length."""
    n_arguments: ClassVar[int] = 3

    weights_: list[int]

    def class_weights(self) -> npt.NDArray[np.float64]:
        """The weights of each class, in units of 1, of shape (n_classes, n_features)."""
        table = np.asarray(self._rows_of_weights()[:, :-1] / SCALE, dtype=np.float64)
        return np.vstack([-table, table]) if self._lanes == 1 else table

    @staticmethod
    def winner(scores: Sequence[int]) -> int:
        """The label that scores speak for: one score for two classes, else one a class."""
        return scores.index(max(scores)) if len(scores) > 1 else int(scores[0] > 0)

    def steps(self, label: int, receipt: int) -> dict[int, int]:
        """By how much an update moved the bias of each lane, in 1 / `SCALE`.

        Parameters
        ----------
        label : int
            What was learned.
        receipt : int
            As `learn_one` gave it, not 0.
        """
        rival, step = self._unpacked(receipt)
        if self._lanes == 1:
            return {0: step if label else -step}
        return {label: step, rival: -step}

    # ------------------------------------------------------------------------- for the subclasses

    def _scores_one(self, data: Sequence[int]) -> list[int]:
        """Scores of a sample that has been checked: one for two classes, else one a class."""
        raise NotImplementedError

    def _square(self, data: Sequence[int]) -> int:
        """The squared length of a sample, with the bias as one more feature of 1."""
        raise NotImplementedError

    def _moved(self, data: Sequence[int], lane: int, step: int) -> dict[int, int]:
        """The weights that a step changes, by their place in `weights_`."""
        raise NotImplementedError

    def _rows_of_weights(self) -> npt.NDArray[Any]:
        """Weights in 1 / `SCALE`, of shape (lanes, n_features + 1), the bias last."""
        raise NotImplementedError

    @staticmethod
    def _ordered(table: npt.NDArray[np.float64]) -> list[float]:
        """Numbers of shape (lanes, n_features + 1) in the order of `weights_`."""
        raise NotImplementedError

    def _step(self, data: Sequence[int], label: int, rival: int, margin: int) -> int:
        """How far a sample moves the weights, in 1 / `SCALE`; 0 when not at all."""
        raise NotImplementedError

    def _receipt(self, rival: int, step: int) -> int:
        """What undoes an update."""
        raise NotImplementedError

    def _unpacked(self, receipt: int) -> tuple[int, int]:
        """The rival and the step of a receipt."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------ inside

    @property
    def _lanes(self) -> int:
        # As `lanes_of` says, which takes twice as long to call.
        return 1 if self.n_classes == 2 else self.n_classes  # noqa: PLR2004

    def _settings(self) -> tuple[int, int, int]:
        return self.n_classes, self.n_features, getattr(self, self.step_name)

    def _begin(self) -> None:
        self.weights_ = [0] * ((int(self.n_features) + 1) * self._lanes)

    def _copied(self) -> None:
        self.weights_ = list(self.weights_)

    @classmethod
    def _taken(cls, estimator: Any, step: int) -> Self:  # noqa: ANN401
        """Start from a linear classifier that scikit-learn has trained."""
        n_classes, table = trained_weights(estimator)
        model = cls._of((n_classes, table.shape[1] - 1, step))
        model.weights_ = [round(weight * SCALE) for weight in cls._ordered(table)]
        return model

    def _predict(self, data: Sequence[int]) -> int:
        return self.winner(self._scores_one(data))

    def _learn(self, data: Sequence[int], label: int) -> int:
        """Learn by the rule; see `_step` and `_receipt`."""
        rival, margin = self._compare(self._scores_one(data), label)
        step = self._step(data, label, rival, margin)
        if step == 0:
            return 0
        if self._lanes == 1:
            moved = self._moved(data, 0, step if label else -step)
        else:
            moved = self._moved(data, label, step) | self._moved(data, rival, -step)
        if max(moved.values()) > INT64_MAX or min(moved.values()) < -INT64_MAX - 1:
            raise refusal("model: weight overflow")
        for at, weight in moved.items():
            self.weights_[at] = weight
        return self._receipt(rival, step)

    @staticmethod
    def _compare(scores: Sequence[int], label: int) -> tuple[int, int]:
        """The best of all other classes, the lowest among equals, and the label's lead over it."""
        if len(scores) == 1:
            return 1 - label, scores[0] if label else -scores[0]
        best = max(score for lane, score in enumerate(scores) if lane != label)
        rival = next(n for n, score in enumerate(scores) if n != label and score == best)
        return rival, scores[label] - best


def lanes_of(n_classes: int) -> int:
    """How many scores there are: one is enough for two classes."""
    return 1 if n_classes == 2 else n_classes  # noqa: PLR2004


def packed(numbers: Sequence[int]) -> list[int]:
    """Put signed 64-bit numbers into words, four to each, the first one lowest; the rest is 0.

    >>> packed([1, 2]) == [1 + (2 << 64)]
    True
    """
    lanes = [number & _LANE for number in numbers] + [0] * (-len(numbers) % 4)
    return [
        lanes[n] | lanes[n + 1] << 64 | lanes[n + 2] << 128 | lanes[n + 3] << 192
        for n in range(0, len(lanes), 4)
    ]


def unpacked(words: Sequence[int]) -> list[int]:
    """The four signed 64-bit numbers of each word.

    >>> unpacked([1 + (2 << 64)])
    [1, 2, 0, 0]
    """
    lanes = [(word >> shift) & _LANE for word in words for shift in (0, 64, 128, 192)]
    return [lane - 2**64 if lane >= 2**63 else lane for lane in lanes]


def trained_weights(estimator: Any) -> tuple[int, npt.NDArray[np.float64]]:  # noqa: ANN401
    """Look into a linear classifier that scikit-learn has trained.

    Parameters
    ----------
    estimator : fitted classifier
        With ``coef_``, ``intercept_`` and classes 0, 1, ...

    Returns
    -------
    n_classes : int
    weights : numpy.ndarray of shape (lanes, n_features + 1)
        The intercepts last; one lane for two classes, else one a class. In units of 1, all of
        them small enough for a contract.

    Raises
    ------
    InputError
        When it is not a fitted linear classifier, or its numbers cannot be taken over.
    """
    kind = type(estimator).__name__
    try:
        coefficients = np.atleast_2d(np.asarray(estimator.coef_, dtype=float))
        intercepts = np.atleast_1d(np.asarray(estimator.intercept_, dtype=float))
        classes = np.asarray(estimator.classes_)
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"{kind} is not a linear classifier that has been fitted.") from error
    n_classes = len(classes) if classes.ndim == 1 else 0
    if n_classes < 2 or classes.tolist() != list(range(n_classes)):  # noqa: PLR2004
        raise InputError(f"The classes must be 0, 1, ..., not {classes.tolist()}.")
    lanes = lanes_of(n_classes)
    # A support vector machine's rows are pairs of classes: of three classes there are three, too.
    in_pairs = lanes > 1 and hasattr(estimator, "support_vectors_")
    if in_pairs or coefficients.ndim != 2 or len(coefficients) != lanes:  # noqa: PLR2004
        raise InputError(f"{kind} does not have one row of weights a class.")
    if intercepts.shape not in {(1,), (lanes,)}:
        raise InputError(f"{kind} does not have one intercept a class.")
    table = np.column_stack([coefficients, np.broadcast_to(intercepts, lanes)])
    if not np.isfinite(table).all():
        raise InputError("A weight is not a finite number.")
    if np.abs(table).max() >= INT64_MAX / SCALE:
        raise InputError("A weight is too large for the contract.")
    return n_classes, table
