# pragma version 0.4.3
# pragma optimize gas
"""
@title Market books
@license MIT
@notice Who stands how in a reward market, what its sponsor promised, and what is owed to whom.
        Its twin is sum/incentives/reward_market.py.
@dev Balances count units; a stake is as many units as there are scored samples.
"""

IDLE: constant(uint256) = 0
COMMITTED: constant(uint256) = 1
DRAWN: constant(uint256) = 2
SHOWN: constant(uint256) = 3
SCORING: constant(uint256) = 4
PAYING: constant(uint256) = 5
RETURNING: constant(uint256) = 6

MAX_PORTIONS: constant(uint256) = 16
TIME: constant(uint256) = 2**40 - 1
SHORT: constant(uint256) = 2**16 - 1
UNIT: constant(uint256) = 2**64 - 1
PHASE: constant(uint256) = 15 << 192
OPEN: constant(uint256) = 1 << 200

BALANCE: constant(uint256) = 2**40 - 1
ZERO: constant(uint256) = 2**15  # a score of 0
DROPPED: constant(uint256) = 1 << 216
CHANGED: constant(uint256) = 1 << 217

struct Market:
    sponsor: address
    beneficiary: address
    escrow: uint256
    rounds: uint256
    features: uint256
    forfeit: uint256
    show_by: uint256
    reveal_until: uint256
    draw_block: uint256
    portions: uint256
    counts: uint256
    drawn: uint256
    revealed: uint256
    copied: uint256
    based: bool
    settled: uint256

struct Standing:
    contributor: address
    key: bytes32
    balance: uint256
    score: int256
    dropped: bool
    changed: bool

event Collected:
    account: indexed(address)
    to: address
    amount: uint256

# Bits 0-39 the time of the last contribution, 40-79 until when they are taken, 80-95 how many there
# are, 96-111 how many there may be, 112-127 scored samples, 128-191 the unit in wei, 192-195 the
# phase, 200 that the model is open.
head: uint256
number: uint256
market: Market
commitments: bytes32[MAX_PORTIONS]
# The scored samples' hashes, in the order of the portions.
tests: HashMap[uint256, bytes32]
keys: HashMap[uint256, bytes32]
# Bits 0-159 the contributor, 160-199 the balance, 200-215 the score + 2**15, 216 that it was
# dropped, 217 that it changed the scratch model when it was last replayed.
standings: HashMap[uint256, uint256]
owed: HashMap[address, uint256]


@external
@view
def collectable(account: address) -> uint256:
    """
    @param account Whose.
    @return What it is owed from all markets, in wei.
    """
    return self.owed[account]


@external
@view
def standing(index: uint256) -> Standing:
    """
    @param index Of a contribution to the last market, from 0.
    @return How it stands; the balance in units.
    """
    packed: uint256 = self.standings[index]
    return Standing(
        contributor=convert(packed & convert(max_value(uint160), uint256), address),
        key=self.keys[index],
        balance=(packed >> 160) & BALANCE,
        score=convert((packed >> 200) & SHORT, int256) - convert(ZERO, int256),
        dropped=packed & DROPPED != 0,
        changed=packed & CHANGED != 0,
    )


@external
def collect(to: address):
    """
    @notice Pull what one is owed from all markets.
    @param to Where it goes.
    """
    amount: uint256 = self.owed[msg.sender]
    assert amount != 0, "incentive: nothing to collect"
    self.owed[msg.sender] = 0
    log Collected(account=msg.sender, to=to, amount=amount)
    assert raw_call(to, b"", value=amount, revert_on_failure=False), "trainer: payment refused"


@internal
@pure
def _need(right: bool):
    assert right, "incentive: wrong phase"


@internal
@pure
def _due(due: bool):
    assert due, "incentive: too early"


@internal
@pure
def _in_time(in_time: bool):
    assert in_time, "incentive: too late"


@internal
def _owe(account: address, amount: uint256):
    if amount != 0:
        self.owed[account] += amount


@internal
@view
def _phase() -> uint256:
    return (self.head & PHASE) >> 192


@internal
def _enter(phase: uint256):
    head: uint256 = self.head
    self.head = head ^ (head & PHASE) ^ (phase << 192)


@internal
@view
def _until() -> uint256:
    return (self.head >> 40) & TIME


@internal
@view
def _count() -> uint256:
    return (self.head >> 80) & SHORT


@internal
@view
def _scored() -> uint256:
    return (self.head >> 112) & SHORT


@internal
@view
def _unit() -> uint256:
    return (self.head >> 128) & UNIT


@internal
@view
def _cost() -> uint256:
    """
    @dev A contribution's stake in wei; 0 where no portion is drawn.
    """
    if self.head & PHASE == 0:
        return 0
    return self._scored() * self._unit()


@internal
def _add(paid: uint256, key: bytes32, contributor: address) -> uint256:
    """
    @dev Takes a contribution in, and says what it stakes.
    """
    head: uint256 = self.head
    assert head & OPEN != 0, "trainer: not open"
    until: uint256 = (head >> 40) & TIME
    assert head & PHASE == SHOWN << 192 and block.timestamp < until, (
        "incentive: no market is open"
    )
    index: uint256 = (head >> 80) & SHORT
    assert index < (head >> 96) & SHORT, "incentive: market is full"
    scored: uint256 = (head >> 112) & SHORT
    stake: uint256 = scored * ((head >> 128) & UNIT)
    assert paid >= stake, "incentive: deposit too low"
    self.keys[index] = key
    self.standings[index] = (
        convert(convert(contributor, uint160), uint256) | (scored << 160) | (ZERO << 200)
    )
    self.head = (head ^ (head & TIME) ^ block.timestamp) + (1 << 80)
    return stake
