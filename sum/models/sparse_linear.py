"""Twin of lib/sparse_linear.vy: how a linear model's weights meet the features present."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sum.models.linear import Linear, packed, unpacked
from sum.models.table import present, rows
from sum.samples import Form
from sum.units import INT64_MAX, SCALE


class SparseLinear(Linear):
    """A linear model whose weights lie feature by feature, the bias after them."""

    form: ClassVar[Form] = "sparse"
    unit: ClassVar[int] = SCALE
    max_features: ClassVar[int] = 2**32 - 1

    def words(self) -> list[int]:
        """The parameters as the contract stores them: four signed 64-bit numbers to a word."""
        self._ready()
        return packed(self.weights_)

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Scores in 1 / `SCALE`.

        Returns
        -------
        numpy.ndarray of shape (n_samples,) or (n_samples, n_classes)
            One a sample for two classes. Exact: Python's own integers where 64 bits might not do.
        """
        self._ready()
        weights = np.array(self.weights_, dtype=np.int64).reshape(-1, self._lanes)
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

    def scores_known(self, data: Sequence[int]) -> list[int]:
        """The scores in 1 / `SCALE` of a sample that the model has learned: exact.

        One for two classes, else one a class.
        """
        return self._scores_one(data)

    def biases(self) -> list[int]:
        """The bias of each lane, in 1 / `SCALE`."""
        self._ready()
        return self.weights_[-self._lanes :]

    def _scores_one(self, data: Sequence[int]) -> list[int]:
        weights, lanes = self.weights_, self._lanes
        if lanes == 1:
            return [sum(itemgetter(*data, -1)(weights))]
        starts = [feature * lanes for feature in (*data, self.n_features)]
        table = [weights[start : start + lanes] for start in starts]
        return list(map(sum, zip(*table, strict=True)))

    def _square(self, data: Sequence[int]) -> int:
        return (len(data) + 1) * self.unit

    def _moved(self, data: Sequence[int], lane: int, step: int) -> dict[int, int]:
        weights, lanes = self.weights_, self._lanes
        places: Sequence[int] = (*data, self.n_features)
        if lanes > 1:
            places = [feature * lanes + lane for feature in places]
        return dict(zip(places, [weights[place] + step for place in places], strict=True))

    def _rows_of_weights(self) -> npt.NDArray[Any]:
        self._ready()
        return np.array(self.weights_, dtype=np.int64).reshape(-1, self._lanes).T

    def _word_count(self) -> int:
        return ((int(self.n_features) + 1) * self._lanes + 3) // 4

    def _read(self, words: Sequence[int]) -> None:
        self.weights_ = unpacked(words)[: len(self.weights_)]

    @staticmethod
    def _ordered(table: npt.NDArray[np.float64]) -> list[float]:
        return list(table.T.ravel().tolist())
