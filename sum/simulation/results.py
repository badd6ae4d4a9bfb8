"""What the published papers claim, put to the test: their set-ups with several seeds and models.

Each case is a scenario with one malicious group, played with it and without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import fmean, stdev
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd
from joblib import Parallel, delayed

from sum.errors import InputError
from sum.models import MODELS
from sum.simulation.lab import ideal_accuracy
from sum.simulation.lab.world import forget
from sum.simulation.scenario import KINDS, Scenario, load_preset, value_of, with_value
from sum.simulation.sweep import Sweep, run_sweep
from sum.units import ETHER

SEEDS = 10

Progress = Callable[[str, int, int], object]


class Spread(NamedTuple):
    """A figure over several seeds.

    Attributes
    ----------
    mean, std : float
        The standard deviation of the runs (n - 1); 0 where there is one.
    above : int
        In how many of the runs it is above zero.
    """

    mean: float
    std: float
    above: int


@dataclass(frozen=True)
class Case:
    """A set-up.

    Attributes
    ----------
    name : str
        "reviews sparse_perceptron": its table and what tells it from others there.
    table : str
        In which table of the page it is.
    title : str
        What people read.
    scenario : Scenario
    """

    name: str
    table: str
    title: str
    scenario: Scenario

    @property
    def bad(self) -> str:
        """The group that means harm."""
        return next(
            name
            for name, group in self.scenario.agents.items()
            if KINDS[group.kind].role == "attacker"
        )


@dataclass(frozen=True)
class Row:
    """What has come of a case.

    Attributes
    ----------
    case : Case
    seeds : int
    start, mean, end : Spread
        Accuracy on the hidden test set, of 1: at the start, on average, and at the end.
    alone : Spread
        Accuracy at the end of the same run without the malicious group.
    ideal : Spread
        Accuracy of the same model trained on everything, with true labels.
    returned : Spread
        The part of honest deposits that was refunded.
    honest, attacker : Spread
        What one of them has gained, as a part of what it began with.
    """

    case: Case
    seeds: int
    start: Spread
    mean: Spread
    end: Spread
    alone: Spread
    ideal: Spread
    returned: Spread
    honest: Spread
    attacker: Spread


@lru_cache(maxsize=1)
def cases() -> Mapping[str, Case]:
    """Every set-up by its name, in the order of the page."""
    return MappingProxyType({case.name: case for case in _cases()})


def measure(case: Case, *, seeds: int = SEEDS, jobs: int = 1) -> Row:
    """Play a case with several seeds, with its malicious group and without.

    Parameters
    ----------
    case : Case
    seeds : int
        How many, from 1.
    jobs : int
        How many processes, as in `run_sweep`.
    """
    count = f"agents.{case.bad}.count"
    sweep = Sweep(
        scenario=case.scenario,
        axes={count: (value_of(case.scenario, count), 0)},
        seeds=seeds,
    )
    frame = run_sweep(sweep, jobs=jobs).frame
    attacked, alone = (part for _, part in frame.groupby("point", sort=True))
    played = [replace(case.scenario, seed=int(seed)) for seed in attacked["seed"]]
    ideals = Parallel(n_jobs=jobs)(delayed(_ideal)(each) for each in played)
    return Row(
        case,
        seeds,
        start=spread(attacked["accuracy.start"]),
        mean=spread(attacked["accuracy.mean"]),
        end=spread(attacked["accuracy.end"]),
        alone=spread(alone["accuracy.end"]),
        ideal=spread(ideals),
        returned=spread(attacked[f"returned.{_honest(case.scenario)[0]}"]),
        honest=spread(_gain(attacked, case.scenario, _honest(case.scenario))),
        attacker=spread(_gain(attacked, case.scenario, [case.bad])),
    )


def measure_all(
    *, seeds: int = SEEDS, jobs: int = 1, progress: Progress | None = None
) -> Iterator[Row]:
    """Measure every case.

    Parameters
    ----------
    seeds, jobs : int
        As in `measure`.
    progress : callable, optional
        Told which case comes next, how many are done, and how many there are.
    """
    known = cases()
    for number, case in enumerate(known.values()):
        if progress:
            progress(case.name, number, len(known))
        yield measure(case, seeds=seeds, jobs=jobs)


def spread(values: Iterable[float]) -> Spread:
    """Mean, standard deviation, and how many are above zero.

    >>> spread([1.0, 3.0])
    Spread(mean=2.0, std=1.4142135623730951, above=2)
    """
    found = [float(value) for value in values]
    return Spread(
        fmean(found), stdev(found) if len(found) > 1 else 0.0, sum(value > 0 for value in found)
    )


def _ideal(scenario: Scenario) -> float:
    found = ideal_accuracy(scenario)
    forget()  # the data of many seeds does not fit into memory
    return found


def _honest(scenario: Scenario) -> list[str]:
    return [name for name, group in scenario.agents.items() if group.kind == "honest"]


def _gain(frame: pd.DataFrame, scenario: Scenario, groups: Sequence[str]) -> list[float]:
    """What the people of some groups gained in each run, as a part of what they began with."""
    counts = {name: scenario.agents[name].count for name in groups}
    begun = sum(
        count * value_of(scenario, f"agents.{name}.purse") / ETHER for name, count in counts.items()
    )
    gained = sum(frame[f"profit.{name}"] * count for name, count in counts.items())
    return [float(value) / begun for value in gained]  # type: ignore[union-attr]


# ------------------------------------------------------------------------------------------ cases

SPARSE = (
    "sparse_perceptron",
    "sparse_passive_aggressive",
    "naive_bayes",
    "sparse_nearest_centroid",
)
DENSE = ("dense_perceptron", "dense_passive_aggressive", "dense_nearest_centroid")


def _cases() -> Iterator[Case]:
    reviews = _with(load_preset("imdb"), {"run.settle": True})
    yield Case("published reviews", "reviews", "perceptron, as published", reviews)
    shorter = {"data.name": "imdb-shaped:5000", "run.contributions": 5_000}
    for model in SPARSE:
        yield _usual("reviews", model, _with(reviews, shorter))
    workouts = load_preset("fitness")
    yield Case("published fitness", "fitness", "perceptron, as published", workouts)
    for model in DENSE:
        yield _usual("fitness", model, workouts)
    # One attacker among eight, all with as much to begin with as in the published set-ups.
    purses = {f"agents.{name}.purse": "10 ether" for name in ("honest", "attacker")}
    attacked = _with(load_preset("label_flipping"), purses)
    for data in ("digits-3-or-8", "reviews"):
        for model in SPARSE:
            yield _usual(f"flipping {data}", model, _with(attacked, {"data.name": data}))
    yield Case("published market", "market", "perceptron, as published", load_preset("market"))
    # The market of the sponsor's attacks, with an attacker who is none.
    flipping = {"agents.attacker.kind": "label_flipping", **purses}
    digits = _with(load_preset("forcing_replays"), flipping)
    yield Case("flipping market", "market", "eight honest, one attacker, digits", digits)


def _usual(table: str, model: str, scenario: Scenario) -> Case:
    """A case with another model, which starts and learns as it usually does."""
    usual = {"model.start": "usual", "model.step": 0, "model.samples": 0, "model.name": model}
    title = MODELS[model].title.partition(",")[0].lower().replace("bayes", "Bayes")
    return Case(f"{table} {model}", table, title, _with(scenario, usual))


def _with(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    for path, value in values.items():
        scenario = with_value(scenario, path, value)
    return scenario


def find(name: str) -> Case:
    """A case by its name.

    Raises
    ------
    InputError
        When there is none.
    """
    known = cases()
    if name not in known:
        raise InputError(f"There is no case {name!r}; there are {', '.join(known)}.")
    return known[name]
