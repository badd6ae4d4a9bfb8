# pragma version 0.4.3
# pragma optimize gas
"""
@title Trainer
@license MIT
@notice A machine-learning model that lives in this contract. Anybody reads it and predicts with it
        for free; anybody may send it training data, and its incentive mechanism makes good data
        pay and bad data cost. Its twin is sum/simulation/twin.py.
@dev Which files `model` and `incentive` are is decided when the contract is compiled.
     The registry keeps one word a contribution, under the hash of its data, label, time and
     contributor: bits 0-79 what is claimable, 80-159 the deposit (both in wei), 160-223 the
     model's receipt of its update, 224 that it exists, 225 that it is settled. It is never zeroed.
     Gas decides the shape: a call's array is copied into the external function's memory, and all
     that is declared after it lies 16 kB higher; so what sends money is done in internal
     functions, and a sample is packed once (`_pack`).
"""
import model
import incentive

initializes: model
initializes: incentive[model := model]

exports: (model.__interface__, incentive.__interface__)

MAX: constant(uint256) = 512
SAMPLE: constant(uint256) = 129
LANE: constant(uint256) = 2**64 - 1
CHUNK: constant(uint256) = 512
AMOUNT: constant(uint256) = 2**80 - 1
RECEIPT: constant(uint256) = 2**64 - 1
EXISTS: constant(uint256) = 2**224
SETTLED: constant(uint256) = 2**225

OWNER: immutable(address)

struct Contribution:
    deposit: uint256
    claimable: uint256
    receipt: uint256
    settled: bool
    taken_by_caller: bool

event Opened: pass

event DataAdded:
    contributor: indexed(address)
    sample: DynArray[uint256, SAMPLE]
    label: uint256
    deposit: uint256

event ModelUpdated:
    label: indexed(uint256)
    receipt: uint256

event Refunded:
    contributor: indexed(address)
    key: bytes32
    amount: uint256

event Taken:
    reporter: indexed(address)
    key: bytes32
    amount: uint256
    left: uint256

records: HashMap[bytes32, uint256]


@deploy
def __init__(model_arguments: DynArray[uint256, 8], incentive_arguments: DynArray[uint256, 8]):
    """
    @notice Whoever deploys the contract owns it.
    @param model_arguments What the model is made with.
    @param incentive_arguments What the incentive mechanism is made with.
    """
    model.__init__(model_arguments)
    incentive.__init__(incentive_arguments)
    OWNER = msg.sender


@external
@view
def owner() -> address:
    """
    @return Who sets the contract up, and may claim what nobody else did.
    """
    return OWNER


@external
def load(start: uint256, words: DynArray[uint256, CHUNK]):
    """
    @notice Set parameters of the model: by the owner, before it opens.
    @param start First word, as `parameters` counts them.
    @param words At most 512 words; that many cost less than a transaction may, except where the
           incentive mechanism keeps a second model: then it is 256.
    """
    assert msg.sender == OWNER, "trainer: not the owner"
    assert not incentive._is_open(), "trainer: already open"
    model._load(0, start, words)
    if incentive.TWO_MODELS:
        model._load(1, start, words)


@external
def open():
    """
    @notice Open the model for contributions: by the owner, once. From now on only contributions
            change it.
    """
    assert msg.sender == OWNER, "trainer: not the owner"
    assert not incentive._is_open(), "trainer: already open"
    incentive._open()
    log Opened()


@external
@payable
def add_data(data: DynArray[int256, MAX], label: uint256):
    """
    @notice Contribute a sample: pay the deposit, have it recorded, update the model.
    @param data The sample's features.
    @param label Its class.
    """
    self._add_data(len(data), label)


@external
def refund(data: DynArray[int256, MAX], label: uint256, added_time: uint256):
    """
    @notice Take back what is left of one's own deposit, while the model agrees with the label.
    @param data The sample, as it was added.
    @param label Its class.
    @param added_time Timestamp of its block, in seconds.
    """
    self._refund(len(data), label, added_time)


@external
def report(data: DynArray[int256, MAX], label: uint256, added_time: uint256, contributor: address):
    """
    @notice Report a contribution that the model disagrees with, and take of its deposit; or, once
            the long waits are over, claim what nobody did. Where the incentive mechanism wants two
            steps, the first one pays nothing.
    @param data The sample, as it was added.
    @param label Its class.
    @param added_time Timestamp of its block, in seconds.
    @param contributor Who added it.
    """
    self._report(len(data), label, added_time, contributor)


@external
@view
def predict(data: DynArray[int256, MAX]) -> uint256:
    """
    @notice What the model says, for free.
    @param data The sample's features.
    @return Its class.
    """
    return model._predict(0, self._pack(len(data)))


@external
@view
def add_data_cost(data: DynArray[int256, MAX], label: uint256) -> uint256:
    """
    @param data The sample's features.
    @param label Its class.
    @return What contributing it takes now, in wei.
    """
    return incentive._cost()


@external
@view
def can_refund(
    data: DynArray[int256, MAX], label: uint256, added_time: uint256, contributor: address
) -> (bool, String[64]):
    """
    @notice Whether the contributor would get a refund now, and if not, why.
    @param data The sample, as it was added.
    @param label Its class.
    @param added_time Timestamp of its block, in seconds.
    @param contributor Who added it.
    @return Whether, and the reason that `refund` would give.
    """
    sample: DynArray[uint256, SAMPLE] = self._pack(len(data))
    key: bytes32 = self._key(sample, label, added_time, contributor)
    record: uint256 = self.records[key]
    if record == 0 or record & SETTLED != 0:
        return False, self._reason(record)
    cause: uint256 = incentive._refund_cause(sample, label, added_time, key, contributor)
    return cause == 0, incentive._reason(cause)


@external
@view
def can_report(
    data: DynArray[int256, MAX],
    label: uint256,
    added_time: uint256,
    contributor: address,
    reporter: address,
) -> (bool, String[64], uint256):
    """
    @notice Whether an account could take of a contribution's deposit now, and if not, why.
    @param data The sample, as it was added.
    @param label Its class.
    @param added_time Timestamp of its block, in seconds.
    @param contributor Who added it.
    @param reporter Who asks.
    @return Whether, the reason that `report` would give, and how much in wei.
    """
    sample: DynArray[uint256, SAMPLE] = self._pack(len(data))
    key: bytes32 = self._key(sample, label, added_time, contributor)
    record: uint256 = self.records[key]
    if record == 0 or record & SETTLED != 0:
        return False, self._reason(record), 0
    cause: uint256 = 0
    amount: uint256 = 0
    cause, amount = incentive._report_cause(
        sample,
        label,
        added_time,
        contributor,
        reporter,
        reporter == OWNER,
        key,
        (record >> 80) & AMOUNT,
        record & AMOUNT,
    )
    return cause == 0, incentive._reason(cause), amount


@external
@view
def contribution(
    data: DynArray[int256, MAX], label: uint256, added_time: uint256, contributor: address
) -> Contribution:
    """
    @param data The sample, as it was added.
    @param label Its class.
    @param added_time Timestamp of its block, in seconds.
    @param contributor Who added it.
    @return What the registry keeps of it; amounts in wei.
    """
    sample: DynArray[uint256, SAMPLE] = self._pack(len(data))
    key: bytes32 = self._key(sample, label, added_time, contributor)
    record: uint256 = self.records[key]
    assert record != 0, "registry: unknown contribution"
    return Contribution(
        deposit=(record >> 80) & AMOUNT,
        claimable=record & AMOUNT,
        receipt=(record >> 160) & RECEIPT,
        settled=record & SETTLED != 0,
        taken_by_caller=incentive._has_taken(key, msg.sender),
    )


@internal
@payable
def _add_data(count: uint256, label: uint256):
    sample: DynArray[uint256, SAMPLE] = self._pack(count)
    key: bytes32 = self._key(sample, label, block.timestamp, msg.sender)
    cost: uint256 = 0
    deposit: uint256 = 0
    claimable: uint256 = 0
    cost, deposit, claimable = incentive._on_add(msg.value, key, msg.sender)
    assert self.records[key] == 0, "registry: already added"
    if incentive.TWO_MODELS:
        incentive._look(sample, label, key)
    receipt: uint256 = model._learn(0, sample, label)
    self.records[key] = EXISTS | (receipt << 160) | (deposit << 80) | claimable
    log DataAdded(contributor=msg.sender, sample=sample, label=label, deposit=deposit)
    if receipt != 0:
        log ModelUpdated(label=label, receipt=receipt)
    if msg.value > cost:
        self._pay(unsafe_sub(msg.value, cost))


@internal
def _refund(count: uint256, label: uint256, added_time: uint256):
    sample: DynArray[uint256, SAMPLE] = self._pack(count)
    key: bytes32 = self._key(sample, label, added_time, msg.sender)
    record: uint256 = self._unsettled(key)
    cause: uint256 = incentive._refund_cause(sample, label, added_time, key, msg.sender)
    if cause != 0:
        raise incentive._reason(cause)
    incentive._on_refund(key, msg.sender)
    if incentive.TWO_MODELS:
        incentive._uphold(sample, label, key, msg.sender)
    amount: uint256 = record & AMOUNT
    self.records[key] = (record ^ amount) | SETTLED
    log Refunded(contributor=msg.sender, key=key, amount=amount)
    if amount != 0:
        self._pay(amount)


@internal
def _report(count: uint256, label: uint256, added_time: uint256, contributor: address):
    sample: DynArray[uint256, SAMPLE] = self._pack(count)
    key: bytes32 = self._key(sample, label, added_time, contributor)
    record: uint256 = self._unsettled(key)
    cause: uint256 = 0
    amount: uint256 = 0
    cause, amount = incentive._report_cause(
        sample,
        label,
        added_time,
        contributor,
        msg.sender,
        msg.sender == OWNER,
        key,
        (record >> 80) & AMOUNT,
        record & AMOUNT,
    )
    if cause != 0:
        raise incentive._reason(cause)
    left: uint256 = record & AMOUNT
    taken: uint256 = incentive._on_report(key, msg.sender, contributor, left, amount)
    left = unsafe_sub(left, taken)
    record = unsafe_sub(record, taken)
    if left == 0:
        record |= SETTLED
    self.records[key] = record
    log Taken(reporter=msg.sender, key=key, amount=amount, left=left)
    if amount != 0:
        self._pay(amount)


@internal
@pure
def _key(
    sample: DynArray[uint256, SAMPLE], label: uint256, added_time: uint256, contributor: address
) -> bytes32:
    return keccak256(abi_encode(sample, label, added_time, contributor))


@internal
@view
def _unsettled(key: bytes32) -> uint256:
    record: uint256 = self.records[key]
    assert record != 0, "registry: unknown contribution"
    assert record < SETTLED, "registry: nothing left"
    return record


@internal
@pure
def _reason(record: uint256) -> String[64]:
    if record == 0:
        return "registry: unknown contribution"
    return "registry: nothing left"


@internal
@view
def _pack(count: uint256) -> DynArray[uint256, SAMPLE]:
    """
    @dev The call's sample (every external function takes it first): four signed 64-bit numbers to
         a word, and after them a word with their number. Read off the call data by hand, four at
         a time, because a copy of the array would cost more than all that is done with it.
    """
    at: uint256 = convert(slice(msg.data, 4, 32), uint256) + 36
    sample: DynArray[uint256, SAMPLE] = []
    beyond: uint256 = 0  # above 64 bits where a value is
    for n: uint256 in range(count >> 2, bound=MAX // 4):
        four: uint256[4] = abi_decode(slice(msg.data, at, 128), uint256[4])
        sample.append(
            (four[0] & LANE)
            | ((four[1] & LANE) << 64)
            | ((four[2] & LANE) << 128)
            | (four[3] << 192)
        )
        beyond |= unsafe_add(four[0], 2**63) | unsafe_add(four[1], 2**63)
        beyond |= unsafe_add(four[2], 2**63) | unsafe_add(four[3], 2**63)
        at = unsafe_add(at, 128)
    word: uint256 = 0
    for n: uint256 in range(count & 3, bound=3):
        item: uint256 = convert(slice(msg.data, at, 32), uint256)
        word |= (item & LANE) << (n << 6)
        beyond |= unsafe_add(item, 2**63)
        at = unsafe_add(at, 32)
    assert beyond <= LANE, "trainer: value out of range"
    if count & 3 != 0:
        sample.append(word)
    sample.append(count)
    return sample


@internal
def _pay(amount: uint256):
    assert raw_call(msg.sender, b"", value=amount, revert_on_failure=False), (
        "trainer: payment refused"
    )
