"""Twin of lib/logarithm.vy: the natural logarithm in fixed point, with the contract's integers."""

from functools import lru_cache

from sum.units import SCALE

_ROOT = 240615969168004511545033772477625056927
_LN_2 = 235865763225513294137944142764154484399253711888
_START = _LN_2 // 2 + 2**127
_TERMS = tuple(2**65 * SCALE // odd for odd in (9, 7, 5, 3, 1))
_LAST = 2**65 * SCALE // 11


@lru_cache(maxsize=2**16)
def ln(x: int) -> int:
    """Take the natural logarithm.

    x is 2**k times a number of at least 1 and below 2, and that number's logarithm is that of
    the square root of 2 and six terms of the series of 2 * atanh(z) (see the contract).

    Parameters
    ----------
    x : int
        At least 1 and below 2**256.

    Returns
    -------
    int
        In 1 / `SCALE`, to the nearest but for 3 % of a unit.

    Examples
    --------
    >>> ln(1), ln(2), ln(10**9)
    (0, 693147181, 20723265837)
    """
    k = x.bit_length() - 1
    m = x << (255 - k) >> 128
    z = 2**64 - 2**65 * _ROOT // (m + _ROOT)
    square = z * z >> 64
    series = _LAST
    for term in _TERMS:
        series = term + (series * square >> 64)
    return k * _LN_2 + _START + z * series >> 128
