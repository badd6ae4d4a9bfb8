# pragma version 0.4.3
# pragma optimize gas
"""
@title Deposit, refund, take
@license MIT
@notice The zero-sum game as published (Harris and Waggoner 2019, section IV): a contribution puts
        a deposit at stake; while the model agrees with it, its contributor takes it back; where
        the model disagrees, those whose contributions turned out good take it. Its twin is
        sum/incentives/deposit_refund_take.py.
@dev Known weaknesses are kept, because people must be able to see them.
"""
import model

uses: model

TWO_MODELS: constant(bool) = False  # no second model of upheld contributions
SAMPLE: constant(uint256) = 129
TIME: constant(uint256) = 2**40 - 1
COUNT: constant(uint256) = 2**64 - 1
OPEN: constant(uint256) = 2**104

TOO_EARLY: constant(uint256) = 1
DISAGREES: constant(uint256) = 2
AGREES: constant(uint256) = 3
OWN: constant(uint256) = 4
NO_CREDIT: constant(uint256) = 5
CLAIMED: constant(uint256) = 6

COST_WEIGHT: immutable(uint256)
REFUND_WAIT: immutable(uint256)
OWNER_WAIT: immutable(uint256)
ANY_WAIT: immutable(uint256)
K: immutable(uint256)

# Bits 0-39 the time of the last contribution, 40-103 all good contributions, 104 that it is open.
counters: uint256
goods: HashMap[address, uint256]
takers: HashMap[bytes32, HashMap[address, bool]]


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Cost weight in wei; seconds until a refund, until the owner's claim and until
           anybody's; the deposit's time constant.
    """
    assert len(arguments) == 5, "incentive: bad parameters"
    COST_WEIGHT = arguments[0]
    REFUND_WAIT = arguments[1]
    OWNER_WAIT = arguments[2]
    ANY_WAIT = arguments[3]
    K = arguments[4]
    # A deposit fits into a record's 80 bits: 2**64 * k < 2**80.
    assert COST_WEIGHT >= 1 and COST_WEIGHT <= 2**64, "incentive: bad parameters"
    assert REFUND_WAIT >= 1 and REFUND_WAIT <= OWNER_WAIT, "incentive: bad parameters"
    assert OWNER_WAIT <= ANY_WAIT and ANY_WAIT <= TIME, "incentive: bad parameters"
    assert K >= 1 and K < 2**16, "incentive: bad parameters"


@external
@pure
def incentive_name() -> String[32]:
    """
    @return The mechanism's name.
    """
    return "deposit_refund_take"


@external
@view
def incentive_arguments() -> DynArray[uint256, 8]:
    """
    @return Cost weight in wei; seconds until a refund, until the owner's claim and until anybody's;
            the deposit's time constant.
    """
    return [COST_WEIGHT, REFUND_WAIT, OWNER_WAIT, ANY_WAIT, K]


@external
@view
def is_open() -> bool:
    """
    @return Whether contributions are taken.
    """
    return self._is_open()


@external
@view
def last_time() -> uint256:
    """
    @return Timestamp of the last contribution, or of the opening; 0 before.
    """
    return self.counters & TIME


@external
@view
def good(account: address) -> uint256:
    """
    @param account Whose.
    @return How many of its contributions were refunded.
    """
    return self.goods[account]


@external
@view
def total_good() -> uint256:
    """
    @return How many contributions were refunded, of all accounts.
    """
    return (self.counters >> 40) & COUNT


@internal
@view
def _is_open() -> bool:
    return self.counters & OPEN != 0


@internal
def _open():
    self.counters = OPEN | block.timestamp


@internal
@view
def _cost_since(last: uint256) -> uint256:
    """
    @dev Inversely to the square root of the time since the last contribution: a flood is dear.
    """
    return max(1, COST_WEIGHT * K // max(1, isqrt(unsafe_sub(block.timestamp, last))))


@internal
@view
def _cost() -> uint256:
    return self._cost_since(self.counters & TIME)


@internal
def _on_add(paid: uint256, key: bytes32, contributor: address) -> (uint256, uint256, uint256):
    """
    @dev What is kept of the ether that was sent, what of it is at stake, what is claimable: all
         the same.
    """
    counters: uint256 = self.counters
    assert counters & OPEN != 0, "trainer: not open"
    last: uint256 = counters & TIME
    cost: uint256 = self._cost_since(last)
    assert paid >= cost, "incentive: deposit too low"
    self.counters = counters ^ last ^ block.timestamp
    return cost, cost, cost


@internal
@view
def _look(sample: DynArray[uint256, SAMPLE], label: uint256, key: bytes32):
    pass


@internal
@view
def _refund_cause(
    sample: DynArray[uint256, SAMPLE],
    label: uint256,
    added_time: uint256,
    key: bytes32,
    contributor: address,
) -> uint256:
    """
    @dev Why a contributor gets no refund now, 0 when there is one.
    """
    if unsafe_sub(block.timestamp, added_time) < REFUND_WAIT:
        return TOO_EARLY
    if model._predict(0, sample) != label:
        return DISAGREES
    return 0


@internal
def _on_refund(key: bytes32, contributor: address):
    self.goods[contributor] = unsafe_add(self.goods[contributor], 1)
    self.counters = unsafe_add(self.counters, 2**40)


@internal
@view
def _uphold(sample: DynArray[uint256, SAMPLE], label: uint256, key: bytes32, contributor: address):
    pass


@internal
@view
def _report_cause(
    sample: DynArray[uint256, SAMPLE],
    label: uint256,
    added_time: uint256,
    contributor: address,
    reporter: address,
    is_owner: bool,
    key: bytes32,
    deposit: uint256,
    claimable: uint256,
) -> (uint256, uint256):
    """
    @dev Why an account may not take of a deposit now, 0 when it may; and how much, in wei. The
         long waits come first and do not ask the model: nothing it does can trap the money.
    """
    elapsed: uint256 = unsafe_sub(block.timestamp, added_time)
    if elapsed >= ANY_WAIT or (is_owner and elapsed >= OWNER_WAIT):
        return 0, claimable
    if reporter == contributor:
        return OWN, 0
    if elapsed < REFUND_WAIT:
        return TOO_EARLY, 0
    good: uint256 = self.goods[reporter]
    if good == 0:
        return NO_CREDIT, 0
    if self.takers[key][reporter]:
        return CLAIMED, 0
    if model._predict(0, sample) == label:
        return AGREES, 0
    total: uint256 = (self.counters >> 40) & COUNT
    share: uint256 = unsafe_div(unsafe_mul(deposit, good), total)  # 80 bits times 64; good <= total
    if share == 0 or share > claimable:
        share = claimable
    return 0, share


@internal
def _on_report(
    key: bytes32, reporter: address, contributor: address, claimable: uint256, amount: uint256
) -> uint256:
    """
    @dev What leaves the record: what is paid.
    """
    self.takers[key][reporter] = True
    return amount


@internal
@view
def _has_taken(key: bytes32, account: address) -> bool:
    return self.takers[key][account]


@internal
@pure
def _reason(cause: uint256) -> String[64]:
    if cause == TOO_EARLY:
        return "incentive: too early"
    if cause == DISAGREES:
        return "incentive: model disagrees"
    if cause == AGREES:
        return "incentive: model agrees"
    if cause == OWN:
        return "incentive: own contribution"
    if cause == NO_CREDIT:
        return "incentive: no good contribution yet"
    if cause == CLAIMED:
        return "incentive: already claimed"
    return ""
