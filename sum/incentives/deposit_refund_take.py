"""Twin of incentives/deposit_refund_take.vy: the zero-sum game as published.

Bad contributors pay the good ones: a contribution puts a deposit at stake; while the model agrees
with it, its contributor takes it back; where the model disagrees, those whose contributions
turned out good take it (Harris and Waggoner 2019, section IV).
"""

from dataclasses import dataclass, field, replace
from math import isqrt
from typing import ClassVar

from sum.errors import refusal
from sum.incentives.base import NEVER, Claim, NoPot, Stake, Waits, about
from sum.models.base import Model
from sum.records import Contribution
from sum.units import DAY, ETHER, MINUTE, Seconds, Wei, format_duration, format_exact

K = 3_600
"""The constant of the deposit's formula in the published contract; 60 in its simulator."""

MAX_COST_WEIGHT = 2**64
MAX_K = 2**16 - 1
"""A deposit fits into a record's 80 bits."""
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
    k : int
        By what the cost weight is multiplied a second after a contribution.

    Raises
    ------
    NotOpen
        When they are not what the contract takes.
    """

    name: ClassVar[str] = "deposit_refund_take"
    title: ClassVar[str] = "Deposit, refund, take"
    summary: ClassVar[str] = (
        "The published game: each contribution puts a deposit at stake; while the model agrees it"
        " comes back, and where the model disagrees those with good contributions take it."
    )
    banks: ClassVar[int] = 1
    money: ClassVar[bool] = True
    claims: ClassVar[bool] = True

    cost_weight: Wei = field(
        default=Wei(ETHER // 600),
        metadata=about("Cost weight", "The larger, the more has to be put at stake.", "wei"),
    )
    refund_wait: Seconds = field(
        default=Seconds(DAY),
        metadata=about(
            "Wait for a refund",
            "How old a contribution has to be to be refunded, or taken by a report.",
            "s",
        ),
    )
    owner_wait: Seconds = field(
        default=Seconds(9 * DAY),
        metadata=about(
            "Wait of the owner", "From when on the owner gets what is left of a deposit.", "s"
        ),
    )
    any_wait: Seconds = field(
        default=Seconds(9 * DAY),
        metadata=about(
            "Wait of anybody", "From when on anybody gets what is left of a deposit.", "s"
        ),
    )
    k: int = field(
        default=K,
        metadata=about(
            "Time constant",
            "The cost weight is multiplied by it, and divided by the root of the seconds since the"
            " last contribution.",
            "count",
        ),
    )

    def __post_init__(self) -> None:
        valid = (
            # An array's integer would overflow where the contract does not.
            all(type(argument) is int for argument in self.arguments())
            and 1 <= self.cost_weight <= MAX_COST_WEIGHT
            and 1 <= self.refund_wait <= self.owner_wait <= self.any_wait <= MAX_WAIT
            and 1 <= self.k <= MAX_K
        )
        if not valid:
            raise refusal("incentive: bad parameters")

    @property
    def waits(self) -> Waits:
        """How old contributions have to be to be claimed."""
        return Waits(self.refund_wait, self.refund_wait, NEVER, self.any_wait, asks=False)

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        return self.cost_weight, self.refund_wait, self.owner_wait, self.any_wait, self.k

    def mechanism(self, model: Model) -> "DepositRefundTake":  # noqa: ARG002 - there is no second one
        """The twin of a contract that was deployed with these and is not open yet."""
        return DepositRefundTake(self)


def deposit(cost_weight: Wei, elapsed: Seconds, k: int = K) -> Wei:
    """What a contribution has to put at stake (`_cost_since` of the contract).

    ::

        deposit = max(1, cost_weight * k // max(1, isqrt(elapsed)))

    Inversely to the square root of the time since the last contribution, so that a flood is dear
    (Harris and Waggoner 2019, section IV; k is 3600 in the published contract).

    Parameters
    ----------
    cost_weight : Wei
    elapsed : Seconds
        Since the last contribution.
    k : int

    Returns
    -------
    Wei

    Examples
    --------
    >>> deposit(1_000, 1), deposit(1_000, 3_600), deposit(1, 10**9), deposit(1_000, 3_600, 60)
    (3600000, 60000, 1, 1000)
    """
    return Wei(max(1, cost_weight * k // max(1, isqrt(elapsed))))


def share(deposit: Wei, claimable: Wei, good: int, total_good: int) -> Wei:
    """What a report pays (`_report_cause` of the contract).

    ::

        part = deposit * good // total_good
        pays claimable if part == 0 or part > claimable else part

    The reporter's part by good contributions (Harris and Waggoner 2019, section IV). That a part
    of nothing takes everything is a weakness of the published mechanism, kept to be seen.

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

    Examples
    --------
    >>> share(100, 100, 1, 4), share(100, 10, 1, 4), share(1, 1, 1, 4)
    (25, 10, 1)
    """
    part = deposit * good // total_good
    return claimable if part == 0 or part > claimable else Wei(part)


def explain_deposit(cost_weight: Wei, elapsed: Seconds, k: int = K) -> str:
    """`deposit` with the numbers put in, for a page.

    >>> explain_deposit(10**15, 3_600)
    '0.001 ETH × 3,600 ÷ √(1 h = 3,600 s → 60) = 0.06 ETH'
    >>> explain_deposit(Terms().cost_weight, 50)
    '0.00166667 ETH × 3,600 ÷ √(50 s → 7) = 0.857143 ETH'
    """
    root = max(1, isqrt(elapsed))
    wait = f"{elapsed:,} s → {root:,}"
    if elapsed >= MINUTE:
        wait = f"{format_duration(elapsed)} = {wait}"
    result = format_exact(deposit(cost_weight, elapsed, k))
    return f"{format_exact(cost_weight)} × {k:,} ÷ √({wait}) = {result}"


def explain_share(deposit: Wei, claimable: Wei, good: int, total_good: int) -> str:
    """`share` with the numbers put in, for a page.

    >>> explain_share(10**17, 10**17, 1, 4)
    '0.1 ETH × 1 ÷ 4 = 0.025 ETH'
    >>> explain_share(10**17, 10**16, 1, 4)
    '0.1 ETH × 1 ÷ 4 = 0.025 ETH; only 0.01 ETH is left: 0.01 ETH'
    >>> explain_share(3, 3, 1, 4)
    '3 wei × 1 ÷ 4 = 0 wei; a part of nothing takes all that is left: 3 wei'
    """
    part = Wei(deposit * good // total_good)
    formula = f"{format_exact(deposit)} × {good:,} ÷ {total_good:,} = {format_exact(part)}"
    left = format_exact(claimable)
    if part == 0:
        return f"{formula}; a part of nothing takes all that is left: {left}"
    return f"{formula}; only {left} is left: {left}" if part > claimable else formula


@dataclass
class DepositRefundTake(NoPot):
    """The mechanism with its state: the contract's checks in the contract's order.

    Attributes
    ----------
    terms : Terms
    last : Seconds
        Block time of the last contribution, or of the opening.
    opened : bool
    goods : dict of str to int
        Good contributions by account.
    total_good : int
    taken : set of (Contribution, str)
        Who has taken of which contribution.
    """

    terms: Terms
    last: Seconds = Seconds(0)
    opened: bool = False
    goods: dict[str, int] = field(default_factory=dict)
    total_good: int = 0
    taken: set[tuple[Contribution, str]] = field(default_factory=set)

    def good(self, account: str) -> int:
        """How many good contributions an account has."""
        return self.goods.get(account, 0)

    def open(self, now: Seconds) -> None:
        """Take contributions from now on.

        Raises
        ------
        NotOpen
            When it is open already.
        """
        if self.opened:
            raise refusal("trainer: already open")
        self.opened, self.last = True, now

    def cost(self, now: Seconds) -> Wei:
        """What a contribution has to put at stake now: `deposit` since the last one."""
        return deposit(self.terms.cost_weight, Seconds(now - self.last), self.terms.k)

    def stake(self, value: Wei, now: Seconds) -> Stake:
        """What a contribution puts at stake: all that it costs.

        Raises
        ------
        NotOpen, TooLittleEther
        """
        if not self.opened:
            raise refusal("trainer: not open")
        cost = self.cost(now)
        if value < cost:
            raise refusal("incentive: deposit too low")
        return Stake(cost, cost, cost)

    def on_add(self, contribution: Contribution, stake: Stake, looked: None) -> None:  # noqa: ARG002
        """The next deposit counts from this contribution."""
        self.last = contribution.time

    def refund_cause(self, claim: Claim) -> str:
        """Why the contributor gets no refund now, "" when there is one.

        From `refund_wait` on, while the model agrees with the label; it pays all that is left
        (Harris and Waggoner 2019, section IV, "Refund").
        """
        if claim.elapsed < self.terms.refund_wait:
            return "incentive: too early"
        return "" if claim.agrees() else "incentive: model disagrees"

    def on_refund(self, claim: Claim) -> None:
        """What was refunded was good."""
        self.goods[claim.account] = self.good(claim.account) + 1
        self.total_good += 1

    def report_cause(self, claim: Claim) -> tuple[str, Wei]:
        """Why an account may not take of a deposit now, "" when it may; and how much.

        From `refund_wait` on, where the model disagrees with the label: `share`, once a reporter
        who has good contributions. The owner from `owner_wait` on, anybody from `any_wait` on:
        all that is left, without asking the model, so that nothing it does can trap the money
        (Harris and Waggoner 2019, section IV, "Take").
        """
        terms = self.terms
        owners = claim.is_owner and claim.elapsed >= terms.owner_wait
        if owners or claim.elapsed >= terms.any_wait:
            return "", claim.claimable
        cause = self._take_cause(claim)
        if cause:
            return cause, Wei(0)
        good = self.good(claim.account)
        return "", share(claim.deposit, claim.claimable, good, self.total_good)

    def _take_cause(self, claim: Claim) -> str:
        """Why a share is not paid, "" when it is."""
        if claim.account == claim.contribution.contributor:
            return "incentive: own contribution"
        if claim.elapsed < self.terms.refund_wait:
            return "incentive: too early"
        if not self.good(claim.account):
            return "incentive: no good contribution yet"
        if (claim.contribution, claim.account) in self.taken:
            return "incentive: already claimed"
        return "incentive: model agrees" if claim.agrees() else ""

    def on_report(self, claim: Claim, amount: Wei) -> Wei:
        """Remember who has taken of what."""
        self.taken.add((claim.contribution, claim.account))
        return amount

    def copy(self) -> "DepositRefundTake":
        """The same state, on its own from here."""
        return replace(self, goods=dict(self.goods), taken=set(self.taken))
