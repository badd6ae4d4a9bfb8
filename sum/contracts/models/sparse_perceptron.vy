# pragma version 0.4.3
# pragma optimize gas
"""
@title Sparse perceptron
@license MIT
@notice A multi-class perceptron with bias over samples given as the sorted indices of the
        features that are present. Its twin is sum/models/sparse_perceptron.py.
@dev Parameters are a matrix of (features + 1) rows, the last one the bias, by `lanes` columns:
     one column for two classes (a positive score is class 1), else one column a class. It is kept
     in row order, four signed 64-bit fixed-point numbers (1 = 10**9) to a storage word. Bank 0 is
     the live model, bank 1 is scratch.
"""
from lib import words

initializes: words
exports: words.parameters

MAX: constant(uint256) = 512
SAMPLE: constant(uint256) = 129
MAX_CLASSES: constant(uint256) = 32
BANK: constant(uint256) = 2**20
CHUNK: constant(uint256) = 512
LANE: constant(uint256) = 2**64 - 1
SIGN: constant(uint256) = 2**63

CLASSES: immutable(uint256)
FEATURES: immutable(uint256)
RATE: immutable(uint256)
LANES: immutable(uint256)


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Number of classes, number of features, step of an update (1 = 10**9).
    """
    assert len(arguments) == 3, "model: bad parameters"
    classes: uint256 = arguments[0]
    features: uint256 = arguments[1]
    assert classes >= 2 and classes <= MAX_CLASSES, "model: bad parameters"
    assert features >= 1 and features < 2**32, "model: bad parameters"
    # From zero, a weight overflows after 2**31 updates of one sign at the earliest.
    assert arguments[2] >= 1 and arguments[2] <= 2**32, "model: bad parameters"
    lanes: uint256 = classes
    if classes == 2:
        lanes = 1
    CLASSES = classes
    FEATURES = features
    RATE = arguments[2]
    LANES = lanes
    words.__init__(((features + 1) * lanes + 3) // 4)


@external
@pure
def model_name() -> String[32]:
    """
    @return The kind of model.
    """
    return "sparse_perceptron"


@external
@view
def model_arguments() -> DynArray[uint256, 8]:
    """
    @return Number of classes, number of features, step of an update (1 = 10**9).
    """
    return [CLASSES, FEATURES, RATE]


@external
@view
def classes() -> uint256:
    """
    @return How many classes the model tells apart.
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
def _load(start: uint256, chunk: DynArray[uint256, CHUNK]):
    words._load(start, chunk)


@internal
@view
def _predict(bank: uint256, sample: DynArray[uint256, SAMPLE]) -> uint256:
    """
    @dev Of two classes the second one when the score is positive; of many the one with the
         highest score, the lowest among equals. Weights are summed with the sign bit flipped,
         which makes each one larger by 2**63 and saves the sign extension. From the highest
         feature down, each is known to be in range before its weight is read.
    """
    count: uint256 = sample[len(sample) - 1]
    assert count > 0, "model: no features"
    last: uint256 = unsafe_sub(count, 1)
    packed: uint256 = sample[last >> 2] << (((last & 3) ^ 3) << 6)
    above: uint256 = FEATURES
    assert packed >> 192 < above, "model: feature out of range"
    base: uint256 = unsafe_mul(bank, BANK)
    word: uint256 = 0
    at: uint256 = max_value(uint256)
    if LANES == 1:
        score: uint256 = 0
        for n: uint256 in range(count, bound=MAX):
            index: uint256 = unsafe_sub(last, n)
            if index & 3 == 3:
                packed = sample[index >> 2]
            feature: uint256 = packed >> 192
            packed <<= 64
            assert feature < above, "model: features not ascending"
            above = feature
            if feature >> 2 != at:
                at = feature >> 2
                word = words.at[unsafe_add(base, at)]
            score = unsafe_add(score, ((word >> ((feature & 3) << 6)) & LANE) ^ SIGN)
        word = words.at[unsafe_add(base, FEATURES >> 2)]
        score = unsafe_add(score, ((word >> ((FEATURES & 3) << 6)) & LANE) ^ SIGN)
        return convert(score > unsafe_mul(unsafe_add(count, 1), SIGN), uint256)
    scores: uint256[MAX_CLASSES] = empty(uint256[MAX_CLASSES])
    for n: uint256 in range(unsafe_add(count, 1), bound=MAX + 1):
        position: uint256 = unsafe_mul(FEATURES, LANES)
        if n < count:
            index: uint256 = unsafe_sub(last, n)
            if index & 3 == 3:
                packed = sample[index >> 2]
            feature: uint256 = packed >> 192
            packed <<= 64
            assert feature < above, "model: features not ascending"
            above = feature
            position = unsafe_mul(feature, LANES)
        for lane: uint256 in range(LANES, bound=MAX_CLASSES):
            if position >> 2 != at:
                at = position >> 2
                word = words.at[unsafe_add(base, at)]
            weight: uint256 = ((word >> ((position & 3) << 6)) & LANE) ^ SIGN
            scores[lane] = unsafe_add(scores[lane], weight)
            position = unsafe_add(position, 1)
    best: uint256 = 0
    for lane: uint256 in range(1, LANES, bound=MAX_CLASSES):
        if scores[lane] > scores[best]:
            best = lane
    return best


@internal
def _learn(bank: uint256, sample: DynArray[uint256, SAMPLE], label: uint256) -> uint256:
    """
    @dev The perceptron's rule. The receipt is 0 when nothing changed, else 1 + the class that was
         predicted and lost.
    """
    assert label < CLASSES, "model: no such label"
    predicted: uint256 = self._predict(bank, sample)
    if predicted == label:
        return 0
    base: uint256 = unsafe_mul(bank, BANK)
    if LANES == 1:
        self._step(base, sample, 0, label == 1)
    else:
        self._step(base, sample, label, True)
        self._step(base, sample, predicted, False)
    return unsafe_add(predicted, 1)


@internal
def _step(base: uint256, sample: DynArray[uint256, SAMPLE], lane: uint256, up: bool):
    """
    @dev Move one class's weights of the features present, and its bias, by the learning rate, up
         or down. A word is written once, after its last feature. With the sign bit flipped, an
         overflow is a weight that leaves 64 bits.
    """
    word: uint256 = 0
    at: uint256 = max_value(uint256)
    count: uint256 = sample[len(sample) - 1]
    for n: uint256 in range(unsafe_add(count, 1), bound=MAX + 1):
        i: uint256 = FEATURES
        if n < count:
            i = (sample[n >> 2] >> ((n & 3) << 6)) & LANE
        position: uint256 = unsafe_add(unsafe_mul(i, LANES), lane)
        if position >> 2 != at:
            if at != max_value(uint256):
                words.at[unsafe_add(base, at)] = word
            at = position >> 2
            word = words.at[unsafe_add(base, at)]
        bit: uint256 = (position & 3) << 6
        old: uint256 = ((word >> bit) & LANE) ^ SIGN
        new: uint256 = unsafe_sub(old, RATE)
        if up:
            new = unsafe_add(old, RATE)
        assert new <= LANE, "model: weight overflow"
        word ^= (old ^ new) << bit
    words.at[unsafe_add(base, at)] = word
