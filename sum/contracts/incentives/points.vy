# pragma version 0.4.3
# pragma optimize gas
"""
@title Points
@license MIT
@notice A game without money: contributing is free, and ether that is sent along comes back. While
        the model agrees with a contribution, its contributor has it validated (`refund`) and earns
        a point; where the model disagrees, the first who says so (`report`) gets a point from the
        contributor. Its twin is sum/incentives/points.py.
@dev Either settles the contribution. The trainer's record holds a deposit of 0, and is settled by
     its bit alone.
"""
import model

uses: model

TWO_MODELS: constant(bool) = False  # no second model of upheld contributions
SAMPLE: constant(uint256) = 129
TIME: constant(uint256) = 2**40 - 1
COUNT: constant(uint256) = 2**64 - 1
OPEN: constant(uint256) = 2**104

ONE_GOOD: constant(uint256) = 1
ONE_UPHELD: constant(uint256) = 2**64
ONE_LOST: constant(uint256) = 2**128

TOO_EARLY: constant(uint256) = 1
DISAGREES: constant(uint256) = 2
AGREES: constant(uint256) = 3
OWN: constant(uint256) = 4
NO_CREDIT: constant(uint256) = 5

REFUND_WAIT: immutable(uint256)
ANY_WAIT: immutable(uint256)

struct Tally:
    good: uint256
    upheld: uint256
    lost: uint256

event PointsChanged:
    account: indexed(address)
    points: int256

# Bits 0-39 the time of the last contribution, 40-103 all good contributions, 104 that it is open.
counters: uint256
# Bits 0-63 good contributions, 64-127 reports that held, 128-191 contributions lost to a report.
tallies: HashMap[address, uint256]


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Seconds until a contribution can be validated or reported, and until anybody
           may report it, without a good contribution of one's own.
    """
    assert len(arguments) == 2, "incentive: bad parameters"
    REFUND_WAIT = arguments[0]
    ANY_WAIT = arguments[1]
    assert REFUND_WAIT >= 1 and REFUND_WAIT <= ANY_WAIT, "incentive: bad parameters"
    assert ANY_WAIT <= TIME, "incentive: bad parameters"


@external
@pure
def incentive_name() -> String[32]:
    """
    @return The mechanism's name.
    """
    return "points"


@external
@view
def incentive_arguments() -> DynArray[uint256, 8]:
    """
    @return Seconds until a validation or a report, and until anybody's report.
    """
    return [REFUND_WAIT, ANY_WAIT]


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
    @return How many of its contributions were validated.
    """
    return self.tallies[account] & COUNT


@external
@view
def total_good() -> uint256:
    """
    @return How many contributions were validated, of all accounts: also the sum of all points.
    """
    return (self.counters >> 40) & COUNT


@external
@view
def points(account: address) -> int256:
    """
    @param account Whose.
    @return Its good contributions and reports that held, minus its contributions lost to a report.
    """
    return self._points(self.tallies[account])


@external
@view
def tally(account: address) -> Tally:
    """
    @param account Whose.
    @return What its points are made of: good contributions, reports that held, contributions lost.
    """
    tally: uint256 = self.tallies[account]
    return Tally(good=tally & COUNT, upheld=(tally >> 64) & COUNT, lost=tally >> 128)


@internal
@view
def _is_open() -> bool:
    return self.counters & OPEN != 0


@internal
def _open():
    self.counters = OPEN | block.timestamp


@internal
@pure
def _cost() -> uint256:
    return 0


@internal
def _on_add(paid: uint256, key: bytes32, contributor: address) -> (uint256, uint256, uint256):
    """
    @dev Nothing is put at stake, so the trainer sends back all that came.
    """
    counters: uint256 = self.counters
    assert counters & OPEN != 0, "trainer: not open"
    self.counters = counters ^ (counters & TIME) ^ block.timestamp
    return 0, 0, 0


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
    @dev Why a contribution is not validated now, 0 when it is.
    """
    if unsafe_sub(block.timestamp, added_time) < REFUND_WAIT:
        return TOO_EARLY
    if model._predict(0, sample) != label:
        return DISAGREES
    return 0


@internal
def _on_refund(key: bytes32, contributor: address):
    self._count(contributor, ONE_GOOD)
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
    @dev Why a report does not hold now, 0 when it does; and the wei it pays, always 0. There is no
         money that could be trapped, so the model is asked however late it is.
    """
    if reporter == contributor:
        return OWN, 0
    elapsed: uint256 = unsafe_sub(block.timestamp, added_time)
    if elapsed < REFUND_WAIT:
        return TOO_EARLY, 0
    if elapsed < ANY_WAIT and self.tallies[reporter] & COUNT == 0:
        return NO_CREDIT, 0
    if model._predict(0, sample) == label:
        return AGREES, 0
    return 0, 0


@internal
def _on_report(
    key: bytes32, reporter: address, contributor: address, claimable: uint256, amount: uint256
) -> uint256:
    """
    @dev Never for one and the same account: a report of one's own does not hold.
    """
    self._count(reporter, ONE_UPHELD)
    self._count(contributor, ONE_LOST)
    return 0


@internal
@view
def _has_taken(key: bytes32, account: address) -> bool:
    """
    @dev The first report settles a contribution: nobody has taken of one that is still there.
    """
    return False


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
    return ""


@internal
def _count(account: address, one: uint256):
    tally: uint256 = unsafe_add(self.tallies[account], one)
    self.tallies[account] = tally
    log PointsChanged(account=account, points=self._points(tally))


@internal
@pure
def _points(tally: uint256) -> int256:
    won: uint256 = unsafe_add(tally & COUNT, (tally >> 64) & COUNT)
    return convert(won, int256) - convert(tally >> 128, int256)
