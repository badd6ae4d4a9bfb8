"""Synthetic points in the plane: two bent clouds that touch."""

import numpy as np

from sum.datasets.build import About, Raw

POINTS = 600
LIMIT = 1.5
"""All points have both values between minus this and this."""

ABOUT = About(
    name="plane",
    title="Points in the plane (synthetic)",
    kind="point",
    summary="Does this point of a synthetic plane belong to the orange or to the blue cloud?",
    source="Synthetic: made by a seeded generator of this project",
    licence="MIT",
    classes=("orange", "blue"),
    columns=("x", "y"),
)

# A cloud's middle, how long and how thick it is, by how much its ends bend, and how it lies.
_MIDDLE, _LENGTH, _THICKNESS, _BEND, _TILT = 0.42, 0.5, 0.17, 0.3, 0.9


def plane(rng: np.random.Generator) -> Raw:
    """Tell the orange cloud (label 0) from the blue one (label 1).

    A straight line gets about nineteen in twenty right: the ends of the clouds bend towards each
    other.

    Parameters
    ----------
    rng : numpy.random.Generator
        Decides the points.

    Returns
    -------
    Raw
        600 different points, rounded to 1/1000, half of them of each label.
    """
    found: dict[tuple[float, ...], int] = {}
    while len(found) < POINTS:
        label = len(found) % 2
        point = _point(label, rng)
        if max(map(abs, point)) <= LIMIT:
            found.setdefault(point, label)
    return Raw(ABOUT, tuple(found), tuple(found.values()))


def _point(label: int, rng: np.random.Generator) -> tuple[float, float]:
    along = rng.normal(0, _LENGTH)
    across = _MIDDLE - _BEND * along * along + rng.normal(0, _THICKNESS)
    side = 1 if label else -1
    x = side * (across * np.cos(_TILT) - along * np.sin(_TILT))
    y = side * (across * np.sin(_TILT) + along * np.cos(_TILT))
    return round(float(x), 3), round(float(y), 3)
