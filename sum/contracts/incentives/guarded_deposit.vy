# pragma version 0.4.3
# pragma optimize gas
"""
@title Guarded deposit
@license MIT
@notice The deposit game with its known attacks closed as far as theory allows: a smooth price, a
        second model of what was upheld (the settled model, bank 1), reports in two steps that both
        models have to confirm, and a pot for those who brought news. docs/mechanisms.md has every
        rule and its reason; its twin is sum/incentives/guarded_deposit.py.
"""
import model
from lib import guarded_terms as terms
from lib import pot

uses: model
initializes: terms
initializes: pot

exports: (terms.incentive_arguments, pot.credit, pot.books, pot.collectable, pot.collect)

TWO_MODELS: constant(bool) = True  # the second one learns what was upheld
SAMPLE: constant(uint256) = 129
NUMBER: constant(uint256) = 2**40 - 1
AMOUNT: constant(uint256) = 2**80 - 1
OPEN: constant(uint256) = 2**160
NOVEL: constant(uint256) = 2**120

TOO_EARLY: constant(uint256) = 1
DISAGREES: constant(uint256) = 2
AGREES: constant(uint256) = 3
OWN: constant(uint256) = 4
NO_CREDIT: constant(uint256) = 5
DISPUTED: constant(uint256) = 6
TOO_YOUNG: constant(uint256) = 7
NOTHING: constant(uint256) = 8
SETTLED_DISAGREES: constant(uint256) = 9

KEEPER: immutable(address)

event Swept:
    to: address
    amount: uint256

# Bits 0-39 the time of the last contribution, 40-79 how many there were, 80-159 the last one's
# price, 160 that it is open.
head: uint256
# Of a contribution: bits 0-39 its number (the first is 1), 40-79 how many others had made before
# it, 80-119 its time, 120 that it was news to both models, 121-200 its deposit.
entries: HashMap[bytes32, uint256]
# Its last dispute: bits 0-39 the time, 40-79 how many others than the reporter had made before it,
# 80-239 the reporter.
disputes: HashMap[bytes32, uint256]


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments As in lib/guarded_terms.vy.
    """
    terms.__init__(arguments)
    KEEPER = msg.sender


@external
@pure
def incentive_name() -> String[32]:
    """
    @return The mechanism's name.
    """
    return "guarded_deposit"


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
    return self.head & NUMBER


@external
@view
def good(account: address) -> uint256:
    """
    @param account Whose.
    @return How many of its contributions were upheld: refunded, and the settled model agreed.
    """
    return pot._upheld(account)


@external
@view
def total_good() -> uint256:
    """
    @return How many contributions were upheld, of all accounts.
    """
    return pot.sums >> 224


@external
def sweep(to: address):
    """
    @notice Pull what is nobody's: ether that was forced into the contract, and, once nothing has
            been contributed for twice the long wait and the grace, what nobody had credit for.
            By the owner.
    @param to Where it goes.
    """
    assert msg.sender == KEEPER, "trainer: not the owner"
    if self._since(self.head & NUMBER) >= 2 * (terms.LONG_WAIT + terms.GRACE_WAIT):
        pot._share()
        pot._drop()
    amount: uint256 = self.balance - (pot.sums & pot.AMOUNT)
    assert amount != 0, "incentive: nothing to collect"
    log Swept(to=to, amount=amount)
    pot._send(to, amount)


@internal
@view
def _since(time: uint256) -> uint256:
    return unsafe_sub(block.timestamp, time)


@internal
@view
def _is_open() -> bool:
    return self.head & OPEN != 0


@internal
def _open():
    self.head = OPEN | block.timestamp


@internal
@view
def _cost_by(head: uint256) -> uint256:
    return terms.price._price((head >> 80) & AMOUNT, self._since(head & NUMBER))


@internal
@view
def _cost() -> uint256:
    return self._cost_by(self.head)


@internal
@view
def _others(head: uint256, account: address) -> uint256:
    """
    @dev How many contributions all others have made.
    """
    return unsafe_sub((head >> 40) & NUMBER, pot.accounts[account] & NUMBER)


@internal
def _on_add(paid: uint256, key: bytes32, contributor: address) -> (uint256, uint256, uint256):
    """
    @dev What is kept of the ether that was sent, and what of it is at stake and claimable: all but
         the fee, which goes to the pot.
    """
    head: uint256 = self.head
    assert head & OPEN != 0, "trainer: not open"
    cost: uint256 = self._cost_by(head)
    assert paid >= cost, "incentive: deposit too low"
    fee: uint256 = unsafe_mul(cost, terms.FEE) // 1000
    deposit: uint256 = unsafe_sub(cost, fee)
    number: uint256 = unsafe_add((head >> 40) & NUMBER, 1)
    self.entries[key] = (
        number
        | (self._others(head, contributor) << 40)
        | (block.timestamp << 80)
        | (deposit << 121)
    )
    self.head = OPEN | (cost << 80) | (number << 40) | block.timestamp
    pot.accounts[contributor] = unsafe_add(pot.accounts[contributor], 1)
    pot.sums = unsafe_add(pot.sums, cost | (fee << 96))
    return cost, deposit, deposit


@internal
def _look(sample: DynArray[uint256, SAMPLE], label: uint256, key: bytes32):
    """
    @dev Notes whether a contribution is news: both models predict another label.
    """
    if model._predict(0, sample) != label and model._predict(1, sample) != label:
        self.entries[key] |= NOVEL


@internal
@view
def _is_mature(head: uint256, entry: uint256, contributor: address) -> bool:
    """
    @dev Whether it can be claimed: it is old enough, and others have contributed since.
    """
    age: uint256 = self._since((entry >> 80) & NUMBER)
    if age < terms.REFUND_WAIT:
        return False
    since: uint256 = unsafe_sub(self._others(head, contributor), (entry >> 40) & NUMBER)
    return since >= terms.QUORUM or age >= terms.K_WAIT


@internal
@view
def _dispute(key: bytes32) -> uint256:
    """
    @dev A contribution's dispute, 0 when there is none or it has lapsed.
    """
    dispute: uint256 = self.disputes[key]
    if self._since(dispute & NUMBER) >= terms.DISPUTE_WAIT + terms.K_WAIT:
        return 0
    return dispute


@internal
@view
def _either(sample: DynArray[uint256, SAMPLE], label: uint256) -> bool:
    """
    @dev Whether one of the two models predicts the label.
    """
    return model._predict(0, sample) == label or model._predict(1, sample) == label


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
    @dev Why a contributor gets no refund now, 0 when there is one. The live model judges; while
         the contribution is disputed, the settled model has to agree, too; after the long wait
         either will do.
    """
    if not self._is_mature(self.head, self.entries[key], contributor):
        return TOO_EARLY
    if self._since(added_time) >= terms.LONG_WAIT:
        if self._either(sample, label):
            return 0
        return DISAGREES
    if model._predict(0, sample) != label:
        return DISAGREES
    if self._dispute(key) != 0 and model._predict(1, sample) != label:
        return SETTLED_DISAGREES
    return 0


@internal
def _on_refund(key: bytes32, contributor: address):
    pot.sums = unsafe_sub(pot.sums, (self.entries[key] >> 121) & AMOUNT)


@internal
def _uphold(sample: DynArray[uint256, SAMPLE], label: uint256, key: bytes32, contributor: address):
    """
    @dev The settled model learns what was refunded: what it agrees with, and of each account one
         other contribution for every five of those. Not what is late, so that a model that cannot
         learn any more keeps nobody's money.
    """
    entry: uint256 = self.entries[key]
    if self._since((entry >> 80) & NUMBER) >= terms.LONG_WAIT:
        return
    upheld: bool = model._predict(1, sample) == label
    taught: bool = not upheld and pot._may_teach(contributor)
    if upheld or taught:
        receipt: uint256 = model._learn(1, sample, label)
    news: bool = entry & NOVEL != 0 and model._predict(1, sample) == label
    pot._uphold(contributor, upheld, taught, news, (self.head >> 40) & NUMBER)


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
    @dev Why a report is refused now, 0 when it is not; and what it pays, in wei: 0 for the first
         step, and for moving what nobody claimed in time to the pot.
    """
    if self._since(added_time) >= terms.LONG_WAIT + terms.GRACE_WAIT:
        if self._either(sample, label):
            return AGREES, 0
        return 0, 0
    if reporter == contributor:
        return OWN, 0
    head: uint256 = self.head
    entry: uint256 = self.entries[key]
    older: uint256 = pot._older(reporter, entry & NUMBER)
    if older == 0:
        return NO_CREDIT, 0
    dispute: uint256 = self._dispute(key)
    if dispute != 0:
        if dispute >> 80 != convert(reporter, uint256):
            return DISPUTED, 0
        since: uint256 = unsafe_sub(self._others(head, reporter), (dispute >> 40) & NUMBER)
        if self._since(dispute & NUMBER) < terms.DISPUTE_WAIT or since < terms.QUORUM:
            return TOO_YOUNG, 0
        if not self._is_mature(head, entry, contributor):
            return TOO_YOUNG, 0
    share: uint256 = unsafe_mul(deposit, older) // (pot.sums >> 224)
    if share == 0:
        return NOTHING, 0
    if self._either(sample, label):
        return AGREES, 0
    if dispute == 0:
        share = 0
    return 0, share


@internal
def _on_report(
    key: bytes32, reporter: address, contributor: address, claimable: uint256, amount: uint256
) -> uint256:
    """
    @dev Notes a dispute, of which nothing leaves the record; or shares what the reporter does not
         get, and all leaves it.
    """
    if amount == 0 and self._since((self.entries[key] >> 80) & NUMBER) < terms.LONG_WAIT + terms.GRACE_WAIT:
        self.disputes[key] = (
            (convert(reporter, uint256) << 80)
            | (self._others(self.head, reporter) << 40)
            | block.timestamp
        )
        return 0
    pot.sums = unsafe_sub(pot.sums, amount)
    pot._put(unsafe_sub(claimable, amount), contributor)
    return claimable


@internal
@view
def _has_taken(key: bytes32, account: address) -> bool:
    """
    @dev Whether the last dispute is this account's.
    """
    return self.disputes[key] >> 80 == convert(account, uint256)


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
        return "incentive: no older good contribution"
    if cause == DISPUTED:
        return "incentive: already disputed"
    if cause == TOO_YOUNG:
        return "incentive: dispute too young"
    if cause == NOTHING:
        return "incentive: share of nothing"
    if cause == SETTLED_DISAGREES:
        return "incentive: settled model disagrees"
    return ""
