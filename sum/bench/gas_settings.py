"""In what settings gas is measured, and what another project's contracts took in the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from sklearn.linear_model import LogisticRegression

from sum.models import MODELS, Model, models_for
from sum.models.linear import Linear
from sum.samples import MAX_VALUES, Form
from sum.units import SCALE


@dataclass(frozen=True)
class Setting:
    """What is measured.

    Attributes
    ----------
    model : str
        The contract's name.
    title : str
        What is special about the sample, in a word or two.
    sample : tuple of int
        The data of every contribution.
    n_features, n_classes : int
        What the model is made with.
    peer : mapping of str to int
        Gas of the same task in microsoft/0xDeCA10B, by the steps of `sum.bench.gas.Row`; empty
        when it was not measured there.
    """

    model: str
    title: str
    sample: tuple[int, ...]
    n_features: int
    n_classes: int
    peer: Mapping[str, int] = field(default_factory=dict, hash=False)


def _peer(deploy: int, update: int, refund: int, report: int) -> Mapping[str, int]:
    """What is known of a contract of which one number of a kind was measured."""
    return MappingProxyType(
        {
            "deploy": deploy,
            "add_agree": update,
            "add_disagree": update,
            "refund_first": refund,
            "refund_later": refund,
            "report": report,
        }
    )


_SPARSE_PERCEPTRON = MappingProxyType(
    {
        "deploy": 27_348_794,
        "add_agree": 276_366,
        "add_disagree": 397_123,
        "refund_first": 221_083,
        "refund_later": 186_883,
        "report": 180_973,
    }
)
_DENSE_PERCEPTRON = _peer(7_300_000, 214_958, 153_889, 119_208)

PEERS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "sparse_perceptron": _SPARSE_PERCEPTRON,
        "sparse_passive_aggressive": _SPARSE_PERCEPTRON,
        "naive_bayes": _peer(54_200_000, 351_775, 275_571, 240_915),
        "sparse_nearest_centroid": _peer(59_500_000, 384_067, 305_999, 271_319),
        "dense_perceptron": _DENSE_PERCEPTRON,
        "dense_passive_aggressive": _DENSE_PERCEPTRON,
    }
)
"""Its contracts (Solidity 0.6) by the kind of ours; a passive-aggressive one is a perceptron.

The sparse perceptron's were measured under Prague's rules of gas, all others under older ones
(those of London or Istanbul), so that they are about right. Adds and refunds are one number each
there, and of a dense centroid there is none.
"""

# Words of a text: the frequent ones have low numbers, and some share a storage slot.
TEXT = (1, 2, 3, 14, 15, 26, 37, 48, 59, 110, 111, 112, 213, 314, 515, 616, 717, 818, 919, 920)
SPREAD = tuple(range(7, 958, 50))
LONG = tuple(n * n // 11 for n in range(4, 104))
PIXELS = (2, 3, 4, 10, 13, 18, 21, 29, 30, 35, 36, 37, 44, 45, 50, 53, 58, 59, 60, 61)

_SIZES: Mapping[Form, tuple[tuple[str, tuple[int, ...], int, int], ...]] = MappingProxyType(
    {
        "sparse": (
            ("a text", TEXT, 1_000, 2),
            # No two share a slot: the dearest sample.
            ("spread out", SPREAD, 1_000, 2),
            ("a long text", LONG, 1_000, 2),
            ("a text", TEXT, 1_000, 3),
            ("an image", PIXELS, 64, 10),
        ),
        "dense": tuple(
            ("measurements", tuple(-SCALE + 271_828_183 * (n % 9) for n in range(size)), size, many)
            for size, many in ((9, 2), (30, 2), (13, 3), (64, 10))
        ),
    }
)

SETTINGS = tuple(
    Setting(name, *size, peer=MappingProxyType({}) if n else PEERS.get(name, MappingProxyType({})))
    for form in ("sparse", "dense")
    for name in models_for(form)
    for n, size in enumerate(_SIZES[form])
)
"""Every model and size; of a model the one that the peer was measured in comes first."""


def filled(setting: Setting) -> Model:
    """Make a model whose words are all in use: a slot that is zero would cost more to change."""
    made = MODELS[setting.model]
    n_features, n_classes = setting.n_features, setting.n_classes
    if issubclass(made, Linear):
        linear: Model = made.from_sklearn(_weighted(n_features, n_classes))
        return linear
    model: Model = made(n_features=n_features, n_classes=n_classes)
    for label in range(n_classes):
        for data in _everything(made.form, n_features, label):
            model.learn_one(data, label)
    return model


def _weighted(n_features: int, n_classes: int) -> LogisticRegression:
    """A linear model that is sure of itself, so that it has nothing to learn when it agrees."""
    lanes = 1 if n_classes == 2 else n_classes  # noqa: PLR2004 - one is enough for two
    row, column = np.arange(lanes)[:, None], np.arange(n_features)
    estimator = LogisticRegression()
    estimator.coef_ = (5 * column + 7 * row + row * column) % 13 - 6.0
    estimator.intercept_ = np.full(lanes, 0.5)
    estimator.classes_ = np.arange(n_classes)
    return estimator


def _everything(form: Form, n_features: int, label: int) -> list[tuple[int, ...]]:
    """Samples that between them have every feature."""
    if form == "dense":
        return [tuple((7 * n + label) % 11 * SCALE // 10 + 1 for n in range(n_features))]
    return [
        tuple(range(start, min(start + MAX_VALUES, n_features)))
        for start in range(0, n_features, MAX_VALUES)
    ]
