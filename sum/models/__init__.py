"""Twins of the model contracts: the same integers, without a chain."""

from types import MappingProxyType

from sum.models.base import Model
from sum.models.sparse_perceptron import SparsePerceptron
from sum.samples import Form

__all__ = ["MODELS", "Model", "SparsePerceptron", "models_for"]

MODELS = MappingProxyType({model.name: model for model in (SparsePerceptron,)})
"""Every twin's class, by its contract's name."""


def models_for(form: Form) -> tuple[str, ...]:
    """The names of the models that take samples of this form, the usual one first."""
    return tuple(name for name, model in MODELS.items() if model.form == form)
