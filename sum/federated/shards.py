"""Who holds what: a data set dealt out to clients, with a hidden and a public test set.

A sample here is what the contract reads: features as integers in 1 / `FEATURE_ONE`, the last of
them the constant one.

>>> division = divide("breast-cancer", clients=5, rounds=4, alpha=None, seed=1)
>>> len(division.shards), len(division.portions), division.task.features
(5, 4, 31)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sum.datasets import load
from sum.errors import InputError
from sum.federated.direction import FEATURE_ONE, Integers, fixed_features
from sum.federated.network import OWNERS, Network, owned

WIDEST = 4
"""A standardised feature further than this many standard deviations off counts as this far."""
PORTION = 16
"""Samples in a portion of the hidden test set, at most: the contract reads all of them."""
HIDDEN, PUBLIC = 0.3, 0.2
"""The parts of a data set that are the hidden and the public test set."""
WEIGHT_DIGITS = 3
"""Decimals to which a public first layer is rounded."""
LEAST = 2
"""Samples that every client has, at least."""
LAST_MATRIX = "digits-last-matrix"
DATA = ("digits", "breast-cancer", LAST_MATRIX)
"""What can be dealt out: names of `sum.datasets`, and digits as the last matrix of a network sees
them (`sum.federated.network`): its first layer is public and stays as it is."""


@dataclass(frozen=True)
class Task:
    """What is to be learned.

    Attributes
    ----------
    name, title : str
        One of `DATA`, and what people call it.
    classes : tuple of str
    features : int
        Of a sample, the constant one among them.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    features: int

    @property
    def outputs(self) -> int:
        """Rows of a linear model: one for two classes, else one a class."""
        return 1 if len(self.classes) == 2 else len(self.classes)  # noqa: PLR2004

    @property
    def weights(self) -> int:
        """How many a linear model has: d."""
        return self.features * self.outputs


@dataclass(frozen=True, eq=False)
class Shard:
    """Samples with their labels.

    Attributes
    ----------
    samples : numpy.ndarray of int64, shape (n, features)
        In 1 / `FEATURE_ONE`; read-only.
    labels : numpy.ndarray of int64, shape (n,)
        Classes, counted from 0; read-only.
    """

    samples: Integers
    labels: Integers

    def __len__(self) -> int:
        return len(self.labels)

    def mix(self, classes: int) -> tuple[int, ...]:
        """How many samples it has of each class."""
        return tuple(np.bincount(self.labels, minlength=classes).tolist())


@dataclass(frozen=True, eq=False)
class Division:
    """A data set, dealt out.

    Attributes
    ----------
    task : Task
    shards : tuple of Shard
        One for each client; nobody else sees it.
    portions : tuple of Shard
        The hidden test set, one portion for each round; they share no sample.
    test : Shard
        The public test set, from which accuracy is known. No rule of payment looks at it.
    spare : Shard
        What of the hidden test set is in no portion.
    """

    task: Task
    shards: tuple[Shard, ...]
    portions: tuple[Shard, ...]
    test: Shard
    spare: Shard


def divide(
    data: str, *, clients: int, rounds: int, alpha: float | None, seed: int | Sequence[int]
) -> Division:
    """Deal a data set out.

    Parameters
    ----------
    data : str
        One of `DATA`.
    clients, rounds : int
        How many shards and how many portions.
    alpha : float or None
        Of the Dirichlet distribution from which each class's parts are drawn (Hsu, Qi and Brown
        2019, section 3); the smaller, the more unlike the shards. None: independent and
        identically distributed.
    seed : int or sequence of int
        Decides everything; of a last matrix also what the first layer's owner has.

    Raises
    ------
    InputError
        When there is no such data set, or it has not so many samples.
    """
    task, whole = _last_matrix(_entropy(seed)) if data == LAST_MATRIX else _whole(data)
    if alpha is not None and not 0 < alpha < float("inf"):
        raise InputError("The Dirichlet distribution’s alpha has to be above 0.")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(whole))
    public, hidden = int(PUBLIC * len(whole)), int(HIDDEN * len(whole))
    rest = order[public + hidden :]
    size = min(PORTION, hidden // rounds) if rounds > 0 else 0
    if not size or clients < 1 or len(rest) < LEAST * clients:
        raise InputError(
            f"{task.title} has {len(rest):,} samples for clients and {hidden:,} for rounds:"
            f" too few for {clients:,} clients and {rounds:,} rounds."
        )
    parts = _parts(whole.labels[rest], clients, alpha, rng)
    tested = order[public : public + size * rounds].reshape(rounds, size)
    return Division(
        task,
        tuple(_take(whole, rest[part]) for part in parts),
        tuple(_take(whole, portion) for portion in tested),
        _take(whole, order[:public]),
        _take(whole, order[public + size * rounds : public + hidden]),
    )


def _parts(
    labels: Integers, clients: int, alpha: float | None, rng: np.random.Generator
) -> list[npt.NDArray[np.intp]]:
    """Places of each client's samples; whoever has fewer than `LEAST` gets some of the richest."""
    if alpha is None:
        return [np.asarray(part) for part in np.array_split(rng.permutation(len(labels)), clients)]
    parts: list[list[int]] = [[] for _ in range(clients)]
    for label in np.unique(labels):
        places = rng.permutation(np.flatnonzero(labels == label))
        shares = rng.dirichlet(np.full(clients, alpha))
        cuts = np.round(np.cumsum(shares)[:-1] * len(places)).astype(int)
        for part, dealt in zip(parts, np.split(places, cuts), strict=True):
            part.extend(dealt.tolist())
    for part in parts:
        while len(part) < LEAST:
            part.append(max(parts, key=len).pop())
    return [np.array(part) for part in parts]


def _take(whole: Shard, places: npt.NDArray[np.intp]) -> Shard:
    return _shard(whole.samples[places], whole.labels[places])


def _shard(samples: Integers, labels: Integers) -> Shard:
    samples.setflags(write=False)
    labels.setflags(write=False)
    return Shard(samples, labels)


@lru_cache
def _whole(data: str) -> tuple[Task, Shard]:
    """All samples of a data set in an order of their own."""
    if data not in DATA:
        raise InputError(f"There is no data set {data!r} for clients; there are {', '.join(DATA)}.")
    dataset = load(data)
    splits = (dataset.train, dataset.pool, dataset.hidden)
    raw = np.array([sample.raw for split in splits for sample in split], dtype=float)
    values = raw.reshape(len(raw), -1)
    # Pixels count 0 to 16; measurements are standardised, with public statistics.
    scaled = values / 16 if dataset.kind == "image" else _standard(values)
    labels = np.concatenate([split.labels for split in splits])
    shard = _shard(fixed_features(scaled), labels)
    return Task(data, dataset.title, dataset.classes, shard.samples.shape[1]), shard


@lru_cache(maxsize=32)
def _last_matrix(entropy: tuple[int, ...]) -> tuple[Task, Shard]:
    """The digits that the first layer's owner has not, as hidden values and the constant 1."""
    digits, whole = _whole("digits")
    rng = np.random.default_rng([*entropy, 7])
    own = _owners_places(whole.labels, len(digits.classes), rng)
    pixels = whole.samples / FEATURE_ONE
    network = owned(pixels[own, :-1], whole.labels[own], int(rng.integers(2**31)))
    # The last bits of floating point are each machine's own.
    public = Network(network.first.round(WEIGHT_DIGITS), network.second)
    rest = np.setdiff1d(np.arange(len(whole)), own)
    shard = _shard(fixed_features(public.hidden(pixels[rest])[:, :-1]), whole.labels[rest])
    title = f"{digits.title}, the last matrix"
    return Task(LAST_MATRIX, title, digits.classes, shard.samples.shape[1]), shard


def pixels_of(shard: Shard, seed: int | Sequence[int]) -> Integers:
    """The digits behind samples of a last matrix, for the one who holds them.

    Parameters
    ----------
    shard : Shard
        Of `LAST_MATRIX`.
    seed : int or sequence of int
        As for `divide`.

    Returns
    -------
    numpy.ndarray of int64, shape (n, 64 + 1)
        Pixels from 0 to 1 in 1 / `FEATURE_ONE`, then the constant 1.
    """
    entropy = _entropy(seed)
    _, hidden = _last_matrix(entropy)
    digits, whole = _whole("digits")
    own = _owners_places(whole.labels, len(digits.classes), np.random.default_rng([*entropy, 7]))
    rest = np.setdiff1d(np.arange(len(whole)), own)
    places = {sample.tobytes(): place for place, sample in enumerate(hidden.samples)}
    return np.asarray(whole.samples[rest[[places[each.tobytes()] for each in shard.samples]]])


def _owners_places(
    labels: Integers, classes: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Which samples the first layer is trained on: as many of each class."""
    order, each = rng.permutation(len(labels)), OWNERS // classes
    return np.concatenate([order[labels[order] == label][:each] for label in range(classes)])


def _entropy(seed: int | Sequence[int]) -> tuple[int, ...]:
    return tuple(np.atleast_1d(seed).tolist())


def _standard(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    return np.asarray(np.clip(standard, -WIDEST, WIDEST))
