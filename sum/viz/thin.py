"""Long series made short: the points that keep a line's look, and its ends exactly."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAST = 3


def thinned(times: Sequence[float], values: Sequence[float], most: int) -> list[int]:
    """Which points of a series to draw: of each stretch the one that stands out most.

    Largest triangle three buckets (S. Steinarsson, 2013): the points between the ends are put into
    equal buckets, and of each one the point is kept that makes the largest triangle with the point
    kept before it and the middle of the next bucket. A peak stays, a flat stretch becomes short.

    Parameters
    ----------
    times, values : sequence of float, of shape (n,)
        Times in order.
    most : int
        How many points at most; 3 or more.

    Returns
    -------
    list of int
        In order, with the first and the last.

    Examples
    --------
    >>> thinned(range(9), [0, 0, 0, 0, 9, 0, 0, 0, 0], 3)
    [0, 4, 8]
    """
    count = len(times)
    if count <= most:
        return list(range(count))
    x, y = np.asarray(times, float), np.asarray(values, float)
    edges = np.linspace(1, count - 1, max(most, _LEAST) - 1).astype(int)  # the last is the end
    sizes = np.diff(edges, append=count)
    middles = [np.add.reduceat(values, edges) / sizes for values in (x, y)]
    kept = [0]
    for number, (begin, end) in enumerate(pairwise(edges), start=1):
        before = (x[kept[-1]], y[kept[-1]])
        after = (middles[0][number], middles[1][number])
        kept.append(begin + _largest(x[begin:end], y[begin:end], before, after))
    return [int(each) for each in (*kept, count - 1)]


def _largest(
    x: NDArray[Any], y: NDArray[Any], before: tuple[Any, Any], after: tuple[Any, Any]
) -> int:
    """Which of these points makes the largest triangle with two others."""
    areas = np.abs(
        (before[0] - after[0]) * (y - before[1]) - (before[0] - x) * (after[1] - before[1])
    )
    return int(areas.argmax())
