"""Twin of lib/class_counts.vy: what a model of counts keeps, and how it learns."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from sum.errors import InputError, refusal
from sum.models.twin import Twin
from sum.samples import Form

MAX_COUNT = 2**32 - 1
MAX_TOTAL = 2**64 - 1
MAX_SQUARES = 2**160 - 1

_TO_A_WORD = 8


class ClassCounts(Twin):
    """Base of the models that count in how many samples of each class a feature was present.

    The numbers of classes and features are capacities: a class opens with its first sample and is
    never predicted before, and a feature that was never seen has counts of zero. Without any
    samples class 0 is predicted.

    Attributes
    ----------
    samples_ : list of int
        How many there were of each class.
    totals_, squares_ : list of int
        The sum of each class's counts, and of their squares.
    counts_ : numpy.ndarray of shape (n_features, n_classes)
        Of int64.
    classes_ : numpy.ndarray of shape (n_classes,)
    """

    form: ClassVar[Form] = "sparse"
    max_features: ClassVar[int] = 2**32 - 1

    samples_: list[int]
    totals_: list[int]
    squares_: list[int]
    counts_: npt.NDArray[np.int64]

    def words(self) -> list[int]:
        """The parameters as the contract stores them: a word a class, then eight counts a word."""
        self._ready()
        classes = zip(self.samples_, self.totals_, self.squares_, strict=True)
        counts = np.zeros(self._counted() * _TO_A_WORD, dtype="<u4")
        counts[: self.counts_.size] = self.counts_.ravel()
        packed = counts.tobytes()
        return [samples | total << 32 | squares << 96 for samples, total, squares in classes] + [
            int.from_bytes(packed[start : start + 32], "little")
            for start in range(0, len(packed), 32)
        ]

    def _learn(self, data: Sequence[int], label: int) -> int:
        """Count the sample; the receipt is always 1."""
        at = np.asarray(data, dtype=np.int64)
        old = self.counts_[at, label]
        total = self.totals_[label] + len(data)
        squares = self.squares_[label] + len(data) + 2 * int(old.sum())
        if (
            max(self.samples_[label], int(old.max())) == MAX_COUNT
            or total > MAX_TOTAL
            or squares > MAX_SQUARES
        ):
            raise refusal("model: count overflow")
        self.counts_[at, label] = old + 1
        self.samples_[label] += 1
        self.totals_[label] = total
        self.squares_[label] = squares
        return 1

    # ------------------------------------------------------------------------- for the subclasses

    def _settings(self) -> tuple[int, ...]:
        """The contract's arguments, as they were given."""
        return self.n_classes, self.n_features

    @property
    def _open(self) -> list[int]:
        """The classes that have samples."""
        return [label for label, samples in enumerate(self.samples_) if samples]

    @classmethod
    def _of_counts(
        cls,
        counts: npt.ArrayLike,
        samples: npt.ArrayLike,
        room: tuple[int | None, int | None],
        *others: int,
    ) -> Self:
        """A model that has seen as many samples of each class, with as many counts.

        Parameters
        ----------
        counts : array-like of shape (n_classes, n_features)
        samples : array-like of shape (n_classes,)
        room : (int or None, int or None)
            For how many classes and features, where it is more than there are.
        *others : int
            The arguments that come after these.

        Raises
        ------
        InputError
            When they are not whole numbers of 32 bits, or there is no room for them.
        NotOpen
            For arguments that the contract does not take.
        """
        table, numbers = whole(counts, "counts"), whole(samples, "numbers of samples")
        n_classes, n_features = table.shape
        sizes = (
            known if more is None else more for known, more in zip(table.shape, room, strict=True)
        )
        model = cls._of((*sizes, *others))
        if n_classes > model.n_classes or n_features > model.n_features:
            raise InputError(f"There is no room for {n_classes} classes and {n_features} features.")
        model.counts_[:n_features, :n_classes] = table.T
        for label, row in enumerate(table.tolist()):
            model.samples_[label] = int(numbers[label])
            model.totals_[label] = sum(row)
            model.squares_[label] = sum(count * count for count in row)
        return model

    def _word_count(self) -> int:
        return int(self.n_classes) + self._counted()

    def _counted(self) -> int:
        """How many words hold the counts."""
        return (int(self.n_classes) * int(self.n_features) + _TO_A_WORD - 1) // _TO_A_WORD

    def _read(self, words: Sequence[int]) -> None:
        n_features, n_classes = self.counts_.shape
        self.samples_ = [word & MAX_COUNT for word in words[:n_classes]]
        self.totals_ = [word >> 32 & MAX_TOTAL for word in words[:n_classes]]
        self.squares_ = [word >> 96 for word in words[:n_classes]]
        packed = b"".join(word.to_bytes(32, "little") for word in words[n_classes:])
        counts = np.frombuffer(packed, dtype="<u4")[: n_features * n_classes]
        self.counts_ = counts.astype(np.int64).reshape(n_features, n_classes)

    def _begin(self) -> None:
        self.samples_ = [0] * int(self.n_classes)
        self.totals_ = [0] * int(self.n_classes)
        self.squares_ = [0] * int(self.n_classes)
        self.counts_ = np.zeros((int(self.n_features), int(self.n_classes)), dtype=np.int64)

    def _copied(self) -> None:
        self.samples_ = list(self.samples_)
        self.totals_ = list(self.totals_)
        self.squares_ = list(self.squares_)
        self.counts_ = self.counts_.copy()


def whole(numbers: Any, what: str) -> npt.NDArray[np.int64]:  # noqa: ANN401
    """Take numbers that have to be whole, and to fit into 32 bits.

    Parameters
    ----------
    numbers : array-like
    what : str
        Their name in the error.

    Returns
    -------
    numpy.ndarray of int64

    Raises
    ------
    InputError
    """
    try:
        found = np.asarray(numbers, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(f"The {what} must be numbers.") from error
    if not ((found >= 0) & (found <= MAX_COUNT) & (found == np.floor(found))).all():
        raise InputError(f"The {what} must be whole, and below 2**32.")
    return found.astype(np.int64)
