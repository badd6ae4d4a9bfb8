"""Twins of the model contracts: the same integers, without a chain."""

from types import MappingProxyType

from sum.models.sparse_perceptron import SparsePerceptron

__all__ = ["MODELS", "SparsePerceptron"]

MODELS = MappingProxyType({model.name: model for model in (SparsePerceptron,)})
"""Every twin's class, by its contract's name."""
