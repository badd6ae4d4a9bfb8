"""The shared model in integers: what a portion of the hidden test set says about it.

The contract computes all of this itself (``lib/direction.vy``), line by line as here, so that
nobody can choose a direction that reads one number of somebody's update.

The model is linear. It has `F` features, the last of which is always 1, and `C` outputs: with one
output it is a logistic regression of two classes, with more a softmax. Weights have 20 fractional
bits, features 10.

Why nothing overflows 64 bits: a weight is at most 2**31, a feature 2**15, and there are up to
2**7 features, 2**4 outputs and 2**8 samples. A logit before its shift is then at most 2**53; a
probability is at most 2**20 and its cube 2**60, of which 2**28 is left; a gradient is then at most
2**(28 + 15 + 8) = 2**51, times `V_NORM` 2**59; a loss is at most 2**(40 + 4 + 8) = 2**52. Only the
square of a gradient's norm is larger: it is a Python integer here, and of 256 bits on the chain.
"""

from math import isqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sum.errors import InputError
from sum.federated.lanes import FRACTION_BITS, HALF, ONE, Lanes, from_lanes

Integers = NDArray[np.int64]

FEATURE_BITS = 10
FEATURE_ONE: int = 2**FEATURE_BITS
"""What means 1 in a feature."""
FOCUS_BITS = 32
"""How many bits of a probability's cube are dropped."""
MIN_FEATURE, MAX_FEATURE = -(2**15), 2**15 - 1
"""A feature's smallest and largest value: -32, and just below 32."""
MAX_FEATURES, MAX_OUTPUTS, MAX_SAMPLES = 2**7, 2**4, 2**8
V_NORM = 2**8
"""A direction is at most this long. The score of an update of length 1 is then at most 2**28, of
which 32 bits have sixteen times as much: only an update 15 times too long can look in range."""
FEW, MANY = 16, 256
"""Of fewer numbers, or of so many."""
FIFTHS, FIFTHS_OF_MANY = 3, 1
"""How much of a direction's square one number of it can have: fifths. Of fewer than `FEW`, all."""
PER_MILLE = 1_000

_FRACTION = ONE - 1
_LOG2_E = 1_512_775
_FLOOR = -32 * ONE
"""Below this the exponential is 0 at 20 bits in any case."""
_POWERS = (14_368, 54_258, 253_283, 726_667, ONE)
"""2**f between 0 and 1, highest power first: exact at both ends, and off by 5e-6 in between."""


def fixed_features(X: ArrayLike) -> Integers:
    """Turn real features into a model's integers, with the constant 1 as the last.

    What is beyond 32 either way is cut off there.

    Parameters
    ----------
    X : array_like of float, shape (n, F - 1)

    Returns
    -------
    numpy.ndarray of int64, shape (n, F)

    Raises
    ------
    InputError
        When a value is not finite.

    Examples
    --------
    >>> fixed_features([[0.5, -100.0]]).tolist()
    [[512, -32768, 1024]]
    """
    values = np.asarray(X, dtype=np.float64)
    if not np.isfinite(values).all():
        raise InputError("Features are finite numbers.")
    whole = np.rint(values * FEATURE_ONE).clip(MIN_FEATURE, MAX_FEATURE).astype(np.int64)
    return np.hstack([whole, np.full((len(whole), 1), FEATURE_ONE, dtype=np.int64)])


def beyond(numbers: Integers, least: int, most: int) -> bool:
    """Whether any number is smaller than `least` or larger than `most`."""
    return bool(((numbers < least) | (numbers > most)).any())


def check(weights: Integers, samples: Integers, labels: Integers) -> None:
    """Refuse what the integers here are not made for.

    Parameters
    ----------
    weights : numpy.ndarray of int64, shape (C, F)
    samples : numpy.ndarray of int64, shape (n, F)
    labels : numpy.ndarray of int64, shape (n,)

    Raises
    ------
    InputError
    """
    outputs, features = weights.shape
    if not (1 <= outputs <= MAX_OUTPUTS and 1 <= features <= MAX_FEATURES):
        raise InputError(f"A model has up to {MAX_FEATURES} features, {MAX_OUTPUTS} outputs.")
    if samples.ndim != weights.ndim or samples.shape[1] != features:
        raise InputError(f"A sample has {features} features.")
    if not 1 <= len(samples) <= MAX_SAMPLES or labels.shape != (len(samples),):
        raise InputError(f"A portion has 1 to {MAX_SAMPLES} samples, each with a label.")
    if beyond(weights, -HALF, HALF - 1) or beyond(samples, MIN_FEATURE, MAX_FEATURE):
        raise InputError("A weight or a feature is too large.")
    if labels.min() < 0 or labels.max() >= max(outputs, 2):
        raise InputError("There is no such class.")


def probabilities(weights: Integers, samples: Integers) -> Integers:
    """How likely the model thinks each output's class is.

    Parameters
    ----------
    weights : numpy.ndarray of int64, shape (C, F)
    samples : numpy.ndarray of int64, shape (n, F)

    Returns
    -------
    numpy.ndarray of int64, shape (n, C)
        In 1 / `ONE`, rounded down. With one output it is the probability of class 1.
    """
    logits = _logits(weights, samples)
    one_output = logits.shape[1] == 1
    if one_output:  # class 0 has the logit 0
        logits = np.hstack([np.zeros_like(logits), logits])
    below = np.maximum(logits - logits.max(axis=1, keepdims=True), _FLOOR)
    powers = _power_of_two((below * _LOG2_E) >> FRACTION_BITS)
    shares: Integers = (powers << FRACTION_BITS) // powers.sum(axis=1, keepdims=True)
    return shares[:, 1:] if one_output else shares


def predict(weights: Integers, samples: Integers) -> Integers:
    """The most likely class of each sample, the first of equals; shape (n,)."""
    logits = _logits(weights, samples)
    if logits.shape[1] == 1:
        return (logits[:, 0] > 0).astype(np.int64)
    classes: Integers = logits.argmax(axis=1).astype(np.int64)
    return classes


def gradient(
    weights: Integers, samples: Integers, labels: Integers, *, focus: bool = True
) -> Integers:
    """The cross entropy's negative gradient, where each sample counts as much as it is missed.

    A sample counts by the square of what is missing from the probability of its class, as with the
    focal loss (Lin et al. 2017, section 3.2, gamma = 2), of which this is the larger part of the
    gradient. What the model knows already is public; what somebody's bad labels have done to it
    is found in the samples that it gets wrong.

    Parameters
    ----------
    weights : numpy.ndarray of int64, shape (C, F)
    samples : numpy.ndarray of int64, shape (n, F)
    labels : numpy.ndarray of int64, shape (n,)
    focus : bool
        Otherwise all samples count alike; the contract's do not.

    Returns
    -------
    numpy.ndarray of int64, shape (C, F)
        Summed over the samples, in 38 fractional bits: three times 20 of the probabilities less
        `FOCUS_BITS`, and 10 of the feature. Without focus in 30.
    """
    missing = _targets(labels, len(weights)) - probabilities(weights, samples)
    if not focus:
        return np.asarray(missing.T @ samples)
    own = abs(missing[:, 0]) if len(weights) == 1 else missing[np.arange(len(labels)), labels]
    pull: Integers = ((missing * (own * own)[:, None]) >> FOCUS_BITS).T @ samples
    return pull


def direction(
    weights: Integers, samples: Integers, labels: Integers, *, focus: bool = True
) -> Integers:
    """Where a portion pulls the model: the negative gradient, at most `V_NORM` long.

    Parameters
    ----------
    weights : numpy.ndarray of int64, shape (C, F)
    samples : numpy.ndarray of int64, shape (n, F)
    labels : numpy.ndarray of int64, shape (n,)
    focus : bool
        Of `gradient`.

    Returns
    -------
    numpy.ndarray of int64, shape (C * F,)
        Integers, rounded towards zero; all 0 when the gradient is.

    Raises
    ------
    InputError
        When `check` refuses the arguments.
    """
    check(weights, samples, labels)
    pull = gradient(weights, samples, labels, focus=focus).ravel()
    square = sum(int(value) ** 2 for value in pull)
    if square == 0:
        return pull
    norm = isqrt(square - 1) + 1  # rounded up, so that the direction is not too long
    return _towards_zero(pull * V_NORM, norm)


def narrow(vector: Integers) -> bool:
    """Whether a direction reads little else than one number of an update.

    Parameters
    ----------
    vector : numpy.ndarray of int64, shape (d,)

    Examples
    --------
    >>> narrow(np.array([7, *[1] * 30])), narrow(np.array([6, *[1] * 30]))
    (True, False)
    """
    squares = [int(value) ** 2 for value in vector]
    if len(squares) < FEW:
        return False
    fifths = FIFTHS_OF_MANY if len(squares) >= MANY else FIFTHS
    return 5 * max(squares) > fifths * sum(squares)


def loss(weights: Integers, samples: Integers, labels: Integers) -> int:
    """The quadratic loss (Brier's) of a portion, summed, in 40 fractional bits.

    Raises
    ------
    InputError
        When `check` refuses the arguments.
    """
    check(weights, samples, labels)
    missing = _targets(labels, len(weights)) - probabilities(weights, samples)
    return int((missing * missing).sum())


def worsened(before: int, after: int, tolerance: int) -> bool:
    """Whether a loss has grown by more than `tolerance` per mille.

    Examples
    --------
    >>> worsened(1_000, 1_020, 20), worsened(1_000, 1_021, 20)
    (False, True)
    """
    return after * PER_MILLE > before * (PER_MILLE + tolerance)


def step(weights: Integers, total: Lanes, included: int) -> Integers:
    """The model after the mean of the included updates.

    Parameters
    ----------
    weights : numpy.ndarray of int64, shape (C, F)
    total : numpy.ndarray of uint32, shape (C * F,)
        The updates' sum, unmasked.
    included : int
        How many they are, at least one.

    Returns
    -------
    numpy.ndarray of int64, shape (C, F)
        The sum is divided towards zero; a weight stops at the ends of 32 bits.
    """
    moved = weights + _towards_zero(from_lanes(total), included).reshape(weights.shape)
    return moved.clip(-HALF, HALF - 1)


def _logits(weights: Integers, samples: Integers) -> Integers:
    """With 20 fractional bits, rounded down; shape (n, C)."""
    logits: Integers = (samples @ weights.T) >> FEATURE_BITS
    return logits


def _power_of_two(exponents: Integers) -> Integers:
    """2**t for t <= 0, both with 20 fractional bits, rounded down."""
    fraction = exponents & _FRACTION
    value: Integers = np.full_like(fraction, _POWERS[0])
    for coefficient in _POWERS[1:]:
        value = coefficient + ((value * fraction) >> FRACTION_BITS)
    value >>= -(exponents >> FRACTION_BITS)
    return value


def _targets(labels: Integers, outputs: int) -> Integers:
    """What the probabilities should be, shape (n, C)."""
    classes = np.array([1]) if outputs == 1 else np.arange(outputs)
    targets: Integers = (labels[:, None] == classes).astype(np.int64) * ONE
    return targets


def _towards_zero(numbers: Integers, divisor: int) -> Integers:
    """Divide as the EVM does with signs; `divisor` is positive."""
    quotients: Integers = np.sign(numbers) * (abs(numbers) // divisor)
    return quotients
