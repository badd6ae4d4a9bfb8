# pragma version 0.4.3
# pragma optimize gas
"""
@title Logarithm, alone
@license MIT
@notice Lets a test ask the library.
"""
from lib import logarithm


@external
@pure
def ln(x: uint256) -> uint256:
    """
    @param x At least 1.
    @return Its natural logarithm.
    """
    return logarithm._ln(x)


@external
@view
def gas(x: uint256) -> uint256:
    """
    @param x At least 1.
    @return What its logarithm costs.
    """
    before: uint256 = msg.gas
    found: uint256 = logarithm._ln(x)
    return before - msg.gas
