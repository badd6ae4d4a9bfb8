# pragma version 0.4.3
# pragma optimize gas
"""
@title Terms of the guarded deposit
@license MIT
@notice The parameters of incentives/guarded_deposit.vy, checked. Their twin is GuardedTerms of
        sum/incentives/guarded_deposit.py.
"""
from lib import price

initializes: price

WAIT: constant(uint256) = 2**40 - 1

FEE: immutable(uint256)
QUORUM: immutable(uint256)
REFUND_WAIT: immutable(uint256)
K_WAIT: immutable(uint256)
DISPUTE_WAIT: immutable(uint256)
LONG_WAIT: immutable(uint256)
GRACE_WAIT: immutable(uint256)


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Lowest price in wei; fee per mille; quorum; seconds until a claim with the
           quorum, without it, until a dispute can pay, until a deposit's grace, and of grace.
    """
    assert len(arguments) == 8, "incentive: bad parameters"
    price.__init__(arguments[0])
    FEE = arguments[1]
    QUORUM = arguments[2]
    REFUND_WAIT = arguments[3]
    K_WAIT = arguments[4]
    DISPUTE_WAIT = arguments[5]
    LONG_WAIT = arguments[6]
    GRACE_WAIT = arguments[7]
    assert FEE >= 1 and FEE <= 500, "incentive: bad parameters"
    assert QUORUM >= 1 and QUORUM <= 2**32, "incentive: bad parameters"
    assert REFUND_WAIT >= 1 and REFUND_WAIT <= K_WAIT, "incentive: bad parameters"
    assert DISPUTE_WAIT >= 1 and GRACE_WAIT >= 1, "incentive: bad parameters"
    assert LONG_WAIT <= WAIT and GRACE_WAIT <= WAIT - LONG_WAIT, "incentive: bad parameters"
    assert K_WAIT <= LONG_WAIT and DISPUTE_WAIT <= LONG_WAIT - K_WAIT, "incentive: bad parameters"


@external
@view
def incentive_arguments() -> DynArray[uint256, 8]:
    """
    @return Lowest price in wei; fee per mille; quorum; seconds until a claim with the quorum,
            without it, until a dispute can pay, until a deposit's grace, and of grace.
    """
    return [
        price.FLOOR,
        FEE,
        QUORUM,
        REFUND_WAIT,
        K_WAIT,
        DISPUTE_WAIT,
        LONG_WAIT,
        GRACE_WAIT,
    ]
