"""What fixed point costs in accuracy: each twin beside its rule in float64, and scikit-learn.

All three see the same samples once, in the same order, from an empty model; then they are asked for
a hidden test set. That is done over many orders, since a linear model depends on them.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sum.bench.reference import REFERENCES, Labels, Samples
from sum.datasets import Dataset, load
from sum.datasets.imdb_shaped import imdb_shaped
from sum.models import MODELS, models_for
from sum.models.table import rows
from sum.samples import Form

ORDERS = 50
IMDB_SHAPED = "imdb-shaped"

DATA: tuple[tuple[str, str, Form], ...] = (
    ("digits-3-or-8", "pixels-on", "sparse"),
    ("digits", "pixels-on", "sparse"),
    (IMDB_SHAPED, "words", "sparse"),
    ("digits-3-or-8", "standardised", "dense"),
    ("digits", "standardised", "dense"),
    ("digits", "unit", "dense"),
    ("breast-cancer", "standardised", "dense"),
    ("wine", "standardised", "dense"),
)
"""What is learned: data set, encoder, and the form of what it gives."""

_IMDB_TRAIN, _IMDB_TEST = 2_000, 2_000


@dataclass(frozen=True)
class Task:
    """Samples to learn and samples to be asked for.

    Attributes
    ----------
    data, encoder : str
    form : {"sparse", "dense"}
    n_classes : int
    samples : tuple of tuple of int
        n samples as a contract takes them.
    X : numpy.ndarray of shape (n, n_features)
        The same in float64, in units of 1.
    y : numpy.ndarray of shape (n,)
        Their labels.
    X_test, y_test : numpy.ndarray
        As X and y.
    """

    data: str
    encoder: str
    form: Form
    n_classes: int
    samples: tuple[tuple[int, ...], ...]
    X: Samples
    y: Labels
    X_test: Samples
    y_test: Labels


@dataclass(frozen=True)
class Row:
    """How right a model is about a task's test set after one pass.

    Attributes
    ----------
    data, encoder, model : str
    features, classes, samples, tested : int
        How many there are.
    orders : int
        In how many orders the samples were learned; 1 where the order does not matter.
    chain, float64, peer : float
        Mean accuracy (of 1): of the exact twin, of the rule in float64, of scikit-learn.
    difference, worst : float
        Twin minus float64, in percentage points: on average, and in the order in which the twin
        is furthest behind.
    """

    data: str
    encoder: str
    model: str
    features: int
    classes: int
    samples: int
    tested: int
    orders: int
    chain: float
    float64: float
    peer: float
    difference: float
    worst: float


def pairs(models: Sequence[str] = (), data: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """Everything that can be measured, as data set, encoder and model.

    Parameters
    ----------
    models, data : sequence of str
        Only these; by default all.
    """
    return [
        (name, encoder, model)
        for name, encoder, form in DATA
        if not data or name in data
        for model in models_for(form)
        if model in REFERENCES and (not models or model in models)
    ]


def measure(learned: Task, model: str, orders: int = ORDERS) -> Row:
    """Compare a model with its references.

    Parameters
    ----------
    learned : Task
    model : str
        One of `sum.models.MODELS` of the task's form.
    orders : int
        How many orders are tried; the first one alone where the order does not matter.
    """
    tried = orders if REFERENCES[model].ordered else 1
    accuracies = np.array([_one_order(learned, model, seed) for seed in range(tried)])
    chain, float64, peer = accuracies.mean(axis=0)
    behind = 100 * (accuracies[:, 0] - accuracies[:, 1])
    return Row(
        data=learned.data,
        encoder=learned.encoder,
        model=model,
        features=learned.X.shape[1],
        classes=learned.n_classes,
        samples=len(learned.y),
        tested=len(learned.y_test),
        orders=tried,
        chain=float(chain),
        float64=float(float64),
        peer=float(peer),
        difference=float(behind.mean()),
        worst=float(behind.min()),
    )


@lru_cache(maxsize=2)
def task(name: str, encoder: str) -> Task:
    """Make ready what is learned: a data set's train and pool; its hidden test set is asked for.

    Parameters
    ----------
    name, encoder : str
        One of `DATA`.
    """
    return _imdb_shaped() if name == IMDB_SHAPED else _task(load(name, encoder=encoder))


def _task(dataset: Dataset) -> Task:
    splits = (dataset.train, dataset.pool)
    return Task(
        data=dataset.name,
        encoder=dataset.encoder.name,
        form=dataset.form,
        n_classes=dataset.n_classes,
        samples=tuple(data for split in splits for data in split.data),
        X=np.vstack([_dense(split.matrix()) for split in splits]),
        y=np.concatenate([split.labels for split in splits]),
        X_test=_dense(dataset.hidden.matrix()),
        y_test=dataset.hidden.labels,
    )


def _imdb_shaped() -> Task:
    X, y = imdb_shaped(_IMDB_TRAIN + _IMDB_TEST)
    dense = _dense(X)
    return Task(
        data=IMDB_SHAPED,
        encoder="words",
        form="sparse",
        n_classes=2,
        samples=tuple(rows(X))[:_IMDB_TRAIN],
        X=dense[:_IMDB_TRAIN],
        y=y[:_IMDB_TRAIN],
        X_test=dense[_IMDB_TRAIN:],
        y_test=y[_IMDB_TRAIN:],
    )


def _one_order(learned: Task, model: str, seed: int) -> tuple[float, float, float]:
    """The accuracies of twin, float64 and scikit-learn after the samples in one order."""
    order = np.random.default_rng(seed).permutation(len(learned.y))
    X, y = learned.X[order], learned.y[order]
    twin = MODELS[model](n_features=X.shape[1], n_classes=learned.n_classes)
    for index, label in zip(order.tolist(), y.tolist(), strict=True):
        twin.learn_one(learned.samples[index], label)
    rule = REFERENCES[model].rule(twin)
    rule.learn(X, y)
    peer = _taught(REFERENCES[model].peer(twin), X, y)
    right = [
        float((each.predict(learned.X_test) == learned.y_test).mean())
        for each in (twin, rule, peer)
    ]
    return right[0], right[1], right[2]


def _taught(peer: Any, X: Samples, y: Labels) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """One pass of scikit-learn over the samples."""
    if hasattr(peer, "partial_fit"):
        return peer.partial_fit(X, y, classes=np.unique(y))
    with warnings.catch_warnings():
        # Of pixels that are always off in a class; only the shrinking that we leave out minds.
        warnings.filterwarnings("ignore", "self.within_class_std_dev_ has at least 1 zero")
        return peer.fit(X, y)


def _dense(X: Any) -> npt.NDArray[np.float64]:  # noqa: ANN401 - scipy has no types
    return np.asarray(X.toarray() if hasattr(X, "toarray") else X, dtype=np.float64)
