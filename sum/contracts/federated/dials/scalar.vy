# pragma version 0.4.3
"""
@title Scalar
@license MIT
@notice Dot products with two public directions are seen; updates stay hidden.
"""

DIAL: constant(uint256) = 2
MASKS: constant(bool) = True
GROUPED: constant(bool) = False
SCORED: constant(bool) = True  # every update by itself
AT_ONCE: constant(bool) = True  # before the sum is bare
LATER: constant(bool) = False  # by the next step
