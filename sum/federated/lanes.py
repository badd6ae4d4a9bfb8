"""Numbers as lanes: unsigned 32-bit integers modulo 2**32, of which 20 bits are the fraction.

Sums of lanes wrap around, so that a mask can be added to an update and taken off again, bit for
bit. A negative number is its two's complement. Eight lanes make a word of the chain, the first of
them lowest; the lanes of the last word that are not used are 0. The contract adds words lane by
lane (``lib/lanes.vy``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sum.errors import InputError

Lanes = NDArray[np.uint32]
"""Of shape (d,)."""

FRACTION_BITS = 20
ONE: int = 2**FRACTION_BITS
"""The lane that means 1."""
LANE_BITS = 32
MODULUS: int = 2**LANE_BITS
HALF = MODULUS // 2
"""Lanes from here on are negative."""
LANES_IN_WORD = 8
_WORD_BYTES = 32


def word_count(d: int) -> int:
    """How many words of the chain `d` lanes take."""
    return -(-d // LANES_IN_WORD)


def to_lanes(values: ArrayLike) -> Lanes:
    """Round numbers to lanes, to the nearest; halves away from zero.

    Parameters
    ----------
    values : array_like of float, shape (d,)
        At least -2048 and, once rounded, below 2048.

    Returns
    -------
    numpy.ndarray of uint32, shape (d,)

    Raises
    ------
    InputError
        When a number is not finite or does not fit.

    Examples
    --------
    >>> to_lanes([1.0, -1.0, 2.0**-21]).tolist()
    [1048576, 4293918720, 1]
    """
    scaled = np.asarray(values, dtype=np.float64) * ONE
    if not np.isfinite(scaled).all():
        raise InputError("An update has only finite numbers.")
    whole = np.trunc(scaled)
    whole += np.where(np.abs(scaled - whole) >= 0.5, np.sign(scaled), 0.0)  # noqa: PLR2004 - a half
    if ((whole < -HALF) | (whole >= HALF)).any():
        raise InputError(f"A number of an update is smaller than {HALF // ONE}.")
    return whole.astype(np.int64).astype(np.uint32)


def as_lanes(integers: ArrayLike) -> Lanes:
    """Take integers modulo 2**32.

    Parameters
    ----------
    integers : array_like of int, shape (d,)
        Each fits into 64 bits with its sign.

    Examples
    --------
    >>> as_lanes([-1, 2**32 + 5]).tolist()
    [4294967295, 5]
    """
    return np.asarray(integers, dtype=np.int64).astype(np.uint32)


def from_lanes(lanes: Lanes) -> NDArray[np.int64]:
    """The signed integers that lanes stand for, from -2**31 to 2**31 - 1.

    Examples
    --------
    >>> from_lanes(as_lanes([-1, 7])).tolist()
    [-1, 7]
    """
    return lanes.astype(np.int32).astype(np.int64)


def to_floats(lanes: Lanes) -> NDArray[np.float64]:
    """The numbers that lanes stand for, exactly.

    Examples
    --------
    >>> to_floats(to_lanes([-0.25, 3.0])).tolist()
    [-0.25, 3.0]
    """
    return from_lanes(lanes) / ONE


def signed(value: int) -> int:
    """The signed integer that one number modulo 2**32 stands for.

    Examples
    --------
    >>> signed(2**32 - 3)
    -3
    """
    return (value + HALF) % MODULUS - HALF


def pack(lanes: Lanes) -> tuple[int, ...]:
    """Put lanes into words of the chain, eight to a word.

    Examples
    --------
    >>> pack(as_lanes([2, 3])) == ((3 << 32) | 2,)
    True
    """
    data = lanes.astype("<u4").tobytes()
    return tuple(
        int.from_bytes(data[at : at + _WORD_BYTES], "little")
        for at in range(0, len(data), _WORD_BYTES)
    )


def unpack(words: Sequence[int], d: int) -> Lanes:
    """Take `d` lanes out of their words.

    Raises
    ------
    InputError
        When the words are not as many as `d` lanes take, or a lane that is not used is not 0.

    Examples
    --------
    >>> unpack([(3 << 32) | 2], 2).tolist()
    [2, 3]
    """
    if len(words) != word_count(d):
        raise InputError(f"{d} numbers take {word_count(d)} words.")
    data = b"".join(word.to_bytes(_WORD_BYTES, "little") for word in words)
    lanes = np.frombuffer(data, dtype="<u4")
    if lanes[d:].any():
        raise InputError("The lanes that are not used are 0.")
    return lanes[:d].astype(np.uint32)


def add(first: Lanes, *others: Lanes) -> Lanes:
    """Add lanes modulo 2**32."""
    total = first.copy()
    for other in others:
        total += other
    return total


def subtract(first: Lanes, second: Lanes) -> Lanes:
    """Subtract lanes modulo 2**32."""
    return first - second


def dot(lanes: Lanes, v: NDArray[np.int64]) -> int:
    """The dot product with an integer direction, modulo 2**32.

    It is linear: the dot product of a masked update is the update's plus its masks'.

    Parameters
    ----------
    lanes : numpy.ndarray of uint32, shape (d,)
    v : numpy.ndarray of int64, shape (d,)

    Returns
    -------
    int
        `signed` gives the score, when that is known to lie within 2**31.

    Examples
    --------
    >>> signed(dot(as_lanes([5, -2]), np.array([1, 10])))
    -15
    """
    return int(np.sum(lanes * v.astype(np.uint32), dtype=np.uint32))


def dots(lanes: Lanes, v: NDArray[np.int64], w: NDArray[np.int64]) -> int:
    """The dot products with two directions in one number, as openings carry them.

    Examples
    --------
    >>> dots(as_lanes([5]), np.array([2]), np.array([3])) == (15 << 32) | 10
    True
    """
    return dot(lanes, w) << LANE_BITS | dot(lanes, v)
