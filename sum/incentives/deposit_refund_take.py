"""Twin of incentives/deposit_refund_take.vy: the zero-sum game as published.

Bad contributors pay the good ones: a contribution puts a deposit at stake; while the model agrees
with it, its contributor takes it back; where the model disagrees, those whose contributions
turned out good take it (Harris and Waggoner 2019, section IV).
"""

from dataclasses import dataclass, field, replace
from math import isqrt
from typing import ClassVar

from sum.errors import refusal
from sum.units import DAY, ETHER, Seconds, Wei, format_duration, format_ether

K = 3_600
"""The constant of the deposit's formula in the shipped contract."""

MAX_COST_WEIGHT = 2**64
MAX_WAIT = 2**40 - 1


@dataclass(frozen=True)
class Terms:
    """The mechanism's parameters.

    Attributes
    ----------
    cost_weight : Wei
        The larger, the more has to be put at stake. By default 0.1 ether after a quiet hour.
    refund_wait : Seconds
        From when on a contribution can be refunded or taken; a day in the paper.
    owner_wait : Seconds
        From when on the owner gets what is left.
    any_wait : Seconds
        From when on anybody gets what is left; nine days in the paper.

    Raises
    ------
    NotOpen
        When they are not what the contract takes.
    """

    name: ClassVar[str] = "deposit_refund_take"

    cost_weight: Wei = Wei(ETHER // 600)
    refund_wait: Seconds = Seconds(DAY)
    owner_wait: Seconds = Seconds(9 * DAY)
    any_wait: Seconds = Seconds(9 * DAY)

    def __post_init__(self) -> None:
        valid = (
            1 <= self.cost_weight <= MAX_COST_WEIGHT
            and 1 <= self.refund_wait <= self.owner_wait <= self.any_wait <= MAX_WAIT
        )
        if not valid:
            raise refusal("incentive: bad parameters")

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        return self.cost_weight, self.refund_wait, self.owner_wait, self.any_wait


def deposit(cost_weight: Wei, elapsed: Seconds) -> Wei:
    """What a contribution has to put at stake (`_cost_since` of the contract).

    Inversely to the square root of the time since the last contribution, so that a flood is dear.

    Parameters
    ----------
    cost_weight : Wei
    elapsed : Seconds
        Since the last contribution.

    Examples
    --------
    >>> deposit(1_000, 1), deposit(1_000, 3_600), deposit(1, 10**9)
    (3600000, 60000, 1)
    """
    return Wei(max(1, cost_weight * K // max(1, isqrt(elapsed))))


def explain_deposit(cost_weight: Wei, elapsed: Seconds) -> str:
    """The deposit's formula with the numbers put in.

    >>> explain_deposit(10**15, 3_600)
    '0.001 ETH × 3,600 ÷ √(1 h = 3,600 s → 60) = 0.06 ETH'
    """
    root = max(1, isqrt(elapsed))
    wait = f"{format_duration(elapsed)} = {elapsed:,} s → {root:,}"
    amount = format_ether(deposit(cost_weight, elapsed))
    return f"{format_ether(cost_weight)} × {K:,} ÷ √({wait}) = {amount}"


def share(deposit: Wei, claimable: Wei, good: int, total_good: int) -> Wei:
    """What a report pays (`_report_cause` of the contract).

    Parameters
    ----------
    deposit : Wei
        What was put at stake.
    claimable : Wei
        What is left of it.
    good, total_good : int
        Good contributions of the reporter and of everybody.

    Returns
    -------
    Wei
        The reporter's part by good contributions; where that is nothing, or more than what is
        left, all that is left.

    Examples
    --------
    >>> share(100, 100, 1, 4), share(100, 10, 1, 4), share(1, 1, 1, 4)
    (25, 10, 1)
    """
    part = deposit * good // total_good
    return claimable if part == 0 or part > claimable else Wei(part)


@dataclass
class DepositRefundTake:
    """The mechanism with its state: the contract's checks in the contract's order.

    Attributes
    ----------
    terms : Terms
    last : Seconds
        Block time of the last contribution, or of the opening.
    opened : bool
    good : dict of str to int
        Good contributions by account.
    total_good : int
    taken : set of (object, str)
        Who has taken of which contribution.
    """

    terms: Terms
    last: Seconds = Seconds(0)
    opened: bool = False
    good: dict[str, int] = field(default_factory=dict)
    total_good: int = 0
    taken: set[tuple[object, str]] = field(default_factory=set)

    def open(self, now: Seconds) -> None:
        """Contributions are taken from now on."""
        self.opened, self.last = True, now

    def cost(self, now: Seconds) -> Wei:
        """What a contribution has to put at stake now."""
        return deposit(self.terms.cost_weight, Seconds(now - self.last))

    def on_add(self, value: Wei, now: Seconds) -> Wei:
        """Take the deposit of a contribution, out of what was sent.

        Raises
        ------
        NotOpen, TooLittleEther
        """
        if not self.opened:
            raise refusal("trainer: not open")
        cost = self.cost(now)
        if value < cost:
            raise refusal("incentive: deposit too low")
        self.last = now
        return cost

    def refund_cause(self, elapsed: Seconds, *, agrees: bool) -> str:
        """Why there is no refund now, "" when there is one."""
        if elapsed < self.terms.refund_wait:
            return "incentive: too early"
        return "" if agrees else "incentive: model disagrees"

    def on_refund(self, contributor: str) -> None:
        """Count a good contribution."""
        self.good[contributor] = self.good.get(contributor, 0) + 1
        self.total_good += 1

    def report_cause(
        self,
        key: object,
        reporter: str,
        elapsed: Seconds,
        *,
        own: bool,
        is_owner: bool,
        agrees: bool,
    ) -> str:
        """Why an account may not take of a deposit now, "" when it may."""
        terms = self.terms
        if elapsed >= terms.any_wait or (is_owner and elapsed >= terms.owner_wait):
            return ""
        if own:
            return "incentive: own contribution"
        if elapsed < terms.refund_wait:
            return "incentive: too early"
        if not self.good.get(reporter):
            return "incentive: no good contribution yet"
        if (key, reporter) in self.taken:
            return "incentive: already claimed"
        return "incentive: model agrees" if agrees else ""

    def amount(
        self, deposit: Wei, claimable: Wei, reporter: str, elapsed: Seconds, *, is_owner: bool
    ) -> Wei:
        """What a report that is allowed pays now."""
        terms = self.terms
        if elapsed >= terms.any_wait or (is_owner and elapsed >= terms.owner_wait):
            return claimable
        return share(deposit, claimable, self.good[reporter], self.total_good)

    def on_report(self, key: object, reporter: str) -> None:
        """Remember who has taken of what."""
        self.taken.add((key, reporter))

    def copy(self) -> "DepositRefundTake":
        """The same state, on its own from here."""
        return replace(self, good=dict(self.good), taken=set(self.taken))
