# pragma version 0.4.3
# pragma optimize gas
"""
@title Pay
@license MIT
@notice What scores are worth. A single one is mostly noise, so they are added up in two accounts of
        everybody, as points: thousandths of the round's median score. Its twin is
        sum/federated/pay.py, which says what the numbers are for.
"""

MAX_CLIENTS: constant(uint256) = 64
LANE: constant(uint256) = 2**32 - 1
POINT: constant(int256) = 1_000
POINT_WORTH: constant(uint256) = 1_000
TOP: constant(int256) = 3 * POINT
LIMIT: constant(int256) = -12 * POINT
PROBATION: constant(int256) = -1 * POINT
WORST: constant(int256) = -2 * POINT
BEST: constant(int256) = 3 * POINT
WORST_NEWS: constant(int256) = -3 * POINT
BEST_NEWS: constant(int256) = 2 * POINT
GRACE: constant(int256) = 100
MERCY: constant(int256) = 300
ABSENCE: constant(int256) = POINT
TOLL: constant(int256) = 200
OUTSIDE: constant(int256) = -3 * POINT
FEE: constant(uint256) = 20
PRICE: constant(uint256) = 4

# Bits 0-31 the standing, 32-63 what is due less what a newcomer begins with; in two's complement.
accounts: HashMap[address, uint256]


@external
@view
def account(who: address) -> (int256, int256):
    """
    @param who Whose.
    @return Its standing and what is due, in thousandths of a point.
    """
    return self._standing(who), self._due(who)


@internal
@view
def _standing(who: address) -> int256:
    return unsafe_sub(convert((self.accounts[who] & LANE) ^ 2**31, int256), 2**31)


@internal
@view
def _due(who: address) -> int256:
    due: int256 = convert((self.accounts[who] >> 32) ^ 2**31, int256)
    return unsafe_sub(due, unsafe_sub(2**31, PROBATION))


@internal
@pure
def _unit(scores: int256[MAX_CLIENTS], clients: uint256) -> int256:
    """
    @dev The lower median of the scores' sizes, at least 1.
    """
    count: uint256 = 0
    for n: uint256 in range(MAX_CLIENTS):
        count += (clients >> n) & 1
    for n: uint256 in range(MAX_CLIENTS):
        if (clients >> n) & 1 == 0:
            continue
        size: int256 = abs(scores[n])
        below: uint256 = 0
        same: uint256 = 0
        for k: uint256 in range(MAX_CLIENTS):
            if clients >> k == 0:
                break
            if (clients >> k) & 1 != 0:
                other: int256 = abs(scores[k])
                if other < size:
                    below += 1
                elif other == size:
                    same += 1
        # The one before the middle has fewer than half below it.
        middle: uint256 = (count - 1) >> 1
        if below <= middle and middle < below + same:
            return max(1, size)
    return 1


@internal
@pure
def _points(score: int256, unit: int256) -> int256:
    return unsafe_div(unsafe_mul(score, POINT), unit)


@internal
def _judge(
    who: address, raw: int256, news: int256, outside: bool, shown: int256
) -> (bool, uint256):
    """
    @dev Enters points into somebody's accounts; says whether the stake is lost, and the weight.
         From the standing `shown` on the own mask comes out: where it does not, nothing that
         was said counts for its owner, and of news a point against.
    """
    gained: int256 = max(WORST, min(BEST, raw))
    brought: int256 = max(WORST_NEWS, min(BEST_NEWS, news))
    standing: int256 = unsafe_add(self._standing(who), unsafe_add(gained, GRACE))
    if standing < shown:
        standing = unsafe_add(self._standing(who), unsafe_add(min(0, gained), MERCY))
        brought = min(-ABSENCE, brought)
    standing = min(TOP, standing)
    slashed: bool = outside or standing < LIMIT
    if outside:
        standing = min(standing, OUTSIDE)
    standing = max(LIMIT, standing)
    due: int256 = unsafe_add(self._due(who), unsafe_sub(brought, TOLL))
    weight: uint256 = 0
    if not slashed and standing >= 0 and due > 0:
        weight = convert(due, uint256)
    self._keep(who, standing, max(LIMIT, min(0, due)))
    return slashed, weight


@internal
def _keep(who: address, standing: int256, due: int256):
    apart: int256 = unsafe_sub(due, PROBATION)  # from what a newcomer begins with
    self.accounts[who] = (convert(unsafe_add(standing, 2**40), uint256) & LANE) | (
        (convert(unsafe_add(apart, 2**40), uint256) & LANE) << 32
    )


@internal
def _sink(who: address):
    """
    @dev What somebody has said was judged, and was a lie.
    """
    self._keep(who, min(OUTSIDE, self._standing(who)), self._due(who))
