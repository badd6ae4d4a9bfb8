"""What a scenario is played on: data, the opening model, an engine; and what would be ideal."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from sklearn.linear_model import Perceptron
from threadpoolctl import ThreadpoolController

from sum.datasets import SYNTHETIC, Dataset, encoders, load
from sum.errors import InputError
from sum.incentives.base import AnyTerms
from sum.models import MODELS, Model, models_for
from sum.models.linear import Linear
from sum.models.starting import starting_model
from sum.simulation.scenario import Data, Opening, Scenario
from sum.simulation.twin import TwinEngine
from sum.units import SCALE

GRID = SCALE // 1_000
"""Trained weights are rounded to a thousandth: the last bits of floating point, in which one
machine's libraries differ from another's, then decide nothing."""


def dataset_of(scenario: Scenario) -> Dataset:
    """The data of a scenario, encoded in the form that its model takes.

    Raises
    ------
    InputError
        When data, encoder and model do not go together.
    """
    return _dataset(scenario.data, scenario.model.name, scenario.seed)


def opening_model(scenario: Scenario) -> Model:
    """The model that is shared; a copy of one's own.

    Raises
    ------
    InputError
        When it cannot be trained on the data.
    """
    return _trained(scenario.data, scenario.model, scenario.seed).copy()


def ideal_accuracy(scenario: Scenario) -> float:
    """Accuracy on the hidden test set of the same model trained on all samples with true labels.

    By the trainer of the opening (`Opening.start`; an empty one learns by its own rule), from the
    owner's samples and the whole pool.
    """
    return _ideal(scenario.data, scenario.model, scenario.seed)


def forget() -> None:
    """Give back the memory of all data and models that were made."""
    for made in (_kept, _trained, _ideal):
        made.cache_clear()


def start_engine(scenario: Scenario, engine: str) -> Any:  # noqa: ANN401 - a twin's or a chain's
    """Open a shared model on an engine.

    Parameters
    ----------
    scenario : Scenario
    engine : str
        "twin", "tester" (a chain in this process) or the address of a node.

    Raises
    ------
    InputError, ChainError
        When there is no such engine.
    """
    model, terms = opening_model(scenario), scenario.incentive
    if engine == "twin":
        return TwinEngine(model, terms)
    return _on_chain(model, terms, engine)


def _on_chain(model: Model, terms: AnyTerms, engine: str) -> Any:  # noqa: ANN401
    # Twins need none of this, and processes that simulate start in half of the time.
    from sum.chain import connect  # noqa: PLC0415
    from sum.simulation.chain_engine import ChainEngine  # noqa: PLC0415

    if engine != "tester" and "://" not in engine:
        raise InputError(f"There is no engine {engine!r}: say twin, tester or a node's address.")
    if engine == "tester":
        return ChainEngine(connect(), model, terms, name="lab")
    from sum.chain.bulk import BulkChain  # noqa: PLC0415
    from sum.simulation.mirror import MirrorEngine  # noqa: PLC0415

    chain = connect(engine, bulk=True)
    if terms.claims and isinstance(chain, BulkChain):
        return MirrorEngine(chain, model, terms)
    return ChainEngine(chain, model, terms, name="lab")


def _dataset(data: Data, model: str, seed: int) -> Dataset:
    large = data.name.startswith(SYNTHETIC)  # `load` itself keeps the last ones, and no more
    return _found(data, model, seed) if large else _kept(data, model, seed)


@lru_cache(maxsize=128)
def _kept(data: Data, model: str, seed: int) -> Dataset:
    return _found(data, model, seed)


def _found(data: Data, model: str, seed: int) -> Dataset:
    if model and model not in MODELS:
        raise InputError(f"There is no model {model!r}; there are {', '.join(MODELS)}.")
    if data.encoder or not model:
        return load(data.name, seed, data.encoder)
    for encoder in encoders(data.name):
        dataset = load(data.name, seed, encoder)
        if dataset.form == MODELS[model].form:
            return dataset
    raise InputError(
        f"{model} takes {MODELS[model].form} samples; {data.name} has no such encoder."
    )


@lru_cache(maxsize=128)
def _trained(data: Data, opening: Opening, seed: int) -> Model:
    dataset = _dataset(data, opening.name, seed)
    if opening.samples:
        samples = dataset.train.samples[: opening.samples]
        dataset = replace(dataset, train=replace(dataset.train, samples=samples))
    return _train(dataset, opening)


@lru_cache(maxsize=128)
def _ideal(data: Data, opening: Opening, seed: int) -> float:
    dataset = _dataset(data, opening.name, seed)
    samples = dataset.train.samples + dataset.pool.samples
    everything = replace(dataset, train=replace(dataset.train, samples=samples))
    start = "own" if opening.start == "empty" else opening.start
    model = _train(everything, replace(opening, start=start))
    return float(model.score(dataset.hidden.matrix(), dataset.hidden.labels))


def _train(dataset: Dataset, opening: Opening) -> Model:
    """Train on one processor: with several the last bits depend on how many there are."""
    with _threads().limit(limits=1):
        return _trained_on(dataset, opening)


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def _trained_on(dataset: Dataset, opening: Opening) -> Model:
    known = models_for(dataset.form)
    name = opening.name or known[0]
    if name not in known:
        raise InputError(f"{name} does not take {dataset.form} samples; {', '.join(known)} do.")
    kind, options = MODELS[name], _options(opening, name)
    if opening.start == "usual":
        try:
            return _rounded(starting_model(dataset, name, **options))
        except ValueError as error:  # scikit-learn's, of one class alone for instance
            raise InputError(f"The opening model cannot be trained: {error}") from error
    made: Any = kind(n_features=dataset.n_features, n_classes=dataset.n_classes, **options)
    if opening.start == "own":
        fitted: Model = made.fit(dataset.train.matrix(), dataset.train.labels)
        return fitted
    if opening.start == "empty":
        nothing: Model = made.from_words(made.arguments(), [0] * len(made.words()))
        return nothing
    if not issubclass(kind, Linear):
        raise InputError(f"{name} does not start from scikit-learn's Perceptron; say usual or own.")
    trained = Perceptron(random_state=0).fit(dataset.train.matrix(), dataset.train.labels)
    return _rounded(kind.from_sklearn(trained, **options))


def _options(opening: Opening, name: str) -> dict[str, int]:
    kind = MODELS[name]
    if not opening.step:
        return {}
    if not issubclass(kind, Linear):
        raise InputError(f"{name} has no step: model.step is for linear models.")
    return {kind.step_name: max(1, round(opening.step * SCALE))}


def _rounded(model: Model) -> Model:
    if isinstance(model, Linear):
        weights = np.rint(np.array(model.weights_, dtype=np.float64) / GRID).astype(np.int64)
        model.weights_ = [each * GRID for each in weights.tolist()]
    return model
