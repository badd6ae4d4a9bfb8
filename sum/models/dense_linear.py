"""Twin of lib/dense_linear.vy: how a linear model's weights meet the values of all features."""

from collections.abc import Sequence
from operator import mul
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sum.models.linear import Linear, packed, unpacked
from sum.models.table import fixed
from sum.samples import MAX_VALUES, Form
from sum.units import SCALE, trunc_div

_EPSILON = 2.0**-52


class DenseLinear(Linear):
    """A linear model whose weights lie class by class, each with its bias last."""

    form: ClassVar[Form] = "dense"
    unit: ClassVar[int] = SCALE**2
    max_features: ClassVar[int] = MAX_VALUES

    def words(self) -> list[int]:
        """The parameters as the contract stores them: four signed 64-bit numbers to a word.

        Each class begins with a word of its own.
        """
        self._ready()
        return [word for row in self._classes() for word in packed(row)]

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Predict labels, exactly like `predict_one`.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            In units of 1.

        Returns
        -------
        numpy.ndarray of shape (n_samples,)
        """
        scores, close, exact = self._scores(X)
        labels = _winners(scores)
        labels[close] = _winners(exact)
        return labels

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Scores in 1 / `SCALE`, to the precision of a float.

        Returns
        -------
        numpy.ndarray of shape (n_samples,) or (n_samples, n_classes)
            One a sample for two classes; its sign is exact.
        """
        scores, close, exact = self._scores(X)
        scores[close] = exact
        scores /= SCALE
        return np.asarray(scores[:, 0] if self._lanes == 1 else scores)

    def _scores(
        self, X: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[Any]]:
        """Scores in 1 / `unit`; which rows rounding may have turned around; exact ones of these.

        A float's sum of n products is off by less than n times its precision times the sum of the
        products' sizes, in whatever order it adds them up (Higham 2002, section 3.1); the weights'
        own rounding is the 8 below.
        """
        self._ready()
        values = fixed(X, self.n_features)
        samples = np.column_stack([values, np.full(len(values), SCALE)])
        weights = self._rows_of_weights().T
        floats, rounded = samples.astype(np.float64), weights.astype(np.float64)
        scores = floats @ rounded
        error = (np.abs(floats) @ np.abs(rounded)) * ((self.n_features + 8) * _EPSILON)
        if self._lanes == 1:
            close = ((np.abs(scores) <= error) & (error > 0))[:, 0]
        else:
            lanes = np.arange(len(scores)), scores.argmax(axis=1)
            gap = scores[lanes][:, None] - scores
            within = error[lanes][:, None] + error
            gap[lanes] = np.inf
            close = ((gap <= within) & (within > 0)).any(axis=1)
        exact = samples[close].astype(object) @ weights.astype(object)
        return scores, close, exact

    def _scores_one(self, data: Sequence[int]) -> list[int]:
        values = (*data, SCALE)
        return [sum(map(mul, row, values)) for row in self._classes()]

    def _square(self, data: Sequence[int]) -> int:
        return int(sum(map(mul, data, data), self.unit))

    def _moved(self, data: Sequence[int], lane: int, step: int) -> dict[int, int]:
        start = lane * (self.n_features + 1)
        return {
            place: self.weights_[place] + trunc_div(step * value, SCALE)
            for place, value in enumerate((*data, SCALE), start)
        }

    def _classes(self) -> list[list[int]]:
        size = self.n_features + 1
        return [self.weights_[n : n + size] for n in range(0, len(self.weights_), size)]

    def _rows_of_weights(self) -> npt.NDArray[Any]:
        self._ready()
        return np.array(self.weights_, dtype=np.int64).reshape(self._lanes, -1)

    def _word_count(self) -> int:
        return (int(self.n_features) // 4 + 1) * self._lanes

    def _read(self, words: Sequence[int]) -> None:
        size = len(words) // self._lanes
        rows = [unpacked(words[n : n + size]) for n in range(0, len(words), size)]
        self.weights_ = [weight for row in rows for weight in row[: self.n_features + 1]]

    @staticmethod
    def _ordered(table: npt.NDArray[np.float64]) -> list[float]:
        return list(table.ravel().tolist())


def _winners(scores: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    if scores.shape[1] == 1:
        return (scores[:, 0] > 0).astype(np.int64)
    return np.asarray(scores.argmax(axis=1), dtype=np.int64)
