# pragma version 0.4.3
# pragma optimize gas
"""
@title Market scoring
@license MIT
@notice Replays a reward market's contributions on a scratch model and counts the hits of the hidden
        test set after each: by anybody, in as many transactions as it takes. Its twin is
        `score_market` in sum/incentives/market_rules.py.
@dev Bank 1 of the model's words is the base: the model as it was when the market opened. Bank 2 is
     the scratch model. Hits are counted again only after a contribution that changed it. After
     contributions were dropped, what stands before the first of them keeps its score: of that only
     what changed the model is learned again.
"""
import model
from lib import market_books as books

uses: model
uses: books

SAMPLE: constant(uint256) = 129
SAMPLES: constant(uint256) = 64
REPLAYED: constant(uint256) = 2_048
WORDS: constant(uint256) = 8

RESTORE: constant(uint256) = 0
BASE: constant(uint256) = 1
REPLAY: constant(uint256) = 2
HITS: constant(uint256) = 3
PAY: constant(uint256) = 4

LEFT: constant(uint256) = 0
STAYS: constant(uint256) = 1
LEAVES: constant(uint256) = 2

struct Cursor:
    stage: uint256  # as above
    turn: uint256  # how often there was a pass before this one
    word: uint256  # of the model, when it is restored
    index: uint256  # of a contribution
    sample: uint256  # of the scored ones
    hits: uint256  # among the samples so far
    before: uint256  # hits after the contribution before
    base: uint256  # hits of the base
    left: uint256  # rounds that are not played
    played: uint256  # how many of them can be played with the scores so far
    first: uint256  # the first contribution whose score may change
    inside: uint256  # how many are not dropped, as far as they are paid

event Scored:
    turn: indexed(uint256)
    index: indexed(uint256)
    hits: uint256
    score: int256

event Dropped:
    turn: indexed(uint256)
    index: indexed(uint256)
    balance: uint256

event Played:
    turn: indexed(uint256)
    rounds: uint256
    inside: uint256

cursor: Cursor


@external
@view
def progress() -> Cursor:
    """
    @return Where the scoring stands.
    """
    return self.cursor


@external
def score(
    reserve: uint256,
    at: uint256,
    samples: DynArray[DynArray[uint256, SAMPLE], SAMPLES],
    labels: DynArray[uint256, SAMPLES],
    replayed: DynArray[uint256, REPLAYED],
):
    """
    @notice Go on with the scoring until gas or data run out.
    @param reserve Stop when less gas than this is left. One step has to fit into it.
    @param at Number of the first sample that is given.
    @param samples Scored samples, packed as the event DataAdded has them, in their order.
    @param labels Their labels.
    @param replayed Contributions: those that come next, without the dropped, and without those
           before the first dropped one that did not change the model. Of each the label, the time
           when it was added, and the packed sample, but with the number of values in front.
    """
    books._need(books._phase() == books.SCORING)
    for n: uint256 in range(len(samples), bound=SAMPLES):
        assert books.tests[at + n] == keccak256(abi_encode(samples[n], labels[n])), (
            "incentive: wrong sample"
        )
    scored: uint256 = books._scored()
    count: uint256 = books._count()
    next: uint256 = 0
    cursor: Cursor = self.cursor
    for step: uint256 in range(2**20):
        if msg.gas < reserve:
            break
        if cursor.stage == HITS or cursor.stage == BASE:
            hits: uint256 = cursor.hits
            n: uint256 = unsafe_sub(cursor.sample, at)
            if n >= len(samples):
                break
            for more: uint256 in range(min(len(samples), scored - at) - n, bound=SAMPLES):
                if msg.gas < reserve:
                    break
                if model._predict(2, samples[n]) == labels[n]:
                    hits = unsafe_add(hits, 1)
                n = unsafe_add(n, 1)
            cursor.hits = hits
            cursor.sample = unsafe_add(at, n)
            if cursor.sample == scored:
                if cursor.stage == BASE:
                    cursor.base = cursor.hits
                else:
                    self._note(cursor.turn, cursor.index, cursor.hits, cursor.before)
                    cursor.played = self._playable(cursor.index, cursor.played)
                    cursor.index = unsafe_add(cursor.index, 1)
                cursor.before = cursor.hits
                cursor.hits = 0
                cursor.sample = 0
                cursor.stage = REPLAY
        elif cursor.stage == REPLAY:
            if cursor.index == count:
                cursor.stage = PAY
                cursor.index = 0
                cursor.first = count
                cursor.inside = 0
                continue
            standing: uint256 = books.standings[cursor.index]
            if standing & books.DROPPED == 0 and (
                cursor.index >= cursor.first or standing & books.CHANGED != 0
            ):
                if next >= len(replayed):
                    break
                label: uint256 = replayed[next]
                time: uint256 = replayed[next + 1]
                values: uint256 = replayed[next + 2]
                next = next + 3
                sample: DynArray[uint256, SAMPLE] = []
                for n: uint256 in range((values + 3) // 4, bound=SAMPLE - 1):
                    sample.append(replayed[next])
                    next = unsafe_add(next, 1)
                sample.append(values)
                contributor: address = convert(
                    standing & convert(max_value(uint160), uint256), address
                )
                assert books.keys[cursor.index] == keccak256(
                    abi_encode(sample, label, time, contributor)
                ), "incentive: wrong contribution"
                receipt: uint256 = model._learn(2, sample, label)
                if cursor.index < cursor.first:
                    score: uint256 = (standing >> 200) & books.SHORT
                    cursor.before = unsafe_sub(unsafe_add(cursor.before, score), books.ZERO)
                    cursor.played = self._playable(cursor.index, cursor.played)
                elif receipt != 0:
                    cursor.stage = HITS
                    continue
                elif standing & books.CHANGED != 0:
                    self._set(cursor.index, standing, books.ZERO, False)
            cursor.index = unsafe_add(cursor.index, 1)
        elif cursor.stage == RESTORE:
            words: uint256 = model._copy(1, 2, cursor.word, WORDS)
            cursor.word = unsafe_add(cursor.word, WORDS)
            if cursor.word >= words:
                cursor.word = 0
                cursor.before = cursor.base
                cursor.stage = REPLAY
                if cursor.turn == 0:
                    cursor.stage = BASE
        elif cursor.index < count:
            outcome: uint256 = self._pay(cursor.turn, cursor.index, cursor.played, scored)
            if outcome == STAYS:
                cursor.inside = unsafe_add(cursor.inside, 1)
            elif outcome == LEAVES:
                cursor.first = min(cursor.first, cursor.index)
            cursor.index = unsafe_add(cursor.index, 1)
        else:
            log Played(turn=cursor.turn, rounds=cursor.played, inside=cursor.inside)
            cursor.left = unsafe_sub(cursor.left, cursor.played)
            cursor.played = cursor.left
            cursor.index = 0
            cursor.turn = unsafe_add(cursor.turn, 1)
            cursor.stage = RESTORE
            if cursor.left == 0 or cursor.inside == 0:
                books._enter(books.PAYING)
                break
    self.cursor = cursor


@internal
def _begin(rounds: uint256):
    self.cursor = empty(Cursor)
    self.cursor.left = rounds
    self.cursor.played = rounds


@internal
def _note(turn: uint256, index: uint256, hits: uint256, before: uint256):
    """
    @dev A contribution changed the scratch model, and its hits are counted.
    """
    score: uint256 = unsafe_sub(unsafe_add(books.ZERO, hits), before)
    self._set(index, books.standings[index], score, True)
    log Scored(
        turn=turn,
        index=index,
        hits=hits,
        score=convert(hits, int256) - convert(before, int256),
    )


@internal
def _set(index: uint256, standing: uint256, score: uint256, changed: bool):
    new: uint256 = standing ^ (standing & ((books.SHORT << 200) | books.CHANGED)) ^ (score << 200)
    if changed:
        new |= books.CHANGED
    if new != standing:
        books.standings[index] = new


@internal
@view
def _playable(index: uint256, rounds: uint256) -> uint256:
    """
    @dev How many of the rounds can be played before this contribution's balance would be negative.
    """
    standing: uint256 = books.standings[index]
    score: uint256 = (standing >> 200) & books.SHORT
    if score >= books.ZERO:
        return rounds
    return min(rounds, ((standing >> 160) & books.BALANCE) // unsafe_sub(books.ZERO, score))


@internal
def _pay(turn: uint256, index: uint256, rounds: uint256, stake: uint256) -> uint256:
    """
    @dev Play the rounds with one contribution's score, and drop it when its balance is then below
         the stake.
    """
    standing: uint256 = books.standings[index]
    if standing & books.DROPPED != 0:
        return LEFT
    score: uint256 = (standing >> 200) & books.SHORT
    if score == books.ZERO:
        return STAYS
    balance: uint256 = (standing >> 160) & books.BALANCE
    new: uint256 = unsafe_sub(balance + score * rounds, books.ZERO * rounds)
    standing ^= (balance ^ new) << 160
    if new >= stake:
        books.standings[index] = standing
        return STAYS
    books.standings[index] = standing | books.DROPPED
    log Dropped(turn=turn, index=index, balance=new)
    return LEAVES
