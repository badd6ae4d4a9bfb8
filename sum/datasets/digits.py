"""Handwritten digits, from scikit-learn: two of them, or all ten."""

from functools import lru_cache
from types import MappingProxyType

import numpy as np
from sklearn.datasets import load_digits

from sum.datasets.build import About, Raw
from sum.encoders.pixels import PixelsOn

_SOURCE = (
    "UCI Optical Recognition of Handwritten Digits (Alpaydin and Kaynak, 1998,"
    " https://doi.org/10.24432/C50P49), as shipped with scikit-learn"
)
_LICENCE = "CC BY 4.0"

THREE_OR_EIGHT = About(
    name="digits-3-or-8",
    title="Digits: 3 or 8",
    kind="image",
    summary="Is this handwritten digit a 3 or an 8?",
    source=_SOURCE,
    licence=_LICENCE,
    classes=("3", "8"),
)
ALL_TEN = About(
    name="digits",
    title="Digits: 0 to 9",
    kind="image",
    summary="Which of the ten digits was written by hand here?",
    source=_SOURCE,
    licence=_LICENCE,
    classes=tuple("0123456789"),
)


def three_or_eight(_: np.random.Generator) -> Raw:
    """Tell 3 (label 0) from 8 (label 1): some 350 images."""
    return _digits(THREE_OR_EIGHT)


def all_ten(_: np.random.Generator) -> Raw:
    """Tell all ten digits apart; the label is the digit: some 1,750 images."""
    return _digits(ALL_TEN)


@lru_cache
def _digits(about: About) -> Raw:
    encoder = PixelsOn()
    bunch = load_digits()
    bunch.images.setflags(write=False)
    found: dict[tuple[int, ...], tuple[np.ndarray, int]] = {}
    for image, digit in zip(bunch.images, bunch.target.tolist(), strict=True):
        if str(digit) in about.classes:
            label = about.classes.index(str(digit))
            # Images with the same pixels on count once, for every encoder.
            found.setdefault(encoder.encode(image), (image, label))
    images, labels = zip(*found.values(), strict=True)
    return Raw(about, images, labels, encoder.shape, MappingProxyType({encoder.name: encoder}))
