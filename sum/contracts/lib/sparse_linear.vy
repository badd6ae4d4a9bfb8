# pragma version 0.4.3
# pragma optimize gas
"""
@title Linear models of sparse samples
@license MIT
@notice What the linear models share whose samples are the ascending indices of the features that
        are present: the weights, how classes compare, how an update moves them. Its twin is
        sum/models/sparse_linear.py.
@dev Parameters are a matrix of (features + 1) rows, the last one the bias, by `lanes` columns:
     one column for two classes (a positive score is class 1), else one column a class. It is kept
     in row order, four signed 64-bit fixed-point numbers (1 = 10**9) to a storage word. Bank 0 is
     the live model (lib/words.vy).
"""
from lib import words

initializes: words
exports: (words.parameters, words.parameters_of)

MAX: constant(uint256) = 512
SAMPLE: constant(uint256) = 129
MAX_CLASSES: constant(uint256) = 32
BANK: constant(uint256) = 2**20
LANE: constant(uint256) = 2**64 - 1
SIGN: constant(uint256) = 2**63

CLASSES: immutable(uint256)
FEATURES: immutable(uint256)
STEP: immutable(uint256)
LANES: immutable(uint256)


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Number of classes, number of features, largest step of an update (1 = 10**9).
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
    STEP = arguments[2]
    LANES = lanes
    words.__init__(((features + 1) * lanes + 3) // 4)


@external
@view
def model_arguments() -> DynArray[uint256, 8]:
    """
    @return Number of classes, number of features, largest step of an update (1 = 10**9).
    """
    return [CLASSES, FEATURES, STEP]


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
@view
def _compare(
    bank: uint256, sample: DynArray[uint256, SAMPLE], label: uint256
) -> (uint256, int256):
    """
    @dev The best of all classes but one (the lowest among equals), and by how much the score of
         that one is higher. Of two classes the first has the score 0. Weights are summed with the
         sign bit flipped, which makes each one larger by 2**63 and saves the sign extension. From
         the highest feature down, each is known to be in range before its weight is read.
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
            if unsafe_sub(last, n) & 3 == 3:
                packed = sample[unsafe_sub(last, n) >> 2]
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
        zero: uint256 = unsafe_mul(unsafe_add(count, 1), SIGN)
        if label == 0:
            return 1, unsafe_sub(convert(zero, int256), convert(score, int256))
        return 0, unsafe_sub(convert(score, int256), convert(zero, int256))
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
    own: uint256 = scores[label]
    scores[label] = 0  # lower than any other
    best: uint256 = 0
    if label == 0:
        best = 1
    for lane: uint256 in range(1, LANES, bound=MAX_CLASSES):
        if scores[lane] > scores[best]:
            best = lane
    return best, unsafe_sub(convert(own, int256), convert(scores[best], int256))


@internal
def _move(
    bank: uint256,
    sample: DynArray[uint256, SAMPLE],
    label: uint256,
    rival: uint256,
    step: uint256,
):
    """
    @dev Move the weights of the features present, and the bias, by a step: up for one class, down
         for another. A word is written once, after its last feature. With the sign bit flipped, an
         overflow is a weight that leaves 64 bits.
    """
    base: uint256 = unsafe_mul(bank, BANK)
    count: uint256 = sample[len(sample) - 1]
    lane: uint256 = label
    delta: uint256 = step  # modulo 2**256: down is a large one
    if LANES == 1:
        lane = 0
        if label == 0:
            delta = unsafe_sub(0, step)
    for turn: uint256 in range(2):
        word: uint256 = 0
        at: uint256 = max_value(uint256)
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
            new: uint256 = unsafe_add(old, delta)
            assert new <= LANE, "model: weight overflow"
            word ^= (old ^ new) << bit
        words.at[unsafe_add(base, at)] = word
        if LANES == 1:
            break
        lane = rival
        delta = unsafe_sub(0, step)
