# pragma version 0.4.3
# pragma optimize gas
"""
@title Sparse perceptron
@license MIT
@notice A multi-class perceptron with bias over samples given as the sorted indices of the
        features that are present: what it gets wrong moves its weights by a fixed step. Its twin
        is sum/models/sparse_perceptron.py.
@dev lib/sparse_linear.vy says how the weights are kept.
"""
from lib import sparse_linear as linear

initializes: linear
exports: linear.__interface__

SAMPLE: constant(uint256) = 129
CHUNK: constant(uint256) = 512


@deploy
def __init__(arguments: DynArray[uint256, 8]):
    """
    @param arguments Number of classes, number of features, step of an update (1 = 10**9).
    """
    linear.__init__(arguments)


@external
@pure
def model_name() -> String[32]:
    """
    @return The kind of model.
    """
    return "sparse_perceptron"


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
    @dev The perceptron's rule. The receipt is 0 when nothing changed, else 1 + the class that was
         predicted and lost.
    """
    assert label < linear.CLASSES, "model: no such label"
    rival: uint256 = 0
    margin: int256 = 0
    rival, margin = linear._compare(bank, sample, label)
    if margin > 0 or (margin == 0 and label < rival):
        return 0
    linear._move(bank, sample, label, rival, linear.STEP)
    return unsafe_add(rival, 1)
