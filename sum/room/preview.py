"""What to expect of a model, and of an attack on it: tried out on their twins."""

from dataclasses import dataclass
from functools import lru_cache

from sum.agents import STRATEGIES
from sum.datasets import encoders, load
from sum.models import models_for
from sum.models.base import Model
from sum.models.starting import starting_model
from sum.records import Added
from sum.room.records import Snapshot
from sum.simulation.driver import Driver
from sum.simulation.twin import TwinEngine
from sum.units import Seconds


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


@dataclass(frozen=True)
class DryRun:
    """What an attack would do to a copy of the model, alone and at once.

    Attributes
    ----------
    before, after : float
        How often the copy is right on the hidden test set.
    sent : int
        How many contributions it took.
    agreed : int
        With how many of them the copy agrees in the end.
    """

    before: float
    after: float
    sent: int
    agreed: int


def dry_run(snapshot: Snapshot, strategy: str, strength: int) -> DryRun:
    """Try an attack out on the twins, as if nobody but the attacker were there.

    Parameters
    ----------
    snapshot : Snapshot
    strategy : str
        One of `sum.agents.STRATEGIES`.
    strength : int
        How many contributions at most.

    Returns
    -------
    DryRun
        With none sent where the attack has nothing to begin with, or the contract takes none.
    """
    dataset, model = snapshot.dataset, snapshot.model
    engine = TwinEngine(model, snapshot.settings.terms)
    engine.set_time(Seconds(engine.now + max(0, snapshot.clock.now - snapshot.last)))
    driver = Driver(engine, dataset, snapshot.settings.seed)
    agent = STRATEGIES[strategy](strength=strength)
    steps = list(driver.play(agent, engine.create_account("dry run"), strength))
    added = [step.outcome.contribution for step in steps if isinstance(step.outcome, Added)]
    X, y, tried = dataset.hidden.matrix(), dataset.hidden.labels, engine.model()
    agreed = sum(tried.predict_one(each.data) == each.label for each in added)
    return DryRun(float(model.score(X, y)), float(tried.score(X, y)), len(added), agreed)
