# pragma version 0.4.3
# pragma optimize gas
"""
@title Linear models of dense samples
@license MIT
@notice What the linear models share whose samples give the value of every feature: the weights,
        how classes compare, how an update moves them. Its twin is sum/models/dense_linear.py.
@dev Parameters are `lanes` rows of features + 1 columns, the last one the bias: one row for two
     classes (a positive score is class 1), else one row a class. A row begins with a storage word
     of its own and has four signed 64-bit fixed-point numbers (1 = 10**9) to a word, as a sample
     has: word k of the one meets word k of the other. The bias is the weight of one more feature,
     which is always 1. lib/words.vy says what the banks are.
"""
from lib import words

initializes: words
exports: (words.parameters, words.parameters_of)

SAMPLE: constant(uint256) = 129
MAX_FEATURES: constant(uint256) = 512
MAX_CLASSES: constant(uint256) = 32
BANK: constant(uint256) = 2**20
LANE: constant(uint256) = 2**64 - 1
SIGN: constant(uint256) = 2**63
EACH: constant(uint256) = 2**192 + 2**128 + 2**64 + 1  # a 1 in each of a word's four numbers
ONE: constant(uint256) = 10**9
SCALE: constant(int256) = 10**9
LIMIT: constant(uint256) = 2**34

CLASSES: immutable(uint256)
FEATURES: immutable(uint256)
STEP: immutable(uint256)
LANES: immutable(uint256)
LAST: immutable(uint256)  # word of a row, that with the bias
BIAS: immutable(uint256)  # that one more feature, at its place in the word


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Number of classes, number of features, largest step of an update (1 = 10**9).
    """
    assert len(arguments) == 3, "model: bad parameters"
    classes: uint256 = arguments[0]
    features: uint256 = arguments[1]
    assert classes >= 2 and classes <= MAX_CLASSES, "model: bad parameters"
    assert features >= 1 and features <= MAX_FEATURES, "model: bad parameters"
    # From zero, a weight overflows after 2**26 updates of one sign at the earliest.
    assert arguments[2] >= 1 and arguments[2] <= 2**32, "model: bad parameters"
    lanes: uint256 = classes
    if classes == 2:
        lanes = 1
    CLASSES = classes
    FEATURES = features
    STEP = arguments[2]
    LANES = lanes
    LAST = features >> 2
    BIAS = ONE << ((features & 3) << 6)
    words.__init__(((features >> 2) + 1) * lanes)


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
    @return How many features a sample has.
    """
    return FEATURES


@internal
@view
def _compare(
    bank: uint256, sample: DynArray[uint256, SAMPLE], label: uint256
) -> (uint256, int256):
    """
    @dev The best of all classes but one (the lowest among equals), and by how much the score of
         that one is higher (1 = 10**18). Of two classes the first has the score 0. A sample's word
         is unpacked once for all classes. Four values at a time are looked at whether they are too
         large: with the sign bit flipped and SIGN - LIMIT + 1 less, what is above -LIMIT and below
         LIMIT is from 0 to 2 * LIMIT - 2; the lowest that is not borrows from none.
    """
    count: uint256 = unsafe_sub(len(sample), 1)
    assert sample[count] == FEATURES, "model: wrong number of features"
    scores: int256[MAX_CLASSES] = empty(int256[MAX_CLASSES])
    size: uint256 = unsafe_add(LAST, 1)
    beyond: uint256 = 0
    for n: uint256 in range(size, bound=SAMPLE):
        packed: uint256 = 0
        if n < count:
            packed = sample[n]
            shifted: uint256 = unsafe_sub(packed ^ (EACH * SIGN), EACH * (SIGN - LIMIT + 1))
            beyond |= shifted | unsafe_add(shifted, EACH)
        if n == LAST:
            packed |= BIAS
        four: int256 = convert(convert(packed, bytes32), int256)
        first: int256 = (four << 192) >> 192
        second: int256 = (four << 128) >> 192
        third: int256 = (four << 64) >> 192
        fourth: int256 = four >> 192
        at: uint256 = unsafe_add(unsafe_mul(bank, BANK), n)
        for lane: uint256 in range(LANES, bound=MAX_CLASSES):
            weights: int256 = convert(convert(words.at[at], bytes32), int256)
            scores[lane] = unsafe_add(
                unsafe_add(
                    unsafe_add(
                        unsafe_add(scores[lane], unsafe_mul(first, (weights << 192) >> 192)),
                        unsafe_mul(second, (weights << 128) >> 192),
                    ),
                    unsafe_mul(third, (weights << 64) >> 192),
                ),
                unsafe_mul(fourth, weights >> 192),
            )
            at = unsafe_add(at, size)
    assert beyond & (EACH * (LANE - 2 * LIMIT + 1)) == 0, "model: feature too large"
    if LANES == 1:
        if label == 0:
            return 1, unsafe_sub(0, scores[0])
        return 0, scores[0]
    own: int256 = scores[label]
    scores[label] = min_value(int256)  # lower than any other
    best: uint256 = 0
    for lane: uint256 in range(1, LANES, bound=MAX_CLASSES):
        if scores[lane] > scores[best]:
            best = lane
    return best, unsafe_sub(own, scores[best])


@internal
def _move(
    bank: uint256,
    sample: DynArray[uint256, SAMPLE],
    label: uint256,
    rival: uint256,
    step: uint256,
):
    """
    @dev Move weights by a step times the sample's values, rounded towards zero: up for one class,
         down for another.
    """
    amount: int256 = convert(step, int256)
    lane: uint256 = label
    if LANES == 1:
        lane = 0
        if label == 0:
            amount = unsafe_sub(0, amount)
    for turn: uint256 in range(2):
        at: uint256 = unsafe_add(unsafe_mul(bank, BANK), unsafe_mul(lane, unsafe_add(LAST, 1)))
        for n: uint256 in range(unsafe_add(LAST, 1), bound=SAMPLE):
            values: uint256 = BIAS
            if n < LAST:
                values = sample[n]
            elif FEATURES & 3 != 0:
                values |= sample[n]
            old: uint256 = words.at[at]
            new: uint256 = 0
            for place: uint256 in range(4):
                value: int256 = convert(convert(values, bytes32), int256) >> 192
                weight: int256 = convert(convert(old, bytes32), int256) >> 192
                weight = unsafe_add(weight, unsafe_div(unsafe_mul(amount, value), SCALE))
                moved: uint256 = convert(convert(weight, bytes32), uint256)
                assert unsafe_add(moved, SIGN) <= LANE, "model: weight overflow"
                new = (new << 64) | (moved & LANE)
                values <<= 64
                old <<= 64
            words.at[at] = new
            at = unsafe_add(at, 1)
        if LANES == 1:
            break
        lane = rival
        amount = unsafe_sub(0, amount)
