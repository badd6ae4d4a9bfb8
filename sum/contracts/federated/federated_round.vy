# pragma version 0.4.3
# pragma optimize gas
# pragma experimental-codegen
"""
@title Federated round
@license MIT
@notice People train one model without showing their data: each sends an update under masks that
        vanish in the sum of all, and is paid by what its update is worth on a hidden test set. One
        round after the other, with the same terms. Its twin is sum/federated/twin.py.
@dev A set of clients is a word: bit i is whoever stands at place i. `included` are those whose
     updates count; who is out again has to be taken off the sum, together with the masks that the
     others share with them, before the sum is bare. Nothing here can stand still: a phase ends
     when everybody has done their part, or by `advance`. What `dial` is, how much is seen of an
     update, is decided when this is compiled.
     The compiler's newer code generator is used: by the other one this does not fit into 24,576
     bytes. Gas decides the shape here, too: what is called lies below its caller in memory, and all
     of it is paid for, so that only revealing and accepting have long arrays.
"""
import dial
from federated.lib import direction
from federated.lib import pay
from federated.lib import vectors

initializes: vectors
initializes: direction[vectors := vectors]
initializes: pay

exports: (pay.account, vectors.vector)

MAX_CLIENTS: constant(uint256) = 64
MAX_LANES: constant(uint256) = 704
MAX_WORDS: constant(uint256) = 88
MAX_PORTIONS: constant(uint256) = 64
MAX_PORTION: constant(uint256) = 512
MAX_CIPHER: constant(uint256) = MAX_CLIENTS * 64
MAX_SHARES: constant(uint256) = 2 * MAX_CLIENTS
AT_ONCE: constant(uint256) = 8
LANE: constant(uint256) = 2**32 - 1
DOT: constant(uint256) = 2**64 - 1
AMOUNT: constant(uint256) = 2**96 - 1
WAIT_MOST: constant(uint256) = 2**32 - 1
ONE: constant(uint256) = 2**20
PER_MILLE: constant(uint256) = 1_000

JOIN: constant(uint256) = 1
SHARE: constant(uint256) = 2
SUBMIT: constant(uint256) = 3
REVEAL: constant(uint256) = 4
SCORE: constant(uint256) = 5
DISPUTE: constant(uint256) = 6
UNMASK: constant(uint256) = 7
WAIT: constant(uint256) = 8
SETTLE: constant(uint256) = 9
CLOSED: constant(uint256) = 10

ACCEPTED: constant(uint256) = 1
REJECTED: constant(uint256) = 2
VOID: constant(uint256) = 3

# Vectors of a round (lib/vectors.vy): 128, and what they are.
MODEL: constant(uint256) = 0
STEP: constant(uint256) = 1
PULL: constant(uint256) = 2
NEWS: constant(uint256) = 3
SUMS: constant(uint256) = 4

struct Terms:
    dial: uint256
    features: uint256
    outputs: uint256
    beneficiary: address
    stake: uint256
    clients: uint256
    fewest: uint256
    group: uint256
    bound: uint256
    tolerance: uint256
    window: uint256
    patience: uint256

struct Round:
    phase: uint256
    deadline: uint256
    bounty: uint256
    count: uint256
    shared: uint256
    submitted: uint256
    opened: uint256
    included: uint256
    slashed: uint256
    unmasked: uint256
    removed: uint256
    disputed: uint256  # who has said something else than the other end of a pair
    judged: uint256
    prior: uint256  # the round of the last step that was accepted before
    later: uint256  # and of the first one after
    before: uint256
    after: uint256
    result: uint256

struct Client:
    account: address
    key: bytes32
    self_hash: bytes32
    pair_root: bytes32
    sent_hash: bytes32
    left_hash: bytes32  # of the update less the masks that are off
    # Bits 0-31 the score, 32-63 its news, 64-127 the own mask's dot products, 128-159 the weight.
    said: uint256
    recovered: uint256
    differs: uint256
    seed: bytes16

event Opened:
    number: indexed(uint256)
    bounty: uint256

event Joined:
    number: indexed(uint256)
    place: indexed(uint256)
    account: indexed(address)
    key: bytes32

event Shared:
    number: indexed(uint256)
    place: indexed(uint256)
    pair_hashes: DynArray[bytes32, MAX_CLIENTS]
    self_hash: bytes32
    share_hashes: DynArray[bytes32, MAX_SHARES]
    ciphertexts: Bytes[MAX_CIPHER]

event Update:
    number: indexed(uint256)
    place: indexed(uint256)
    words: DynArray[uint256, MAX_WORDS]

event Said:
    number: indexed(uint256)
    place: indexed(uint256)
    self_dot: uint256
    pair_dots: DynArray[uint256, MAX_CLIENTS]

event Revealed:
    number: indexed(uint256)
    words: DynArray[uint256, MAX_PORTION]
    salt: bytes32

event Unmasked:
    number: indexed(uint256)
    place: indexed(uint256)
    seed: bytes16

event Out:
    number: indexed(uint256)
    clients: uint256
    slashed: uint256

event Entered:
    number: indexed(uint256)
    phase: uint256

event Paid:
    number: indexed(uint256)
    place: indexed(uint256)
    amount: uint256
    fee: uint256

event Withdrawn:
    account: indexed(address)
    amount: uint256

ORGANISER: immutable(address)
TERMS: immutable(Terms)

portions: DynArray[bytes32, MAX_PORTIONS]
number: public(uint256)
carried: public(uint256)
accepted: public(uint256)  # the round of the last step that was
ended: bool
rounds: HashMap[uint256, Round]
# Of a round's number and a place behind it in 6 bits; and which word, in 4.
clients: HashMap[uint256, Client]
dots: HashMap[uint256, uint256]
chances: HashMap[uint256, uint256]  # of the own seeds that were shown, each bit for itself
places: HashMap[uint256, HashMap[address, uint256]]  # one more than the place
owed: HashMap[address, uint256]


@deploy
def __init__(
    terms: Terms, portions: DynArray[bytes32, MAX_PORTIONS], model: DynArray[uint256, MAX_WORDS]
):
    """
    @notice Whoever deploys the contract is the organiser.
    @param terms What everybody agrees to.
    @param portions The hashes of the hidden test set's portions, one for each round.
    @param model The words of the model to start from.
    """
    vectors.__init__(terms.features * terms.outputs)
    direction.__init__(terms.features, terms.outputs)
    assert vectors._is_vector(model), "federation: bad terms"
    assert (
        terms.dial == dial.DIAL
        and terms.stake >= 1
        and terms.stake <= AMOUNT
        and terms.fewest >= 2
        and terms.fewest <= terms.clients
        and terms.clients <= MAX_CLIENTS
        and terms.group >= 2
        and terms.group <= MAX_CLIENTS
        and terms.bound >= 1
        and terms.bound < 2 * ONE
        and terms.tolerance <= PER_MILLE
        and terms.window >= 1
        and terms.window <= WAIT_MOST
        and terms.patience >= 1
        and terms.patience <= WAIT_MOST
        and terms.beneficiary not in [msg.sender, empty(address)]
        and len(portions) >= 1
    ), "federation: bad terms"
    ORGANISER = msg.sender
    TERMS = terms
    self.portions = portions
    for n: uint256 in range(len(model), bound=MAX_WORDS):
        vectors.at[n] = model[n]


@external
@view
def terms() -> (address, Terms):
    """
    @return The organiser, and what everybody agrees to.
    """
    return ORGANISER, TERMS


@external
@view
def state(number: uint256) -> Round:
    """
    @param number Of the round, from 1.
    @return How it stands.
    """
    return self.rounds[number]


@external
@view
def members(number: uint256) -> DynArray[Client, MAX_CLIENTS]:
    """
    @param number Of the round.
    @return What is kept of its clients, by their places.
    """
    found: DynArray[Client, MAX_CLIENTS] = []
    for place: uint256 in range(self.rounds[number].count, bound=MAX_CLIENTS):
        found.append(self.clients[(number << 6) | place])
    return found


@external
@view
def collectable(account: address) -> uint256:
    """
    @param account Whose.
    @return What it may withdraw, in wei.
    """
    return self.owed[account]


@external
@payable
def open():
    """
    @notice Begin a round, with its bounty: by the organiser.
    """
    number: uint256 = self._next()
    assert number < len(self.portions) and not self.ended, "federation: no portion left"
    assert msg.value <= AMOUNT, "federation: wrong amount"
    number += 1
    self.number = number
    self.rounds[number].bounty = msg.value
    log Opened(number=number, bounty=msg.value)
    self._enter(number, JOIN)


@external
def end():
    """
    @notice There will be no more rounds: by the organiser, who gets what rounds have kept back.
    """
    number: uint256 = self._next()
    self.ended = True
    self._release()


@external
@payable
def join(key: bytes32):
    """
    @notice Take part in the round, with a stake.
    @param key A public key of X25519, for this round alone.
    """
    number: uint256 = self._now(JOIN)
    assert msg.value == TERMS.stake, "federation: wrong amount"
    assert self.places[number][msg.sender] == 0, "federation: joined already"
    place: uint256 = self.rounds[number].count
    self.clients[(number << 6) | place].account = msg.sender
    self.clients[(number << 6) | place].key = key
    self.rounds[number].count = place + 1
    self.places[number][msg.sender] = place + 1
    log Joined(number=number, place=place, account=msg.sender, key=key)
    if place + 1 == TERMS.clients:
        self._start(number)


@external
def share(
    pair_hashes: DynArray[bytes32, MAX_CLIENTS],
    self_hash: bytes32,
    share_hashes: DynArray[bytes32, MAX_SHARES],
    ciphertexts: Bytes[MAX_CIPHER],
):
    """
    @notice Commit to the seeds of one's masks, and hand the shares of one's secrets out.
    @param pair_hashes For each place the hash of the seed that is shared with it, or 0.
    @param self_hash The hash of the own mask's seed.
    @param share_hashes The hashes of the shares: two for each place.
    @param ciphertexts The shares, each encrypted for its holder.
    """
    number: uint256 = self._now(SHARE)
    place: uint256 = self._place(number, msg.sender)
    count: uint256 = self.rounds[number].count
    shared: uint256 = self.rounds[number].shared
    self._need_new(shared, place)
    assert len(pair_hashes) == count and len(share_hashes) == 2 * count, "federation: wrong shares"
    shared |= 1 << place
    self.rounds[number].shared = shared
    self.clients[(number << 6) | place].self_hash = self_hash
    self.clients[(number << 6) | place].pair_root = self._root(pair_hashes)
    log Shared(
        number=number,
        place=place,
        pair_hashes=pair_hashes,
        self_hash=self_hash,
        share_hashes=share_hashes,
        ciphertexts=ciphertexts,
    )
    if shared == self._all(count):
        self._end_sharing(number)


@external
def submit(words: DynArray[uint256, MAX_WORDS]):
    """
    @notice Send one's update under its masks; it is added to the sum.
    @param words The update: eight lanes to a word.
    """
    number: uint256 = self._now(SUBMIT)
    place: uint256 = self._place(number, msg.sender)
    submitted: uint256 = self.rounds[number].submitted
    self._need_in(self.rounds[number].shared, place)
    self._need_new(submitted, place)
    assert vectors._is_vector(words), "federation: wrong update"
    submitted |= 1 << place
    self.rounds[number].submitted = submitted
    sum: uint256 = self._sum(number, place)
    for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
        vectors.at[(sum << 7) | n] = vectors._add(vectors.at[(sum << 7) | n], words[n])
    self.clients[(number << 6) | place].sent_hash = vectors._hash(words)
    log Update(number=number, place=place, words=words)
    if submitted == self.rounds[number].shared:
        self._end_submitting(number)


@external
def reveal(words: DynArray[uint256, MAX_PORTION], salt: bytes32):
    """
    @notice Show the round's portion of the hidden test set: whoever knows it.
    @param words Its samples, packed.
    @param salt What hid it.
    """
    number: uint256 = self._now(REVEAL)
    self._check_portion(number, words, salt)
    prior: uint256 = self.accepted
    self.rounds[number].prior = prior
    weights: int256[MAX_LANES] = direction._load((prior << 7) | MODEL)
    self.rounds[number].before = direction._look(words, weights, (number << 7) | PULL)
    if dial.SCORED or dial.GROUPED:
        assert not direction._narrow((number << 7) | PULL), "federation: narrow portion"
    log Revealed(number=number, words=words, salt=salt)
    if dial.AT_ONCE:
        self._begin_scoring(number)
    else:
        if dial.LATER:
            self._out(number, self._shunned(number), 0)
        if dial.GROUPED:
            self._aim(number)
        self._begin_unmasking(number)


@external
def post_opening(
    number: uint256,
    place: uint256,
    words: DynArray[uint256, MAX_WORDS],
    self_dot: uint256,
    pair_dots: DynArray[uint256, MAX_CLIENTS],
):
    """
    @notice Open the dot products of an update's masks with the two directions, and so its own:
            whose update it is; where there are no masks, anybody.
    @param number Of the round.
    @param place Whose update it is.
    @param words The update, as it was sent; less the masks that have been taken off.
    @param self_dot The dot products of its own mask (lib/vectors.vy).
    @param pair_dots For each place those of the mask that it shares with it, or 0.
    """
    assert dial.SCORED and self.rounds[number].phase == SCORE, "federation: wrong phase"
    if dial.MASKS:  # else anybody can do it, and nobody is late
        self._need_time(number)
    scored: uint256 = self._scored(number)
    opened: uint256 = self.rounds[number].opened
    count: uint256 = self.rounds[number].count
    self._need_in(scored, place)
    self._need_new(opened, place)
    self._check_update(words, self.clients[(number << 6) | place].sent_hash)
    partners: uint256 = 0
    right: bool = len(pair_dots) == count
    own: uint256 = 0
    if dial.MASKS:
        assert self.clients[(number << 6) | place].account == msg.sender, "federation: not yours"
        partners = self.rounds[number].shared & ~(1 << place)
        right = right and self_dot <= DOT
        if dial.LATER and self.rounds[number].unmasked & (1 << place) != 0:
            mask: DynArray[uint256, MAX_WORDS] = vectors._mask(self.clients[(number << 6) | place].seed)
            right = right and self._dots(number, mask) == self_dot
        own = self._dots(number, words)
    else:
        right = right and self_dot == 0
        own = direction._far(words, (number << 7) | PULL)
        own |= direction._far(words, (number << 7) | NEWS) << 32
    low: uint256 = unsafe_sub(own & LANE, self_dot & LANE)
    high: uint256 = unsafe_sub(own >> 32, self_dot >> 32)
    differs: uint256 = 0
    packed: uint256 = 0
    for other: uint256 in range(count, bound=MAX_CLIENTS):
        if not right:
            break
        dot: uint256 = pair_dots[other]
        right = dot <= DOT and (dot == 0 or partners & (1 << other) != 0)
        if dial.MASKS:
            if other > place:
                low = unsafe_sub(low, dot & LANE)
                high = unsafe_sub(high, dot >> 32)
            else:
                low = unsafe_add(low, dot & LANE)
                high = unsafe_add(high, dot >> 32)
            packed |= (dot & DOT) << ((other & 3) << 6)
            if other & 3 == 3 or other == unsafe_sub(count, 1):
                self.dots[(number << 10) | (place << 4) | (other >> 2)] = packed
                packed = 0
            if opened & (1 << other) != 0 and self._dot(number, other, place) != dot:
                differs |= 1 << other
                self.clients[(number << 6) | other].differs |= 1 << place
    assert right, "federation: wrong opening"
    self.clients[(number << 6) | place].said = (low & LANE) | ((high & LANE) << 32) | (self_dot << 64)
    if differs != 0:
        self.clients[(number << 6) | place].differs = differs
        self.rounds[number].disputed |= differs | (1 << place)
    log Said(number=number, place=place, self_dot=self_dot, pair_dots=pair_dots)
    opened |= 1 << place
    self.rounds[number].opened = opened
    if opened & scored == scored:
        self._end_scoring(number)


@external
def dispute(
    number: uint256,
    place: uint256,
    others: DynArray[uint256, AT_ONCE],
    seeds: DynArray[bytes16, AT_ONCE],
    hashes: DynArray[bytes32, MAX_CLIENTS],
    other_hashes: DynArray[DynArray[bytes32, MAX_CLIENTS], AT_ONCE],
):
    """
    @notice Show the seeds of masks about which their two ends have said different things, or which
            chance has drawn: by anybody who knows them. Whoever has lied is slashed.
    @param number Of the round.
    @param place Who has opened.
    @param others With whom it shares the masks, at most 8.
    @param seeds The masks' seeds; any, where the two never shared one.
    @param hashes The pair hashes of the first, as it has shared them.
    @param other_hashes Those of each of the others.
    """
    assert dial.SCORED and self.rounds[number].phase == DISPUTE, "federation: wrong phase"
    self._need_time(number)
    self._need_in(self._scored(number), place)
    self._check_pairs(number, place, hashes, others, seeds, other_hashes)
    differs: uint256 = self.clients[(number << 6) | place].differs
    liars: uint256 = 0
    for n: uint256 in range(len(others), bound=AT_ONCE):
        other: uint256 = others[n]
        assert (differs >> other) & 1 != 0, "federation: no dispute"
        differs ^= 1 << other
        dots: uint256 = 0
        if self._masked(number, place, other, seeds[n], hashes, other_hashes[n]):
            dots = self._dots(number, vectors._mask(seeds[n]))
        if self._dot(number, place, other) != dots:
            liars |= 1 << place
        if (self.rounds[number].opened >> other) & 1 != 0:
            if self._dot(number, other, place) != dots:
                liars |= 1 << other
            self.clients[(number << 6) | other].differs &= ~(1 << place)
    self.clients[(number << 6) | place].differs = differs
    self._out(number, liars, liars)
    if self._undecided(number) == 0:
        self._end_dispute(number)


@external
def recover(
    place: uint256,
    others: DynArray[uint256, AT_ONCE],
    seeds: DynArray[bytes16, AT_ONCE],
    words: DynArray[uint256, MAX_WORDS],
    hashes: DynArray[bytes32, MAX_CLIENTS],
    other_hashes: DynArray[DynArray[bytes32, MAX_CLIENTS], AT_ONCE],
):
    """
    @notice Take off the masks that somebody who counts shares with some who are out: by anybody
            who knows their seeds. If it has opened one of them wrongly, it is slashed.
    @param place Who counts.
    @param others Who is out, at most 8.
    @param seeds The masks' seeds; any, where the two never shared one.
    @param words The update, less the masks that are off already.
    @param hashes The pair hashes of who counts, as it has shared them.
    @param other_hashes Those of each of the others.
    """
    assert dial.MASKS, "federation: wrong phase"
    number: uint256 = self._now(UNMASK)
    included: uint256 = self.rounds[number].included
    self._need_in(included, place)
    self._check_update(words, self._left_hash(number, place))
    self._check_pairs(number, place, hashes, others, seeds, other_hashes)
    recovered: uint256 = self.clients[(number << 6) | place].recovered
    due: uint256 = self.rounds[number].shared & ~included & self._group_of(number, place)
    left: DynArray[uint256, MAX_WORDS] = words
    lied: bool = False
    for n: uint256 in range(len(others), bound=AT_ONCE):
        other: uint256 = others[n]
        right: bool = ((due & ~recovered) >> other) & 1 != 0
        assert right, "federation: nothing to recover"
        recovered |= 1 << other
        dots: uint256 = 0
        if self._masked(number, place, other, seeds[n], hashes, other_hashes[n]):
            mask: DynArray[uint256, MAX_WORDS] = vectors._mask(seeds[n])
            left = vectors._all(left, mask, place < other)
            if dial.AT_ONCE:
                dots = self._dots(number, mask)
        if dial.AT_ONCE and self._dot(number, place, other) != dots:
            lied = True
    self.clients[(number << 6) | place].recovered = recovered
    self._change(number, place, words, left)
    if lied:
        self._out_late(number, place)


@external
def unmask(place: uint256, seed: bytes16, words: DynArray[uint256, MAX_WORDS]):
    """
    @notice Take off the own mask of somebody who counts: by anybody who knows its seed. If its dot
            product was opened wrongly, its owner is slashed.
    @param place Whose.
    @param seed The mask's.
    @param words The update, less the masks that are off already.
    """
    assert dial.MASKS, "federation: wrong phase"
    number: uint256 = self._now(UNMASK)
    unmasked: uint256 = self.rounds[number].unmasked
    self._need_in(self.rounds[number].included, place)
    self._need_new(unmasked, place)
    self._check_update(words, self._left_hash(number, place))
    self._check_seed(seed, self.clients[(number << 6) | place].self_hash)
    self.rounds[number].unmasked = unmasked | (1 << place)
    log Unmasked(number=number, place=place, seed=seed)
    mask: DynArray[uint256, MAX_WORDS] = vectors._mask(seed)
    self._change(number, place, words, vectors._all(words, mask, True))
    if dial.LATER:
        self.clients[(number << 6) | place].seed = seed
    if dial.AT_ONCE:
        self.chances[number] ^= convert(seed, uint256)
        if (self.clients[(number << 6) | place].said >> 64) & DOT != self._dots(number, mask):
            self._out_late(number, place)


@external
def remove(place: uint256, words: DynArray[uint256, MAX_WORDS]):
    """
    @notice Subtract the update of somebody who is out from the sum: by anybody, at any time.
    @param place Whose.
    @param words The update, less the masks that are off already.
    """
    number: uint256 = self.number
    self._need_phase(self.rounds[number].phase == UNMASK)
    removed: uint256 = self.rounds[number].removed
    due: uint256 = self.rounds[number].submitted & ~self.rounds[number].included & ~removed
    assert (due >> place) & 1 != 0, "federation: nothing to remove"
    self._check_update(words, self._left_hash(number, place))
    self.rounds[number].removed = removed | (1 << place)
    sum: uint256 = self._sum(number, place)
    for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
        vectors.at[(sum << 7) | n] = vectors._subtract(vectors.at[(sum << 7) | n], words[n])


@external
def accept(words: DynArray[uint256, MAX_PORTION], salt: bytes32):
    """
    @notice Move the model by the mean of the updates, unless that makes it clearly worse on the
            portion: by anybody, once the sum is bare.
    @param words The portion, as it was revealed.
    @param salt What hid it.
    """
    number: uint256 = self.number
    self._need_phase(self.rounds[number].phase == UNMASK)
    gone: uint256 = self.rounds[number].removed | self.rounds[number].included
    bare: bool = self._secrets_missing(number) == 0
    assert bare and self.rounds[number].submitted & ~gone == 0, "federation: still masked"
    self._check_portion(number, words, salt)
    if dial.GROUPED:
        self._judge(number)
    count: uint256 = self._number_of(self.rounds[number].included)
    result: uint256 = REJECTED
    if count >= TERMS.fewest:
        model: uint256 = (self.rounds[number].prior << 7) | MODEL
        total: DynArray[uint256, MAX_WORDS] = self._total(number)
        weights: int256[MAX_LANES] = direction._moved(model, total, count)
        after: uint256 = direction._look(words, weights, 0)
        self.rounds[number].after = after
        before: uint256 = self.rounds[number].before
        if after * PER_MILLE <= before * (PER_MILLE + TERMS.tolerance):
            result = ACCEPTED
            direction._keep(number << 7, model, weights)
            self.rounds[self.accepted].later = number
            self.accepted = number
    self.rounds[number].result = result
    if dial.MASKS and dial.AT_ONCE and TERMS.fewest > 2:  # a mask is left to everybody then
        self._audit(number)
    elif not dial.LATER:
        self._enter(number, SETTLE)
    elif result == ACCEPTED:
        self._enter(number, WAIT)
        self.rounds[number].deadline = block.timestamp + TERMS.patience
    else:
        self._begin_scoring(number)


@external
def settle(number: uint256):
    """
    @notice Give the stakes back, and share the bounty: by anybody.
    @param number Of the round.
    """
    self._need_phase(self.rounds[number].phase == SETTLE)
    self._pay(number)


@external
def advance(number: uint256):
    """
    @notice End a phase whose time is over: by anybody. Whoever did not do their part loses the
            stake, and the round goes on without them, or is void.
    @param number Of the round.
    """
    phase: uint256 = self.rounds[number].phase
    self._need_phase(phase >= JOIN and phase < SETTLE)
    if dial.LATER:
        if phase == WAIT and self.rounds[number].later != 0:
            step: uint256 = (self.rounds[number].later << 7) | STEP
            direction._point(step, (number << 7) | PULL)
            self._begin_scoring(number)
            return
    assert block.timestamp >= self.rounds[number].deadline, "federation: too early"
    if phase == JOIN:
        self._start(number)
    elif phase == SHARE:
        self._end_sharing(number)
    elif phase == SUBMIT:
        self._end_submitting(number)
    elif phase == REVEAL:
        self._void(number, True)
    elif phase == UNMASK:
        missing: uint256 = self._secrets_missing(number)
        assert missing != 0, "federation: nobody is late"
        self._out(number, missing, missing)
        self._void(number, False)
    elif dial.SCORED:
        if phase == SCORE:
            self._end_scoring(number)
        elif phase == DISPUTE:
            self._end_dispute(number)
        else:
            self._begin_scoring(number)


@external
def withdraw():
    """
    @notice Take out what one is owed.
    """
    amount: uint256 = self.owed[msg.sender]
    assert amount != 0, "federation: nothing to withdraw"
    self.owed[msg.sender] = 0
    log Withdrawn(account=msg.sender, amount=amount)
    assert raw_call(msg.sender, b"", value=amount, revert_on_failure=False), (
        "federation: payment refused"
    )


@internal
@pure
def _need_phase(right: bool):
    assert right, "federation: wrong phase"


@internal
@pure
def _need_in(clients: uint256, place: uint256):
    assert (clients >> place) & 1 != 0, "federation: you are out"


@internal
@pure
def _need_new(clients: uint256, place: uint256):
    assert (clients >> place) & 1 == 0, "federation: done already"


@internal
@view
def _need_time(number: uint256):
    assert block.timestamp < self.rounds[number].deadline, "federation: too late"


@internal
@view
def _now(phase: uint256) -> uint256:
    """
    @dev The last round's number, where it is in this phase and in time.
    """
    number: uint256 = self.number
    self._need_phase(self.rounds[number].phase == phase)
    self._need_time(number)
    return number


@internal
@view
def _next() -> uint256:
    """
    @dev How many rounds there were, where the organiser may open one more.
    """
    number: uint256 = self.number
    assert msg.sender == ORGANISER, "federation: not the organiser"
    assert number == 0 or self.rounds[number].phase >= WAIT, "federation: a round is open"
    return number


@internal
@view
def _place(number: uint256, account: address) -> uint256:
    place: uint256 = self.places[number][account]
    self._need_in(max_value(uint256) - 1, place)
    return unsafe_sub(place, 1)


@internal
def _enter(number: uint256, phase: uint256):
    self.rounds[number].phase = phase
    self.rounds[number].deadline = block.timestamp + TERMS.window
    log Entered(number=number, phase=phase)


@internal
@pure
def _all(count: uint256) -> uint256:
    return (1 << count) - 1


@internal
@pure
def _number_of(clients: uint256) -> uint256:
    bits: uint256 = clients
    found: uint256 = 0
    for _: uint256 in range(MAX_CLIENTS):
        if bits == 0:
            break
        bits &= unsafe_sub(bits, 1)
        found = unsafe_add(found, 1)
    return found


@internal
@view
def _groups(number: uint256) -> uint256:
    if not dial.GROUPED:
        return 1
    return max(1, self.rounds[number].count // TERMS.group)


@internal
@view
def _group(number: uint256, place: uint256) -> uint256:
    """
    @dev Groups stay together from round to round as long as their members join in one order; what
         is left over joins the last one.
    """
    groups: uint256 = self._groups(number)
    if groups == 1:
        return 0
    return min(place // TERMS.group, groups - 1)


@internal
@view
def _members(number: uint256, group: uint256) -> uint256:
    groups: uint256 = self._groups(number)
    every: uint256 = self._all(self.rounds[number].count)
    if group + 1 < groups:
        every = self._all((group + 1) * TERMS.group)
    if group == 0:
        return every
    return every & ~self._all(group * TERMS.group)


@internal
@view
def _group_of(number: uint256, place: uint256) -> uint256:
    return self._members(number, self._group(number, place))


@internal
@view
def _sum(number: uint256, place: uint256) -> uint256:
    return unsafe_add((number << 7) | SUMS, self._group(number, place))


@internal
@pure
def _root(hashes: DynArray[bytes32, MAX_CLIENTS]) -> bytes32:
    return keccak256(slice(abi_encode(hashes), 64, 32 * len(hashes)))


@internal
@view
def _check_root(number: uint256, place: uint256, hashes: DynArray[bytes32, MAX_CLIENTS]):
    assert self._root(hashes) == self.clients[(number << 6) | place].pair_root, "federation: wrong hashes"


@internal
@view
def _check_pairs(
    number: uint256,
    place: uint256,
    hashes: DynArray[bytes32, MAX_CLIENTS],
    others: DynArray[uint256, AT_ONCE],
    seeds: DynArray[bytes16, AT_ONCE],
    other_hashes: DynArray[DynArray[bytes32, MAX_CLIENTS], AT_ONCE],
):
    count: uint256 = len(others)
    right: bool = len(seeds) == count and len(other_hashes) == count
    for other: uint256 in others:
        right = right and other < self.rounds[number].count
    assert right, "federation: wrong pairs"
    self._check_root(number, place, hashes)


@internal
@pure
def _check_seed(seed: bytes16, hash: bytes32):
    assert vectors._hash_of(seed) == hash, "federation: wrong seed"


@internal
@view
def _masked(
    number: uint256,
    one: uint256,
    other: uint256,
    seed: bytes16,
    hashes: DynArray[bytes32, MAX_CLIENTS],
    other_hashes: DynArray[bytes32, MAX_CLIENTS],
) -> bool:
    """
    @dev Whether two clients share a mask: both have committed to the same seed, which this is then.
    """
    self._check_root(number, other, other_hashes)
    hash: bytes32 = hashes[other]
    if hash == empty(bytes32) or hash != other_hashes[one]:
        return False
    self._check_seed(seed, hash)
    return True


@internal
@view
def _dot(number: uint256, place: uint256, other: uint256) -> uint256:
    """
    @dev What a place has said of the mask that it shares with another one.
    """
    return (self.dots[(number << 10) | (place << 4) | (other >> 2)] >> ((other & 3) << 6)) & DOT


@internal
@view
def _dots(number: uint256, words: DynArray[uint256, MAX_WORDS]) -> uint256:
    """
    @dev The dot products of words with the two directions of a round.
    """
    return vectors._dots(words, (number << 7) | PULL, (number << 7) | NEWS)


@internal
@view
def _left_hash(number: uint256, place: uint256) -> bytes32:
    """
    @dev Of the update less the masks that are off.
    """
    hash: bytes32 = self.clients[(number << 6) | place].left_hash
    if hash == empty(bytes32):
        return self.clients[(number << 6) | place].sent_hash
    return hash


@internal
def _change(
    number: uint256,
    place: uint256,
    words: DynArray[uint256, MAX_WORDS],
    left: DynArray[uint256, MAX_WORDS],
):
    """
    @dev What is taken off an update is taken off the sum.
    """
    sum: uint256 = self._sum(number, place)
    for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
        was: uint256 = vectors._subtract(vectors.at[(sum << 7) | n], words[n])
        vectors.at[(sum << 7) | n] = vectors._add(was, left[n])
    self.clients[(number << 6) | place].left_hash = vectors._hash(left)
    log Update(number=number, place=place, words=left)


@internal
@view
def _check_update(words: DynArray[uint256, MAX_WORDS], hash: bytes32):
    assert len(words) == vectors.WORDS and vectors._hash(words) == hash, "federation: wrong update"


@internal
@view
def _check_portion(number: uint256, words: DynArray[uint256, MAX_PORTION], salt: bytes32):
    hash: bytes32 = keccak256(abi_encode(words, salt))
    assert hash == self.portions[number - 1], "federation: wrong portion"


@internal
def _start(number: uint256):
    count: uint256 = self.rounds[number].count
    if count < TERMS.fewest:
        self._void(number, False)
    elif not dial.MASKS:
        self.rounds[number].shared = self._all(count)
        self._enter(number, SUBMIT)
    else:
        self._enter(number, SHARE)


@internal
def _end_sharing(number: uint256):
    shared: uint256 = self.rounds[number].shared
    silent: uint256 = self._all(self.rounds[number].count) & ~shared
    self._out(number, silent, silent)
    if self._number_of(shared) < TERMS.fewest:
        self._void(number, False)
    else:
        self._enter(number, SUBMIT)


@internal
def _end_submitting(number: uint256):
    submitted: uint256 = self.rounds[number].submitted
    silent: uint256 = self.rounds[number].shared & ~submitted
    self.rounds[number].included = submitted
    self._out(number, silent, silent)
    if self._number_of(submitted) < TERMS.fewest:
        self._void(number, False)
    else:
        self._enter(number, REVEAL)


@internal
@view
def _scored(number: uint256) -> uint256:
    """
    @dev Whose updates are scored: also of those who are only left out of the sum.
    """
    return self.rounds[number].submitted & ~self.rounds[number].slashed


@internal
def _begin_scoring(number: uint256):
    self._aim(number)
    self._enter(number, SCORE)


@internal
def _aim(number: uint256):
    direction._aim(number << 7, self.rounds[number].prior << 7)


@internal
def _end_scoring(number: uint256):
    """
    @dev Whoever has not opened is out. What others say of a mask that they share with them is
         looked at when that mask is taken off; where this is over already, it has to be shown.
    """
    opened: uint256 = self.rounds[number].opened
    silent: uint256 = self._scored(number) & ~opened
    if not dial.MASKS:
        assert silent == 0, "federation: nobody is late"
    self._out(number, silent, silent)
    if dial.LATER:
        away: uint256 = self.rounds[number].shared & ~opened
        if away != 0:
            self.rounds[number].disputed = opened
            for place: uint256 in range(self.rounds[number].count, bound=MAX_CLIENTS):
                if (opened >> place) & 1 != 0:
                    self.clients[(number << 6) | place].differs |= away
    self._enter(number, DISPUTE)
    if self._undecided(number) == 0:
        self._end_dispute(number)


@internal
@view
def _undecided(number: uint256) -> uint256:
    """
    @dev Who is scored by something that is in dispute.
    """
    scored: uint256 = self._scored(number)
    disputed: uint256 = self.rounds[number].disputed & scored
    if disputed == 0:
        return 0
    matters: uint256 = scored
    if dial.LATER:
        matters = max_value(uint256)
    found: uint256 = 0
    for place: uint256 in range(self.rounds[number].count, bound=MAX_CLIENTS):
        if (disputed >> place) & 1 != 0:
            if self.clients[(number << 6) | place].differs & matters != 0:
                found |= 1 << place
    return found


@internal
def _end_dispute(number: uint256):
    """
    @dev Where neither end of a pair has shown the seed, both know why.
    """
    undecided: uint256 = self._undecided(number)
    self._out(number, undecided, undecided)
    audited: bool = self.rounds[number].result != 0
    if dial.LATER or not audited:
        self._judge(number)
    if dial.LATER or audited:
        self._enter(number, SETTLE)
    else:
        self._begin_unmasking(number)


@internal
def _audit(number: uint256):
    """
    @dev Two who lie alike about their mask are found out by nobody else: so chance, to which all had
         committed before anybody said anything, names a partner for everybody. Those show their
         seed as if they had said different things.
    """
    included: uint256 = self.rounds[number].included
    count: uint256 = self.rounds[number].count
    drawn: uint256 = self.chances[number] % count
    audited: uint256 = 0
    for place: uint256 in range(count, bound=MAX_CLIENTS):
        other: uint256 = unsafe_sub(unsafe_add(drawn, count), place) % count
        both: uint256 = (1 << place) | (1 << other)
        if other != place and included & both == both:
            self.clients[(number << 6) | place].differs |= 1 << other
            audited |= both
    if audited != 0:
        self.rounds[number].disputed |= audited
        self._enter(number, DISPUTE)
    else:
        self._enter(number, SETTLE)


@internal
@view
def _shunned(number: uint256) -> uint256:
    """
    @dev Who has a bad standing, and counts.
    """
    included: uint256 = self.rounds[number].included
    found: uint256 = 0
    for place: uint256 in range(self.rounds[number].count, bound=MAX_CLIENTS):
        if (included >> place) & 1 != 0:
            if pay._standing(self.clients[(number << 6) | place].account) < 0:
                found |= 1 << place
    return found


@internal
def _judge(number: uint256):
    """
    @dev Enters the scores into everybody's accounts.
    """
    judged: uint256 = self._scored(number)
    if dial.GROUPED:
        judged = self.rounds[number].included
    self.rounds[number].judged = judged
    times: uint256 = 1  # so many updates are in a score, at most
    if dial.GROUPED:
        for group: uint256 in range(self._groups(number), bound=MAX_CLIENTS):
            times = max(times, self._number_of(self._members(number, group) & judged))
    raw_most: int256 = self._reach(times, (number << 7) | PULL)
    news_most: int256 = self._reach(times, (number << 7) | NEWS)
    raw: int256[MAX_CLIENTS] = empty(int256[MAX_CLIENTS])
    news: int256[MAX_CLIENTS] = empty(int256[MAX_CLIENTS])
    count: uint256 = self.rounds[number].count
    for place: uint256 in range(count, bound=MAX_CLIENTS):
        if dial.GROUPED:
            sum: uint256 = self._sum(number, place)
            raw[place] = direction._product(sum, (number << 7) | PULL)
            news[place] = direction._product(sum, (number << 7) | NEWS)
        else:
            said: uint256 = self.clients[(number << 6) | place].said
            raw[place] = vectors._signed(said)
            news[place] = vectors._signed(said >> 32)
    raw_unit: int256 = pay._unit(raw, judged)
    news_unit: int256 = pay._unit(news, judged)
    slashed: uint256 = 0
    for place: uint256 in range(count, bound=MAX_CLIENTS):
        if (judged >> place) & 1 == 0:
            continue
        beyond: bool = abs(raw[place]) > raw_most or abs(news[place]) > news_most
        account: address = self.clients[(number << 6) | place].account
        shown: int256 = 0  # from what standing on the own mask is shown
        if dial.LATER:
            shown = max_value(int256)
            if (self.rounds[number].unmasked >> place) & 1 != 0:
                shown = min_value(int256)
        weight: uint256 = 0
        lost: bool = False
        lost, weight = pay._judge(
            account,
            pay._points(raw[place], raw_unit),
            pay._points(news[place], news_unit),
            beyond,
            shown,
        )
        if lost:
            slashed |= 1 << place
        self.clients[(number << 6) | place].said |= weight << 128
    self._out(number, slashed, slashed)
    if dial.LATER:
        return
    out: uint256 = self._shunned(number)
    if dial.GROUPED:  # a group is in the sum as a whole, or not at all
        bad: uint256 = out | slashed
        for place: uint256 in range(count, bound=MAX_CLIENTS):
            if raw[place] < 0 or self._group_of(number, place) & bad != 0:
                out |= judged & (1 << place)
    self._out(number, out, 0)


@internal
@view
def _reach(times: uint256, key: uint256) -> int256:
    """
    @dev How large a score can be.
    """
    return convert(times * TERMS.bound * direction._norm(key), int256)


@internal
def _begin_unmasking(number: uint256):
    """
    @dev The sum of a group of one would show its update: it is left out. Where too few are left
         there is no sum, but what was scored is paid.
    """
    if dial.GROUPED:
        alone: uint256 = 0
        for group: uint256 in range(self._groups(number), bound=MAX_CLIENTS):
            members: uint256 = self._members(number, group) & self.rounds[number].included
            if self._number_of(members) == 1:
                alone |= members
        self._out(number, alone, 0)
    if self._number_of(self.rounds[number].included) >= TERMS.fewest:
        self._enter(number, UNMASK)
    elif dial.LATER:
        self.rounds[number].result = REJECTED
        self._begin_scoring(number)
    elif dial.SCORED:
        self.rounds[number].result = REJECTED
        self._enter(number, SETTLE)
    else:
        self._void(number, False)


@internal
def _out(number: uint256, clients: uint256, slashed: uint256):
    if clients != 0:
        if self.rounds[number].result == 0:  # else they are in the sum
            self.rounds[number].included &= ~clients
        self.rounds[number].slashed |= slashed
        log Out(number=number, clients=clients, slashed=slashed)
        late: uint256 = slashed & self.rounds[number].judged
        for place: uint256 in range(self.rounds[number].count, bound=MAX_CLIENTS):
            if late >> place == 0:
                break
            if (late >> place) & 1 != 0:
                pay._sink(self.clients[(number << 6) | place].account)


@internal
def _out_late(number: uint256, place: uint256):
    """
    @dev A lie that comes out while masks are taken off: now there is more to be taken off.
    """
    self._out(number, 1 << place, 1 << place)
    self._begin_unmasking(number)


@internal
@view
def _secrets_missing(number: uint256) -> uint256:
    """
    @dev Of whom who counts a mask is still in the sum.
    """
    if not dial.MASKS:
        return 0
    included: uint256 = self.rounds[number].included
    out: uint256 = self.rounds[number].shared & ~included
    missing: uint256 = included & ~self.rounds[number].unmasked
    if out != 0:
        for place: uint256 in range(self.rounds[number].count, bound=MAX_CLIENTS):
            if included & (1 << place) != 0:
                due: uint256 = out & self._group_of(number, place)
                if due & ~self.clients[(number << 6) | place].recovered != 0:
                    missing |= 1 << place
    return missing


@internal
@view
def _total(number: uint256) -> DynArray[uint256, MAX_WORDS]:
    """
    @dev The sum of all updates that count.
    """
    total: DynArray[uint256, MAX_WORDS] = []
    for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
        word: uint256 = 0
        for group: uint256 in range(self._groups(number), bound=MAX_CLIENTS):
            if self._members(number, group) & self.rounds[number].included != 0:
                sum: uint256 = unsafe_add((number << 7) | SUMS, group)
                word = vectors._add(word, vectors.at[(sum << 7) | n])
        total.append(word)
    return total


@internal
def _void(number: uint256, blamed: bool):
    """
    @dev The round comes to nothing. Stakes return; where the organiser is to blame, the bounty is
         shared by everybody who has sent an update.
    """
    self.rounds[number].result = VOID
    included: uint256 = self.rounds[number].included
    share: uint256 = 0
    if blamed:
        share = self.rounds[number].bounty // self._number_of(included)
    left: uint256 = self.rounds[number].bounty
    for place: uint256 in range(self.rounds[number].count, bound=MAX_CLIENTS):
        amount: uint256 = 0
        if (included >> place) & 1 != 0:
            amount = share
            left -= share
        self._return(number, place, amount, 0)
    self.owed[ORGANISER] += left
    self._finish(number)


@internal
def _pay(number: uint256):
    """
    @dev By what was judged; where nobody is, to everybody the same.
    """
    paid: uint256 = self.rounds[number].included
    fee: uint256 = 0
    if dial.SCORED or dial.GROUPED:
        paid = self.rounds[number].judged
        fee = TERMS.stake * pay.FEE // PER_MILLE
    charged: uint256 = self.rounds[number].judged & ~self.rounds[number].slashed
    bounty: uint256 = self.rounds[number].bounty
    pot: uint256 = self.carried + bounty + fee * self._number_of(charged)
    count: uint256 = self.rounds[number].count
    total: uint256 = 0
    for place: uint256 in range(count, bound=MAX_CLIENTS):
        total += self._weight(number, place)
    left: uint256 = pot
    for place: uint256 in range(count, bound=MAX_CLIENTS):
        weight: uint256 = self._weight(number, place)
        amount: uint256 = 0
        if weight != 0:
            amount = pot * weight // total
            if dial.SCORED or dial.GROUPED:
                most: uint256 = pay.PRICE * bounty * weight // (
                    self._number_of(paid) * pay.POINT_WORTH
                )
                amount = min(amount, most)
        left -= amount
        charge: uint256 = 0
        if (charged >> place) & 1 != 0:
            charge = fee
        self._return(number, place, amount, charge)
    self.carried = left
    self._finish(number)


@internal
@view
def _weight(number: uint256, place: uint256) -> uint256:
    if dial.SCORED or dial.GROUPED:
        if (self.rounds[number].slashed >> place) & 1 != 0:
            return 0
        return (self.clients[(number << 6) | place].said >> 128) & LANE
    return (self.rounds[number].included >> place) & 1


@internal
def _return(number: uint256, place: uint256, amount: uint256, fee: uint256):
    """
    @dev Books a client's stake, less a fee, and what it is paid.
    """
    stake: uint256 = TERMS.stake
    account: address = self.clients[(number << 6) | place].account
    if (self.rounds[number].slashed >> place) & 1 != 0:
        self.owed[TERMS.beneficiary] += stake
        return
    self.owed[account] += stake - fee + amount
    log Paid(number=number, place=place, amount=amount, fee=fee)


@internal
def _finish(number: uint256):
    self._enter(number, CLOSED)
    if self.ended or self.rounds[len(self.portions)].phase == CLOSED:
        self._release()


@internal
def _release():
    """
    @dev What rounds have kept goes to the organiser.
    """
    self.owed[ORGANISER] += self.carried
    self.carried = 0
