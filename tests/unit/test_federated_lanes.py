"""Lanes: rounding, packing, and arithmetic that wraps around."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import InputError
from sum.federated.lanes import (
    HALF,
    MODULUS,
    ONE,
    add,
    as_lanes,
    dot,
    from_lanes,
    pack,
    signed,
    subtract,
    to_floats,
    to_lanes,
    unpack,
)

LANES = st.lists(st.integers(0, MODULUS - 1), min_size=1, max_size=20)
NUMBERS = st.floats(-2_047.9, 2_047.9)


def rounded(value):
    """To the nearest lane, halves away from zero, without floating point."""
    exact = Fraction(value) * ONE
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


@given(st.lists(NUMBERS, min_size=1, max_size=10))
def test_numbers_are_rounded_to_the_nearest_lane(values):
    lanes = to_lanes(values)
    assert lanes.dtype == np.uint32
    assert lanes.tolist() == [rounded(value) % MODULUS for value in values]
    assert to_floats(lanes).tolist() == [rounded(value) / ONE for value in values]


@pytest.mark.parametrize(
    ("value", "lane"),
    [(0.5, 1), (-0.5, -1), (1.5, 2), (0.49999999999999994, 0), (2.0**31 - 1, 2**31 - 1)],
)
def test_halves_go_away_from_zero(value, lane):
    assert from_lanes(to_lanes([value / ONE])).tolist() == [lane]


def test_the_smallest_number_fits_and_the_largest_does_not():
    assert to_lanes([-2_048.0]).tolist() == [HALF]
    for value in (2_048.0, 2_048.0 - 2.0**-22, -2_048.000001, np.nan, np.inf, -np.inf):
        with pytest.raises(InputError):
            to_lanes([0.0, value])


@given(LANES)
def test_words_hold_eight_lanes_the_first_lowest(values):
    lanes = as_lanes(values)
    words = pack(lanes)
    rest = values + [0] * (-len(values) % 8)
    assert words == tuple(
        sum(lane << (32 * n) for n, lane in enumerate(rest[at : at + 8]))
        for at in range(0, len(rest), 8)
    )
    assert unpack(words, len(values)).tolist() == values


def test_words_that_are_not_those_of_a_vector_are_refused():
    with pytest.raises(InputError, match="take 2 words"):
        unpack([1], 9)
    with pytest.raises(InputError, match="not used are 0"):
        unpack([1 << 32], 1)


@given(st.data())
def test_sums_and_products_wrap_around(data):
    d = data.draw(st.integers(1, 12))
    lane, small = st.integers(0, MODULUS - 1), st.integers(-1_024, 1_024)
    first, second = (data.draw(st.lists(lane, min_size=d, max_size=d)) for _ in range(2))
    v = data.draw(st.lists(small, min_size=d, max_size=d))
    a, b = as_lanes(first), as_lanes(second)
    assert add(a, b).tolist() == [(x + y) % MODULUS for x, y in zip(first, second, strict=True)]
    assert subtract(a, b).tolist() == [
        (x - y) % MODULUS for x, y in zip(first, second, strict=True)
    ]
    assert a.tolist() == first  # nothing is changed in place
    expected = sum(x * y for x, y in zip(first, v, strict=True)) % MODULUS
    assert dot(a, np.array(v)) == expected
    assert dot(add(a, b), np.array(v)) == (dot(a, np.array(v)) + dot(b, np.array(v))) % MODULUS
    assert signed(expected) == (expected if expected < HALF else expected - MODULUS)
