"""Every attack under every mechanism, and from what share of the stake on it pays."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from math import sqrt

from sum.agents import STRATEGIES
from sum.incentives import MECHANISMS
from sum.simulation.attack.run import SEEDS, SHARE, AttackResult, run_attack

SHARES = (0.05, 0.1, 0.2, 0.33, 0.5)
"""Of all that is put at stake, the attacker's part; one of them is `SHARE`."""


@dataclass(frozen=True)
class Row:
    """An attack under a mechanism.

    Attributes
    ----------
    usual : AttackResult
        With the usual share.
    pays : tuple of float
        At which of `SHARES` it pays.
    """

    usual: AttackResult
    pays: tuple[float, ...]


def gain(result: AttackResult) -> tuple[float, float]:
    """What an attack is judged by: the mean, and two standard errors of it, in ether.

    Of one that does honest work (`Attack.earns`) only what is above an honest contributor's
    profit counts.
    """
    earns = STRATEGIES[result.attack].earns
    mean = result.excess_mean if earns else result.profit_mean
    spread = result.excess_std if earns else result.profit_std
    return mean, 2 * spread / sqrt(result.seeds)


def pays(result: AttackResult) -> bool:
    """Whether the mean gain is above zero by more than two standard errors."""
    mean, error = gain(result)
    return result.applies and mean > max(error, DUST)


DUST = 1e-9
"""Ether: less than this is rounding."""


def measure(name: str, incentive: str, seeds: int = SEEDS) -> Row:
    """Run an attack with every share.

    Parameters
    ----------
    name : str
        One of `sum.agents.STRATEGIES`.
    incentive : str
        One of `sum.incentives.MECHANISMS`.
    seeds : int
        How many with the usual share; with others half as many.
    """
    usual = run_attack(name, incentive, seeds=seeds)
    if not usual.applies or not MECHANISMS[incentive].money:
        return Row(usual, ())
    fewer = max(1, seeds // 2)
    results = {
        share: usual
        if share == SHARE
        else run_attack(name, incentive, seeds=fewer, attackers=share)
        for share in SHARES
    }
    return Row(usual, tuple(share for share, result in results.items() if pays(result)))


def measure_all(
    names: Sequence[str] = tuple(STRATEGIES),
    incentives: Sequence[str] = tuple(MECHANISMS),
    seeds: int = SEEDS,
) -> Iterator[Row]:
    """Run attacks under mechanisms, on all processors.

    Parameters
    ----------
    names, incentives : sequence of str
    seeds : int

    Yields
    ------
    Row
        Each attack under each mechanism, in that order.
    """
    with ProcessPoolExecutor() as pool:
        pairs = list(product(names, incentives))
        work = partial(measure, seeds=seeds)
        yield from pool.map(work, *zip(*pairs, strict=True))
