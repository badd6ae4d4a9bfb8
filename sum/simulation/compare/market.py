"""The reward market in a comparison: its sponsor's offer, and its phases around the people."""

from collections.abc import Callable
from dataclasses import replace

from sum.datasets import Dataset
from sum.incentives.reward_market import MAX_CAP
from sum.simulation.compare.records import Plan
from sum.simulation.market import MarketRun, run_market
from sum.simulation.market import Plan as Offered
from sum.simulation.market import plan as market_plan
from sum.simulation.twin import TwinEngine
from sum.units import DAY, ETHER, HOUR, Seconds, Wei

SPONSOR, BENEFICIARY = "Sponsor", "Beneficiary"
PORTIONS, SIZE = 6, 10
STAKE = Wei(ETHER // 10)
"""About what a contribution puts at stake; the same as elsewhere after a quiet hour."""
VISITS = 8
"""How often somebody comes a day: there are about as many rounds as contributions."""


def offered(plan: Plan, dataset: Dataset) -> Offered:
    """What the sponsor offers in a comparison.

    Parameters
    ----------
    plan : Plan
        The comparison's.
    dataset : Dataset

    Raises
    ------
    InputError
        When its hidden test set is too small for a market.
    """
    size = max(1, min(SIZE, len(dataset.hidden) // PORTIONS))
    made = market_plan(
        dataset,
        portions=PORTIONS,
        size=size,
        seed=plan.seed,
        unit=Wei(STAKE // ((PORTIONS - 1) * size)),
        rounds=VISITS * plan.days * (plan.honest + plan.careless),
        cap=MAX_CAP,
        participate=Seconds(plan.days * DAY),
    )
    return replace(made, show=Seconds(2 * HOUR))


def around(
    engine: TwinEngine, plan: Plan, dataset: Dataset, participate: Callable[[], None]
) -> tuple[MarketRun, Wei]:
    """Open a market, let people contribute, and bring it to its end.

    Returns
    -------
    run : MarketRun
    spent : Wei
        What the sponsor has got out of it minus what it put in.
    """
    sponsor, beneficiary = (engine.create_account(name) for name in (SPONSOR, BENEFICIARY))
    run = run_market(engine, offered(plan, dataset), sponsor, beneficiary, participate)
    return run, engine.profit(sponsor)
