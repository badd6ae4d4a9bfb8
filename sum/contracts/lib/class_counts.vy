# pragma version 0.4.3
"""
@title Class counts
@license MIT
@notice How many samples of each class there were, and in how many of them each feature was
        present: all that a model of counts keeps, and how it learns. Samples are the sorted
        indices of the features that are present. Its twin is sum/models/class_counts.py.
@dev First a word a class: bits 0-31 its samples, 32-95 the sum of its counts, 96-255 the sum of
     their squares. Then the counts, 32 bits each, eight to a word, those of a feature side by
     side. Numbers of classes and features are capacities, and all is zero at first: a class opens
     with its first sample, and is never predicted before; a feature that was never seen has
     counts of zero.
"""
from lib import words

initializes: words
exports: (words.parameters, words.parameters_of)

MAX: constant(uint256) = 512
SAMPLE: constant(uint256) = 129
MAX_CLASSES: constant(uint256) = 32
BANK: constant(uint256) = 2**20
CHUNK: constant(uint256) = 512
LANE: constant(uint256) = 2**32 - 1
TOTAL: constant(uint256) = 2**64 - 1

CLASSES: immutable(uint256)
FEATURES: immutable(uint256)


@deploy
def __init__(classes: uint256, features: uint256):
    """
    @param classes How many there can be.
    @param features How many there can be.
    """
    assert classes >= 2 and classes <= MAX_CLASSES, "model: bad parameters"
    assert features >= 1 and features < 2**32, "model: bad parameters"
    CLASSES = classes
    FEATURES = features
    words.__init__(classes + (features * classes + 7) // 8)


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
    @return How many features a sample may name; indices are below this.
    """
    return FEATURES


@internal
def _load(bank: uint256, start: uint256, chunk: DynArray[uint256, CHUNK]):
    words._load(bank, start, chunk)


@internal
@view
def _first(sample: DynArray[uint256, SAMPLE]) -> uint256:
    """
    @return The word with a sample's highest feature, that feature topmost.
    @dev A sample is read from there down, so that each feature is known to be in range before
         its counts are read.
    """
    count: uint256 = sample[len(sample) - 1]
    assert count > 0, "model: no features"
    last: uint256 = unsafe_sub(count, 1)
    packed: uint256 = sample[last >> 2] << (((last & 3) ^ 3) << 6)
    assert packed >> 192 < FEATURES, "model: feature out of range"
    return packed


@internal
def _learn(bank: uint256, sample: DynArray[uint256, SAMPLE], label: uint256) -> uint256:
    """
    @dev Count the sample. A word is written once, after its last feature. The receipt is 1: the
         model changes with every sample, and the sample says how.
    """
    assert label < CLASSES, "model: no such label"
    packed: uint256 = self._first(sample)
    count: uint256 = sample[len(sample) - 1]
    base: uint256 = unsafe_mul(bank, BANK)
    first: uint256 = unsafe_add(unsafe_mul(CLASSES, 8), label)
    above: uint256 = FEATURES
    word: uint256 = 0
    at: uint256 = max_value(uint256)
    sum: uint256 = 0
    highest: uint256 = 0
    for n: uint256 in range(count, bound=MAX):
        index: uint256 = unsafe_sub(unsafe_sub(count, 1), n)
        if index & 3 == 3:
            packed = sample[index >> 2]
        feature: uint256 = packed >> 192
        packed <<= 64
        assert feature < above, "model: features not ascending"
        above = feature
        position: uint256 = unsafe_add(first, unsafe_mul(feature, CLASSES))
        if position >> 3 != at:
            if n != 0:
                words.at[unsafe_add(base, at)] = word
            at = position >> 3
            word = words.at[unsafe_add(base, at)]
        bit: uint256 = (position & 7) << 5
        old: uint256 = (word >> bit) & LANE
        sum = unsafe_add(sum, old)
        highest = max(highest, old)
        word = unsafe_add(word, 1 << bit)
    words.at[unsafe_add(base, at)] = word
    # A square grows by twice the old count and one.
    self._grow(unsafe_add(base, label), count, unsafe_add(count, unsafe_mul(sum, 2)))
    assert highest < LANE, "model: count overflow"
    return 1


@internal
def _grow(at: uint256, total: uint256, squares: uint256):
    """
    @dev One more sample of a class, as many more counts, and so much larger squares.
    """
    word: uint256 = words.at[at]
    assert word & LANE < LANE, "model: count overflow"
    assert unsafe_add((word >> 32) & TOTAL, total) <= TOTAL, "model: count overflow"
    more: uint256 = unsafe_add(1, unsafe_add(total << 32, squares << 96))
    assert unsafe_add(word, more) >= more, "model: count overflow"
    words.at[at] = unsafe_add(word, more)
