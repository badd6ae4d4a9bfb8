# pragma version 0.4.3
"""
@title Logarithm
@license MIT
@notice The natural logarithm in fixed point, within one unit of the ninth decimal. Its twin is
        sum/models/logarithm.py.
@dev With k the place of x's highest bit and m = x / 2**k, which is at least 1 and below 2:
     ln x = k * ln 2 + ln(m), and ln(m) = ln(sqrt(2)) + 2 * atanh(z) for
     z = (m - sqrt(2)) / (m + sqrt(2)), which is at most 0.1716 in size. Of the series
     atanh(z) = z + z**3 / 3 + z**5 / 5 + ... six terms leave out less than 2 * 10**-11.
"""

# 2**127 times the square root of 2; and 2**192 times it, times 2.
ROOT: constant(uint256) = 240615969168004511545033772477625056927
TWICE: constant(uint256) = 2**65 * ROOT
# 2**128 * 10**9 times ln 2; and half of it, with what rounds to the nearest.
LN_2: constant(uint256) = 235865763225513294137944142764154484399253711888
START: constant(uint256) = LN_2 // 2 + 2**127
# 2**64 * 10**9 times 2, 2 / 3, 2 / 5, ...
TERM: constant(uint256) = 2**65 * 10**9
HIGHEST: constant(uint256) = 4294945360  # the highest bit of 0 to 15, two bits each


@internal
@pure
def _ln(x: uint256) -> uint256:
    """
    @param x At least 1.
    @return Its natural logarithm (1 = 10**9).
    """
    k: uint256 = convert(x >= 2**128, uint256) << 7
    k |= convert(x >> k >= 2**64, uint256) << 6
    k |= convert(x >> k >= 2**32, uint256) << 5
    k |= convert(x >> k >= 2**16, uint256) << 4
    k |= convert(x >> k >= 2**8, uint256) << 3
    k |= convert(x >> k >= 2**4, uint256) << 2
    k |= (HIGHEST >> ((x >> k) << 1)) & 3
    m: uint256 = (x << unsafe_sub(255, k)) >> 128  # 1 = 2**127
    # A negative number is its two's complement all the way; the sum is positive.
    z: uint256 = unsafe_sub(2**64, unsafe_div(TWICE, unsafe_add(m, ROOT)))  # 1 = 2**64
    square: uint256 = unsafe_mul(z, z) >> 64
    series: uint256 = unsafe_mul(TERM // 11, square) >> 64
    series = unsafe_mul(unsafe_add(TERM // 9, series), square) >> 64
    series = unsafe_mul(unsafe_add(TERM // 7, series), square) >> 64
    series = unsafe_mul(unsafe_add(TERM // 5, series), square) >> 64
    series = unsafe_mul(unsafe_add(TERM // 3, series), square) >> 64
    series = unsafe_mul(z, unsafe_add(TERM, series))
    return unsafe_add(unsafe_add(unsafe_mul(k, LN_2), START), series) >> 128
