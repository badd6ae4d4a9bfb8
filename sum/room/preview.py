"""What to expect of a model before a room is opened with it: tried out on its twin."""

from dataclasses import dataclass
from functools import lru_cache

from sum.datasets import encoders, load
from sum.models import models_for
from sum.models.base import Model
from sum.models.starting import starting_model


@dataclass(frozen=True)
class Preview:
    """How often a model is right on the hidden test set.

    Attributes
    ----------
    model : Model
        As its owner opens it; nobody may change it.
    start : float
        As it is opened.
    taught : float
        After one pass of honest contributions: every sample of the pool once, in its order.
    contributions : int
        How many samples these are.
    """

    model: Model
    start: float
    taught: float
    contributions: int


def preview(dataset: str, seed: int = 0, encoder: str = "", model: str = "") -> Preview:
    """Try a model out on its twin; the same settings are tried once.

    Parameters
    ----------
    dataset, seed, encoder, model
        As in `Settings`.

    Returns
    -------
    Preview

    Raises
    ------
    InputError
        When they do not go together.
    """
    encoder = encoder or encoders(dataset)[0]
    known = models_for(load(dataset, seed, encoder).form)
    return _preview(dataset, seed, encoder, model or known[0])


@lru_cache(maxsize=64)
def _preview(dataset: str, seed: int, encoder: str, model: str) -> Preview:
    data = load(dataset, seed, encoder)
    opened: Model = starting_model(data, model)
    X, y = data.hidden.matrix(), data.hidden.labels
    taught = opened.copy()
    for sample in data.pool:
        taught.learn_one(sample.data, sample.label)
    return Preview(opened, opened.score(X, y), taught.score(X, y), len(data.pool))
