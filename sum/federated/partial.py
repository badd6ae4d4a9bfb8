"""Just one matrix: what of a network is trained together, and what that costs.

The digits are told apart by a small network (`sum.federated.network`). A public model, trained by
its owner on samples that no client has, is where everybody begins. Clients then train one of its
parts, the rest stays as it is:

all
    every parameter: 1,210.
last
    the second matrix with its biases: 170, which is the contract's linear model on 17 features.
adapter
    a correction of rank r to the second matrix: the product of a random, public matrix of r rows
    and one of r columns that is trained. After Hu et al. 2022 (LoRA, section 4.1), with one factor
    frozen as in Sun et al. 2024 (FFA-LoRA, section 4), so that a sum of updates is an update.

Smaller updates need less gas, and less noise in all: its length grows with the root of d.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from sum.errors import InputError
from sum.federated.direction import FEATURE_ONE
from sum.federated.learners import Floats, probabilities, targets_of
from sum.federated.network import HIDDEN, INPUTS, OUTPUTS, OWNERS, Network, owned
from sum.federated.privacy import clip
from sum.federated.shards import Division, Shard, Task, divide

PARTS = ("all", "last", "adapter-8", "adapter-2")
STEPS, RATE, ALPHA = 5, 0.5, 0.5


@dataclass(frozen=True, eq=False)
class Part:
    """What is trained of a network.

    Attributes
    ----------
    name : str
        One of `PARTS`, or ``adapter-<rank>``.
    down : numpy.ndarray, shape (17, r)
        An adapter's public factor; for other parts of no meaning.
    """

    name: str
    down: Floats

    @property
    def size(self) -> int:
        """How many numbers an update has."""
        if self.name == "all":
            return (INPUTS + 1) * HIDDEN + (HIDDEN + 1) * OUTPUTS
        return self.down.shape[1] * OUTPUTS if self.down.size else (HIDDEN + 1) * OUTPUTS

    def moved(self, network: Network, update: Floats) -> Network:
        """The network after an update of shape (size,)."""
        if self.name == "all":
            cut = network.first.size
            first, second = np.split(update, [cut])
            return Network(
                network.first + first.reshape(network.first.shape),
                network.second + second.reshape(network.second.shape),
            )
        change = update.reshape(-1, OUTPUTS)
        whole = self.down @ change if self.down.size else change
        return Network(network.first, network.second + whole)

    def of(self, first: Floats, second: Floats) -> Floats:
        """What a gradient means for this part, of shape (size,)."""
        if self.name == "all":
            return np.concatenate([first.ravel(), second.ravel()])
        return np.asarray((self.down.T @ second if self.down.size else second).ravel())


def part_of(name: str, rng: np.random.Generator) -> Part:
    """A part by its name.

    Parameters
    ----------
    name : str
        "all", "last" or ``adapter-<rank>``.
    rng : numpy.random.Generator
        Draws an adapter's public factor.

    Raises
    ------
    InputError
    """
    kind, _, rank = name.partition("-")
    if name in ("all", "last"):
        return Part(name, np.zeros((HIDDEN + 1, 0)))
    if kind != "adapter" or not rank.isdecimal() or not 1 <= int(rank) <= HIDDEN:
        raise InputError(f"There is no part {name!r}; there are {', '.join(PARTS)}.")
    down = rng.normal(scale=1 / sqrt(int(rank)), size=(HIDDEN + 1, int(rank)))
    return Part(name, down)


@dataclass(frozen=True)
class PartialRun:
    """What came of training a part.

    Attributes
    ----------
    part : str
    size : int
        Numbers of an update.
    start, accuracy : float
        Before and after, on the public test set.
    noise : float
        How long the noise in a round's mean update was, as a multiple of the clip.
    """

    part: str
    size: int
    start: float
    accuracy: float
    noise: float


def train(
    name: str,
    *,
    clients: int = 20,
    rounds: int = 30,
    multiplier: float = 0.0,
    length: float = 1.0,
    seed: int = 0,
) -> PartialRun:
    """Train a part of the network together.

    Parameters
    ----------
    name : str
        The part.
    clients, rounds : int
    multiplier : float
        The noise of the sum, divided by the clip: everybody adds its share of it.
    length : float
        How long an update may be.
    seed : int

    Raises
    ------
    InputError
    """
    division = divide("digits", clients=clients, rounds=1, alpha=ALPHA, seed=[seed, 5])
    rng = np.random.default_rng([seed, 6])
    part, network = part_of(name, rng), _public(division, seed)
    start, sigma = _accuracy(network, division.test), multiplier * length / sqrt(clients)
    for _ in range(rounds):
        updates = clip(_updates(part, network, division.task, division.shards), length)
        noise = rng.normal(scale=sigma, size=updates.shape) if sigma else 0.0
        network = part.moved(network, (updates + noise).mean(axis=0))
    strength = multiplier * sqrt(part.size) / clients
    return PartialRun(name, part.size, start, _accuracy(network, division.test), strength)


def _public(division: Division, seed: int) -> Network:
    """The owner's network, trained on samples of its own."""
    order = np.random.default_rng([seed, 7]).permutation(len(division.spare))[:OWNERS]
    pixels = division.spare.samples[order, :-1] / FEATURE_ONE
    return owned(pixels, division.spare.labels[order], seed)


def _accuracy(network: Network, shard: Shard) -> float:
    """What part of samples it is right about."""
    return float(np.mean(network.predicted(shard.samples / FEATURE_ONE) == shard.labels))


def _gradient(network: Network, samples: Floats, targets: Floats) -> tuple[Floats, Floats]:
    """Of the mean cross entropy, downwards, for both matrices."""
    hidden = network.hidden(samples)
    wrong = (targets - probabilities(hidden @ network.second)) / len(samples)
    back = (wrong @ network.second[:-1].T) * (hidden[:, :-1] > 0)
    return np.asarray(samples.T @ back), np.asarray(hidden.T @ wrong)


def _updates(part: Part, network: Network, task: Task, shards: Sequence[Shard]) -> Floats:
    """Of all clients, of shape (clients, size)."""
    updates = np.zeros((len(shards), part.size))
    for own, shard in zip(updates, shards, strict=True):
        samples, targets = shard.samples / FEATURE_ONE, targets_of(task, shard)
        for _ in range(STEPS):
            gradients = _gradient(part.moved(network, own), samples, targets)
            own[:] += RATE * part.of(*gradients)
    return updates
