"""What the numbers of each kind of model mean, in plain words."""

import re
from typing import Literal

from sum.datasets import Dataset
from sum.encoders import Encoder
from sum.encoders.projections import Projection
from sum.models.base import Model

Kind = Literal["linear", "bayes", "centroid"]

_CENTRED = ("standardised", "pca", "random-projection")
"""Encoders after which zero is the average."""

_WORD = re.compile(r"word '(.*)'")


def kind_of(model: Model) -> Kind:
    """What sort of numbers it has."""
    if model.name.endswith("nearest_centroid"):
        return "centroid"
    return "bayes" if model.name == "naive_bayes" else "linear"


def always_learns(model: Model) -> bool:
    """Whether it learns from every contribution, not only from its mistakes."""
    return kind_of(model) != "linear"


def feature_name(encoder: Encoder, index: int) -> str:
    """A feature's name where there is little room.

    >>> from sum.encoders import WordPresence
    >>> feature_name(WordPresence(("bad", "good")), 1)
    'good'
    """
    name = encoder.describe(index)
    if isinstance(encoder, Projection):
        return name.partition(" (")[0]  # without what it mixes
    word = _WORD.fullmatch(name)
    return word.group(1) if word else name


def meaning(model: Model, dataset: Dataset) -> str:
    """What its numbers are, in one or two sentences."""
    thing = {"image": "pixel", "sentence": "word"}.get(dataset.kind, "feature")
    kind = kind_of(model)
    if kind == "centroid":
        share = f"how many of the class’s samples have each {thing}"
        mean = share if model.form == "sparse" else f"the mean of each {thing}"
        return (
            f"It keeps a typical sample of each class: {mean}. A sample belongs to the class whose"
            " typical sample is nearest."
        )
    if kind == "bayes":
        return (
            f"It counts how often each {thing} comes in each class. A {thing} that is commoner in"
            " one class than in the others speaks for it."
        )
    adds = (
        f"The model adds up the weights of the {thing}s that a sample has, and a constant"
        if model.form == "sparse"
        else f"The model multiplies each {thing} of a sample by its weight, adds that up with a"
        " constant"
    )
    two = model.n_classes == 2  # noqa: PLR2004 - one weight speaks for the one, against the other
    if two:
        no, yes = dataset.classes
        says = f"says “{yes}” when the sum is above zero, and “{no}” when it is not"
    else:
        says = "says the class with the highest sum"
    return f"Each {thing} has a weight{'' if two else ' for each class'}. {adds}, and {says}."


def legend(model: Model, dataset: Dataset, *, one_row: bool) -> tuple[str, str]:
    """What blue and what orange mean: (blue, orange); orange may be ""."""
    kind = kind_of(model)
    if one_row:
        return f"speaks for {dataset.classes[1]}", f"speaks for {dataset.classes[0]}"
    if kind == "centroid":
        if model.form == "sparse":
            return "present in all of its samples (paler: in fewer)", ""
        if dataset.encoder.name in _CENTRED:
            return "more than on average", "less than on average"
        return "above zero", "below zero"
    if kind == "bayes":
        return "commoner in this class", "rarer in this class"
    return "speaks for the class", "speaks against it"
