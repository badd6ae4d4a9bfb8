"""What every twin of a model contract can do."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol, Self

import numpy as np
import numpy.typing as npt

from sum.samples import Form


class Model(Protocol):
    """The exact twin of a model contract: same parameters, predictions and refusals.

    Attributes
    ----------
    name : str
        The contract's file name without its ending.
    form : {"sparse", "dense"}
        The form of a sample (`sum.samples`).
    title, summary : str
        What it is called, and what it does, for people.
    """

    name: ClassVar[str]
    form: ClassVar[Form]
    title: ClassVar[str]
    summary: ClassVar[str]

    @property
    def n_classes(self) -> int:
        """How many classes it tells apart."""
        ...

    @property
    def n_features(self) -> int:
        """How many features a sample has (dense) or may name (sparse)."""
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

    def predict_known(self, data: Sequence[int]) -> int:
        """Predict a sample that the model has learned; it is not checked again."""
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
            Sparse: 1 where a feature is present, else 0. Dense: values in units of 1.

        Returns
        -------
        numpy.ndarray of shape (n_samples,)
        """
        ...

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """What `predict` decides by; the higher, the more a class is favoured.

        Returns
        -------
        numpy.ndarray of shape (n_samples,) or (n_samples, n_classes)
            Of two classes one number a sample, which is positive for class 1.
        """
        ...

    def class_weights(self) -> npt.NDArray[np.float64]:
        """How much each feature speaks for each class: what a picture of the model shows.

        Returns
        -------
        numpy.ndarray of shape (n_classes, n_features)
            Of a linear model its weights, of a centroid the mean of each class.
        """
        ...

    def score(self, X: npt.ArrayLike, y: npt.NDArray[np.int64]) -> float:
        """Accuracy: the fraction of samples whose label is predicted."""
        ...
