# pragma version 0.4.3
# pragma optimize gas
"""
@title Price
@license MIT
@notice A price that rises and falls smoothly with demand, in the manner of Ethereum's base fee
        (EIP-1559): a block with contributions makes the next one dearer by an eighth at most, and
        quiet time makes it cheaper again, down to a floor. Its twin is sum/incentives/price.py.
"""

HALF_LIFE: constant(uint256) = 3600
RISE: constant(uint256) = 8
CEILING: constant(uint256) = 2**76  # a deposit fits into a record's 80 bits
LEAST_FLOOR: constant(uint256) = 1000  # a rise, and a fee of one per mille, are not nothing

FLOOR: immutable(uint256)


@deploy
def __init__(lowest: uint256):
    """
    @param lowest The lowest price, in wei.
    """
    assert lowest >= LEAST_FLOOR and lowest <= CEILING, "incentive: bad parameters"
    FLOOR = lowest


@internal
@view
def _price(last_price: uint256, elapsed: uint256) -> uint256:
    """
    @dev The price, by that of the last contribution (0 where there was none) and the seconds
         since: the same in the same block.
    """
    if last_price == 0 or elapsed == 0:
        return max(FLOOR, last_price)
    risen: uint256 = min(unsafe_add(last_price, last_price // RISE), CEILING)
    halvings: uint256 = elapsed // HALF_LIFE
    risen = risen >> halvings
    return max(FLOOR, unsafe_sub(risen, unsafe_mul(risen, elapsed % HALF_LIFE) // (2 * HALF_LIFE)))
