"""The two forms in which a contract takes a sample, and many samples as one matrix.

A sparse sample is the ascending indices of the features that are present. A dense one is the value
of every feature, in the fixed point of 1 / `SCALE`.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from scipy import sparse

from sum.units import SCALE

Form = Literal["sparse", "dense"]

MAX_VALUES = 512
"""How many values a call can carry."""

DENSE_LIMIT = 2**34
"""A dense value has to be smaller than this (about 17.18), so that no sum of them can overflow."""


def matrix(rows: Sequence[Sequence[int]], n_features: int, form: Form) -> Any:  # noqa: ANN401 - scipy has no types
    """Put samples together as what a twin's ``predict`` takes.

    Parameters
    ----------
    rows : sequence of sequence of int
        n samples as a contract takes them.
    n_features : int
    form : {"sparse", "dense"}

    Returns
    -------
    scipy.sparse.csr_matrix or numpy.ndarray of shape (n, n_features)
        Sparse: of int8, 1 where a feature is present. Dense: of float64, in units of 1; a value
        survives the way here and back, bit for bit.

    Examples
    --------
    >>> matrix([(0, 2), (1,)], 3, "sparse").toarray().tolist()
    [[1, 0, 1], [0, 1, 0]]
    >>> matrix([(500_000_000, -1_000_000_000)], 2, "dense").tolist()
    [[0.5, -1.0]]
    """
    if form == "dense":
        return np.array(rows, dtype=np.float64).reshape(len(rows), n_features) / SCALE
    indptr = np.zeros(len(rows) + 1, dtype=np.int32)
    np.cumsum([len(row) for row in rows], out=indptr[1:])
    indices = np.fromiter((index for row in rows for index in row), np.int32, int(indptr[-1]))
    ones = np.ones(len(indices), dtype=np.int8)
    return sparse.csr_matrix((ones, indices, indptr), shape=(len(rows), n_features))


def frozen(table: Any) -> Any:  # noqa: ANN401
    """Let nobody change what `matrix` has made: twins then look at it more quickly."""
    parts = (table,) if isinstance(table, np.ndarray) else (table.data, table.indices, table.indptr)
    for part in parts:
        part.setflags(write=False)
    return table
