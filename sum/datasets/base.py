"""What a data set is: samples that a person can look at and a contract can learn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from sum.encoders.base import Encoder
from sum.errors import InputError
from sum.samples import Form, frozen, matrix

Kind = Literal["image", "sentence", "point", "row"]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample with its true label.

    Two samples are equal when data and label are: that is all a model sees of them.

    Attributes
    ----------
    data : tuple of int
        As the data set's encoder gives it: sparse or dense.
    label : int
        The true class, counted from 0.
    raw : numpy.ndarray, str or tuple of float
        What a person sees: an image (read-only), a sentence, a point or a row.
    """

    data: tuple[int, ...]
    label: int
    raw: object = field(compare=False)


@dataclass(frozen=True)
class Split:
    """A part of a data set; it can be read like a sequence of samples.

    Attributes
    ----------
    samples : tuple of Sample
        n samples, in a random order that the seed decides.
    n_features : int
    form : {"sparse", "dense"}
        Of the samples' data.
    """

    samples: tuple[Sample, ...]
    n_features: int
    form: Form = "sparse"

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> Sample:
        return self.samples[index]

    def __iter__(self) -> Iterator[Sample]:
        return iter(self.samples)

    @property
    def data(self) -> list[tuple[int, ...]]:
        """The n samples' features, as a new list."""
        return list(self._data)

    @property
    def raw(self) -> list[object]:
        """The n samples as a person sees them, as a new list."""
        return [sample.raw for sample in self.samples]

    @cached_property
    def labels(self) -> npt.NDArray[np.int64]:
        """The true labels, of shape (n,), read-only."""
        return _frozen(np.array([sample.label for sample in self.samples], dtype=np.int64))

    def matrix(self) -> Any:  # noqa: ANN401 - scipy has no types
        """The samples as one matrix, made once; nobody may change it.

        Returns
        -------
        scipy.sparse.csr_matrix or numpy.ndarray of shape (n, n_features)
            As `sum.samples.matrix` makes it: what a twin's ``predict`` takes.
        """
        return self._matrix

    @cached_property
    def _data(self) -> tuple[tuple[int, ...], ...]:
        return tuple(sample.data for sample in self.samples)

    @cached_property
    def _matrix(self) -> Any:  # noqa: ANN401
        return frozen(matrix(self._data, self.n_features, self.form))


@dataclass(frozen=True)
class Dataset:
    """A task: classes, an encoder, and three splits that share no sample.

    Attributes
    ----------
    name : str
        What `sum.datasets.load` takes.
    title : str
        What a person reads.
    kind : {"image", "sentence", "point", "row"}
        What a raw sample looks like.
    summary : str
        One plain sentence; it says so where the data is synthetic.
    source, licence : str
        Where the data comes from and what may be done with it.
    classes : tuple of str
        The name of each label.
    encoder : Encoder
        Turns a raw sample into features.
    train : Split
        What the owner starts the model with.
    pool : Split
        What people can contribute.
    hidden : Split
        The test set, which nobody contributes.
    seed : int
        Decides the splits (and, for synthetic data, the samples).
    columns : tuple of str
        What the values of a row or a point are called; empty for other kinds.
    units : tuple of str
        What they are measured in, "" where that is unknown; as many as columns, or none.
    """

    name: str
    title: str
    kind: Kind
    summary: str
    source: str
    licence: str
    classes: tuple[str, ...]
    encoder: Encoder
    train: Split
    pool: Split
    hidden: Split
    seed: int
    columns: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """The form of its samples, which decides what models can learn them."""
        return self.encoder.form

    @property
    def n_features(self) -> int:
        """How many features a sample can have."""
        return self.encoder.n_features

    @property
    def n_classes(self) -> int:
        """How many labels there are."""
        return len(self.classes)

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """The places of the columns, those first that tell the owner's classes apart best.

        By the variance between classes over that inside them. Empty where there are no columns.
        """
        if not self.columns:
            return ()
        values, labels = np.array(self.train.raw, dtype=float), self.train.labels
        groups = [values[labels == label] for label in range(self.n_classes)]
        between = np.var([group.mean(axis=0) for group in groups], axis=0)
        inside = np.mean([group.var(axis=0) for group in groups], axis=0)
        order = np.argsort(-between / np.where(inside > 0, inside, np.inf), kind="stable")
        return tuple(order.tolist())


def deal(
    labels: Sequence[int], rng: np.random.Generator, *, train: float, hidden: float
) -> tuple[list[int], list[int], list[int]]:
    """Deal samples out at random, each class in the same proportions.

    Parameters
    ----------
    labels : sequence of int
        Of n samples.
    rng : numpy.random.Generator
    train, hidden : float
        The fractions of every class that go there (rounded, at least one sample each); the rest
        is the pool.

    Returns
    -------
    tuple of list of int
        The indices of train, pool and hidden, in random order.

    Raises
    ------
    InputError
        When the fractions leave nothing for the pool.
    """
    if train <= 0 or hidden <= 0 or train + hidden >= 1:
        raise InputError("Train and hidden must be above 0 and leave something for the pool.")
    parts: tuple[list[int], list[int], list[int]] = ([], [], [])
    array = np.asarray(labels)
    for label in np.unique(array):
        order = rng.permutation(np.flatnonzero(array == label)).tolist()
        first = max(1, round(train * len(order)))
        last = len(order) - max(1, round(hidden * len(order)))
        for part, dealt in zip(
            parts, (order[:first], order[first:last], order[last:]), strict=True
        ):
            part.extend(dealt)
    train_part, pool_part, hidden_part = (rng.permutation(part).tolist() for part in parts)
    return train_part, pool_part, hidden_part


def _frozen(array: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    array.setflags(write=False)
    return array
