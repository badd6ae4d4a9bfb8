# pragma version 0.4.3
"""
@title Self-assessment
@license MIT
@notice Dot products are seen, as with scalar; but with the next step that is accepted.
"""

DIAL: constant(uint256) = 3
MASKS: constant(bool) = True
GROUPED: constant(bool) = False
SCORED: constant(bool) = True  # every update by itself
AT_ONCE: constant(bool) = False  # before the sum is bare
LATER: constant(bool) = True  # by the next step
