"""Twin of incentives/reward_market.vy: a sponsor pays for what improves the model.

A bounty is shared by how much each contribution improves the hits on a hidden test set, to which
the sponsor has committed. The arithmetic is in market_rules.py.
"""

from copy import copy
from dataclasses import dataclass, field
from typing import ClassVar, Self

from sum.errors import refusal
from sum.incentives.base import Claim, Stake, Waits, about
from sum.incentives.market_rules import (
    MAX_CAP,
    MAX_ROUNDS,
    MAX_UNIT,
    PER_MILLE,
    Labelled,
    Offer,
    Outcome,
    Payout,
    Phase,
    Portion,
    score_market,
)
from sum.models.base import Model
from sum.records import Contribution
from sum.units import DAY, ETHER, Seconds, Wei

__all__ = [
    "MAX_CAP",
    "MAX_ROUNDS",
    "MAX_UNIT",
    "PER_MILLE",
    "SCORE_WAIT",
    "MarketTerms",
    "Payout",
    "Phase",
    "RewardMarket",
]

MAX_TIME = 2**40 - 1
SCORE_WAIT = Seconds(90 * DAY)
"""How long after the reveal a scoring that nobody can finish may be given up."""


@dataclass(frozen=True)
class MarketTerms:
    """What holds for every market of a model; all else is the sponsor's to offer.

    Attributes
    ----------
    least_bounty : Wei
        From 1,000 wei on, so that a forfeited part is never nothing.
    longest : Seconds
        How long a market may take, from its opening to the last reveal.

    Raises
    ------
    NotOpen
        When they are not what the contract takes.
    """

    name: ClassVar[str] = "reward_market"
    title: ClassVar[str] = "Reward market"
    summary: ClassVar[str] = (
        "A sponsor’s bounty is shared by how much each contribution improves the model on a hidden"
        " test set; what makes it worse loses its stake."
    )
    banks: ClassVar[int] = 1
    money: ClassVar[bool] = True
    claims: ClassVar[bool] = False

    least_bounty: Wei = field(
        default=Wei(ETHER // 10),
        metadata=about(
            "Least bounty", "A market occupies the model: nobody opens one for less.", "wei"
        ),
    )
    longest: Seconds = field(
        default=Seconds(60 * DAY),
        metadata=about(
            "Longest market",
            "How long a market may take, from its opening to the last reveal.",
            "s",
        ),
    )

    def __post_init__(self) -> None:
        valid = (
            # An array's integer would overflow where the contract does not.
            all(type(argument) is int for argument in self.arguments())
            and PER_MILLE <= self.least_bounty < 2**128
            and 1 <= self.longest <= MAX_TIME
        )
        if not valid:
            raise refusal("incentive: bad parameters")

    @property
    def waits(self) -> Waits:
        """There is nothing to claim, ever."""
        return Waits()

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        return self.least_bounty, self.longest

    def mechanism(self, model: Model) -> "RewardMarket":  # noqa: ARG002 - a market takes its own
        """The twin of a contract that was deployed with these and is not open yet."""
        return RewardMarket(self)


class RewardMarket:
    """One market after another, and what is owed from them.

    Attributes
    ----------
    number : int
        How many markets were opened.
    phase : Phase
        Of the one that is under way.
    sponsor : str
    offer : Offer or None
        Of the last market that was opened.
    drawn : int or None
        Which portion is shown first.
    revealed : dict of int to Portion
        By number; the shown one is there, too.
    contributions : list of Contribution
        Of this market, in order.
    outcome : Outcome or None
        Once it is scored.
    payouts : list of Payout
        Of this market.
    """

    def __init__(self, terms: MarketTerms) -> None:
        self.terms = terms
        self.number = 0
        self.phase = Phase.NONE
        self.sponsor = ""
        self.offer: Offer | None = None
        self.drawn: int | None = None
        self.revealed: dict[int, Portion] = {}
        self.contributions: list[Contribution] = []
        self.outcome: Outcome | None = None
        self.payouts: list[Payout] = []
        self._base: Model | None = None
        self._owed: dict[str, int] = {}
        self._last = Seconds(0)
        self._opened = False

    # ----------------------------------------------------------------- what every mechanism can do

    @property
    def opened(self) -> bool:
        """Whether the model is open, for markets at least."""
        return self._opened

    @property
    def last(self) -> Seconds:
        """Block time of the last contribution, of the opening before there is one."""
        return self._last

    @property
    def total_good(self) -> int:
        """Nobody has credit in a market."""
        return 0

    def good(self, account: str) -> int:  # noqa: ARG002
        """Nobody has credit in a market."""
        return 0

    def open(self, now: Seconds) -> None:
        """Allow markets from now on."""
        if self._opened:
            raise refusal("trainer: already open")
        self._opened, self._last = True, now

    def cost(self, now: Seconds) -> Wei:  # noqa: ARG002
        """The stake; 0 as long as no portion is drawn."""
        return self.stake_of_one

    def stake(self, value: Wei, now: Seconds) -> Stake:
        """Put a stake into the market, which keeps its own books: nothing of it is claimable."""
        offer = self.offer
        if not self._opened:
            raise refusal("trainer: not open")
        if offer is None or self.phase != Phase.SHOWN or now >= offer.participate_until:
            raise refusal("incentive: no market is open")
        if len(self.contributions) >= offer.cap:
            raise refusal("incentive: market is full")
        if value < self.stake_of_one:
            raise refusal("incentive: deposit too low")
        return Stake(self.stake_of_one, self.stake_of_one, Wei(0))

    def look(self, contribution: Contribution, model: Model) -> None:
        """Nothing: the model is not asked before it learns."""

    def on_add(self, contribution: Contribution, stake: Stake, looked: None) -> None:  # noqa: ARG002
        """A contribution was made."""
        self.contributions.append(contribution)
        self._last = contribution.time

    def refund_cause(self, claim: Claim) -> str:  # noqa: ARG002
        """There are none."""
        return "incentive: the market pays"

    def report_cause(self, claim: Claim) -> tuple[str, Wei]:  # noqa: ARG002
        """There are none."""
        return "incentive: the market pays", Wei(0)

    def on_refund(self, claim: Claim) -> None:
        """There are none."""

    def on_report(self, claim: Claim, amount: Wei) -> Wei:  # noqa: ARG002
        """There are none."""
        return Wei(0)

    def collectable(self, account: str) -> Wei:
        """What an account is owed from all markets."""
        return Wei(self._owed.get(account, 0))

    def collect(self, account: str, now: Seconds) -> Wei:  # noqa: ARG002
        """Pay what an account is owed."""
        if not self.collectable(account):
            raise refusal("incentive: nothing to collect")
        return Wei(self._owed.pop(account))

    def copy(self) -> Self:
        """The same state, on its own from here."""
        other = copy(self)
        other.revealed = dict(self.revealed)
        other.contributions, other.payouts = list(self.contributions), list(self.payouts)
        other._owed = dict(self._owed)  # noqa: SLF001
        return other

    # --------------------------------------------------------------------------------- the market

    @property
    def counts(self) -> dict[int, int]:
        """How many samples the portions have that are scored, by number; empty before the draw."""
        if self.offer is None or self.drawn is None:
            return {}
        return {n: count for n, count in enumerate(self.offer.counts) if n != self.drawn}

    @property
    def scored(self) -> int:
        """How many samples are scored; 0 before the draw."""
        return sum(self.counts.values())

    @property
    def stake_of_one(self) -> Wei:
        """What a contribution stakes."""
        under_way = self.phase != Phase.NONE and self.offer is not None
        return Wei(self.scored * self.offer.unit if under_way and self.offer else 0)

    @property
    def bounty(self) -> Wei:
        """What can be earned at most, by all together; 0 before the draw."""
        return self.offer.bounty(self.scored) if self.offer else Wei(0)

    def commit(self, sponsor: str, offer: Offer, value: Wei, now: Seconds, model: Model) -> None:
        """Open a market.

        Parameters
        ----------
        sponsor : str
        offer : Offer
        value : Wei
            What is sent along: exactly ``offer.escrow``.
        now : Seconds
        model : Model
            As it is now; contributions are scored from here.

        Raises
        ------
        NotOpen, NotAllowed, TooLittleEther
        """
        if not self._opened:
            raise refusal("trainer: not open")
        if self.phase != Phase.NONE:
            raise refusal("incentive: a market is open")
        offer.check(sponsor, value, now, self.terms.least_bounty, self.terms.longest)
        self.number += 1
        self.phase, self.sponsor, self.offer = Phase.COMMITTED, sponsor, offer
        self.drawn, self.outcome, self._base = None, None, model.copy()
        self.revealed, self.contributions, self.payouts = {}, [], []

    def draw(self, portion: int, now: Seconds) -> None:
        """Fix which portion is shown: on a chain, by the hash of a block.

        Raises
        ------
        NotOpen, TooEarly
        """
        if self.phase != Phase.COMMITTED or self.offer is None:
            raise refusal("incentive: wrong phase")
        if now >= self.offer.show_by:
            raise refusal("incentive: too late")
        self.phase, self.drawn = Phase.DRAWN, portion

    def reveal(self, number: int, portion: Portion, now: Seconds) -> None:
        """Show the portion that was drawn; or, after contributing, reveal another one.

        Raises
        ------
        NotOpen, TooEarly, NothingLeft, UnknownContribution, BadSample
        """
        offer, showing = self.offer, self.phase == Phase.DRAWN
        if offer is None or self.phase not in {Phase.DRAWN, Phase.SHOWN}:
            raise refusal("incentive: wrong phase")
        if now >= (offer.show_by if showing else offer.reveal_until):
            raise refusal("incentive: too late")
        if not showing and now < offer.participate_until:
            raise refusal("incentive: too early")
        if number in self.revealed:
            raise refusal("incentive: already revealed")
        if (
            not 0 <= number < len(offer.counts)
            or (showing and number != self.drawn)
            or len(portion.samples) != offer.counts[number]
            or any(len(data) > offer.features for data, _ in portion.samples)
            or portion.hash() != offer.hashes[number]
        ):
            raise refusal("incentive: wrong portion")
        for data, _ in portion.samples:
            self._model.predict_one(data)
        self.revealed[number] = portion
        if showing:
            self.phase = Phase.SHOWN
        elif len(self.revealed) == len(offer.counts):
            self.phase = Phase.SCORING if self.contributions else Phase.PAYING
            self.outcome = None if self.contributions else Outcome(0, (), ())

    @property
    def _model(self) -> Model:
        if self._base is None:
            raise refusal("incentive: wrong phase")
        return self._base

    def samples(self) -> list[Labelled]:
        """The samples that are scored, portion by portion, as far as they are revealed."""
        found = sorted(each for each in self.revealed.items() if each[0] != self.drawn)
        return [sample for _, portion in found for sample in portion.samples]

    def score(self) -> Outcome:
        """Score everything at once; on a chain it takes several transactions.

        Raises
        ------
        NotOpen
        """
        if self.phase != Phase.SCORING or self.offer is None:
            raise refusal("incentive: wrong phase")
        self.outcome = score_market(
            self._model, self.contributions, self.samples(), self.offer.rounds
        )
        self.phase = Phase.PAYING
        return self.outcome

    def give_up(self, now: Seconds, *, expired: bool = False) -> None:
        """End a market that cannot go on, at the expense of who should have gone on with it.

        Parameters
        ----------
        now : Seconds
        expired : bool
            Whether the block whose hash would have been drawn is out of reach.

        Raises
        ------
        NotOpen, TooEarly
        """
        offer, phase = self.offer, self.phase
        if offer is None or phase in {Phase.NONE, Phase.PAYING, Phase.RETURNING}:
            raise refusal("incentive: wrong phase")
        if phase in {Phase.COMMITTED, Phase.DRAWN}:
            if now < offer.show_by and not (expired and phase == Phase.COMMITTED):
                raise refusal("incentive: too early")
            part = offer.escrow * offer.forfeit // PER_MILLE
            self._owe(offer.beneficiary, part)
            self._owe(self.sponsor, offer.escrow - part)
            self.phase = Phase.NONE
            return
        if now < offer.reveal_until + (SCORE_WAIT if phase == Phase.SCORING else 0):
            raise refusal("incentive: too early")
        self.phase = Phase.RETURNING

    def settle(self) -> tuple[Payout, ...]:
        """Pay all contributions, and the sponsor what is left; then there may be another market.

        Raises
        ------
        NotOpen
        """
        offer = self.offer
        if offer is None or self.phase not in {Phase.PAYING, Phase.RETURNING}:
            raise refusal("incentive: wrong phase")
        stake, count = self.stake_of_one, len(self.contributions)
        if self.phase == Phase.RETURNING:
            share = self.bounty // max(1, count)
            amounts = [stake + share] * count
            dust = self.bounty - share * count
            self._owe(offer.beneficiary, dust)
        else:
            balances = self.outcome.balances if self.outcome else ()
            amounts, dust = [balance * offer.unit for balance in balances], 0
        for index, (each, amount) in enumerate(zip(self.contributions, amounts, strict=True)):
            self.payouts.append(Payout(index, each.contributor, stake, Wei(amount)))
            self._owe(each.contributor, amount)
        self._owe(self.sponsor, offer.escrow + count * stake - sum(amounts) - dust)
        self.phase = Phase.NONE
        return tuple(self.payouts)

    def _owe(self, account: str, amount: int) -> None:
        if amount:
            self._owed[account] = self._owed.get(account, 0) + amount
