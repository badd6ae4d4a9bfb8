"""The market in which attacks are played: what its sponsor offers, and how it is drawn."""

from collections.abc import Callable
from hashlib import sha256

from sum.agents.attackers import Sponsor
from sum.datasets import Dataset
from sum.incentives.market_rules import Labelled
from sum.market import hide
from sum.simulation.attack.world import AnyEngine
from sum.simulation.market import MarketRun, Plan, run_market
from sum.units import ETHER, HOUR, Seconds, Wei

PORTIONS, LARGEST = 6, 64
STAKE = Wei(ETHER // 10)
"""About what a contribution stakes."""
ROUNDS = 240
"""As many as there are contributions, with an attacker's."""
MOST_ROLLS = 50
"""How often a sponsor rolls again at most."""


def plan(dataset: Dataset, seed: int, participate: Seconds) -> Plan:
    """What the sponsor offers: all of the hidden test set, in equal portions.

    Parameters
    ----------
    dataset : Dataset
    seed : int
        Decides the salts.
    participate : Seconds
        How long contributions are taken.
    """
    size = min(LARGEST, len(dataset.hidden) // PORTIONS)
    samples: list[Labelled] = [
        (each.data, each.label) for each in dataset.hidden.samples[: size * PORTIONS]
    ]
    portions = hide(samples, PORTIONS, lambda number: sha256(f"{seed}/{number}".encode()).digest())
    return Plan(
        portions,
        unit=Wei(STAKE // (size * (PORTIONS - 1))),
        rounds=ROUNDS,
        show=Seconds(HOUR),
        participate=participate,
        features=dataset.n_features,
    )


def run(
    engine: AnyEngine,
    plan: Plan,
    accounts: tuple[str, str],
    sponsor: Sponsor | None,
    participate: Callable[[int], object],
) -> MarketRun:
    """Run markets until one is shown, and that one to its end.

    Parameters
    ----------
    engine : AnyEngine
    plan : Plan
    accounts : tuple of str
        The sponsor's and the beneficiary's.
    sponsor : Sponsor, optional
        Decides; an honest one by default.
    participate : callable
        Contributes; told which portion was drawn.
    """
    decides = sponsor or Sponsor()
    for roll in range(1, MOST_ROLLS + 1):
        seen: list[int] = []

        def shows(drawn: int, roll: int = roll, seen: list[int] = seen) -> bool:
            seen.append(drawn)
            return roll == MOST_ROLLS or decides.shows(drawn)

        market = run_market(
            engine,
            plan,
            *accounts,
            lambda seen=seen: participate(seen[0]),  # type: ignore[misc]
            shows=shows,
            reveals=decides.reveals,
        )
        if market.shown:
            break
    return market
