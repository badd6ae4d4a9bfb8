"""One way from raw samples to a data set: deal them out, fit the encoder, encode."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from sum.datasets.base import Dataset, Kind, Sample, Split, deal
from sum.encoders import Encoder, fitted
from sum.errors import InputError
from sum.samples import MAX_VALUES

TRAIN, HIDDEN = 0.2, 0.3
"""The usual fractions of every class that go there; the rest is the pool."""

_ENCODERS: MappingProxyType[Kind, tuple[str, ...]] = MappingProxyType(
    {
        "image": ("pixels-on", "standardised", "unit", "pca", "random-projection"),
        "sentence": ("words", "hashed-words", "pca"),
        "point": ("plain",),
        "row": ("standardised", "unit", "pca", "random-projection"),
    }
)
"""What suits samples of a kind, the usual one first."""

_NARROW = frozenset({"standardised", "unit"})
"""Encoders with a value for every column, of which a call can carry `MAX_VALUES`."""


@dataclass(frozen=True)
class About:
    """What is known of a data set before it is loaded.

    Attributes
    ----------
    name, title, kind, summary, source, licence, classes, columns, units
        As in `Dataset`.
    unfit : tuple of str
        Encoders that suit its kind, but to which too few of its samples differ.
    """

    name: str
    title: str
    kind: Kind
    summary: str
    source: str
    licence: str
    classes: tuple[str, ...]
    columns: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()

    @property
    def encoders(self) -> tuple[str, ...]:
        """The names of the encoders that suit it, the usual one first."""
        wide = len(self.columns) > MAX_VALUES
        names = (name for name in _ENCODERS[self.kind] if not (wide and name in _NARROW))
        return tuple(name for name in names if name not in self.unfit)


@dataclass(frozen=True)
class Raw:
    """Samples as people see them.

    Attributes
    ----------
    about : About
    raws : sequence of object
        n different samples.
    labels : sequence of int
        Their n classes, counted from 0.
    shape : tuple of int, optional
        The rows and columns of an image.
    ready : mapping of str to Encoder
        Encoders that need no fitting here.
    train, hidden : float
        The fractions of every class that the owner trains with, and that are hidden.
    """

    about: About
    raws: Sequence[object]
    labels: Sequence[int]
    shape: tuple[int, int] | None = None
    ready: MappingProxyType[str, Encoder] = field(default_factory=lambda: MappingProxyType({}))
    train: float = TRAIN
    hidden: float = HIDDEN


def tried(raw: Raw) -> Raw:
    """Build a data set with every encoder, and note which ones cannot be offered.

    Raises
    ------
    InputError
        When the usual encoder is one of them.
    """
    unfit = []
    for number, name in enumerate(raw.about.encoders):
        try:
            build(raw, name, 0, np.random.default_rng(0))
        except InputError:
            if not number:
                raise
            unfit.append(name)
    return replace(raw, about=replace(raw.about, unfit=tuple(unfit)))


def build(raw: Raw, encoder: str, seed: int, rng: np.random.Generator) -> Dataset:
    """Deal raw samples out, fit the encoder on what the owner trains with, and encode them all.

    The same samples go to the same splits whatever the encoder. Where two of them look the same
    to it, the first is kept: train comes before the hidden test set, and that before the pool.

    Parameters
    ----------
    raw : Raw
    encoder : str
        One of ``raw.about.encoders``.
    seed : int
        Is written down.
    rng : numpy.random.Generator
        Decides the splits.

    Returns
    -------
    Dataset

    Raises
    ------
    InputError
        When a split would be without samples of a class.
    """
    train, pool, hidden = deal(raw.labels, rng, train=raw.train, hidden=raw.hidden)
    about = raw.about
    fit = raw.ready.get(encoder) or fitted(
        encoder, [raw.raws[index] for index in train], names=about.columns, shape=raw.shape
    )
    seen: set[tuple[int, ...]] = set()
    train_split, hidden_split, pool_split = (
        _split(raw, part, fit, seen) for part in (train, hidden, pool)
    )
    return Dataset(
        name=about.name,
        title=about.title,
        kind=about.kind,
        summary=about.summary,
        source=about.source,
        licence=about.licence,
        classes=about.classes,
        encoder=fit,
        train=train_split,
        pool=pool_split,
        hidden=hidden_split,
        seed=seed,
        columns=about.columns,
        units=about.units,
    )


def _split(raw: Raw, part: Sequence[int], encoder: Encoder, seen: set[tuple[int, ...]]) -> Split:
    """Encode a part, without samples that are in `seen` or have no features."""
    samples = []
    encoded = encoder.encode_many([raw.raws[index] for index in part])
    for index, data in zip(part, encoded, strict=True):
        if data and data not in seen:
            seen.add(data)
            samples.append(Sample(data, raw.labels[index], raw.raws[index]))
    missing = set(range(len(raw.about.classes))) - {sample.label for sample in samples}
    if missing:
        raise InputError(
            f"There are too few different samples of {raw.about.classes[min(missing)]!r}"
            f" in {raw.about.title} ({encoder.title})."
        )
    return Split(tuple(samples), encoder.n_features, encoder.form)
