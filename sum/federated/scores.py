"""What is opened of an update: dot products with two directions that everybody can compute.

`raw` is along the direction in which the model should go. `news` is along what is left of it when
the last step and the model itself are taken away, so that whoever sends in what is public anyway (a
past step, a mean of several, the model) has no news. Taking away the last step alone is not enough:
a mean of some steps before it is then paid better than an honest update.

Whoever chooses a portion, or many of the updates that make a step, could aim at one number of
everybody's update. A direction that reads little else is none (`sum.federated.direction.narrow`).

All in exact integers, as in the contract (``lib/direction.vy``).
"""

from collections.abc import Sequence
from math import isqrt
from typing import NamedTuple

import numpy as np

from sum.federated.direction import V_NORM, Integers, narrow
from sum.units import trunc_div


class Directions(NamedTuple):
    """The two directions of a round.

    Attributes
    ----------
    raw, news : numpy.ndarray of int64, shape (d,)
    """

    raw: Integers
    news: Integers


def unit(step: Integers) -> Integers:
    """A step as a direction: at most `V_NORM` long, rounded towards 0.

    It is 0 when the step is 0, or narrow.
    """
    square = sum(int(value) ** 2 for value in step)
    if not square or narrow(step):
        return 0 * step
    norm = isqrt(square - 1) + 1
    return np.array([trunc_div(int(value) * V_NORM, norm) for value in step], dtype=np.int64)


def directions(v: Integers, last: Integers, model: Integers, known: int = 2) -> Directions:
    """The direction of a round, and what is new in it.

    Parameters
    ----------
    v : numpy.ndarray of int64, shape (d,)
    last, model : numpy.ndarray of int64, shape (d,)
        The last step that was accepted (0 before the first), and the model, both as they were when
        updates were submitted.
    known : int
        How many of them news has to be apart from; the contract's is 2.

    Returns
    -------
    Directions
        What is new is 0 when it is narrow.

    Examples
    --------
    >>> v, last, model = np.array([3, 4, 5]), np.array([9, 0, 0]), np.array([7, 2, 0])
    >>> directions(v, last, model).news.tolist()
    [0, 0, 5]
    """
    step, weights = _exact(last), _exact(model)
    news = _without(_exact(v), step) if known else _exact(v)
    if known > 1:
        news = _without(news, _without(weights, step))
    new = np.array(news, dtype=np.int64)
    return Directions(v, 0 * new if narrow(new) else new)


def exact_scores(updates: Integers, along: Integers) -> list[int]:
    """The dot products of updates with a direction.

    Parameters
    ----------
    updates : numpy.ndarray of int64, shape (n, d)
        Signed lanes, or sums of some.
    along : numpy.ndarray of int64, shape (d,)
    """
    return [int(score) for score in updates @ along]


def furthest(direction: Integers, bound: int) -> int:
    """The largest score, either way, that an update within the bound can have.

    Parameters
    ----------
    direction : numpy.ndarray of int64, shape (d,)
    bound : int
        How long an update may be, noise included, in 1 / `sum.federated.lanes.ONE`.
    """
    return bound * (isqrt(sum(int(value) ** 2 for value in direction)) + 1)


def _exact(numbers: Integers) -> list[int]:
    """Products have up to 110 bits: 256 on the chain, Python's own here."""
    return [int(value) for value in numbers]


def _without(v: Sequence[int], other: Sequence[int]) -> list[int]:
    """What is left of `v` when its part along `other` is taken away.

    Rounded to the nearest: errors in one direction would leave a part along `other` after all.
    """
    square = _dot(other, other)
    if not square:
        return list(v)
    along = _dot(v, other)
    return [value - _nearest(along * each, square) for value, each in zip(v, other, strict=True)]


def _dot(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _nearest(number: int, divisor: int) -> int:
    """Divide by what is above 0; halves go away from 0."""
    size = (2 * abs(number) + divisor) // (2 * divisor)
    return size if number > 0 else -size
