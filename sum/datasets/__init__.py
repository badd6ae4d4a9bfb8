"""The data that people share: `load` a data set by its name.

>>> load("digits-3-or-8").classes
('3', '8')
"""

from collections.abc import Callable
from functools import lru_cache
from types import MappingProxyType

from sum.datasets.base import Dataset, Sample, Split
from sum.datasets.digits import all_ten, three_or_eight
from sum.datasets.reviews import reviews
from sum.errors import InputError

__all__ = ["DATASETS", "Dataset", "Sample", "Split", "encoders", "load"]

_LOADERS: MappingProxyType[str, Callable[[int], Dataset]] = MappingProxyType(
    {"digits-3-or-8": three_or_eight, "digits": all_ten, "reviews": reviews}
)

DATASETS = tuple(_LOADERS)
"""The names of all data sets, in the order in which a person should meet them."""


def load(name: str, seed: int = 0, encoder: str = "") -> Dataset:
    """Load a data set; the same name and seed give the same object.

    Parameters
    ----------
    name : str
        One of `DATASETS`.
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
        When there is no such data set, or the seed cannot be used.
    """
    if name not in DATASETS:
        raise InputError(f"There is no data set {name!r}; there are {', '.join(DATASETS)}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError(f"A seed has to be a whole number from 0, not {seed!r}.")
    if encoder and encoder not in encoders(name):
        raise InputError(
            f"{name} cannot be encoded as {encoder!r}; it can as {', '.join(encoders(name))}."
        )
    return _load(name, seed)


def encoders(name: str) -> tuple[str, ...]:
    """The names of the encoders that suit a data set, the usual one first.

    >>> encoders("reviews")
    ('words',)
    """
    return ("words",) if name == "reviews" else ("pixels-on",)


@lru_cache(maxsize=32)
def _load(name: str, seed: int) -> Dataset:
    return _LOADERS[name](seed)
