"""One client's update as different observers see it; nothing here knows of the screen."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from sum.federated.lanes import add, to_floats, to_lanes
from sum.federated.learners import Batch, LinearLearner
from sum.federated.masks import SEED_BYTES, mask
from sum.federated.privacy import clip, ratio_for
from sum.federated.settings import CLIPS, RATE, STEPS
from sum.federated.shards import divide

DATA, CLIENTS, GROUP = "digits", 20, 4
EPSILON = 32.0
"""Of the noise, for this one round."""
FIRST = 7
"""The client that is looked at (from 1)."""

Picture = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Peek:
    """What there is to see, and to guess.

    Attributes
    ----------
    classes : tuple of str
    mix : tuple of int
        How many samples of each class the client has.
    pictures : dict of str to numpy.ndarray, shape (classes, pixels)
        The client's update "masked", "noisy", in the mean of its "group", and "raw".
    """

    classes: tuple[str, ...]
    mix: tuple[int, ...]
    pictures: dict[str, Picture]

    @property
    def most(self) -> tuple[str, ...]:
        """Of which classes the client has most."""
        top = max(self.mix)
        return tuple(
            name for name, count in zip(self.classes, self.mix, strict=True) if count == top
        )


@lru_cache(maxsize=16)
def peek(seed: int) -> Peek:
    """Deal data out, train everybody once, and look at one of them.

    Parameters
    ----------
    seed : int
    """
    division = divide(DATA, clients=CLIENTS, rounds=1, alpha=0.5, seed=[seed, 11])
    rng, task, length = np.random.default_rng([seed, 12]), division.task, CLIPS[DATA]
    model = np.zeros(task.weights)
    trained = LinearLearner(STEPS, RATE).updates(model, Batch.of(task, division.shards))
    updates, place = clip(trained, length), FIRST - 1
    own = updates[place]
    noise = rng.normal(scale=length / ratio_for(EPSILON), size=own.shape)
    others = [place + step for step in range(GROUP)]
    seen = {
        "masked": to_floats(add(to_lanes(own), _mask(place, len(own), rng))),
        "noisy": own + noise,
        "group": updates[others].mean(axis=0),
        "raw": own,
    }
    shape = (task.outputs, task.features)
    pictures = {name: each.reshape(shape)[:, :-1] for name, each in seen.items()}
    return Peek(task.classes, division.shards[place].mix(len(task.classes)), pictures)


def _mask(place: int, d: int, rng: np.random.Generator) -> npt.NDArray[np.uint32]:
    """All masks that a client wears, of seeds as two and two would agree on."""
    pairs = {pair: rng.bytes(SEED_BYTES) for pair in combinations(range(CLIENTS), 2)}
    shared = {sum(pair) - place: seed for pair, seed in pairs.items() if place in pair}
    return mask(d, place, rng.bytes(SEED_BYTES), shared)
