# pragma version 0.4.3
"""
@title Groups
@license MIT
@notice Sums of groups are seen; a group's members are judged alike.
"""

DIAL: constant(uint256) = 1
MASKS: constant(bool) = True
GROUPED: constant(bool) = True
SCORED: constant(bool) = False  # every update by itself
AT_ONCE: constant(bool) = False  # before the sum is bare
LATER: constant(bool) = False  # by the next step
