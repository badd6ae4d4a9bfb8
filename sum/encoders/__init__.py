"""Encoders turn what a person sees into the integers that a contract learns from.

Each is a frozen dataclass with ``name``, ``title``, ``form``, ``n_features``, ``encode(raw)``,
``encode_many(raws)``, ``describe(index)`` and ``spec()``. `fitted` makes one for a data set, from
the samples that its owner trains with::

    fitted(name, raws, *, names=(), shape=None)             # any of ENCODERS, as usual

    WordPresence.fit(texts, *, most=1000)                   # "words"
    HashedWords.fit(texts, *, n_features=1024)              # "hashed-words"
    PixelsOn.fit(images, *, shape=None, threshold=None)     # "pixels-on"
    Plain.fit(raws, *, names=(), shape=None)                # "plain"
    Standardised.fit(raws, *, names=(), shape=None)         # "standardised"
    Unit.fit(raws, *, names=(), shape=None)                 # "unit"
    PrincipalComponents.fit(raws, *, inner, most=32)        # "pca"
    RandomProjection.fit(raws, *, inner, most=32, seed=0)   # "random-projection"

`raws` are images (rows of numbers, or arrays), rows or points (sequences of numbers), or texts;
`names` the names of their columns, `shape` the rows and columns of an image, `inner` a fitted
encoder whose features are projected.
"""

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any

from sum.encoders.base import Encoder
from sum.encoders.pixels import PixelsOn
from sum.encoders.projections import PrincipalComponents, RandomProjection
from sum.encoders.spec import read_spec
from sum.encoders.values import Plain, Standardised, Unit
from sum.encoders.words import HashedWords, WordPresence
from sum.errors import InputError
from sum.samples import MAX_VALUES

__all__ = [
    "ENCODERS",
    "Encoder",
    "HashedWords",
    "PixelsOn",
    "Plain",
    "PrincipalComponents",
    "RandomProjection",
    "Standardised",
    "Unit",
    "WordPresence",
    "encoder_from_spec",
    "fitted",
]

_ALL: tuple[type[Any], ...] = (
    PixelsOn,
    WordPresence,
    HashedWords,
    Plain,
    Standardised,
    Unit,
    PrincipalComponents,
    RandomProjection,
)

ENCODERS = MappingProxyType({encoder.name: encoder for encoder in _ALL})
"""Every encoder's class, by its name."""


def fitted(
    name: str,
    raws: Iterable[object],
    *,
    names: Sequence[str] = (),
    shape: Sequence[int] | None = None,
) -> Encoder:
    """Fit an encoder, with its usual settings, to the samples that a model is trained with.

    A projection is one of the words present in texts, and of standardised values of all else.

    Parameters
    ----------
    name : str
        One of `ENCODERS`.
    raws : iterable
        Images (rows of numbers, or arrays), rows or points (sequences of numbers), or texts.
    names : sequence of str
        What the numbers of a row or point are called.
    shape : sequence of int, optional
        Rows and columns of an image.

    Returns
    -------
    Encoder

    Raises
    ------
    InputError
        When there is no such encoder, the samples are not what it takes, or a call to a contract
        could not carry what it gives.
    """
    if name not in ENCODERS:
        raise InputError(f"There is no encoder {name!r}; there are {', '.join(ENCODERS)}.")
    samples = list(raws)
    kind = ENCODERS[name]
    encoder: Encoder
    if kind in {WordPresence, HashedWords}:
        encoder = kind.fit(samples)
    elif kind is PixelsOn:
        encoder = kind.fit(samples, shape=shape)
    elif kind in {PrincipalComponents, RandomProjection}:
        texts = all(isinstance(raw, str) for raw in samples)
        inner = (
            WordPresence.fit(samples)
            if texts
            else Standardised.fit(samples, names=names, shape=shape)
        )
        encoder = kind.fit(samples, inner=inner)
    else:
        encoder = kind.fit(samples, names=names, shape=shape)
    return _carried(encoder)


def encoder_from_spec(spec: object) -> Encoder:
    """Make an encoder of its settings, as ``spec()`` gives them and JSON keeps them.

    Parameters
    ----------
    spec : object
        Whatever was found; nothing is taken for granted.

    Raises
    ------
    InputError
        When a field is missing, unknown or not what it should be; it says which.

    Examples
    --------
    >>> encoder_from_spec(Plain(2).spec()) == Plain(2)
    True
    """
    return _carried(read_spec(spec, ENCODERS))


def _carried(encoder: Encoder) -> Encoder:
    """Give an encoder back when a call to a contract can carry what it gives."""
    if encoder.form == "dense" and encoder.n_features > MAX_VALUES:
        raise InputError(
            f"A contract takes at most {MAX_VALUES} values a sample, not {encoder.n_features}:"
            " project them first (pca, random-projection)."
        )
    return encoder
