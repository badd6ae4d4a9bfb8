"""Twin of incentives/guarded_deposit.vy: the deposit game with its known attacks closed.

docs/mechanisms.md says why the rules are as they are, and docs/attacks.md what still pays.
"""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from sum.errors import refusal
from sum.incentives.base import Claim, Stake, Waits, about
from sum.incentives.guarded_rules import Dispute, Entry, explain_share, fee, share
from sum.incentives.pot import Pot, explain_credit
from sum.incentives.price import CEILING, LEAST_FLOOR, explain_price, price
from sum.models.base import Model
from sum.records import Contribution
from sum.units import DAY, ETHER, Seconds, Wei

__all__ = [
    "GuardedDeposit",
    "GuardedTerms",
    "explain_credit",
    "explain_price",
    "explain_share",
    "fee",
    "price",
    "share",
]

MAX_WAIT = 2**40 - 1
MAX_QUORUM = 2**32
MOST_FEE = 500


@dataclass(frozen=True)
class GuardedTerms:
    """The mechanism's parameters.

    Attributes
    ----------
    floor : Wei
        What a contribution costs at least.
    fee : int
        What of the price goes to the pot, and is not refunded; per mille.
    quorum : int
        How many later contributions by others a claim waits for.
    refund_wait : Seconds
        How old a contribution has to be to be claimed, with the quorum.
    k_wait : Seconds
        How old it has to be without.
    dispute_wait : Seconds
        How long a report waits until it can pay.
    long_wait, grace_wait : Seconds
        After both, what nobody claimed, and the model disagrees with, goes to the pot.

    Raises
    ------
    NotOpen
        When they are not what the contract takes.
    """

    name: ClassVar[str] = "guarded_deposit"
    title: ClassVar[str] = "Guarded deposit"
    summary: ClassVar[str] = (
        "The deposit game with its known attacks closed: a smooth price, reports in two steps that"
        " a second model has to confirm, and credit only for what was news."
    )
    banks: ClassVar[int] = 2
    money: ClassVar[bool] = True
    claims: ClassVar[bool] = True

    floor: Wei = field(
        default=Wei(ETHER // 10),
        metadata=about("Lowest price", "What a contribution costs when it is quiet.", "wei"),
    )
    fee: int = field(
        default=5,
        metadata=about("Fee", "What of the price goes to the pot, and never returns.", "per mille"),
    )
    quorum: int = field(
        default=5,
        metadata=about("Quorum", "How many contributions by others a claim waits for.", "count"),
    )
    refund_wait: Seconds = field(
        default=Seconds(DAY),
        metadata=about(
            "Wait for a claim", "How old a contribution has to be, with the quorum.", "s"
        ),
    )
    k_wait: Seconds = field(
        default=Seconds(2 * DAY),
        metadata=about(
            "Wait without a quorum", "How old a contribution has to be where it is quiet.", "s"
        ),
    )
    dispute_wait: Seconds = field(
        default=Seconds(DAY),
        metadata=about("Wait of a dispute", "How long a report waits until it can pay.", "s"),
    )
    long_wait: Seconds = field(
        default=Seconds(9 * DAY),
        metadata=about("Long wait", "How long a deposit lies before its last days begin.", "s"),
    )
    grace_wait: Seconds = field(
        default=Seconds(2 * DAY),
        metadata=about(
            "Grace", "How long it then still can be refunded before it goes to the pot.", "s"
        ),
    )

    def __post_init__(self) -> None:
        valid = (
            # An array's integer would overflow where the contract does not.
            all(type(argument) is int for argument in self.arguments())
            and LEAST_FLOOR <= self.floor <= CEILING
            and 1 <= self.fee <= MOST_FEE
            and 1 <= self.quorum <= MAX_QUORUM
            and 1 <= self.refund_wait <= self.k_wait
            and min(self.dispute_wait, self.grace_wait) >= 1
            and self.k_wait + self.dispute_wait <= self.long_wait
            and self.expiry <= MAX_WAIT
        )
        if not valid:
            raise refusal("incentive: bad parameters")

    @property
    def expiry(self) -> Seconds:
        """From what age on a deposit can be moved to the pot."""
        return Seconds(self.long_wait + self.grace_wait)

    @property
    def final_wait(self) -> Seconds:
        """How long after the last contribution the owner may sweep what nobody could share."""
        return Seconds(2 * self.expiry)

    @property
    def waits(self) -> Waits:
        """How old contributions have to be to be claimed."""
        # The first step of a report need not wait.
        return Waits(Seconds(0), self.refund_wait, self.long_wait, self.expiry)

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        return (
            self.floor,
            self.fee,
            self.quorum,
            self.refund_wait,
            self.k_wait,
            self.dispute_wait,
            self.long_wait,
            self.grace_wait,
        )

    def mechanism(self, model: Model) -> "GuardedDeposit":
        """The twin of a contract that was deployed with these and is not open yet."""
        return GuardedDeposit(self, model.copy())


@dataclass
class GuardedDeposit:
    """The mechanism with its state: the contract's checks in the contract's order.

    Attributes
    ----------
    terms : GuardedTerms
    settled : Model
        The second model: the first one's start, and upheld contributions.
    last : Seconds
        Block time of the last contribution, or of the opening.
    last_price : Wei
        Its price, 0 before there is one.
    opened : bool
    count : int
        How many contributions there were.
    counts : dict of str to int
        By account.
    pot : Pot
    held : Wei
        What the contract keeps for people: deposits, the pot, and what it owes.
    """

    terms: GuardedTerms
    settled: Model
    last: Seconds = Seconds(0)
    last_price: Wei = Wei(0)
    opened: bool = False
    count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    pot: Pot = field(default_factory=Pot)
    held: Wei = Wei(0)
    entries: dict[Contribution, Entry] = field(default_factory=dict)
    disputes: dict[Contribution, Dispute] = field(default_factory=dict)

    @property
    def total_good(self) -> int:
        """How many contributions were upheld, of all accounts."""
        return self.pot.upheld

    def good(self, account: str) -> int:
        """How many of an account's contributions were upheld."""
        return self.pot.good(account)

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
        """The price of a contribution now."""
        return price(self.terms.floor, self.last_price, Seconds(now - self.last))

    def stake(self, value: Wei, now: Seconds) -> Stake:
        """The price: a fee for the pot, and the deposit.

        Raises
        ------
        NotOpen, TooLittleEther
        """
        if not self.opened:
            raise refusal("trainer: not open")
        cost = self.cost(now)
        if value < cost:
            raise refusal("incentive: deposit too low")
        deposit = Wei(cost - fee(cost, self.terms.fee))
        return Stake(cost, deposit, deposit)

    def look(self, contribution: Contribution, model: Model) -> bool:
        """Whether a contribution is news: both models predict another label.

        Raises
        ------
        BadSample
        """
        data, label = contribution.data, contribution.label
        return model.predict_one(data) != label and self.settled.predict_one(data) != label

    def on_add(self, contribution: Contribution, stake: Stake, looked: Any) -> None:  # noqa: ANN401
        """Count it, and put the fee into the pot."""
        who = contribution.contributor
        others = self.others(who)
        self.count += 1
        self.counts[who] = self.counts.get(who, 0) + 1
        self.entries[contribution] = Entry(self.count, others, bool(looked))
        self.last, self.last_price = contribution.time, stake.cost
        self.pot.unshared = Wei(self.pot.unshared + stake.cost - stake.deposit)
        self.held = Wei(self.held + stake.cost)

    def others(self, account: str) -> int:
        """How many contributions all others have made."""
        return self.count - self.counts.get(account, 0)

    def mature(self, claim: Claim) -> bool:
        """Whether a contribution can be claimed: old enough, and others have come since."""
        terms, contribution = self.terms, claim.contribution
        since = self.others(contribution.contributor) - self.entries[contribution].others
        return claim.elapsed >= terms.refund_wait and (
            since >= terms.quorum or claim.elapsed >= terms.k_wait
        )

    def refund_cause(self, claim: Claim) -> str:
        """Why the contributor gets no refund now, "" when there is one.

        The live model judges; while the contribution is disputed, the settled model has to agree,
        too.
        """
        if not self.mature(claim):
            return "incentive: too early"
        if claim.elapsed >= self.terms.long_wait:
            return "" if self.either(claim) else "incentive: model disagrees"
        if not claim.agrees():
            return "incentive: model disagrees"
        if self.dispute(claim.contribution, claim.now) and not self.confirms(claim.contribution):
            return "incentive: settled model disagrees"
        return ""

    def on_refund(self, claim: Claim) -> None:
        """The settled model learns what was refunded.

        Not what is late, so that a model that cannot learn any more keeps nobody's money.
        """
        contribution = claim.contribution
        if claim.elapsed < self.terms.long_wait:
            upheld = self.confirms(contribution)
            taught = not upheld and self.pot.may_teach(claim.account)
            if upheld or taught:
                self.settled.learn_one(contribution.data, contribution.label)
            news = self.entries[contribution].novel and self.confirms(contribution)
            self.pot.uphold(claim.account, self.count, upheld=upheld, taught=taught, news=news)
        self.held = Wei(self.held - claim.claimable)

    def confirms(self, contribution: Contribution) -> bool:
        """Whether the settled model predicts a contribution's label."""
        return self.settled.predict_one(contribution.data) == contribution.label

    def either(self, claim: Claim) -> bool:
        """Whether one of the two models predicts its label."""
        return claim.agrees() or self.confirms(claim.contribution)

    def report_cause(self, claim: Claim) -> tuple[str, Wei]:
        """Why a report is refused now, "" when it is not; and how much it pays.

        The first step pays nothing, nor does moving to the pot what nobody claimed in time.
        """
        if claim.elapsed >= self.terms.expiry:
            return ("incentive: model agrees" if self.either(claim) else ""), Wei(0)
        dispute = self.dispute(claim.contribution, claim.now)
        cause = self._not_by(claim) or (self._too_soon(claim, dispute) if dispute else "")
        part = Wei(0)
        if not cause:
            older = self.pot.older(claim.account, self.entries[claim.contribution].number)
            part = share(claim.deposit, older, self.pot.upheld)
            cause = "" if part else "incentive: share of nothing"
        if not cause and self.either(claim):
            cause = "incentive: model agrees"
        return cause, part if dispute and not cause else Wei(0)

    def _not_by(self, claim: Claim) -> str:
        """Why this account may not report it at all, "" when it may."""
        if claim.account == claim.contribution.contributor:
            return "incentive: own contribution"
        older = self.pot.older(claim.account, self.entries[claim.contribution].number)
        return "" if older else "incentive: no older good contribution"

    def _too_soon(self, claim: Claim, dispute: Dispute) -> str:
        """Why a dispute does not pay yet, "" when its time has come."""
        if dispute.reporter != claim.account:
            return "incentive: already disputed"
        since = self.others(claim.account) - dispute.others
        waited = claim.now - dispute.time >= self.terms.dispute_wait and since >= self.terms.quorum
        return "" if waited and self.mature(claim) else "incentive: dispute too young"

    def dispute(self, contribution: Contribution, now: Seconds) -> Dispute | None:
        """The dispute about a contribution, unless it has lapsed."""
        found = self.disputes.get(contribution)
        terms = self.terms
        if found and now - found.time < terms.dispute_wait + terms.k_wait:
            return found
        return None

    def on_report(self, claim: Claim, amount: Wei) -> Wei:
        """Note a dispute; or pay the reporter's part, and share the rest by credit."""
        contribution = claim.contribution
        if not amount and claim.elapsed < self.terms.expiry:
            others = self.others(claim.account)
            self.disputes[contribution] = Dispute(claim.account, claim.now, others)
            return Wei(0)
        self.held = Wei(self.held - amount)
        self.pot.put(Wei(claim.claimable - amount), contribution.contributor)
        return claim.claimable

    def collectable(self, account: str) -> Wei:
        """What the pot owes an account."""
        return self.pot.owed(account)

    def collect(self, account: str, now: Seconds) -> Wei:  # noqa: ARG002
        """Pay an account what the pot owes it.

        Raises
        ------
        NothingLeft
            When that is nothing.
        """
        if not self.pot.owed(account):
            raise refusal("incentive: nothing to collect")
        amount = self.pot.pay(account)
        self.held = Wei(self.held - amount)
        return amount

    def sweep(self, now: Seconds) -> Wei:
        """Pay the owner what nobody had credit for, once all waits are over twice.

        Raises
        ------
        NothingLeft
            When that is nothing; on the chain there can be ether that was forced into the contract.
        """
        amount = self.pot.drop() if now - self.last >= self.terms.final_wait else Wei(0)
        if not amount:
            raise refusal("incentive: nothing to collect")
        self.held = Wei(self.held - amount)
        return amount

    def copy(self) -> "GuardedDeposit":
        """The same state, on its own from here."""
        return replace(
            self,
            settled=self.settled.copy(),
            counts=dict(self.counts),
            pot=self.pot.copy(),
            entries=dict(self.entries),
            disputes=dict(self.disputes),
        )
