# pragma version 0.4.3
"""
@title Open
@license MIT
@notice Every update is seen: there are no masks.
"""

DIAL: constant(uint256) = 4
MASKS: constant(bool) = False
GROUPED: constant(bool) = False
SCORED: constant(bool) = True  # every update by itself
AT_ONCE: constant(bool) = True  # before the sum is bare
LATER: constant(bool) = False  # by the next step
