"""Long series made short: the ends stay exactly, and so does what stands out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sum.viz.thin import thinned

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


@given(VALUES, st.integers(3, 20))
def test_it_has_so_many_points_in_order_with_both_ends(values, most):
    kept = thinned(range(len(values)), values, most)
    assert kept == sorted(set(kept))
    assert len(kept) == min(len(values), most)
    assert (kept[0], kept[-1]) == (0, len(values) - 1)


def test_a_peak_stays():
    values = np.zeros(5_000)
    values[1_234] = 1
    assert 1_234 in thinned(range(5_000), values, 50)
