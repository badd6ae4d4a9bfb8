"""Long series made short: the points that keep a line's look, and its ends exactly."""

from collections.abc import Sequence

import numpy as np

_LEAST = 3


def thinned(times: Sequence[float], values: Sequence[float], most: int) -> list[int]:
    """Which points of a series to draw: of each stretch the one that stands out most.

    Like largest triangle three buckets (S. Steinarsson, 2013): the points between the ends are put
    into equal buckets, and of each one the point is kept that makes the largest triangle with the
    middles of the buckets before and after it. (There it is the point kept before; this way all
    buckets are done at once.) A peak stays, a flat stretch becomes short.

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
    starts, inner = edges[:-1], slice(1, count - 1)
    sizes = np.diff(edges)
    # The ends are buckets of their own.
    (x0, x1), (y0, y1) = (
        (
            np.repeat(np.append(each[0], means[:-1]), sizes),
            np.repeat(np.append(means[1:], each[-1]), sizes),
        )
        for each in (x, y)
        for means in [np.add.reduceat(each[inner], starts - 1) / sizes]
    )
    areas = np.abs((x0 - x1) * (y[inner] - y0) - (x0 - x[inner]) * (y1 - y0))
    largest = np.repeat(np.maximum.reduceat(areas, starts - 1), sizes)
    [found] = (areas == largest).nonzero()
    _, first = np.unique(np.repeat(np.arange(len(sizes)), sizes)[found], return_index=True)
    return [0, *(found[first] + 1).tolist(), count - 1]
