"""What a model's numbers say: which features count, how sure it is, what a contribution changed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sum.datasets import Dataset, Split
from sum.models.base import Model
from sum.samples import matrix
from sum.units import SCALE
from sum.viz.model.words import kind_of

Floats = npt.NDArray[np.float64]

TWO = 2


def is_one_row(model: Model) -> bool:
    """Whether what speaks for one of its two classes speaks as much against the other."""
    return model.n_classes == TWO and kind_of(model) != "centroid"


def scores(model: Model, X: Any) -> Floats:  # noqa: ANN401 - scipy has no types
    """What the model decides by, of shape (n, n_classes); the highest is predicted.

    Of two classes the score is shared: half of it for one class, half against the other.
    """
    values = np.asarray(model.decision_function(X)).astype(float) / SCALE
    if values.ndim == 1:
        return np.stack([-values / 2, values / 2], axis=1)
    return values


def margins(values: Floats) -> Floats:
    """How far the best score is ahead of the second: how sure the model is; of shape (n,).

    >>> margins(np.array([[1.0, 4.0, 2.5], [0.0, 0.0, 0.0]])).tolist()
    [1.5, 0.0]
    """
    ordered = np.sort(values, axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -2])


@dataclass(frozen=True)
class Verdict:
    """What the model says of one sample, and why.

    Attributes
    ----------
    label : int
        The class that it predicts.
    sides : (int, int)
        Two classes to compare: of two class 1 and class 0; of many the predicted one and the next.
    scores : numpy.ndarray of shape (n_classes,)
    evidence : numpy.ndarray of shape (n_features,)
        How much each feature speaks for the first of `sides`; for the second when negative.
    """

    label: int
    sides: tuple[int, int]
    scores: Floats
    evidence: Floats


def judge(model: Model, data: tuple[int, ...]) -> Verdict:
    """Say what the model makes of a sample.

    Raises
    ------
    BadSample
        For a sample that the contract refuses.
    """
    best = model.predict_one(data)
    row = matrix([data], model.n_features, model.form)
    found = scores(model, row)[0]
    others = [label for label in range(len(found)) if label != best]
    second = max(others, key=lambda label: (found[label], -label))
    sides = (1, 0) if len(found) == TWO else (best, second)
    values = row.toarray()[0].astype(float) if sparse.issparse(row) else row[0]
    return Verdict(best, sides, found, evidence(model, values, *sides))


def evidence(model: Model, values: Floats, label: int, other: int) -> Floats:
    """How much each feature of a sample speaks for one class rather than another.

    Parameters
    ----------
    model : Model
    values : numpy.ndarray of shape (n_features,)
        The sample, in units of 1.
    label, other : int

    Returns
    -------
    numpy.ndarray of shape (n_features,)
        Of a linear model the part of each feature in the difference of the two scores; of a
        centroid how much nearer the sample is to the first one by this feature.
    """
    weights = model.class_weights()
    mine, theirs = weights[label], weights[other]
    kind = kind_of(model)
    if kind == "centroid":
        return np.asarray((values - theirs) ** 2 - (values - mine) ** 2)
    # Of two classes a linear model has one sum, whose sign decides.
    alone = kind == "linear" and len(weights) == TWO
    return np.asarray(values * (mine if alone else mine - theirs))


@dataclass(frozen=True)
class Certainty:
    """How sure the model is of many samples.

    Attributes
    ----------
    predicted : numpy.ndarray of shape (n,)
    margins : numpy.ndarray of shape (n,)
    order : tuple of int
        Numbers of the samples, the least certain first.
    """

    predicted: npt.NDArray[np.int64]
    margins: Floats
    order: tuple[int, ...]


def certainty(model: Model, split: Split) -> Certainty:
    """Rank the samples of a split by how sure the model is of them."""
    found = margins(scores(model, split.matrix()))
    predicted = np.asarray(model.predict(split.matrix()))
    return Certainty(predicted, found, tuple(np.argsort(found, kind="stable").tolist()))


@dataclass(frozen=True)
class Change:
    """What became of the model by a contribution.

    Attributes
    ----------
    before, after : numpy.ndarray of shape (n_classes, n_features)
        Its class weights.
    accuracy : tuple of float
        On the hidden test set, before and after.
    mended, broken : int
        How many hidden samples it has got right, and wrong, by it.
    """

    before: Floats
    after: Floats
    accuracy: tuple[float, float]
    mended: int
    broken: int

    @property
    def difference(self) -> Floats:
        """After minus before, of shape (n_classes, n_features)."""
        return self.after - self.before

    @property
    def features(self) -> int:
        """How many features count differently now."""
        return int(np.count_nonzero(np.any(self.before != self.after, axis=0)))

    @property
    def classes(self) -> list[int]:
        """The classes whose weights changed, the most changed first."""
        size = np.abs(self.difference).sum(axis=1)
        order = np.argsort(-size, kind="stable").tolist()
        return [label for label in order if size[label] > 0]


def compare(dataset: Dataset, before: Model, after: Model) -> Change:
    """See what changed between two models of a data set."""
    X, y = dataset.hidden.matrix(), dataset.hidden.labels
    was, now = (np.asarray(model.predict(X)) == y for model in (before, after))
    return Change(
        before.class_weights(),
        after.class_weights(),
        (float(was.mean()), float(now.mean())),
        int((~was & now).sum()),
        int((was & ~now).sum()),
    )


def strongest(values: Floats, most: int) -> list[int]:
    """The features with the largest values of either sign, the largest first; zeros are left out.

    >>> strongest(np.array([0.5, 0.0, -2.0, 1.0]), 2)
    [2, 3]
    """
    order = np.argsort(-np.abs(values), kind="stable")[:most].tolist()
    return [index for index in order if values[index] != 0]


def confusion(model: Model, dataset: Dataset) -> npt.NDArray[np.int64]:
    """Count the hidden samples of each class (rows) by what the model says (columns)."""
    y = dataset.hidden.labels
    predicted = np.asarray(model.predict(dataset.hidden.matrix()))
    table = np.zeros((dataset.n_classes, dataset.n_classes), dtype=np.int64)
    np.add.at(table, (y, predicted), 1)
    return table
