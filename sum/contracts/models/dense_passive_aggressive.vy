# pragma version 0.4.3
# pragma optimize gas
"""
@title Dense passive-aggressive classifier
@license MIT
@notice A linear classifier with bias over samples given as the value of every feature. It moves its
        weights just so far that a sample is right by a margin of one, and never further than its
        cap times the sample: PA-I of Crammer et al. 2006. Its twin is
        sum/models/dense_passive_aggressive.py.
@dev lib/dense_linear.vy says how the weights are kept.
"""
from lib import dense_linear as linear

initializes: linear
exports: linear.__interface__

SAMPLE: constant(uint256) = 129
CHUNK: constant(uint256) = 512
SCALE: constant(uint256) = 10**9
ONE: constant(int256) = 10**18  # of a score, and of a squared length


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Number of classes, number of features, cap of a step (1 = 10**9).
    """
    linear.__init__(arguments)


@external
@pure
def model_name() -> String[32]:
    """
    @return The kind of model.
    """
    return "dense_passive_aggressive"


@internal
def _load(bank: uint256, start: uint256, chunk: DynArray[uint256, CHUNK]):
    linear.words._load(bank, start, chunk)


@internal
def _copy(source: uint256, target: uint256, start: uint256, count: uint256) -> uint256:
    return linear.words._copy(source, target, start, count)


@internal
@view
def _predict(bank: uint256, sample: DynArray[uint256, SAMPLE]) -> uint256:
    """
    @dev Of two classes the second one when the score is positive; of many the one with the
         highest score, the lowest among equals.
    """
    rival: uint256 = 0
    margin: int256 = 0
    rival, margin = linear._compare(bank, sample, 0)
    if margin < 0:
        return rival
    return 0


@internal
def _learn(bank: uint256, sample: DynArray[uint256, SAMPLE], label: uint256) -> uint256:
    """
    @dev A step is what the margin lacks, over the sample's squared length (with the bias as one
         more feature of 1; twice that where two classes move), rounded down. The receipt is 0
         when nothing changed, else the step times 64 and 1 + the class that lost.
    """
    assert label < linear.CLASSES, "model: no such label"
    rival: uint256 = 0
    margin: int256 = 0
    rival, margin = linear._compare(bank, sample, label)
    if margin >= ONE:
        return 0
    square: int256 = ONE
    for n: uint256 in range(unsafe_sub(len(sample), 1), bound=SAMPLE):
        values: uint256 = sample[n]
        for place: uint256 in range(4):
            value: int256 = convert(convert(values, bytes32), int256) >> 192
            square = unsafe_add(square, unsafe_mul(value, value))
            values <<= 64
    if linear.LANES > 1:
        square <<= 1
    lack: uint256 = convert(unsafe_sub(ONE, margin), uint256)
    step: uint256 = unsafe_div(unsafe_mul(lack, SCALE), convert(square, uint256))
    step = min(step, linear.STEP)
    if step == 0:
        return 0
    linear._move(bank, sample, label, rival, step)
    return (step << 6) | unsafe_add(rival, 1)
