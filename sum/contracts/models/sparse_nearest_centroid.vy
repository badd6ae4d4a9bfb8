# pragma version 0.4.3
# pragma optimize gas
"""
@title Sparse nearest centroid
@license MIT
@notice Predicts the class whose samples have the nearest mean. Samples are given as the sorted
        indices of the features that are present: a mean is how often each feature is. New
        classes and new features can come while it is open: their numbers are capacities. Its twin
        is sum/models/sparse_nearest_centroid.py.
@dev Of the classes that have samples, the one with the smallest squared distance wins, the lowest
     among equals; without any it is class 0. Less what is the same for all, and times the
     square of the class's samples, a distance is
     the sum of squared counts - 2 * samples * (counts of the features present).
     Two are compared exactly: both times the square of the other class's samples. What is kept,
     and how it learns, is in lib/class_counts.vy.
"""
from lib import class_counts

initializes: class_counts
exports: class_counts.__interface__

MAX: constant(uint256) = 512
SAMPLE: constant(uint256) = 129
MAX_CLASSES: constant(uint256) = 32
BANK: constant(uint256) = 2**20
CHUNK: constant(uint256) = 512
LANE: constant(uint256) = 2**32 - 1


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Number of classes and of features there can be.
    """
    assert len(arguments) == 2, "model: bad parameters"
    class_counts.__init__(arguments[0], arguments[1])


@external
@pure
def model_name() -> String[32]:
    """
    @return The kind of model.
    """
    return "sparse_nearest_centroid"


@external
@view
def model_arguments() -> DynArray[uint256, 8]:
    """
    @return Number of classes and of features there can be.
    """
    return [class_counts.CLASSES, class_counts.FEATURES]


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
    sums: uint256[MAX_CLASSES] = empty(uint256[MAX_CLASSES])
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
            sums[lane] = unsafe_add(sums[lane], (word >> ((position & 7) << 5)) & LANE)
            position = unsafe_add(position, 1)
    best: uint256 = 0
    nearest: int256 = 0
    scale: int256 = 0  # no class yet
    for lane: uint256 in range(class_counts.CLASSES, bound=MAX_CLASSES):
        word = class_counts.words.at[unsafe_add(base, lane)]
        samples: uint256 = word & LANE
        if samples == 0:
            continue
        # Below 2**161 in size, times a square below 2**64.
        distance: int256 = unsafe_sub(
            convert(word >> 96, int256), convert(unsafe_mul(unsafe_mul(2, samples), sums[lane]), int256)
        )
        square: int256 = convert(unsafe_mul(samples, samples), int256)
        if scale == 0 or unsafe_mul(distance, scale) < unsafe_mul(nearest, square):
            best = lane
            nearest = distance
            scale = square
    return best
