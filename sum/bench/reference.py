"""The models' learning rules in float64, and scikit-learn's nearest classifiers.

What fixed point costs is the difference between a twin and its rule here, on the same samples in
the same order. The rules are written for reading: one formula a line, no packing, no checks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import Perceptron, SGDClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import NearestCentroid

from sum.units import SCALE

Samples = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


class Rule(Protocol):
    """Learns every sample once, in order, and predicts; equals go to the lowest class."""

    def learn(self, X: Samples, y: Labels) -> None:
        """Learn n samples, X of shape (n, n_features), with labels y of shape (n,)."""
        ...

    def predict(self, X: Samples) -> Labels:
        """The label of each of n samples, of shape (n,)."""
        ...


class LinearRule:
    """A row of weights for every class, the bias as the weight of one more feature, always 1.

    Two classes share one row, and class 1 is where the score is positive.

    Parameters
    ----------
    n_features, n_classes : int
    size : float
        The most that one sample moves a weight of a feature of 1.
    """

    def __init__(self, n_features: int, n_classes: int, size: float) -> None:
        self.two = n_classes == 2  # noqa: PLR2004
        self.size = size
        self.weights = np.zeros((1 if self.two else n_classes, n_features + 1))

    def learn(self, X: Samples, y: Labels) -> None:
        """Move the true class's weights along each sample, and its closest rival's away."""
        learn_one = self._learn_of_two if self.two else self._learn_of_many
        for x, label in zip(_with_one(X), y.tolist(), strict=True):
            learn_one(x, label)

    def predict(self, X: Samples) -> Labels:
        """Take the class of the highest score."""
        scores = _with_one(X) @ self.weights.T
        return np.asarray(scores[:, 0] > 0 if self.two else scores.argmax(axis=1), dtype=np.int64)

    def _learn_of_two(self, x: Samples, label: int) -> None:
        score = float(self.weights[0] @ x)
        sign = 1.0 if label else -1.0
        agrees = (score > 0) == bool(label)
        self.weights[0] += sign * self._step(sign * score, float(x @ x), agrees=agrees) * x

    def _learn_of_many(self, x: Samples, label: int) -> None:
        scores = self.weights @ x
        agrees = int(scores.argmax()) == label
        won = scores[label]
        scores[label] = -np.inf
        rival = int(scores.argmax())
        step = self._step(float(won - scores[rival]), 2 * float(x @ x), agrees=agrees)
        self.weights[label] += step * x
        self.weights[rival] -= step * x

    def _step(self, margin: float, norm: float, *, agrees: bool) -> float:
        """How far to move: `norm` is by how much a step of 1 changes the margin."""
        raise NotImplementedError


class PerceptronRule(LinearRule):
    """Rosenblatt (1958), of many classes Crammer and Singer (2003): a step when it is wrong."""

    def _step(self, margin: float, norm: float, *, agrees: bool) -> float:  # noqa: ARG002
        return 0.0 if agrees else self.size


class PassiveAggressiveRule(LinearRule):
    """Crammer et al. (2006), PA-I: as far as a margin of 1 takes, and not beyond the cap."""

    def _step(self, margin: float, norm: float, *, agrees: bool) -> float:  # noqa: ARG002
        return min(self.size, max(0.0, 1.0 - margin) / norm)


class CountingRule:
    """What naive Bayes and the centroids keep: each class's samples, and the sum of them."""

    def __init__(self, n_features: int, n_classes: int) -> None:
        self.sums = np.zeros((n_classes, n_features))
        self.counts = np.zeros(n_classes)

    def learn(self, X: Samples, y: Labels) -> None:
        """Add each sample to its class."""
        np.add.at(self.sums, y, X)
        np.add.at(self.counts, y, 1.0)


class NaiveBayesRule(CountingRule):
    """McCallum and Nigam (1998), the multinomial one, with Lidstone's smoothing."""

    def __init__(self, n_features: int, n_classes: int, smoothing: float) -> None:
        super().__init__(n_features, n_classes)
        self.smoothing = smoothing

    def predict(self, X: Samples) -> Labels:
        """Take the most probable class."""
        smooth = self.sums + self.smoothing
        chances = np.log(smooth) - np.log(smooth.sum(axis=1, keepdims=True))
        with np.errstate(divide="ignore"):
            prior = np.log(self.counts)
        return np.asarray((X @ chances.T + prior).argmax(axis=1), dtype=np.int64)


class CentroidRule(CountingRule):
    """Nearest centroid: the class whose mean is closest (Euclid); none where there is no sample."""

    def predict(self, X: Samples) -> Labels:
        """Take the closest mean."""
        means = self.sums / np.maximum(self.counts, 1)[:, None]
        distances = np.stack([((X - mean) ** 2).sum(axis=1) for mean in means], axis=1)
        distances[:, self.counts == 0] = np.inf
        return np.asarray(distances.argmin(axis=1), dtype=np.int64)


@dataclass(frozen=True)
class Reference:
    """What a model is compared with.

    Attributes
    ----------
    rule : callable
        Takes the twin; gives its rule in float64, which has learned nothing yet.
    peer : callable
        Takes the twin; gives scikit-learn's nearest classifier, not fitted.
    ordered : bool
        Whether the order of the samples matters.
    """

    rule: Callable[[Any], Rule]
    peer: Callable[[Any], Any]
    ordered: bool


def _with_one(X: Samples) -> Samples:
    return np.hstack([X, np.ones((len(X), 1))])


def _perceptron(model: Any) -> PerceptronRule:  # noqa: ANN401
    return PerceptronRule(model.n_features, model.n_classes, model.learning_rate / SCALE)


def _passive_aggressive(model: Any) -> PassiveAggressiveRule:  # noqa: ANN401
    return PassiveAggressiveRule(model.n_features, model.n_classes, model.cap / SCALE)


def _peer_perceptron(model: Any) -> Any:  # noqa: ANN401
    return Perceptron(shuffle=False, eta0=model.learning_rate / SCALE)


def _peer_passive_aggressive(model: Any) -> Any:  # noqa: ANN401
    # What scikit-learn names as the replacement of its PassiveAggressiveClassifier.
    return SGDClassifier(
        "hinge", penalty=None, shuffle=False, learning_rate="pa1", eta0=model.cap / SCALE
    )


_PERCEPTRON = Reference(_perceptron, _peer_perceptron, ordered=True)
_PASSIVE_AGGRESSIVE = Reference(_passive_aggressive, _peer_passive_aggressive, ordered=True)
_NAIVE_BAYES = Reference(
    lambda model: NaiveBayesRule(model.n_features, model.n_classes, model.smoothing / SCALE),
    lambda model: MultinomialNB(alpha=model.smoothing / SCALE),
    ordered=False,
)
_CENTROID = Reference(
    lambda model: CentroidRule(model.n_features, model.n_classes),
    lambda _: NearestCentroid(),
    ordered=False,
)

REFERENCES = MappingProxyType(
    {
        "sparse_perceptron": _PERCEPTRON,
        "sparse_passive_aggressive": _PASSIVE_AGGRESSIVE,
        "naive_bayes": _NAIVE_BAYES,
        "sparse_nearest_centroid": _CENTROID,
        "dense_perceptron": _PERCEPTRON,
        "dense_passive_aggressive": _PASSIVE_AGGRESSIVE,
        "dense_nearest_centroid": _CENTROID,
    }
)
"""By the model's name."""
