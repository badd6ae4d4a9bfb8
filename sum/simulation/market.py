"""A reward market on an engine, from its opening to the last payout; twin and chain alike.

>>> from sum.datasets import load
>>> from sum.incentives.reward_market import MarketTerms
>>> from sum.models.starting import starting_model
>>> from sum.simulation.twin import TwinEngine
>>> data = load("plane")
>>> engine = TwinEngine(starting_model(data), MarketTerms())
>>> ann, bob, eve = (engine.create_account(name) for name in ("ann", "bob", "eve"))
>>> sample = data.pool.samples[0]
>>> run = run_market(
...     engine, plan(data), ann, eve, lambda: engine.add(bob, sample.data, sample.label)
... )
>>> [payout.account == bob for payout in run.payouts], engine.held()
([True], 0)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sum.chain import Address
from sum.datasets import Dataset, Sample
from sum.errors import InputError
from sum.incentives.market_rules import MAX_PORTION, Labelled, Offer, Outcome, Payout, Portion
from sum.incentives.reward_market import RewardMarket
from sum.market import IN_COPY, Market, hide
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.twin import TwinEngine
from sum.units import DAY, ETHER, Seconds, Wei

MarketEngine = TwinEngine | ChainEngine


@dataclass(frozen=True)
class Plan:
    """A market that a sponsor has in mind, without the dates.

    Attributes
    ----------
    portions : tuple of Portion
        The hidden test set.
    unit : Wei
        What a hit is worth in a round.
    rounds, cap : int
        How often a score is paid at most, and how many contributions are taken.
    show, participate, reveal : Seconds
        How long each of these may take, one after the other.
    forfeit : int
        Per mille of the bounty, when no portion is shown.
    features : int
        The most values that a sample may have; 0 for what the portions need.
    """

    portions: tuple[Portion, ...]
    unit: Wei = Wei(ETHER // 1_000)
    rounds: int = 100
    cap: int = 1_000
    show: Seconds = Seconds(DAY)
    participate: Seconds = Seconds(10 * DAY)
    reveal: Seconds = Seconds(2 * DAY)
    forfeit: int = 500
    features: int = 0

    def secret(self, dataset: Dataset, drawn: int) -> tuple[Sample, ...]:
        """The samples that are scored, of which the sponsor alone knows."""
        known = {(each.data, each.label): each for each in dataset.hidden}
        return tuple(
            known[sample]
            for number, portion in enumerate(self.portions)
            if number != drawn
            for sample in portion.samples
        )

    def offer(self, now: Seconds, beneficiary: str) -> Offer:
        """What the sponsor commits to, when it opens the market at this time."""
        show_by = Seconds(now + self.show)
        until = Seconds(show_by + self.participate)
        data = [sample for portion in self.portions for sample, _ in portion.samples]
        return Offer(
            hashes=tuple(portion.hash() for portion in self.portions),
            counts=tuple(len(portion.samples) for portion in self.portions),
            features=self.features or max(map(len, data)),
            unit=self.unit,
            rounds=self.rounds,
            cap=self.cap,
            show_by=show_by,
            participate_until=until,
            reveal_until=Seconds(until + self.reveal),
            beneficiary=beneficiary,
            forfeit=self.forfeit,
        )


def plan(
    dataset: Dataset,
    *,
    portions: int = 6,
    size: int = 10,
    seed: int = 0,
    unit: Wei = Plan.unit,
    rounds: int = Plan.rounds,
    cap: int = Plan.cap,
    participate: Seconds = Plan.participate,
) -> Plan:
    """Plan a market whose test set is the beginning of a data set's hidden split.

    Parameters
    ----------
    dataset : Dataset
    portions, size : int
        How many portions, and how many samples each has. One portion will be shown, all others are
        scored: 50 samples by default.
    seed : int
        Decides the salts.
    unit, rounds, cap, participate
        As in `Plan`.

    Raises
    ------
    InputError
        When the hidden split is too small.
    """
    samples: list[Labelled] = [
        (sample.data, sample.label) for sample in dataset.hidden.samples[: portions * size]
    ]
    if len(samples) < portions * size or size > MAX_PORTION:
        raise InputError(f"{dataset.title} has no {portions} hidden portions of {size} samples.")

    def salt(number: int) -> bytes:
        return sha256(f"{dataset.name}/{seed}/{number}".encode()).digest()

    return Plan(
        hide(samples, portions, salt),
        unit=unit,
        rounds=rounds,
        cap=cap,
        participate=participate,
    )


@dataclass(frozen=True)
class MarketRun:
    """What has come of a market.

    Attributes
    ----------
    offer : Offer
    drawn : int
        Which portion was drawn.
    shown, revealed : bool
        Whether the sponsor showed it, and revealed the others.
    outcome : Outcome or None
        None where nothing was scored.
    payouts : tuple of Payout
        One for each contribution.
    collected : dict of str to Wei
        Who pulled how much.
    """

    offer: Offer
    drawn: int
    shown: bool
    revealed: bool
    outcome: Outcome | None = None
    payouts: tuple[Payout, ...] = ()
    collected: dict[str, Wei] = field(default_factory=dict)


class MarketStage:
    """The steps of a market on an engine; on both engines they do the same.

    Parameters
    ----------
    engine : TwinEngine or ChainEngine
        Its mechanism is the reward market.

    Attributes
    ----------
    twin : RewardMarket
        The mechanism's twin, for looking at.
    """

    def __init__(self, engine: MarketEngine) -> None:
        twin = engine.incentive
        if not isinstance(twin, RewardMarket):
            raise InputError("This model has no reward market.")
        self.engine = engine
        self._chain = Market(engine.shared) if isinstance(engine, ChainEngine) else None

    @property
    def twin(self) -> RewardMarket:
        """The mechanism's twin as it is now."""
        twin = self.engine.incentive
        if not isinstance(twin, RewardMarket):
            raise InputError("This model has no reward market.")
        return twin

    @property
    def _time(self) -> Seconds:
        """When the last transaction was, or on the twin the one that is being made."""
        chain = self._chain
        return chain.shared.sent_at if chain else self.engine.now

    def commit(self, sponsor: str, offer: Offer) -> None:
        """Open a market: the bounty is sent along."""
        if self._chain:
            self._chain.commit(Address(sponsor), offer)
        self.twin.commit(sponsor, offer, offer.escrow, self._time, self.engine.peek())
        self.engine.book(sponsor, Wei(-offer.escrow))

    def keep_base(self, account: str) -> None:
        """Copy the model as it is when the market opens."""
        if self._chain:
            self._chain.keep_base(Address(account))
        else:
            for _ in range(0, len(self.engine.peek().words()), IN_COPY):
                self.engine.book(account, Wei(0))

    def draw(self, account: str, known: int = -1) -> int:
        """Draw the portion that is shown.

        A chain takes it from a block's hash. The twin takes the one that is `known` to have been
        drawn on a chain, from 0, or else one that its salts decide.
        """
        if self._chain:
            drawn = self._chain.draw(Address(account))
        elif known >= 0:
            drawn = known
        else:
            offer = self.twin.offer
            hashes = offer.hashes if offer else ()
            chance = sha256(b"".join(hashes) + bytes([self.twin.number & 255])).digest()
            drawn = int.from_bytes(chance) % max(1, len(hashes))
        self.twin.draw(drawn, self._time)
        self.engine.book(account, Wei(0))
        return drawn

    def reveal(self, account: str, number: int, portion: Portion) -> None:
        """Show the portion that was drawn; or, after contributing, reveal another one."""
        if self._chain:
            self._chain.reveal(Address(account), number, portion)
        self.twin.reveal(number, portion, self._time)
        self.engine.book(account, Wei(0))

    def give_up(self, account: str) -> None:
        """End a market that has not gone on by its deadline."""
        if self._chain:
            self._chain.give_up(Address(account))
        self.twin.give_up(self._time)
        self.engine.book(account, Wei(0))

    def score(self, account: str) -> Outcome:
        """Score everything."""
        if self._chain:
            self._chain.score(Address(account))
        outcome = self.twin.score()
        self.engine.book(account, Wei(0))
        return outcome

    def settle(self, account: str) -> tuple[Payout, ...]:
        """Book what everybody is paid."""
        if self._chain:
            self._chain.settle(Address(account))
        payouts = self.twin.settle()
        self.engine.book(account, Wei(0))
        return payouts


def run_market(
    engine: MarketEngine,
    plan: Plan,
    sponsor: str,
    beneficiary: str,
    participate: Callable[[], object],
    *,
    shows: Callable[[int], bool] = lambda drawn: True,  # noqa: ARG005
    reveals: Callable[[], bool] = lambda: True,
    collect: bool = True,
) -> MarketRun:
    """Run a market from its opening to the last payout.

    Parameters
    ----------
    engine : TwinEngine or ChainEngine
    plan : Plan
    sponsor, beneficiary : str
        Accounts.
    participate : callable
        Contributes, until ``engine.incentive.offer.participate_until`` at the latest; the time
        moves there afterwards.
    shows : callable
        Whether the sponsor shows the portion with this number. Where it does not, time moves to the
        deadline and a part of the bounty is forfeited; another market can be run.
    reveals : callable
        Whether the sponsor reveals the other portions. Where it does not, stakes return and the
        bounty is split.
    collect : bool
        Whether everybody pulls what they are owed in the end.

    Raises
    ------
    Refused, InputError
    """
    stage = MarketStage(engine)
    offer = plan.offer(engine.now, beneficiary)
    stage.commit(sponsor, offer)
    stage.keep_base(sponsor)
    drawn = stage.draw(sponsor)
    if not shows(drawn):
        engine.set_time(offer.show_by)
        stage.give_up(beneficiary)
        got = _collect(engine, (sponsor, beneficiary)) if collect else {}
        return MarketRun(offer, drawn, shown=False, revealed=False, collected=got)
    stage.reveal(sponsor, drawn, plan.portions[drawn])
    participate()
    engine.set_time(Seconds(max(engine.now, offer.participate_until)))
    revealed, outcome = reveals(), None
    if revealed:
        for number, portion in enumerate(plan.portions):
            if number != drawn:
                stage.reveal(sponsor, number, portion)
        outcome = stage.score(beneficiary) if stage.twin.contributions else None
    else:
        engine.set_time(offer.reveal_until)
        stage.give_up(beneficiary)
    payouts = stage.settle(beneficiary)
    people = dict.fromkeys([sponsor, beneficiary, *(payout.account for payout in payouts)])
    got = _collect(engine, tuple(people)) if collect else {}
    return MarketRun(
        offer,
        drawn,
        shown=True,
        revealed=revealed,
        outcome=outcome,
        payouts=payouts,
        collected=got,
    )


def _collect(engine: MarketEngine, accounts: Sequence[str]) -> dict[str, Wei]:
    owed = [account for account in accounts if engine.collectable(account)]
    return {account: engine.collect(account) for account in owed}
