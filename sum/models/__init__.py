"""Twins of the model contracts: the same integers, without a chain."""

from types import MappingProxyType
from typing import Any

from sum.models.base import Model
from sum.models.dense_nearest_centroid import DenseNearestCentroid
from sum.models.dense_passive_aggressive import DensePassiveAggressive
from sum.models.dense_perceptron import DensePerceptron
from sum.models.naive_bayes import NaiveBayes
from sum.models.sparse_nearest_centroid import SparseNearestCentroid
from sum.models.sparse_passive_aggressive import SparsePassiveAggressive
from sum.models.sparse_perceptron import SparsePerceptron
from sum.samples import Form

__all__ = [
    "MODELS",
    "DenseNearestCentroid",
    "DensePassiveAggressive",
    "DensePerceptron",
    "Model",
    "NaiveBayes",
    "SparseNearestCentroid",
    "SparsePassiveAggressive",
    "SparsePerceptron",
    "models_for",
]

_ALL: tuple[type[Any], ...] = (
    SparsePerceptron,
    SparsePassiveAggressive,
    NaiveBayes,
    SparseNearestCentroid,
    DensePerceptron,
    DensePassiveAggressive,
    DenseNearestCentroid,
)

MODELS = MappingProxyType({model.name: model for model in _ALL})
"""Every twin's class, by its contract's name."""


def models_for(form: Form) -> tuple[str, ...]:
    """The names of the models that take samples of this form, the usual one first."""
    return tuple(name for name, model in MODELS.items() if model.form == form)
