# pragma version 0.4.3
# pragma optimize gas
"""
@title Dense nearest centroid
@license MIT
@notice Predicts the class whose samples have the nearest mean. A sample is every feature's value
        (1 = 10**9). New classes can come while it is open: their number is a capacity. Its twin
        is sum/models/dense_nearest_centroid.py.
@dev Of each class are kept the sum of its samples, feature by feature, and then their number: four
     signed 64-bit numbers to a word, each class in words of its own, so that a word of a sample
     meets the word of the same features. The means are never rounded. A sum cannot overflow:
     values are below 2**34 in size, and a class takes 2**29 samples. All is zero at first: a class
     opens with its first sample, and is never predicted before. Of those that have samples the one
     with the smallest squared distance wins, the lowest among equals; without any it is class 0.
     Two distances are compared exactly: both times the squares of both classes' samples.
"""
from lib import words

initializes: words
exports: (words.parameters, words.parameters_of)

SAMPLE: constant(uint256) = 129
MAX_CLASSES: constant(uint256) = 32
MAX_FEATURES: constant(uint256) = 512
MAX_SAMPLES: constant(uint256) = 2**29
BANK: constant(uint256) = 2**20
CHUNK: constant(uint256) = 512
LANE: constant(uint256) = 2**64 - 1
SIGN: constant(uint256) = 2**63
# The same in each of a word's four numbers.
EACH: constant(uint256) = 1 + 2**64 + 2**128 + 2**192
SIGNS: constant(uint256) = SIGN * EACH
SHIFT: constant(uint256) = (2**34 - 1) * EACH
BEYOND: constant(uint256) = (2**64 - 2**35) * EACH

CLASSES: immutable(uint256)
FEATURES: immutable(uint256)
WIDTH: immutable(uint256)


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Number of classes there can be, number of features.
    """
    assert len(arguments) == 2, "model: bad parameters"
    classes: uint256 = arguments[0]
    features: uint256 = arguments[1]
    assert classes >= 2 and classes <= MAX_CLASSES, "model: bad parameters"
    assert features >= 1 and features <= MAX_FEATURES, "model: bad parameters"
    CLASSES = classes
    FEATURES = features
    WIDTH = (features + 4) // 4
    words.__init__(classes * WIDTH)


@external
@pure
def model_name() -> String[32]:
    """
    @return The kind of model.
    """
    return "dense_nearest_centroid"


@external
@view
def model_arguments() -> DynArray[uint256, 8]:
    """
    @return Number of classes there can be, number of features.
    """
    return [CLASSES, FEATURES]


@external
@view
def classes() -> uint256:
    """
    @return How many classes there can be.
    """
    return CLASSES


@external
@view
def features() -> uint256:
    """
    @return How many values a sample has.
    """
    return FEATURES


@internal
def _load(bank: uint256, start: uint256, chunk: DynArray[uint256, CHUNK]):
    words._load(bank, start, chunk)


@internal
def _copy(source: uint256, target: uint256, start: uint256, count: uint256) -> uint256:
    return words._copy(source, target, start, count)


@internal
@view
def _check(sample: DynArray[uint256, SAMPLE]):
    """
    @dev A value is too large when it is not below 2**35 - 1 after 2**34 - 1 was added. Four at
         once: with the sign bits aside, no number reaches into the next one.
    """
    last: uint256 = unsafe_sub(len(sample), 1)
    assert sample[last] == FEATURES, "model: wrong number of features"
    beyond: uint256 = 0
    for n: uint256 in range(last, bound=SAMPLE):
        signs: uint256 = sample[n] & SIGNS
        shifted: uint256 = unsafe_add(sample[n] ^ signs, SHIFT) ^ signs
        beyond |= shifted | unsafe_add(shifted, EACH)
    assert beyond & BEYOND == 0, "model: feature too large"


@internal
@view
def _predict(bank: uint256, sample: DynArray[uint256, SAMPLE]) -> uint256:
    """
    @dev Distances are below 2**138 and come times a square below 2**59.
    """
    self._check(sample)
    at: uint256 = unsafe_mul(bank, BANK)
    best: uint256 = 0
    nearest: uint256 = 0
    scale: uint256 = 0  # no class yet
    for lane: uint256 in range(CLASSES, bound=MAX_CLASSES):
        last: uint256 = words.at[unsafe_add(at, FEATURES >> 2)]
        samples: uint256 = (last >> ((FEATURES & 3) << 6)) & LANE
        if samples != 0:
            distance: uint256 = self._distance(at, sample, samples)
            square: uint256 = unsafe_mul(samples, samples)
            if scale == 0 or unsafe_mul(distance, scale) < unsafe_mul(nearest, square):
                best = lane
                nearest = distance
                scale = square
        at = unsafe_add(at, WIDTH)
    return best


@internal
@view
def _distance(at: uint256, sample: DynArray[uint256, SAMPLE], samples: uint256) -> uint256:
    """
    @dev The squared distance to the mean of the class whose words begin at `at`, times the square
         of its samples. A number has its sign bit flipped, which makes it larger by 2**63 and
         saves the sign extension; `zero` takes that out again.
    """
    zero: uint256 = unsafe_mul(unsafe_sub(samples, 1), SIGN)
    distance: uint256 = 0
    values: uint256 = 0
    sums: uint256 = 0
    for n: uint256 in range(FEATURES, bound=MAX_FEATURES):
        if n & 3 == 0:
            values = sample[n >> 2] ^ SIGNS
            sums = words.at[unsafe_add(at, n >> 2)] ^ SIGNS
        apart: uint256 = unsafe_sub(unsafe_mul(samples, values & LANE), sums & LANE)
        apart = unsafe_sub(apart, zero)
        distance = unsafe_add(distance, unsafe_mul(apart, apart))
        values >>= 64
        sums >>= 64
    return distance


@internal
def _learn(bank: uint256, sample: DynArray[uint256, SAMPLE], label: uint256) -> uint256:
    """
    @dev Add the sample to its class's sums, four values at once: with the sign bits aside, no
         number reaches into the next one. The receipt is 1: the model changes with every sample,
         and the sample says how.
    """
    assert label < CLASSES, "model: no such label"
    self._check(sample)
    first: uint256 = unsafe_add(unsafe_mul(bank, BANK), unsafe_mul(label, WIDTH))
    bit: uint256 = (FEATURES & 3) << 6
    old: uint256 = words.at[unsafe_add(first, FEATURES >> 2)]
    assert (old >> bit) & LANE < MAX_SAMPLES, "model: count overflow"
    for n: uint256 in range(WIDTH, bound=SAMPLE):
        more: uint256 = 0
        if n << 2 < FEATURES:
            more = sample[n]
        if n == FEATURES >> 2:
            more |= 1 << bit
        word: uint256 = words.at[unsafe_add(first, n)]
        signs: uint256 = (word ^ more) & SIGNS
        words.at[unsafe_add(first, n)] = unsafe_add(word & ~SIGNS, more & ~SIGNS) ^ signs
    return 1
