"""Scores of samples under a sparse linear model, kept while it learns and samples come and go.

An update moves the weights of the features present, and the bias, by one and the same step. So it
moves another sample's score by that step times the features that the two share, and one more: to
count these is much quicker than to add all weights up again.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from sum.models.sparse_linear import SparseLinear
from sum.samples import MAX_VALUES
from sum.units import INT64_MAX

Update = tuple[Sequence[int], int, int]
"""What was learned: data, label, and the receipt."""

MAX_CELLS = 2**24
"""How many features times samples there may be."""

SAFE = INT64_MAX // 4
"""How large a score may be when it is looked at, and how far all may move before the next look."""

_ROOM = 64
"""For how many samples there is room at first."""


class Scores:
    """The scores of numbered samples; exact.

    Parameters
    ----------
    model : SparseLinear
        As it is now.
    """

    def __init__(self, model: SparseLinear) -> None:
        self._bias = model.biases()
        self._slots: dict[int, int] = {}
        self._free: list[int] = []
        # Of each slot: its sample's number, features and scores; 1 where a feature is present.
        self._numbers = np.full(0, -1)
        self._present = np.zeros((model.n_features, 0), dtype=np.uint16)
        self._scores: npt.NDArray[np.int64] = np.zeros((len(self._bias), 0), dtype=np.int64)
        self._labels = np.zeros(0, dtype=np.int64)
        self._moved = 0

    def __contains__(self, number: object) -> bool:
        return number in self._slots

    def put(self, number: int, data: Sequence[int], model: SparseLinear) -> int | None:
        """Follow a sample from now on.

        Returns
        -------
        int or None
            Its label; None when there is no room for it.
        """
        if not self._free and not self._grow():
            return None
        scores = model.scores_known(data)
        if max(map(abs, scores)) > SAFE:
            return None
        slot = self._free.pop()
        self._slots[number], self._numbers[slot] = slot, number
        self._present[:, slot] = 0
        self._present[list(data), slot] = 1
        self._scores[:, slot] = scores
        self._labels[slot] = label = model.winner(scores)
        return label

    def remove(self, number: int) -> None:
        """Follow a sample no more."""
        slot = self._slots.pop(number)
        self._numbers[slot] = -1
        self._free.append(slot)

    def follow(
        self, model: SparseLinear, updates: Iterable[Update]
    ) -> list[tuple[int, int]] | None:
        """Do what a model has learned.

        Parameters
        ----------
        model : SparseLinear
            As it is after the updates.
        updates : iterable of (data, label, receipt)

        Returns
        -------
        list of (int, int) or None
            Numbers and labels of the samples whose label has changed; None when the model has
            learned something else, too, or a score may have become too large to be followed.
        """
        for data, label, receipt in updates:
            shared = np.add.reduce(self._present.take(data, axis=0), axis=0, dtype=np.uint16)
            for lane, step in model.steps(label, receipt).items():
                self._scores[lane] += step * (shared.astype(np.int64) + 1)
                self._bias[lane] += step
                self._moved += abs(step) * (MAX_VALUES + 1)
        if self._bias != model.biases() or self._large():
            return None
        old, self._labels = self._labels, self._won()
        [turned] = ((old != self._labels) & (self._numbers >= 0)).nonzero()
        if not turned.size:
            return []
        return list(zip(self._numbers[turned].tolist(), self._labels[turned].tolist(), strict=True))

    def _won(self) -> npt.NDArray[np.int64]:
        """The label of each slot, as `SparseLinear.winner` decides."""
        if len(self._scores) == 1:
            return np.asarray(self._scores[0] > 0, dtype=np.int64)
        return np.asarray(self._scores.argmax(axis=0), dtype=np.int64)

    def _large(self) -> bool:
        """Whether a score may be larger than it should be."""
        if self._moved <= SAFE:
            return False
        self._moved = 0
        return int(np.abs(self._scores).max(initial=0)) > SAFE

    def _grow(self) -> bool:
        """Make twice as much room, if there may be so much."""
        lanes, size = self._scores.shape
        more = max(size, _ROOM)
        if len(self._present) * (size + more) > MAX_CELLS:
            return False
        self._numbers = np.concatenate([self._numbers, np.full(more, -1)])
        self._labels = np.concatenate([self._labels, np.zeros(more, dtype=np.int64)])
        self._scores = np.hstack([self._scores, np.zeros((lanes, more), dtype=np.int64)])
        blank = np.zeros((len(self._present), more), dtype=np.uint16)
        self._present = np.hstack([self._present, blank])
        self._free += range(size + more - 1, size - 1, -1)
        return True
