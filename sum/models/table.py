"""Samples as scikit-learn has them: a table of numbers, into what a contract takes."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sum.errors import InputError
from sum.samples import DENSE_LIMIT
from sum.units import SCALE


def present(X: npt.ArrayLike, n_features: int) -> Any:  # noqa: ANN401 - scipy has no types
    """Say which features are present.

    Parameters
    ----------
    X : array-like or sparse matrix of shape (n_samples, n_features)
        Not zero where a feature is present; it stays as it is.
    n_features : int

    Returns
    -------
    scipy.sparse.csr_matrix of shape (n_samples, n_features)
        Of int64: 1 where a feature is present; the indices of a row ascend.

    Raises
    ------
    InputError
        When it is not a table of numbers with as many columns.
    """
    frozen = _is_frozen(X)
    known = getattr(X, _PRESENT, None) if frozen else None
    if known is not None and known.shape[1] == n_features:
        return known
    found = _numbers(X, n_features)
    if not (frozen and found.has_canonical_format and found.data.all()):
        found = sparse.csr_matrix(found, copy=True)
        found.sum_duplicates()
        found.eliminate_zeros()
    ones = np.ones(found.nnz, dtype=np.int64)
    made = sparse.csr_matrix((ones, found.indices, found.indptr), shape=found.shape)
    if frozen:
        setattr(X, _PRESENT, made)
    return made


_PRESENT = "_present"
"""Where a table that nobody can change keeps what `present` has found in it."""


def _is_frozen(X: Any) -> bool:  # noqa: ANN401
    if not isinstance(X, sparse.csr_matrix):
        return False
    return not any(part.flags.writeable for part in (X.data, X.indices, X.indptr))


def fixed(X: npt.ArrayLike, n_features: int) -> npt.NDArray[np.int64]:
    """Round values to the contract's fixed point.

    Parameters
    ----------
    X : array-like or sparse matrix of shape (n_samples, n_features)
        In units of 1.
    n_features : int

    Returns
    -------
    numpy.ndarray of shape (n_samples, n_features)
        In 1 / `SCALE`.

    Raises
    ------
    InputError
        When it is not a table of numbers with as many columns, or one is too large.
    """
    table = _numbers(X, n_features)
    values = np.rint(
        np.asarray(table.toarray() if sparse.issparse(table) else table) * float(SCALE)
    )
    if not (np.abs(values) < DENSE_LIMIT).all():
        raise InputError(f"A value is too large: they must be below {DENSE_LIMIT / SCALE:.2f}.")
    return values.astype(np.int64)


def rows(samples: Any) -> Iterator[tuple[int, ...]]:  # noqa: ANN401
    """The samples of `present`, each as the sorted indices that a contract takes."""
    for start, end in zip(samples.indptr[:-1], samples.indptr[1:], strict=True):
        yield tuple(samples.indices[start:end].tolist())


def labels(y: npt.ArrayLike, n_samples: int) -> list[int]:
    """Labels as whole numbers.

    Parameters
    ----------
    y : array-like of shape (n_samples,)
    n_samples : int

    Raises
    ------
    InputError
        When they are something else, or not as many as there are samples.
    """
    found = np.asarray(y)
    if found.shape != (n_samples,):
        raise InputError(f"There are {n_samples} samples but labels of shape {found.shape}.")
    if found.dtype.kind not in "iubf" or (found != np.floor(found)).any():
        raise InputError("Labels must be whole numbers: 0, 1, ...")
    return [int(label) for label in found.tolist()]


def _numbers(X: npt.ArrayLike, n_features: int) -> Any:  # noqa: ANN401
    """The samples, when they are a table of numbers with as many columns."""
    try:
        table: Any = X if sparse.issparse(X) else np.asarray(X)
        values = np.asarray(table.tocoo().data if sparse.issparse(X) else table)
        if values.dtype.kind not in "biuf":
            values = values.astype(float)
            table = table if sparse.issparse(X) else values
    except (TypeError, ValueError) as error:
        raise InputError("Samples must be a table of numbers.") from error
    if table.ndim != 2 or table.shape[1] != n_features:  # noqa: PLR2004 - rows and columns
        raise InputError(
            f"Samples must be a table with {n_features} columns, one a feature, not of shape"
            f" {table.shape}."
        )
    if values.dtype.kind == "f" and np.isnan(values).any():
        raise InputError("A sample has a value that is not a number.")
    return table
