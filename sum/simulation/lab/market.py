"""A reward market around a run: what comes before contributing, and what after."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from sum.agents.attackers import Sponsor
from sum.datasets import Dataset
from sum.errors import InputError
from sum.incentives.market_rules import MAX_ROUNDS, Labelled
from sum.incentives.reward_market import MAX_CAP
from sum.market import hide
from sum.simulation.lab.people import BENEFICIARY, Seat
from sum.simulation.market import MarketStage
from sum.simulation.market import Plan as Offered
from sum.simulation.scenario import Scenario
from sum.units import DAY, HOUR, Seconds, Wei

MOST_ROLLS = 20
"""How often a sponsor who rolls again may do so."""
LONG = Seconds(40 * DAY)
"""How long contributions are taken where the scenario has no time limit."""


def offered(scenario: Scenario, dataset: Dataset) -> Offered:
    """What the sponsor offers: the beginning of the hidden split, salted by the seed.

    Raises
    ------
    InputError
        When the hidden split is too small, or the bounty.
    """
    market, run = scenario.market, scenario.run
    count = market.portions * market.size
    samples: list[Labelled] = [(each.data, each.label) for each in dataset.hidden.samples[:count]]
    if len(samples) < count:
        raise InputError(
            f"market.portions and market.size ask for {count:,} hidden samples;"
            f" {dataset.title} has {len(dataset.hidden):,}."
        )
    scored = (market.portions - 1) * market.size
    rounds = min(market.rounds or run.contributions or 100, MAX_ROUNDS)
    unit = market.bounty // (scored * rounds)
    if unit < 1:
        raise InputError("market.bounty is too small for so many rounds and samples.")

    def salt(number: int) -> bytes:
        return sha256(f"lab/{scenario.seed}/{number}".encode()).digest()

    return Offered(
        hide(samples, market.portions, salt),
        unit=Wei(unit),
        rounds=rounds,
        cap=min(MAX_CAP, run.contributions or MAX_CAP),
        show=Seconds(HOUR),
        participate=run.time or LONG,
        features=dataset.n_features if dataset.form == "dense" else _widest(dataset),
    )


def _widest(dataset: Dataset) -> int:
    return max(len(sample.data) for split in (dataset.pool, dataset.hidden) for sample in split)


class MarketOfRun:
    """The sponsor's side of a run.

    Parameters
    ----------
    engine : TwinEngine or ChainEngine
    scenario : Scenario
    dataset : Dataset
    seats : tuple of Seat
    drawn : int
        Which portion the twin shall draw, as a chain did; below 0 for the twin's own choice.
    """

    def __init__(
        self,
        engine: Any,  # noqa: ANN401
        scenario: Scenario,
        dataset: Dataset,
        seats: tuple[Seat, ...],
        drawn: int,
    ) -> None:
        self._engine, self._dataset = engine, dataset
        self._stage = MarketStage(engine)
        self._plan = offered(scenario, dataset)
        self._drawn = drawn
        sponsor = next(seat for seat in seats if seat.person.role == "sponsor")
        self.sponsor = sponsor.account
        self.beneficiary = next(each.account for each in seats if each.person.kind == BENEFICIARY)
        self._decides = sponsor.agent if isinstance(sponsor.agent, Sponsor) else Sponsor()
        self.drawn = -1

    @property
    def until(self) -> Seconds:
        """Until when contributions are taken."""
        offer = self._stage.twin.offer
        return offer.participate_until if offer else self._engine.now

    def open(self) -> None:
        """Open markets until the sponsor shows its portion."""
        for roll in range(1, MOST_ROLLS + 1):
            offer = self._plan.offer(self._engine.now, self.beneficiary)
            self._stage.commit(self.sponsor, offer)
            self._stage.keep_base(self.sponsor)
            self.drawn = self._stage.draw(self.sponsor, self._drawn)
            if roll == MOST_ROLLS or self._decides.shows(self.drawn):
                self._stage.reveal(self.sponsor, self.drawn, self._plan.portions[self.drawn])
                return
            self._engine.set_time(offer.show_by)
            self._stage.give_up(self.beneficiary)
            for account in (self.sponsor, self.beneficiary):
                if self._engine.collectable(account):
                    self._engine.collect(account)

    def close(self, paid: Callable[[str, int], None]) -> None:
        """Reveal, score, settle; everybody collects, and `paid` is told."""
        engine, stage = self._engine, self._stage
        engine.set_time(Seconds(max(engine.now, self.until)))
        if self._decides.reveals():
            for number, portion in enumerate(self._plan.portions):
                if number != self.drawn:
                    stage.reveal(self.sponsor, number, portion)
            if stage.twin.contributions:
                stage.score(self.beneficiary)
        else:
            offer = stage.twin.offer
            engine.set_time(offer.reveal_until if offer else engine.now)
            stage.give_up(self.beneficiary)
        offer = stage.twin.offer
        payouts = stage.settle(self.beneficiary)
        # A chain scores and settles in as many transactions as it needs; what follows has its time
        # anyhow.
        engine.set_time(Seconds(max(engine.now, (offer.reveal_until if offer else 0) + HOUR)))
        for account in dict.fromkeys(
            [self.sponsor, self.beneficiary, *(each.account for each in payouts)]
        ):
            if engine.collectable(account):
                paid(account, engine.collect(account))

    def tell(self, agent: Any) -> Any:  # noqa: ANN401 - any policy
        """A policy that knows what a cheating sponsor knows."""
        if not isinstance(agent, Sponsor):
            return agent
        return replace(agent, secret=self._plan.secret(self._dataset, self.drawn))
