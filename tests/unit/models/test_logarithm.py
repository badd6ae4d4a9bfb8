"""The twins' logarithm, against Python's decimals; tests/contracts compares the contract's."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sum.models.logarithm import ln
from sum.units import SCALE

any_size = st.integers(0, 255).flatmap(lambda bits: st.integers(2**bits, 2 ** (bits + 1) - 1))


def error(x):
    """How far off it is, in units of the last place."""
    with localcontext() as context:
        context.prec = 110
        return abs(Decimal(ln(x)) - Decimal(x).ln() * SCALE)


@given(any_size)
@example(1)
@example(2**256 - 1)
@example(SCALE)
def test_it_is_the_nearest_but_for_a_trifle(x):
    assert error(x) < Decimal("0.53")


def test_powers_of_two_and_what_is_beside_them():
    edges = {2**k + step for k in range(256) for step in (-1, 0, 1)} - {0}
    assert max(map(error, sorted(edges))) < Decimal("0.53")


def test_all_small_numbers():
    assert max(map(error, range(1, 300))) < Decimal("0.53")


def test_it_never_falls():
    logs = [ln(x) for x in range(1, 3_000)]
    assert logs == sorted(logs)
    for bits in range(1, 256):
        assert ln(2**bits - 1) <= ln(2**bits) <= ln(2**bits + 1)


@pytest.mark.parametrize(("x", "log"), [(1, 0), (2, 693_147_181), (10, 2_302_585_093)])
def test_known_ones(x, log):
    assert ln(x) == log
