# pragma version 0.4.3
# pragma optimize gas
"""
@title Direction
@license MIT
@notice A linear model in integers, and what a portion of the hidden test set says about it: its
        loss, and where it pulls the model. Its twin is sum/federated/direction.py.
@dev Weights have 20 fractional bits, features 10. A weight is at most 2**31 in size, a feature
     2**15; there are up to 128 features, 16 outputs, 256 samples: sums stay far below 2**255.
"""
from federated.lib import vectors

uses: vectors

MAX_PORTION: constant(uint256) = 512
MAX_WORDS: constant(uint256) = 88
MAX_LANES: constant(uint256) = 704
MAX_OUTPUTS: constant(uint256) = 16
MAX_FEATURES: constant(uint256) = 128
MAX_SAMPLES: constant(uint256) = 256
SHORT: constant(uint256) = 2**16 - 1
LANE: constant(uint256) = 2**32 - 1
ONE: constant(uint256) = 2**20
FLOOR: constant(uint256) = 32 * ONE
LOG2_E: constant(uint256) = 1_512_775
V_NORM: constant(int256) = 2**8
FEW: constant(uint256) = 16
MANY: constant(uint256) = 256
MODEL: constant(uint256) = 0
STEP: constant(uint256) = 1
PULL: constant(uint256) = 2
NEWS: constant(uint256) = 3

struct Part:
    square: int256  # of what it is along
    along: int256  # the dot product with it
    other: int256  # and that of something else

FEATURES: immutable(uint256)
OUTPUTS: immutable(uint256)


@deploy
def __init__(features: uint256, outputs: uint256):
    """
    @param features How many a sample has, with the constant 1.
    @param outputs 1 for two classes, else one a class.
    """
    assert features >= 1 and features <= MAX_FEATURES, "federation: bad terms"
    assert outputs >= 1 and outputs <= MAX_OUTPUTS, "federation: bad terms"
    FEATURES = features
    OUTPUTS = outputs


@internal
@pure
def _power(below: uint256) -> uint256:
    """
    @dev e**-below, both with 20 fractional bits: 2**t, of which the fraction is a polynomial.
    """
    t: uint256 = unsafe_add(unsafe_mul(min(below, FLOOR), LOG2_E), ONE - 1) >> 20  # -t
    fraction: uint256 = unsafe_sub(0, t) & (ONE - 1)
    value: uint256 = unsafe_add(54_258, unsafe_mul(14_368, fraction) >> 20)
    value = unsafe_add(253_283, unsafe_mul(value, fraction) >> 20)
    value = unsafe_add(726_667, unsafe_mul(value, fraction) >> 20)
    value = unsafe_add(ONE, unsafe_mul(value, fraction) >> 20)
    return value >> (unsafe_add(t, ONE - 1) >> 20)


@internal
@view
def _load(key: uint256) -> int256[MAX_LANES]:
    """
    @dev A vector as the integers that it stands for.
    """
    found: int256[MAX_LANES] = empty(int256[MAX_LANES])
    word: uint256 = 0
    for n: uint256 in range(vectors.LANES, bound=MAX_LANES):
        if n & 7 == 0:
            word = vectors.at[(key << 7) | (n >> 3)]
        found[n] = vectors._signed(word)
        word >>= 32
    return found


@internal
def _store(key: uint256, numbers: int256[MAX_LANES]):
    word: uint256 = 0
    for n: uint256 in range(vectors.LANES, bound=MAX_LANES):
        word |= (convert(unsafe_add(numbers[n], 2**40), uint256) & LANE) << ((n & 7) << 5)
        if n & 7 == 7 or n == unsafe_sub(vectors.LANES, 1):
            vectors.at[(key << 7) | (n >> 3)] = word
            word = 0


@internal
@view
def _product(first: uint256, second: uint256) -> int256:
    """
    @dev The dot product of two vectors that are kept, as the integers they stand for. Arrays in
         memory would lie below those of whoever calls, and all of it is paid for.
    """
    total: int256 = 0
    for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
        a: uint256 = vectors.at[(first << 7) | n]
        b: uint256 = vectors.at[(second << 7) | n]
        for _: uint256 in range(8):
            total = unsafe_add(total, unsafe_mul(vectors._signed(a), vectors._signed(b)))
            a >>= 32
            b >>= 32
    return total


@internal
@pure
def _part(along: int256, lane: int256, square: int256) -> int256:
    """
    @dev A lane of the part of a vector along another one, to the nearest: errors to one side would
         leave something along it after all.
    """
    if square == 0:
        return 0
    double: int256 = unsafe_mul(unsafe_mul(along, lane), 2)
    half: int256 = square
    if double < 0:
        half = unsafe_sub(0, square)
    return unsafe_div(unsafe_add(double, half), unsafe_mul(square, 2))


@internal
@view
def _norm(key: uint256) -> uint256:
    """
    @dev The largest whole number that a vector is not shorter than, and one.
    """
    return isqrt(convert(self._product(key, key), uint256)) + 1


@internal
@view
def _narrow(key: uint256) -> bool:
    """
    @dev Whether a direction reads little else than one number of an update, which has more than
         three fifths of its square, of many numbers more than one fifth.
    """
    if vectors.LANES < FEW:
        return False
    fifths: int256 = 3
    if vectors.LANES >= MANY:
        fifths = 1
    most: int256 = 0
    for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
        word: uint256 = vectors.at[(key << 7) | n]
        for _: uint256 in range(8):
            lane: int256 = vectors._signed(word)
            most = max(most, unsafe_mul(lane, lane))
            word >>= 32
    return unsafe_mul(most, 5) > unsafe_mul(self._product(key, key), fifths)


@internal
def _blunt(key: uint256):
    """
    @dev A direction that is narrow is none.
    """
    if self._narrow(key):
        for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
            vectors.at[(key << 7) | n] = 0


@internal
def _aim(own: uint256, prior: uint256):
    """
    @dev Keeps what of a round's direction is news: at right angles to the last step, and to the
         model, of which the part along the step is taken away first.
    """
    self._blunt(own | PULL)
    last: Part = Part(square=self._product(prior | STEP, prior | STEP), along=0, other=0)
    last.along = self._product(own | PULL, prior | STEP)
    last.other = self._product(prior | MODEL, prior | STEP)
    rest: Part = empty(Part)
    for lane: uint256 in range(vectors.LANES, bound=MAX_LANES):
        new: int256 = 0
        old: int256 = 0
        new, old = self._apart(own, prior, lane, last)
        rest.square = unsafe_add(rest.square, unsafe_mul(old, old))
        rest.along = unsafe_add(rest.along, unsafe_mul(new, old))
    word: uint256 = 0
    for lane: uint256 in range(vectors.LANES, bound=MAX_LANES):
        new: int256 = 0
        old: int256 = 0
        new, old = self._apart(own, prior, lane, last)
        new = unsafe_sub(new, self._part(rest.along, old, rest.square))
        word |= (convert(unsafe_add(new, 2**40), uint256) & LANE) << ((lane & 7) << 5)
        if lane & 7 == 7 or lane == unsafe_sub(vectors.LANES, 1):
            vectors.at[((own | NEWS) << 7) | (lane >> 3)] = word
            word = 0
    self._blunt(own | NEWS)


@internal
@view
def _apart(own: uint256, prior: uint256, lane: uint256, last: Part) -> (int256, int256):
    """
    @dev A lane of a round's direction, and of the model, without what goes along the last step.
    """
    step: int256 = self._lane(prior | STEP, lane)
    new: int256 = self._lane(own | PULL, lane)
    old: int256 = self._lane(prior | MODEL, lane)
    new = unsafe_sub(new, self._part(last.along, step, last.square))
    return new, unsafe_sub(old, self._part(last.other, step, last.square))


@internal
@view
def _lane(key: uint256, lane: uint256) -> int256:
    word: uint256 = vectors.at[(key << 7) | (lane >> 3)]
    return vectors._signed(word >> ((lane & 7) << 5))


@internal
def _point(step: uint256, target: uint256):
    """
    @dev Keeps a step as a direction, at most `V_NORM` long.
    """
    norm: int256 = convert(
        vectors._root_up(convert(self._product(step, step), uint256)), int256
    )
    for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
        lanes: uint256 = vectors.at[(step << 7) | n]
        word: uint256 = 0
        for k: uint256 in range(8):
            lane: int256 = unsafe_mul(vectors._signed(lanes), V_NORM)
            lane = unsafe_div(lane, max(1, norm))
            word |= (convert(unsafe_add(lane, 2**40), uint256) & LANE) << (k << 5)
            lanes >>= 32
        vectors.at[(target << 7) | n] = word


@internal
@view
def _moved(
    model: uint256, total: DynArray[uint256, MAX_WORDS], count: uint256
) -> int256[MAX_LANES]:
    """
    @dev A model after the mean of so many updates; a weight stops at the ends of 32 bits.
    """
    weights: int256[MAX_LANES] = self._load(model)
    for n: uint256 in range(vectors.LANES, bound=MAX_LANES):
        lane: int256 = vectors._signed(total[n >> 3] >> ((n & 7) << 5))
        weight: int256 = unsafe_add(weights[n], unsafe_div(lane, convert(count, int256)))
        weights[n] = max(-2**31, min(2**31 - 1, weight))
    return weights


@internal
def _keep(own: uint256, model: uint256, weights: int256[MAX_LANES]):
    """
    @dev Keeps a round's model, and its step from the one before.
    """
    step: int256[MAX_LANES] = self._load(model)
    for n: uint256 in range(vectors.LANES, bound=MAX_LANES):
        step[n] = unsafe_sub(weights[n], step[n])
    self._store(own | MODEL, weights)
    self._store(own | STEP, step)


@internal
@view
def _far(words: DynArray[uint256, MAX_WORDS], key: uint256) -> uint256:
    """
    @dev The dot product of an update that is seen, as a lane: what is beyond stops at its end.
    """
    total: int256 = 0
    for n: uint256 in range(vectors.WORDS, bound=MAX_WORDS):
        a: uint256 = words[n]
        b: uint256 = vectors.at[(key << 7) | n]
        for _: uint256 in range(8):
            total = unsafe_add(total, unsafe_mul(vectors._signed(a), vectors._signed(b)))
            a >>= 32
            b >>= 32
    total = max(1 - 2**31, min(2**31 - 1, total))
    return convert(unsafe_add(total, 2**32), uint256) & LANE


@internal
def _look(
    portion: DynArray[uint256, MAX_PORTION], weights: int256[MAX_LANES], target: uint256
) -> uint256:
    """
    @dev A model's loss on a portion; and, unless the target is 0, the direction in which the
         portion pulls it is kept there.
    """
    pull: int256[MAX_LANES] = empty(int256[MAX_LANES])
    wide: uint256 = unsafe_add(FEATURES >> 4, 1)
    samples: uint256 = len(portion) // wide
    right: bool = samples >= 1 and samples <= MAX_SAMPLES and samples * wide == len(portion)
    assert right, "federation: wrong portion"
    alone: uint256 = convert(OUTPUTS == 1, uint256)  # one output is that of class 1
    loss: uint256 = 0
    for sample: uint256 in range(samples, bound=MAX_SAMPLES):
        # What the sample says: its features, its label, and nothing after that.
        start: uint256 = unsafe_mul(sample, wide)
        x: int256[MAX_FEATURES] = empty(int256[MAX_FEATURES])
        word: uint256 = 0
        for f: uint256 in range(FEATURES, bound=MAX_FEATURES):
            if f & 15 == 0:
                word = portion[unsafe_add(start, f >> 4)]
            x[f] = unsafe_sub(convert((word & SHORT) ^ 2**15, int256), 2**15)
            word >>= 16
        if FEATURES & 15 == 0:
            word = portion[unsafe_add(start, FEATURES >> 4)]
        assert word < max(OUTPUTS, 2), "federation: wrong portion"
        label: uint256 = word
        # What the model says.
        logits: int256[MAX_OUTPUTS] = empty(int256[MAX_OUTPUTS])
        top: int256 = min_value(int256)
        at: uint256 = 0
        for c: uint256 in range(OUTPUTS, bound=MAX_OUTPUTS):
            logit: int256 = 0
            for f: uint256 in range(FEATURES, bound=MAX_FEATURES):
                logit = unsafe_add(logit, unsafe_mul(weights[at], x[f]))
                at = unsafe_add(at, 1)
            logits[c] = logit >> 10
            top = max(top, logits[c])
        whole: uint256 = 0
        if OUTPUTS == 1:  # class 0 has the logit 0
            top = max(top, 0)
            whole = self._power(convert(top, uint256))
        powers: uint256[MAX_OUTPUTS] = empty(uint256[MAX_OUTPUTS])
        for c: uint256 in range(OUTPUTS, bound=MAX_OUTPUTS):
            powers[c] = self._power(convert(unsafe_sub(top, logits[c]), uint256))
            whole = unsafe_add(whole, powers[c])
        # What is missing from it; for the direction as often as its own class is missed, squared.
        own: int256 = convert(unsafe_div(powers[unsafe_sub(max(label, alone), alone)] << 20, whole), int256)
        if label >= alone:
            own = unsafe_sub(convert(ONE, int256), own)
        own = unsafe_mul(own, own)
        at = 0
        for c: uint256 in range(OUTPUTS, bound=MAX_OUTPUTS):
            missing: int256 = convert(unsafe_div(powers[c] << 20, whole), int256)
            missing = unsafe_sub(0, missing)
            if label == unsafe_add(c, alone):
                missing = unsafe_add(missing, convert(ONE, int256))
            loss = unsafe_add(loss, convert(unsafe_mul(missing, missing), uint256))
            if target != 0:
                missing = unsafe_mul(missing, own) >> 32
                for f: uint256 in range(FEATURES, bound=MAX_FEATURES):
                    pull[at] = unsafe_add(pull[at], unsafe_mul(missing, x[f]))
                    at = unsafe_add(at, 1)
    if target != 0:
        square: uint256 = 0
        for n: uint256 in range(vectors.LANES, bound=MAX_LANES):
            square = unsafe_add(square, convert(unsafe_mul(pull[n], pull[n]), uint256))
        norm: int256 = convert(max(1, vectors._root_up(square)), int256)
        for n: uint256 in range(vectors.LANES, bound=MAX_LANES):
            pull[n] = unsafe_div(unsafe_mul(pull[n], V_NORM), norm)
        self._store(target, pull)
    return loss
