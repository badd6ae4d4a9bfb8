"""What attacks are played on: data, a starting model, and an engine."""

from dataclasses import dataclass, replace
from functools import lru_cache

from sum.chain import connect
from sum.datasets import Dataset, Sample, encoders, load
from sum.errors import InputError
from sum.incentives.base import AnyTerms
from sum.models import MODELS
from sum.models.base import Model
from sum.models.starting import starting_model
from sum.shared_model import CHUNK
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.twin import START, TwinEngine
from sum.units import Seconds

AnyEngine = TwinEngine | ChainEngine

ENGINES = ("twin", "tester")
FEW = 12
"""How many samples the owner has who opens a market: the model has to have something to learn."""


@dataclass(frozen=True)
class World:
    """What is played on.

    Attributes
    ----------
    terms : AnyTerms
    data, model : str
        "" for the usual model.
    seed : int
    engine : str
        One of `ENGINES`.
    """

    terms: AnyTerms
    data: str
    model: str
    seed: int
    engine: str

    def dataset(self) -> Dataset:
        """The data, by the seed, encoded in the form that the model takes."""
        return _dataset(self.data, self.seed, MODELS[self.model].form if self.model else "")

    def start(self) -> AnyEngine:
        """An engine with a model that its owner has trained."""
        model = _trained(replace(self, engine="")).copy()
        engine: AnyEngine
        if self.engine == "tester":
            engine = ChainEngine(connect(), model, self.terms, name="attack")
        else:
            engine = TwinEngine(model, self.terms, now=_opening(model, self.terms))
        return engine


@lru_cache(maxsize=256)
def _dataset(name: str, seed: int, form: str) -> Dataset:
    if not form:
        return load(name, seed)
    for encoder in encoders(name):
        dataset = load(name, seed, encoder)
        if dataset.form == form:
            return dataset
    raise InputError(f"There is no encoder that makes {form} samples of {name!r}.")


@lru_cache(maxsize=256)
def _trained(world: World) -> Model:
    dataset = world.dataset()
    if not world.terms.claims:
        dataset = replace(dataset, train=replace(dataset.train, samples=_few(dataset)))
    return starting_model(dataset, world.model)


def _few(dataset: Dataset) -> tuple[Sample, ...]:
    """The first samples of the owner's, until there are `FEW`, and two of every class."""
    samples = dataset.train.samples
    seen = [0] * dataset.n_classes
    for number, sample in enumerate(samples, 1):
        seen[sample.label] += 1
        if number >= FEW and min(seen) > 1:
            return samples[:number]
    return samples


def _opening(model: Model, terms: AnyTerms) -> Seconds:
    """When the contract opens: creating it, each chunk of its words and opening are blocks."""
    words, size = model.words(), CHUNK // terms.banks
    chunks = sum(any(words[start : start + size]) for start in range(0, len(words), size))
    return Seconds(START + 1 + chunks + 1)
