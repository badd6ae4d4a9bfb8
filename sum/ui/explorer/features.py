"""What the chain has of a sample, for people: a picture, or words."""

from collections.abc import Sequence

import numpy as np

from sum.datasets import Dataset
from sum.encoders import HashedWords, PixelsOn
from sum.errors import InputError
from sum.units import SCALE
from sum.viz.model.words import feature_name

MOST_VALUES = 12
"""How many values of a dense sample are put in words."""


def as_image(dataset: Dataset, features: Sequence[int]) -> np.ndarray | None:
    """The features as the picture that the model sees; None when it is no picture of ink."""
    encoder = dataset.encoder
    if not isinstance(encoder, PixelsOn) or not all(0 <= n < encoder.n_features for n in features):
        return None
    image = np.zeros(encoder.n_features, dtype=np.bool_)
    image[list(features)] = True
    return image.reshape(encoder.shape)


def feature_text(dataset: Dataset, features: Sequence[int]) -> str:
    """The features in words, for those who cannot see the picture."""
    if isinstance(dataset.encoder, PixelsOn):
        return f"{len(features)} of {dataset.n_features} pixels are on"
    if dataset.form == "dense":
        shown = [
            f"{_feature(dataset, number)}: {value / SCALE:.3g}"
            for number, value in enumerate(features[:MOST_VALUES])
        ]
        rest = len(features) - len(shown)
        return f"{len(features)} values: {'; '.join(shown)}{f'; and {rest} more' * (rest > 0)}"
    names = [_feature(dataset, number) for number in features]
    known = "" if isinstance(dataset.encoder, HashedWords) else "known "
    return f"{len(features)} {known}words: {', '.join(names)}"


def features_name(dataset: Dataset) -> str:
    """What the chain has of a sample, in the plural."""
    if dataset.form == "dense":
        return "values, as whole numbers of a billionth"
    if isinstance(dataset.encoder, HashedWords):
        return "hashes of words"
    return "pixels" if isinstance(dataset.encoder, PixelsOn) else "words"


def _feature(dataset: Dataset, number: int) -> str:
    try:
        return feature_name(dataset.encoder, number)
    except InputError:
        return f"feature {number}"
