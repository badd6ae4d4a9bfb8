"""A first layer off the chain: the features of another encoder, projected to a few numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import hypot
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.random_projection import GaussianRandomProjection

from sum.encoders.base import Encoder, check_index
from sum.encoders.fixed import Table, fixed_rows, settled
from sum.encoders.spec import spec_of
from sum.errors import InputError
from sum.samples import MAX_VALUES, Form, matrix

GRID = 2**20
"""Directions count in 1 / `GRID`, and so do values, so that sums of products are exact.

A value is below 2**5 and a direction of length 1: whatever the number of features up to 2**16, a
sum stays below 2**53. So a sample gets the same numbers alone and among others, on any machine.
"""

MOST = 32
"""How many features a projection has by default."""

_NAMED = 3  # features that describe a component


@dataclass(frozen=True)
class Projection:
    """Base of the projections.

    Parameters
    ----------
    inner : Encoder
        Whose features are projected; no projection itself.
    directions : tuple of tuple of int
        One of length 1 a feature, with a number for each feature of `inner`, in 1 / `GRID`.
    offset : tuple of float
        What is taken off each feature: its mean where it was fitted.
    scale : float
        What all are then divided by: the largest standard deviation where it was fitted, so that
        the features stay small and keep their proportions.
    """

    form: ClassVar[Form] = "dense"
    name: ClassVar[str]
    title: ClassVar[str]

    inner: Encoder
    directions: tuple[tuple[int, ...], ...] = field(repr=False)
    offset: tuple[float, ...] = field(repr=False)
    scale: float

    def __post_init__(self) -> None:
        if isinstance(self.inner, Projection):
            raise InputError("A projection cannot be projected again.")
        if not 1 <= len(self.directions) <= MAX_VALUES:
            raise InputError(f"A projection can have 1 to {MAX_VALUES} features.")
        if any(len(each) != self.inner.n_features for each in self.directions):
            raise InputError("A direction needs a number for each feature of the inner encoder.")
        longest = GRID + self.inner.n_features**0.5  # each number was rounded
        if any(hypot(*each) > longest for each in self.directions):
            raise InputError("A direction can be no longer than 1.")
        if len(self.offset) != len(self.directions):
            raise InputError("Every direction needs an offset.")
        if not np.isfinite([*self.offset, self.scale]).all() or self.scale <= 0:
            raise InputError("Offsets have to be finite numbers, and the scale one above zero.")

    @property
    def n_features(self) -> int:
        """One feature a direction."""
        return len(self.directions)

    def encode(self, raw: object) -> tuple[int, ...]:
        """Encode one sample.

        Parameters
        ----------
        raw : object
            What the inner encoder takes.

        Returns
        -------
        tuple of int
            In 1 / `SCALE`, rounded; a value of a size of `DENSE_LIMIT` or more becomes the
            largest one below it.

        Raises
        ------
        InputError
            As the inner encoder does.
        """
        return self.encode_many([raw])[0]

    def encode_many(self, raws: Iterable[object]) -> list[tuple[int, ...]]:
        """Encode many samples; see `encode`."""
        along = _along(_features(self.inner, raws), self._directions)
        with np.errstate(over="ignore"):
            return fixed_rows((along - np.array(self.offset)) / self.scale)

    def spec(self) -> dict[str, Any]:
        """Its settings as JSON has them, the inner encoder's among them."""
        return spec_of(self)

    @cached_property
    def _directions(self) -> Table:
        return np.array(self.directions, dtype=np.float64)

    @classmethod
    def _made(cls, inner: Encoder, features: Any, directions: npt.ArrayLike) -> Self:  # noqa: ANN401
        """Round directions of any length, and see how far samples reach along them."""
        table = np.asarray(directions, dtype=np.float64)
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        whole = np.rint(table / np.where(lengths > 0, lengths, 1) * GRID)
        along = _along(features, whole)
        widest = float(along.std(axis=0).max())
        return cls(
            inner=inner,
            directions=tuple(map(tuple, whole.astype(np.int64).tolist())),
            offset=settled(along.mean(axis=0)),
            scale=settled([widest])[0] if widest > 0 else 1.0,
        )


@dataclass(frozen=True)
class PrincipalComponents(Projection):
    """Where a sample lies along the directions in which the data differs most.

    Scikit-learn's PCA (Pearson 1901), fitted to the samples that the owner trains with.

    Parameters
    ----------
    inner, directions, offset, scale
        As in `Projection`.
    """

    name: ClassVar[str] = "pca"
    title: ClassVar[str] = "Principal components"

    @classmethod
    def fit(cls, raws: Iterable[object], *, inner: Encoder, most: int = MOST) -> Self:
        """Find the components of samples.

        Parameters
        ----------
        raws : iterable
            At least two, as `inner` takes them.
        inner : Encoder
            Fitted already.
        most : int
            How many components at most; there are no more than samples or inner features.

        Raises
        ------
        InputError
        """
        features = _features(inner, raws)
        if features.shape[0] < 2:  # noqa: PLR2004 - one sample differs from nothing
            raise InputError("Principal components need at least two samples.")
        most = min(_checked(most), *features.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            dense = features.toarray().astype(float) if inner.form == "sparse" else features
            found = PCA(most, random_state=0).fit(dense)
        return cls._made(inner, features, found.components_)

    def describe(self, index: int) -> str:
        """Number a component, with the inner features that weigh most in it.

        Of the same weight the first one is named first.
        """
        weights = np.abs(self._directions[check_index(index, self.n_features)])
        order = [at for at in np.argsort(-weights, kind="stable").tolist() if weights[at]]
        named = [self.inner.describe(at) for at in order[:_NAMED]]
        named += ["..."] if len(order) > _NAMED else []
        return f"component {index + 1} ({'; '.join(named)})"


@dataclass(frozen=True)
class RandomProjection(Projection):
    """Where a sample lies along random directions, which keep distances about as they were.

    Scikit-learn's GaussianRandomProjection (Johnson and Lindenstrauss 1984), with a fixed seed.

    Parameters
    ----------
    inner, directions, offset, scale
        As in `Projection`.
    """

    name: ClassVar[str] = "random-projection"
    title: ClassVar[str] = "Random projection"

    @classmethod
    def fit(
        cls, raws: Iterable[object], *, inner: Encoder, most: int = MOST, seed: int = 0
    ) -> Self:
        """Draw directions; samples say how far they reach along them.

        Parameters
        ----------
        raws : iterable
            At least one, as `inner` takes them.
        inner : Encoder
            Fitted already.
        most : int
            How many directions at most; there are no more than inner features.
        seed : int

        Raises
        ------
        InputError
        """
        features = _features(inner, raws)
        if not features.shape[0]:
            raise InputError("There are no samples to fit an encoder to.")
        most = min(_checked(most), inner.n_features)
        drawn = GaussianRandomProjection(most, random_state=seed).fit(features)
        return cls._made(inner, features, drawn.components_)

    def describe(self, index: int) -> str:
        """Number a direction; it is a mixture of all inner features."""
        return f"random mixture {check_index(index, self.n_features) + 1}"


def _features(inner: Encoder, raws: Iterable[object]) -> Any:  # noqa: ANN401 - scipy has no types
    return matrix(inner.encode_many(raws), inner.n_features, inner.form)


def _along(features: Any, directions: Table) -> Table:  # noqa: ANN401
    """How far samples reach along directions (in 1 / `GRID`), of shape (n, n_directions)."""
    if isinstance(features, np.ndarray):
        return np.asarray(np.rint(features * GRID) @ directions.T / GRID**2, dtype=np.float64)
    return np.asarray(features.astype(np.float64) @ directions.T / GRID, dtype=np.float64)


def _checked(most: int) -> int:
    if not 1 <= most <= MAX_VALUES:
        raise InputError(f"A projection can have 1 to {MAX_VALUES} features, not {most}.")
    return most
