"""Synthetic workouts: rows of what a sports watch might note, of women and men who never were."""

import numpy as np
import numpy.typing as npt

from sum.datasets.build import About, Raw

WORKOUTS = 1_900
TRAIN, HIDDEN = 100, 400
"""How many workouts the owner trains with, and how many are hidden."""

ABOUT = About(
    name="fitness-like",
    title="Workouts: a woman's or a man's (synthetic)",
    kind="row",
    summary="Was this synthetic workout a woman's or a man's?",
    source="Synthetic: made by a seeded generator of this project",
    licence="MIT",
    classes=("woman", "man"),
    columns=(
        *("cycling", "walking", "duration", "distance", "mean speed"),
        *("mean heart rate", "highest heart rate", "climb", "energy"),
    ),
    units=("", "", "min", "km", "km/h", "1/min", "1/min", "m", "kcal"),
)

# Of running, cycling and walking: speed in km/h, duration in minutes, energy in kcal for a
# kilogram and hour, climb in metres for a kilometre.
_SPEED, _DURATION = np.array([10.2, 23.0, 5.4]), np.array([45.0, 85.0, 60.0])
_ENERGY, _CLIMB = np.array([9.5, 7.0, 4.2]), np.array([9.0, 11.0, 14.0])
# Of a woman and a man: how likely each sport is, the speed as part of the usual one, the mean
# heart rate, and the weight in kg.
_SPORTS = np.array([[0.45, 0.2, 0.35], [0.4, 0.45, 0.15]])
_PACE, _PULSE, _WEIGHT = np.array([0.93, 1.07]), np.array([150.0, 140.0]), np.array([64.0, 82.0])


def fitness(rng: np.random.Generator) -> Raw:
    """Tell women's workouts (label 0) from men's (label 1).

    Nothing is measured: sport, pace, pulse and weight are drawn around means that differ a little,
    with so much noise that a linear model gets some six in seven right.

    Parameters
    ----------
    rng : numpy.random.Generator
        Decides the workouts.

    Returns
    -------
    Raw
        1,900 workouts, half of them of each label. Running is neither cycling nor walking.
    """
    labels = np.arange(WORKOUTS) % 2
    rows = [tuple(row) for row in _table(labels, rng).tolist()]
    return Raw(ABOUT, rows, labels.tolist(), train=TRAIN / WORKOUTS, hidden=HIDDEN / WORKOUTS)


def _table(labels: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """One row a workout, one column a value, rounded as a watch shows them."""
    many = len(labels)
    sport = (rng.random(many)[:, None] > _SPORTS.cumsum(axis=1)[labels][:, :2]).sum(axis=1)
    fit = rng.normal(0, 1, many)
    effort = rng.normal(0, 1, many)
    duration = _DURATION[sport] * np.exp(rng.normal(0, 0.35, many))
    speed = _SPEED[sport] * _PACE[labels] * np.exp(0.07 * fit + 0.05 * effort)
    distance = speed * duration / 60
    pulse = _PULSE[labels] - 12 * (sport == 2) - 5 * fit + 8 * effort + rng.normal(0, 5, many)  # noqa: PLR2004
    peak = pulse + 14 + np.abs(rng.normal(0, 9, many))
    climb = distance * _CLIMB[sport] * np.exp(rng.normal(0, 0.6, many))
    weight = _WEIGHT[labels] + rng.normal(0, 9, many)
    energy = weight * _ENERGY[sport] * duration / 60 * np.exp(rng.normal(0, 0.08, many))
    values = (duration, distance, speed, pulse, peak, climb, energy)
    digits = (1, 2, 1, 0, 0, 0, 0)
    rounded = [np.round(value, places) for value, places in zip(values, digits, strict=True)]
    return np.column_stack([sport == 1, sport == 2, *rounded]).astype(float)  # noqa: PLR2004
