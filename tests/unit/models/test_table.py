"""Tables that nobody can change are looked at once; all others anew each time."""

import numpy as np
import pytest
from scipy import sparse

from sum.errors import InputError
from sum.models.table import present
from sum.samples import frozen, matrix

ROWS = [(0, 2), (1,), (0, 1, 2)]


def test_a_frozen_table_is_looked_at_once():
    table = matrix(ROWS, 3, "sparse")
    first = present(table, 3)
    assert present(table, 3) is not first
    found = present(frozen(table), 3)
    assert present(table, 3) is found
    assert (found.toarray() == first.toarray()).all()
    assert found.dtype == np.int64


def test_what_is_frozen_need_not_be_in_order():
    table = sparse.csr_matrix(
        (np.array([1, 0, 2, 3], dtype=np.int8), np.array([2, 1, 0, 0]), np.array([0, 4])), (1, 3)
    )
    found = present(frozen(table), 3)
    assert found.indices.tolist() == [0, 2]
    assert found.data.tolist() == [1, 1]


def test_a_changed_copy_is_looked_at_anew():
    table = frozen(matrix(ROWS, 3, "sparse"))
    present(table, 3)
    copy = table.copy()
    copy[0, 2] = 0
    assert present(copy, 3).toarray().tolist() == [[1, 0, 0], [0, 1, 0], [1, 1, 1]]
    assert present(table, 3).toarray().tolist() == [[1, 0, 1], [0, 1, 0], [1, 1, 1]]


def test_a_known_table_still_needs_the_right_columns():
    table = frozen(matrix(ROWS, 3, "sparse"))
    present(table, 3)
    with pytest.raises(InputError):
        present(table, 4)
