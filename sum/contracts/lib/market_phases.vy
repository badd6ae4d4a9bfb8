# pragma version 0.4.3
# pragma optimize gas
"""
@title Market phases
@license MIT
@notice How a reward market goes from one phase to the next: commit, draw, reveal,
        settle, or give up. Its twin is sum/incentives/reward_market.py.
@dev lib/market_scoring.vy is what comes between revealing and settling.
"""
import model
from lib import market_books as books
from lib import market_scoring as scoring

uses: model
uses: books
uses: scoring

SAMPLE: constant(uint256) = 129
MAX_PORTIONS: constant(uint256) = 16
MAX_PORTION: constant(uint256) = 64
MAX_VALUES: constant(uint256) = 512
MAX_ROUNDS: constant(uint256) = 2**20
CHUNK: constant(uint256) = 512
PER_MILLE: constant(uint256) = 1_000
SCORE_WAIT: constant(uint256) = 90 * 86_400
HASHES: constant(uint256) = 256  # how many blocks back a hash is known

LEAST_BOUNTY: immutable(uint256)
LONGEST: immutable(uint256)

event MarketOpened:
    number: indexed(uint256)
    sponsor: indexed(address)
    escrow: uint256

event PortionDrawn:
    portion: uint256
    scored: uint256
    stake: uint256

event PortionRevealed:
    portion: uint256

event GivenUp:
    phase: uint256

event Settled:
    index: indexed(uint256)
    contributor: indexed(address)
    amount: uint256

event MarketClosed:
    number: indexed(uint256)
    sponsor_gets: uint256


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments The least bounty in wei, from 1,000 on; and how many seconds a market may take
           at most.
    """
    assert len(arguments) == 2, "incentive: bad parameters"
    LEAST_BOUNTY = arguments[0]
    LONGEST = arguments[1]
    assert LEAST_BOUNTY >= PER_MILLE and LEAST_BOUNTY < 2**128, "incentive: bad parameters"
    assert LONGEST >= 1 and LONGEST <= books.TIME, "incentive: bad parameters"


@external
@payable
def commit(
    hashes: DynArray[bytes32, MAX_PORTIONS],
    counts: DynArray[uint256, MAX_PORTIONS],
    features: uint256,
    unit: uint256,
    rounds: uint256,
    cap: uint256,
    show_by: uint256,
    participate_until: uint256,
    reveal_until: uint256,
    beneficiary: address,
    forfeit: uint256,
):
    """
    @notice Open a market: by anybody, who sends the bounty along: rounds * scored samples * unit,
            as if the smallest portion were drawn.
    @param hashes A portion's commitment is the hash of (salt, [hash of (sample, label)...]).
    @param counts How many samples each portion has.
    @param features No sample has more values than this.
    @param unit What a hit is worth in a round, in wei. A stake is this times the scored samples.
    @param rounds How often a score is paid, at most.
    @param cap How many contributions are taken.
    @param show_by Before this time the portion that is drawn has to be shown.
    @param participate_until Before this time there are contributions.
    @param reveal_until Before this time the other portions have to be revealed.
    @param beneficiary Who gets what is forfeited, and dust.
    @param forfeit Which part of the bounty is forfeited when no portion is shown, per mille.
    """
    head: uint256 = books.head
    assert head & books.OPEN != 0, "trainer: not open"
    assert head & books.PHASE == 0, "incentive: a market is open"
    assert len(hashes) >= 2 and len(counts) == len(hashes), "incentive: no test set"
    packed: uint256 = 0
    least: uint256 = MAX_PORTION
    total: uint256 = 0
    for n: uint256 in range(len(counts), bound=MAX_PORTIONS):
        size: uint256 = counts[n]
        assert unsafe_sub(size, 1) < MAX_PORTION, "incentive: bad portion"
        packed |= size << (n << 4)
        least = min(least, size)
        total += size
        books.commitments[n] = hashes[n]
    # One less, and 0 is the largest number there is.
    assert (
        unsafe_sub(features, 1) < MAX_VALUES
        and unsafe_sub(unit, 1) < books.UNIT
        and unsafe_sub(rounds, 1) < MAX_ROUNDS
        and unsafe_sub(cap, 1) < books.SHORT
        and unsafe_sub(forfeit, 1) < PER_MILLE
    ), "incentive: bad market"
    assert (
        block.timestamp < show_by
        and show_by < participate_until
        and participate_until < reveal_until
        and reveal_until - block.timestamp <= LONGEST
    ), "incentive: bad deadlines"
    assert beneficiary not in [msg.sender, self, empty(address)], "incentive: bad beneficiary"
    assert msg.value == rounds * (total - least) * unit, "incentive: wrong bounty"
    assert msg.value >= LEAST_BOUNTY, "incentive: bounty too small"
    books.head = (
        (head & (books.OPEN | books.TIME))
        | (participate_until << 40)
        | (cap << 96)
        | (unit << 128)
        | (books.COMMITTED << 192)
    )
    books.market = books.Market(
        sponsor=msg.sender,
        beneficiary=beneficiary,
        escrow=msg.value,
        rounds=rounds,
        features=features,
        forfeit=forfeit,
        show_by=show_by,
        reveal_until=reveal_until,
        draw_block=block.number + 1,
        portions=len(hashes),
        counts=packed,
        drawn=0,
        revealed=0,
        copied=0,
        based=False,
        settled=0,
    )
    books.number += 1
    log MarketOpened(number=books.number, sponsor=msg.sender, escrow=msg.value)


@external
def draw():
    """
    @notice Fix by a block's hash which portion is shown: by anybody, within 256 blocks.
    """
    books._need(books._phase() == books.COMMITTED)
    at: uint256 = books.market.draw_block
    books._due(block.number > at)
    books._in_time(block.timestamp < books.market.show_by and block.number - at <= HASHES)
    portions: uint256 = books.market.portions
    portion: uint256 = convert(blockhash(at), uint256) % portions
    scored: uint256 = 0
    for n: uint256 in range(portions, bound=MAX_PORTIONS):
        if n != portion:
            scored += self._size(n)
    books.market.drawn = portion
    books.head |= scored << 112
    books._enter(books.DRAWN)
    log PortionDrawn(portion=portion, scored=scored, stake=books._cost())


@external
def reveal(
    portion: uint256,
    salt: bytes32,
    samples: DynArray[DynArray[uint256, SAMPLE], MAX_PORTION],
    labels: DynArray[uint256, MAX_PORTION],
):
    """
    @notice Show the portion that was drawn; or, after contributing, reveal another one: whoever
            knows it.
    @param portion Its number, from 0.
    @param salt What hid it.
    @param samples Its samples, packed as the event DataAdded has them.
    @param labels Their labels.
    """
    phase: uint256 = books._phase()
    drawn: uint256 = books.market.drawn
    showing: bool = phase == books.DRAWN
    books._need(showing or phase == books.SHOWN)
    if showing:
        books._in_time(block.timestamp < books.market.show_by)
        assert books.market.based, "incentive: base is missing"
    else:
        books._in_time(block.timestamp < books.market.reveal_until)
        books._due(block.timestamp >= books._until())
    portions: uint256 = books.market.portions
    revealed: uint256 = books.market.revealed
    assert revealed & (1 << portion) == 0, "incentive: already revealed"
    right: bool = portion < portions and (portion == drawn or not showing)
    right = right and len(samples) == self._size(portion) and len(labels) == len(samples)
    offset: uint256 = 0
    if right:
        for n: uint256 in range(portion, bound=MAX_PORTIONS):
            if n != drawn:
                offset += self._size(n)
    features: uint256 = books.market.features
    hashes: DynArray[bytes32, MAX_PORTION] = []
    for n: uint256 in range(len(samples), bound=MAX_PORTION):
        if not right:
            break
        hash: bytes32 = keccak256(abi_encode(samples[n], labels[n]))
        hashes.append(hash)
        if not showing:
            books.tests[offset + n] = hash
        words: uint256 = len(samples[n])
        right = words > 0
        if right:
            values: uint256 = samples[n][words - 1]
            right = values <= features and words == (values + 7) // 4
    right = right and keccak256(abi_encode(salt, hashes)) == books.commitments[portion]
    assert right, "incentive: wrong portion"
    for n: uint256 in range(len(samples), bound=MAX_PORTION):
        said: uint256 = model._predict(1, samples[n])
    revealed |= 1 << portion
    books.market.revealed = revealed
    log PortionRevealed(portion=portion)
    if showing:
        books._enter(books.SHOWN)
    elif revealed == (1 << portions) - 1:
        scoring._begin(books.market.rounds)
        if books._count() == 0:
            books._enter(books.PAYING)
        else:
            books._enter(books.SCORING)


@external
def give_up():
    """
    @notice End a market that has not gone on by its deadline: by anybody. Where no portion was
            shown, a part of the bounty is forfeited. Where one was not revealed, or nobody could
            finish the scoring within 90 days, stakes return and the bounty is split equally.
    """
    phase: uint256 = books._phase()
    late: uint256 = books.market.reveal_until
    log GivenUp(phase=phase)
    if phase == books.COMMITTED or phase == books.DRAWN:
        books._due(
            block.timestamp >= books.market.show_by
            or (phase == books.COMMITTED and block.number > books.market.draw_block + HASHES)
        )
        escrow: uint256 = books.market.escrow
        part: uint256 = escrow * books.market.forfeit // PER_MILLE
        books._owe(books.market.beneficiary, part)
        self._close(escrow - part)
        return
    if phase == books.SCORING:
        late += SCORE_WAIT
    else:
        books._need(phase == books.SHOWN)
    books._due(block.timestamp >= late)
    books._enter(books.RETURNING)


@external
def settle(count: uint256):
    """
    @notice Book what contributions are paid, and after the last one the sponsor's rest: by
            anybody. Then there may be another market.
    @param count How many contributions, at most 512.
    """
    phase: uint256 = books._phase()
    books._need(phase == books.PAYING or phase == books.RETURNING)
    all: uint256 = books._count()
    unit: uint256 = books._unit()
    stake: uint256 = books._cost()
    bounty: uint256 = stake * books.market.rounds
    share: uint256 = bounty // max(1, all)
    left: uint256 = books.market.escrow
    index: uint256 = books.market.settled
    for n: uint256 in range(min(count, CHUNK), bound=CHUNK):
        if index == all:
            break
        standing: uint256 = books.standings[index]
        amount: uint256 = stake + share
        if phase == books.PAYING:
            amount = ((standing >> 160) & books.BALANCE) * unit
        contributor: address = convert(
            standing & convert(max_value(uint160), uint256), address
        )
        left = left + stake - amount
        books._owe(contributor, amount)
        log Settled(index=index, contributor=contributor, amount=amount)
        index += 1
    books.market.settled = index
    books.market.escrow = left
    if index < all:
        return
    if phase == books.RETURNING:
        dust: uint256 = bounty - share * all
        books._owe(books.market.beneficiary, dust)
        left -= dust
    self._close(left)


@internal
def _close(left: uint256):
    books._owe(books.market.sponsor, left)
    books._enter(books.IDLE)
    log MarketClosed(number=books.number, sponsor_gets=left)


@internal
@view
def _size(portion: uint256) -> uint256:
    return (books.market.counts >> (portion << 4)) & books.SHORT
