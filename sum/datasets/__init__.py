"""The data that people share: `load` a data set by its name.

What there is::

    DATASETS        names of those that are always there, in the order for people
    FETCHED         names that `fetch` downloads when asked; it takes "openml:<name>", too
    SYNTHETIC       made for simulations, and not offered to rooms; "imdb-shaped:<samples in the
                    pool>" is as large as you like
    available()     all that can be loaded now: DATASETS, then what was fetched, then uploads
    title_of(name)  what a person reads; cheap, as `encoders` is: nothing is loaded
    encoders(name)  names of the encoders that suit it, the usual one first
    load(name, seed=0, encoder="")      a Dataset; always the same object
    fetch(name, progress)               the name to load; progress(done from 0 to 1 or None, text)

    sum.datasets.table                  uploads: at most MAX_BYTES
        read(bytes, file_name)          a Table: title, notes, columns (name, type, distinct,
                                        missing, examples), label, labels, features(label), frame
        problems(table, label, columns=None, missing="refuse")      by row and column; [] when fine
        keep(table, label, columns=None, missing="refuse")          "csv:<digest>", to be loaded
        MISSING                         what `missing` can be, each with its words
    sum.datasets.show
        picture(raw, dataset)           HTML of a sample of any kind
        in_words(raw, dataset)          the same in a few words

>>> load("digits-3-or-8").classes
('3', '8')
"""

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from types import MappingProxyType

import numpy as np

from sum.datasets import (
    digits,
    fitness,
    imdb,
    imdb_shaped,
    newsgroups,
    openml,
    plane,
    reviews,
    rows,
    stored,
)
from sum.datasets.base import Dataset, Sample, Split
from sum.datasets.build import About, Raw, build
from sum.datasets.download import Progress, silent
from sum.errors import InputError

__all__ = [
    "DATASETS",
    "FETCHED",
    "SYNTHETIC",
    "Dataset",
    "Progress",
    "Sample",
    "Split",
    "available",
    "encoders",
    "fetch",
    "load",
    "title_of",
]

_OWN: MappingProxyType[str, tuple[About, Callable[[np.random.Generator], Raw]]] = MappingProxyType(
    {
        about.name: (about, maker)
        for about, maker in (
            (digits.THREE_OR_EIGHT, digits.three_or_eight),
            (digits.ALL_TEN, digits.all_ten),
            (reviews.ABOUT, reviews.reviews),
            (plane.ABOUT, plane.plane),
            (rows.BREAST_CANCER, rows.breast_cancer),
            (rows.WINE, rows.wine),
            (rows.IRIS, rows.iris),
        )
    }
)
_MADE = MappingProxyType({**_OWN, fitness.ABOUT.name: (fitness.ABOUT, fitness.fitness)})
_FETCHERS: MappingProxyType[str, tuple[About, Callable[[Progress], None]]] = MappingProxyType(
    {module.ABOUT.name: (module.ABOUT, module.fetch) for module in (imdb, newsgroups)}
)

_TURNS = tuple(Lock() for _ in range(16))

DATASETS = tuple(_OWN)
"""The names of all data sets that are always there, in the order in which to meet them."""

FETCHED = tuple(_FETCHERS)
"""The names of those that `fetch` downloads; it takes the name of any OpenML set, too."""

SYNTHETIC = (imdb_shaped.ABOUT.name, fitness.ABOUT.name)
"""The names of those made for simulations: `load` makes them, and rooms do not offer them."""


def available() -> tuple[str, ...]:
    """The names of all data sets that can be loaded now: `DATASETS`, fetched, uploaded."""
    return DATASETS + stored.names()


def title_of(name: str) -> str:
    """What a person reads for a data set; nothing is loaded.

    Raises
    ------
    InputError
        When there is no such data set.

    Examples
    --------
    >>> title_of("iris")
    'Iris: which of three flowers'
    """
    return _about(name).title


def encoders(name: str) -> tuple[str, ...]:
    """The names of the encoders that suit a data set, the usual one first.

    Raises
    ------
    InputError
        When there is no such data set.

    Examples
    --------
    >>> encoders("reviews")
    ('words', 'hashed-words', 'pca')
    """
    return _about(name).encoders


def load(name: str, seed: int = 0, encoder: str = "") -> Dataset:
    """Load a data set; the same name, seed and encoder give the same object.

    Parameters
    ----------
    name : str
        One of `available` or `SYNTHETIC`; ``imdb-shaped:<samples>`` has so many in its pool.
    seed : int
        Decides the splits; not negative.
    encoder : str
        One of `encoders` of it; by default the first.

    Returns
    -------
    Dataset

    Raises
    ------
    InputError
        When there is no such data set here (it says how to get it), the seed cannot be used, or
        the encoder does not suit.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError(f"A seed has to be a whole number from 0, not {seed!r}.")
    known = encoders(name)
    if name in _FETCHERS and not stored.is_stored(name):
        raise InputError(_missing(name))
    if encoder and encoder not in known:
        raise InputError(f"{name} cannot be encoded as {encoder!r}; it can as {', '.join(known)}.")
    chosen = encoder or known[0]
    # Whoever asks at the same moment waits, and gets the same object.
    with _TURNS[hash((name, seed, chosen)) % len(_TURNS)]:
        return _load_shaped(name, seed) if imdb_shaped.is_name(name) else _load(name, seed, chosen)


def fetch(name: str, progress: Progress = silent) -> str:
    """Download a data set, unless it is here; the only thing that uses a network.

    Parameters
    ----------
    name : str
        One of `FETCHED`, or ``openml:<name>``, with ``:<version>`` if need be.
    progress : callable
        Is told how much is done, from 0 to 1 (None: nobody knows), and what is being done.

    Returns
    -------
    str
        The name that `load` takes.

    Raises
    ------
    FetchError
        When it could not be downloaded; nothing is kept.
    InputError
        When there is nothing of this name to fetch, or it cannot be used.
    """
    if name not in _FETCHERS and not openml.is_name(name):
        raise InputError(f"There is nothing to fetch as {name!r}: {_fetchable()}.")
    if stored.is_stored(name):
        return name
    if name in _FETCHERS:
        _FETCHERS[name][1](progress)
    else:
        openml.fetch(name, progress)
    progress(1.0, f"{title_of(name)} is here")
    return name


@lru_cache(maxsize=32)
def _load(name: str, seed: int, encoder: str) -> Dataset:
    rng = np.random.default_rng(seed)
    raw = _MADE[name][1](rng) if name in _MADE else stored.read(name)
    return build(raw, encoder, seed, rng)


@lru_cache(maxsize=2)  # each takes 100 MB or more
def _load_shaped(name: str, seed: int) -> Dataset:
    return imdb_shaped.read(name, seed)


def _about(name: str) -> About:
    if name in _MADE:
        return _MADE[name][0]
    if imdb_shaped.is_name(name):
        return imdb_shaped.about(name)
    if stored.is_stored(name):
        return stored.about(name)
    if name in _FETCHERS:
        return _FETCHERS[name][0]
    raise InputError(_missing(name))


def _missing(name: str) -> str:
    if name in _FETCHERS or openml.is_name(name):
        return f"{name} has to be fetched first: python -m sum data fetch {name}"
    return (
        f"There is no data set {name!r}; there are {', '.join(available() + SYNTHETIC)},"
        f" and {_fetchable()}."
    )


def _fetchable() -> str:
    return f"{', '.join(FETCHED)} or openml:<name> can be fetched"
