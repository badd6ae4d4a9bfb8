"""Federations over many seeds: figures with their spread, and the tables of docs/federated.md."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from statistics import fmean, stdev
from typing import NamedTuple

from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from sum.federated.lab import play
from sum.federated.records import FederatedRun
from sum.federated.settings import Settings

SEEDS = 20


class Spread(NamedTuple):
    """A figure over several seeds.

    Attributes
    ----------
    mean, std : float
        The standard deviation of the runs (n - 1); 0 where there is one.
    """

    mean: float
    std: float


class Figures(NamedTuple):
    """What is kept of a run.

    Attributes
    ----------
    accuracy, mistaken : float
    attacker_profit, honest_profit : float
        Of one of them, in ether.
    honest_slashed, honest_at_loss : float
        What part of honest people's rounds cost them the stake; of honest people has lost money.
    epsilon, leakage : float
    gas : float
    """

    accuracy: float
    mistaken: float
    attacker_profit: float
    honest_profit: float
    honest_slashed: float
    honest_at_loss: float
    epsilon: float
    leakage: float
    gas: float


@dataclass(frozen=True)
class Result:
    """What came of the same settings with several seeds.

    Attributes
    ----------
    settings : Settings
        Of the first seed.
    figures : dict of str to Spread
        By the names of `Figures`.
    runs : int
    """

    settings: Settings
    figures: dict[str, Spread]
    runs: int

    @property
    def epsilon(self) -> float | None:
        """Of what was seen; None without noise."""
        mean = self.figures["epsilon"].mean
        return mean if isfinite(mean) else None


def figures_of(run: FederatedRun) -> Figures:
    """Keep the figures of a run.

    Parameters
    ----------
    run : FederatedRun
    """
    last = run.records[-1].mistaken
    told = {name: getattr(run, name) for name in Figures._fields if name != "mistaken"}
    return Figures(mistaken=last, **told)


def measure(
    settings: Settings,
    *,
    seeds: int = SEEDS,
    jobs: int = 1,
    progress: Callable[[int], object] | None = None,
) -> Result:
    """Play the same settings with several seeds.

    Parameters
    ----------
    settings : Settings
        The first seed is its own; the others follow.
    seeds, jobs : int
        How many; and in how many processes.
    progress : callable, optional
        Told how many are done.
    """
    tasks = (
        delayed(_figures)(replace(settings, seed=settings.seed + number)) for number in range(seeds)
    )
    found = []
    for figures in _run(jobs, tasks):
        found.append(figures)
        if progress:
            progress(len(found))
    columns = zip(*found, strict=True)
    spreads = dict(zip(Figures._fields, map(spread, columns), strict=True))
    return Result(settings, spreads, seeds)


def spread(values: Sequence[float]) -> Spread:
    """Mean and standard deviation.

    >>> spread([1.0, 3.0])
    Spread(mean=2.0, std=1.4142135623730951)
    """
    finite = len(values) > 1 and all(map(isfinite, values))
    return Spread(fmean(values), stdev(values) if finite else 0.0)


def _figures(settings: Settings) -> Figures:
    # Matrices are small: more threads than one only wait for each other.
    with threadpool_limits(1):
        return figures_of(play(settings))


def _run(jobs: int, tasks: Iterator[object]) -> Iterator[Figures]:
    yield from Parallel(n_jobs=jobs, return_as="generator")(tasks)
