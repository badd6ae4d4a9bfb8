# pragma version 0.4.3
# pragma optimize gas
"""
@title Reward market
@license MIT
@notice A sponsor's bounty is shared by how much each contribution improves the model on a hidden
        test set, to which the sponsor has committed; what makes it worse loses its stake. One
        market after another on the same model; between them nothing is contributed. Its twin is
        sum/incentives/reward_market.py.
@dev The phases (lib/market_phases.vy): commit, draw, show (reveal of the portion that was drawn),
     contributing, reveal of the others, scoring (lib/market_scoring.vy), settle; collect at any
     time. Whatever does not go on by its deadline is given up, by anybody.
"""
import model
from lib import market_books as books
from lib import market_phases as phases
from lib import market_scoring as scoring

uses: model
initializes: books
initializes: scoring[model := model, books := books]
initializes: phases[model := model, books := books, scoring := scoring]

exports: (
    books.collectable,
    books.collect,
    books.standing,
    phases.commit,
    phases.draw,
    phases.reveal,
    phases.give_up,
    phases.settle,
    scoring.score,
    scoring.progress,
)

TWO_MODELS: constant(bool) = False  # what is kept beside the model is the market's own affair
SAMPLE: constant(uint256) = 129
CHUNK: constant(uint256) = 512
NO_CLAIMS: constant(uint256) = 1

struct State:
    number: uint256
    phase: uint256
    contributions: uint256
    cap: uint256
    scored: uint256
    unit: uint256
    participate_until: uint256
    market: books.Market


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments The least bounty in wei, from 1,000 on; and how many seconds a market may take
           at most.
    """
    phases.__init__(arguments)


@external
@pure
def incentive_name() -> String[32]:
    """
    @return The mechanism's name.
    """
    return "reward_market"


@external
@view
def incentive_arguments() -> DynArray[uint256, 8]:
    """
    @return The least bounty in wei, and the longest market in seconds.
    """
    return [phases.LEAST_BOUNTY, phases.LONGEST]


@external
@view
def is_open() -> bool:
    """
    @return Whether there can be markets.
    """
    return self._is_open()


@external
@view
def last_time() -> uint256:
    """
    @return Timestamp of the last contribution, or of the opening; 0 before.
    """
    return books.head & books.TIME


@external
@pure
def good(account: address) -> uint256:
    """
    @param account Whose.
    @return 0: nobody has credit in a market.
    """
    return 0


@external
@pure
def total_good() -> uint256:
    """
    @return 0: nobody has credit in a market.
    """
    return 0


@external
@view
def market() -> State:
    """
    @return How the last market stands.
    """
    head: uint256 = books.head
    return State(
        number=books.number,
        phase=books._phase(),
        contributions=books._count(),
        cap=(head >> 96) & books.SHORT,
        scored=books._scored(),
        unit=books._unit(),
        participate_until=books._until(),
        market=books.market,
    )


@external
def keep_base(count: uint256):
    """
    @notice Copy some more words of the model as it is when the market opens: by anybody, before the
            first portion is shown.
    @param count How many, at most 512.
    """
    phase: uint256 = books._phase()
    books._need(phase == books.COMMITTED or phase == books.DRAWN)
    start: uint256 = books.market.copied
    words: uint256 = model._copy(0, 1, start, count)
    start += min(count, CHUNK)
    books.market.copied = min(start, words)
    books.market.based = start >= words


@internal
@view
def _is_open() -> bool:
    return books.head & books.OPEN != 0


@internal
def _open():
    books.head = books.OPEN | block.timestamp


@internal
@view
def _cost() -> uint256:
    return books._cost()


@internal
def _on_add(paid: uint256, key: bytes32, contributor: address) -> (uint256, uint256, uint256):
    """
    @dev The stake is in the market's own books: the trainer's record has nothing to claim.
    """
    stake: uint256 = books._add(paid, key, contributor)
    return stake, stake, 0


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
    return NO_CLAIMS


@internal
@view
def _on_refund(key: bytes32, contributor: address):
    pass


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
    return NO_CLAIMS, 0


@internal
@view
def _on_report(
    key: bytes32, reporter: address, contributor: address, claimable: uint256, amount: uint256
) -> uint256:
    return 0


@internal
@view
def _has_taken(key: bytes32, account: address) -> bool:
    return False


@internal
@pure
def _reason(cause: uint256) -> String[64]:
    if cause == NO_CLAIMS:
        return "incentive: the market pays"
    return ""
