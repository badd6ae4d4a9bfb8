"""Handwritten digits, from scikit-learn: two of them, or all ten."""

import numpy as np
from sklearn.datasets import load_digits

from sum.datasets.base import Dataset, Sample, distinct, split
from sum.encoders.pixels import PixelsOn

_SOURCE = (
    "UCI Optical Recognition of Handwritten Digits (Alpaydin and Kaynak, 1998,"
    " https://doi.org/10.24432/C50P49), as shipped with scikit-learn"
)
_LICENCE = "CC BY 4.0"
_HIDDEN = 0.3


def three_or_eight(seed: int) -> Dataset:
    """Tell 3 (label 0) from 8 (label 1).

    Parameters
    ----------
    seed : int
        Decides the splits: about 20 %, 50 % and 30 % of some 350 images.

    Returns
    -------
    Dataset
    """
    return _digits(
        seed,
        digits=(3, 8),
        train=0.2,
        name="digits-3-or-8",
        title="Digits: 3 or 8",
        summary="Is this handwritten digit a 3 or an 8?",
    )


def all_ten(seed: int) -> Dataset:
    """Tell all ten digits apart; the label is the digit.

    Parameters
    ----------
    seed : int
        Decides the splits: about 20 %, 50 % and 30 % of some 1,750 images.

    Returns
    -------
    Dataset
    """
    return _digits(
        seed,
        digits=tuple(range(10)),
        train=0.2,
        name="digits",
        title="Digits: 0 to 9",
        summary="Which of the ten digits was written by hand here?",
    )


def _digits(
    seed: int, *, digits: tuple[int, ...], train: float, name: str, title: str, summary: str
) -> Dataset:
    encoder = PixelsOn()
    samples = distinct(_samples(digits, encoder))
    rng = np.random.default_rng(seed)
    parts = split(samples, encoder.n_features, rng, train=train, hidden=_HIDDEN)
    return Dataset(
        name=name,
        title=title,
        kind="image",
        summary=summary,
        source=_SOURCE,
        licence=_LICENCE,
        classes=tuple(map(str, digits)),
        encoder=encoder,
        train=parts[0],
        pool=parts[1],
        hidden=parts[2],
        seed=seed,
    )


def _samples(digits: tuple[int, ...], encoder: PixelsOn) -> list[Sample]:
    bunch = load_digits()
    bunch.images.setflags(write=False)
    return [
        Sample(encoder.encode(image), digits.index(digit), image)
        for image, digit in zip(bunch.images, bunch.target.tolist(), strict=True)
        if digit in digits
    ]
