"""What scikit-learn hands over: samples as rows of present features, and trained linear models."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sum.errors import InputError
from sum.units import INT64_MAX, SCALE


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
    try:
        table: Any = X if sparse.issparse(X) else np.asarray(X)
        values = np.asarray(table.tocoo().data if sparse.issparse(X) else table, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError("Samples must be a table of numbers.") from error
    if table.ndim != 2 or table.shape[1] != n_features:  # noqa: PLR2004 - rows and columns
        raise InputError(
            f"Samples must be a table with {n_features} columns, one a feature, not of shape"
            f" {table.shape}."
        )
    if np.isnan(values).any():
        raise InputError("A sample has a value that is not a number.")
    found = sparse.csr_matrix(table, copy=True)
    found.sum_duplicates()
    found.eliminate_zeros()
    return sparse.csr_matrix(
        (np.ones(found.nnz, dtype=np.int64), found.indices, found.indptr), shape=found.shape
    )


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


def trained_weights(estimator: Any) -> tuple[int, int, list[int]]:  # noqa: ANN401
    """Take over a linear classifier that scikit-learn has trained, rounded to 1 / `SCALE`.

    Parameters
    ----------
    estimator : fitted classifier
        With ``coef_``, ``intercept_`` and classes 0, 1, ...

    Returns
    -------
    n_classes, n_features : int
    weights : list of int
        Row by row a matrix of shape (n_features + 1, lanes), the intercepts last; one lane for
        two classes, else one a class. In 1 / `SCALE`.

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
    lanes = 1 if n_classes == 2 else n_classes  # noqa: PLR2004
    # A support vector machine's rows are pairs of classes: of three classes there are three, too.
    in_pairs = lanes > 1 and hasattr(estimator, "support_vectors_")
    if in_pairs or coefficients.ndim != 2 or len(coefficients) != lanes:  # noqa: PLR2004
        raise InputError(f"{kind} does not have one row of weights a class.")
    if intercepts.shape not in {(1,), (lanes,)}:
        raise InputError(f"{kind} does not have one intercept a class.")
    matrix = np.vstack([coefficients.T, np.broadcast_to(intercepts, lanes)])
    if not np.isfinite(matrix).all():
        raise InputError("A weight is not a finite number.")
    if np.abs(matrix).max() >= INT64_MAX / SCALE:
        raise InputError("A weight is too large for the contract.")
    return n_classes, coefficients.shape[1], [round(w * SCALE) for w in matrix.ravel().tolist()]
