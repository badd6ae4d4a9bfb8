# pragma version 0.4.3
"""
@title Masked
@license MIT
@notice Only the sum is seen, and everybody is paid the same.
"""

DIAL: constant(uint256) = 0
MASKS: constant(bool) = True
GROUPED: constant(bool) = False
SCORED: constant(bool) = False  # every update by itself
AT_ONCE: constant(bool) = False  # before the sum is bare
LATER: constant(bool) = False  # by the next step
