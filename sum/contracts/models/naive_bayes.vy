# pragma version 0.4.3
# pragma optimize gas
"""
@title Naive Bayes
@license MIT
@notice Multinomial naive Bayes over samples given as the sorted indices of the features that are
        present. New classes and new features can come while it is open: their numbers are
        capacities. Its twin is sum/models/naive_bayes.py.
@dev Of the classes that have samples, the one with the highest
     ln(samples) + sum over the features present of ln(count * 10**9 + smoothing)
                 - features present * ln(all counts * 10**9 + smoothing * features)
     wins, the lowest among equals; without any it is class 0. These are log probabilities but
     for what they have in common. What is kept, and how it learns, is in lib/class_counts.vy.
"""
from lib import class_counts
from lib import logarithm

initializes: class_counts
exports: class_counts.__interface__

MAX: constant(uint256) = 512
SAMPLE: constant(uint256) = 129
MAX_CLASSES: constant(uint256) = 32
BANK: constant(uint256) = 2**20
CHUNK: constant(uint256) = 512
LANE: constant(uint256) = 2**32 - 1
TOTAL: constant(uint256) = 2**64 - 1
SCALE: constant(uint256) = 10**9
# Above all that is subtracted: a score is positive where a class has samples, else zero.
START: constant(uint256) = 2**64

SMOOTHING: immutable(uint256)


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Number of classes and of features there can be, smoothing (1 = 10**9).
    """
    assert len(arguments) == 3, "model: bad parameters"
    class_counts.__init__(arguments[0], arguments[1])
    assert arguments[2] >= 1 and arguments[2] <= 2**32, "model: bad parameters"
    SMOOTHING = arguments[2]


@external
@pure
def model_name() -> String[32]:
    """
    @return The kind of model.
    """
    return "naive_bayes"


@external
@view
def model_arguments() -> DynArray[uint256, 8]:
    """
    @return Number of classes and of features there can be, smoothing (1 = 10**9).
    """
    return [class_counts.CLASSES, class_counts.FEATURES, SMOOTHING]


@internal
def _load(bank: uint256, start: uint256, chunk: DynArray[uint256, CHUNK]):
    class_counts._load(bank, start, chunk)


@internal
def _copy(source: uint256, target: uint256, start: uint256, count: uint256) -> uint256:
    return class_counts.words._copy(source, target, start, count)


@internal
def _learn(bank: uint256, sample: DynArray[uint256, SAMPLE], label: uint256) -> uint256:
    return class_counts._learn(bank, sample, label)


@internal
@view
def _predict(bank: uint256, sample: DynArray[uint256, SAMPLE]) -> uint256:
    packed: uint256 = class_counts._first(sample)
    count: uint256 = sample[len(sample) - 1]
    base: uint256 = unsafe_mul(bank, BANK)
    scores: uint256[MAX_CLASSES] = empty(uint256[MAX_CLASSES])
    for lane: uint256 in range(class_counts.CLASSES, bound=MAX_CLASSES):
        word: uint256 = class_counts.words.at[unsafe_add(base, lane)]
        if word & LANE != 0:
            total: uint256 = unsafe_mul((word >> 32) & TOTAL, SCALE)
            total = unsafe_add(total, unsafe_mul(SMOOTHING, class_counts.FEATURES))
            score: uint256 = unsafe_add(START, logarithm._ln(word & LANE))
            scores[lane] = unsafe_sub(score, unsafe_mul(count, logarithm._ln(total)))
    above: uint256 = class_counts.FEATURES
    word: uint256 = 0
    at: uint256 = max_value(uint256)
    for n: uint256 in range(count, bound=MAX):
        index: uint256 = unsafe_sub(unsafe_sub(count, 1), n)
        if index & 3 == 3:
            packed = sample[index >> 2]
        feature: uint256 = packed >> 192
        packed <<= 64
        assert feature < above, "model: features not ascending"
        above = feature
        position: uint256 = unsafe_mul(unsafe_add(feature, 8), class_counts.CLASSES)
        for lane: uint256 in range(class_counts.CLASSES, bound=MAX_CLASSES):
            if position >> 3 != at:
                at = position >> 3
                word = class_counts.words.at[unsafe_add(base, at)]
            score: uint256 = scores[lane]
            if score != 0:
                seen: uint256 = (word >> ((position & 7) << 5)) & LANE
                seen = unsafe_add(unsafe_mul(seen, SCALE), SMOOTHING)
                scores[lane] = unsafe_add(score, logarithm._ln(seen))
            position = unsafe_add(position, 1)
    best: uint256 = 0
    for lane: uint256 in range(1, class_counts.CLASSES, bound=MAX_CLASSES):
        if scores[lane] > scores[best]:
            best = lane
    return best
