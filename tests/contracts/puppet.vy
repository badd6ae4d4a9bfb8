# pragma version 0.4.3
"""
@title Puppet
@notice A contract that does to others what a test tells it to, and answers payments as told.
"""
MAX: constant(uint256) = 20_000

refuses: bool
victim: address
script: Bytes[MAX]
left: uint256
succeeded: public(uint256)
failed: public(uint256)


@external
@payable
def __default__():
    """
    @dev Receives a payment: refuses it, or calls again while it is inside.
    """
    assert not self.refuses
    if self.left > 0:
        self.left -= 1
        if raw_call(self.victim, self.script, revert_on_failure=False):
            self.succeeded += 1
        else:
            self.failed += 1


@external
def on_payment(refuses: bool, victim: address, script: Bytes[MAX], times: uint256):
    """
    @notice Say what to do when ether arrives.
    """
    self.refuses = refuses
    self.victim = victim
    self.script = script
    self.left = times


@external
@payable
def act(to: address, calls: DynArray[Bytes[2_000], 16], values: DynArray[uint256, 16]):
    """
    @notice Make several calls in one transaction.
    """
    for i: uint256 in range(len(calls), bound=16):
        raw_call(to, calls[i], value=values[i])


@external
@payable
def force(to: address):
    """
    @notice Force all the ether that is here on somebody who cannot refuse.
    """
    selfdestruct(to)
