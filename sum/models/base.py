"""What every twin of a model contract can do."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol, Self

import numpy as np
import numpy.typing as npt


class Model(Protocol):
    """The exact twin of a model contract: same parameters, predictions and refusals.

    Attributes
    ----------
    name : str
        The contract's file name without its ending.
    """

    name: ClassVar[str]

    @property
    def n_classes(self) -> int:
        """How many classes it tells apart."""
        ...

    @property
    def n_features(self) -> int:
        """How many features a sample may name."""
        ...

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        ...

    def words(self) -> list[int]:
        """The parameters as the contract stores them: 256-bit words."""
        ...

    @classmethod
    def from_words(cls, arguments: Sequence[int], words: Sequence[int]) -> Self:
        """Read a model off a chain: `arguments` and `words` of another one."""
        ...

    def copy(self) -> Self:
        """A model that learns on its own from here."""
        ...

    def predict_one(self, data: Sequence[int]) -> int:
        """Predict as the contract does.

        Raises
        ------
        BadSample
            For data that the contract refuses.
        """
        ...

    def learn_one(self, data: Sequence[int], label: int) -> int:
        """Learn as the contract does.

        Returns
        -------
        int
            The receipt: 0 when nothing changed, else what undoes the update.

        Raises
        ------
        BadSample, BadLabel
            For what the contract refuses; nothing has changed then.
        """
        ...

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Predict many at once.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            1 where a feature is present, else 0.

        Returns
        -------
        numpy.ndarray of shape (n_samples,)
        """
        ...

    def score(self, X: npt.ArrayLike, y: npt.NDArray[np.int64]) -> float:
        """Accuracy: the fraction of samples whose label is predicted."""
        ...
