"""What a client does at home: a few steps of gradient descent on its own shard.

All clients of a round learn at once, as one batch: shards are filled up to the same length with
samples that weigh nothing. Local steps use the whole shard (McMahan et al. 2017, algorithm 1 with
B = infinity).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sum.federated.direction import FEATURE_ONE, Integers
from sum.federated.shards import Division, Shard, Task

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Batch:
    """The shards of all clients, filled up to the same length.

    Attributes
    ----------
    samples : numpy.ndarray of float, shape (clients, n, features)
    targets : numpy.ndarray of float, shape (clients, n, outputs)
        One where the output should be one.
    weights : numpy.ndarray of float, shape (clients, n, 1)
        One divided by the shard's size; 0 for what fills up.
    """

    samples: Floats
    targets: Floats
    weights: Floats

    @classmethod
    def of(cls, task: Task, shards: Sequence[Shard]) -> "Batch":
        """Fill shards up."""
        longest = max(map(len, shards), default=0)
        samples = np.zeros((len(shards), longest, shards[0].samples.shape[1]))
        targets = np.zeros((len(shards), longest, task.outputs))
        weights = np.zeros((len(shards), longest, 1))
        for place, shard in enumerate(shards):
            size = len(shard)
            samples[place, :size] = shard.samples / FEATURE_ONE
            targets[place, :size] = targets_of(task, shard)
            weights[place, :size] = 1 / size
        return cls(samples, targets, weights)


def targets_of(task: Task, shard: Shard) -> Floats:
    """What the outputs should be, of shape (n, outputs)."""
    if task.outputs == 1:
        return np.asarray(shard.labels[:, None] == 1, dtype=float)
    return np.asarray(np.eye(task.outputs)[shard.labels])


def probabilities(logits: Floats) -> Floats:
    """Softmax over the last axis; the logistic function where it has one place only."""
    if logits.shape[-1] == 1:
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


@dataclass(frozen=True)
class LinearLearner:
    """Trains a logistic or softmax model.

    Attributes
    ----------
    steps : int
        Of gradient descent in a round.
    rate : float
        Of a step.
    """

    steps: int
    rate: float

    def updates(self, model: Floats, batch: Batch) -> Floats:
        """What each client's model gains in a round.

        Parameters
        ----------
        model : numpy.ndarray, shape (d,)
            The model of all; place c * features + f has output c's weight of feature f.
        batch : Batch

        Returns
        -------
        numpy.ndarray, shape (clients, d)
        """
        clients, _, features = batch.samples.shape
        start = model.reshape(-1, features).T
        own = np.broadcast_to(start, (clients, *start.shape)).copy()
        across = batch.samples.transpose(0, 2, 1)
        for _ in range(self.steps):
            wrong = (batch.targets - probabilities(batch.samples @ own)) * batch.weights
            own += self.rate * (across @ wrong)
        return (own - start).transpose(0, 2, 1).reshape(clients, -1)


def predicted(model: Floats, task: Task, shard: Shard) -> Integers:
    """What a linear model takes samples for, of shape (n,).

    Parameters
    ----------
    model : numpy.ndarray, shape (d,)
    task : Task
    shard : Shard
    """
    logits = shard.samples / FEATURE_ONE @ model.reshape(task.outputs, -1).T
    if task.outputs == 1:
        return np.asarray(logits[:, 0] > 0, dtype=np.int64)
    return np.asarray(logits.argmax(axis=1), dtype=np.int64)


def accuracy(model: Floats, task: Task, shard: Shard) -> float:
    """What part of samples a linear model is right about; arguments as of `predicted`."""
    return float(np.mean(predicted(model, task, shard) == shard.labels))


@lru_cache(maxsize=8)
def accuracy_at_start(division: Division) -> float:
    """What part of the public test set a model is right about that knows nothing."""
    return accuracy(np.zeros(division.task.weights), division.task, division.test)
