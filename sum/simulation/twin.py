"""The engine without a chain: twin of trainer.vy around the twins of model and incentive."""

from dataclasses import dataclass
from hashlib import sha256

from sum.errors import refusal
from sum.incentives.base import AnyTerms, Claim, Incentive
from sum.models.base import Model
from sum.records import Added, Contribution, Paid, State, Verdict
from sum.samples import MAX_VALUES
from sum.units import Seconds, Wei

START = Seconds(1_767_225_600)
"""Where time starts, as on the chain in process."""


@dataclass(frozen=True)
class Memento:
    """An engine's state, as it was."""

    now: Seconds
    last: Seconds
    model: Model
    incentive: Incentive
    records: dict[Contribution, State]
    profits: dict[str, int]
    held: Wei


class TwinEngine:
    """One shared model in plain Python, as an `Engine`; open from the start.

    Parameters
    ----------
    model : Model
        What the shared model starts from; it is copied.
    terms : AnyTerms
        The incentive mechanism's parameters.
    now : Seconds
        Block time of the opening.
    """

    def __init__(self, model: Model, terms: AnyTerms, *, now: Seconds = START) -> None:
        self._model = model.copy()
        self._terms = terms
        self._incentive = terms.mechanism(self._model)
        self._records: dict[Contribution, State] = {}
        self._profits: dict[str, int] = {}
        self._held = Wei(0)
        self._carried: tuple[int, ...] = ()  # the last sample that a call could carry
        self._incentive.open(now)
        self._owner = self.create_account("owner")
        self._last = now
        self._now = Seconds(now + 1)

    @property
    def owner(self) -> str:
        """The account that deployed the model."""
        return self._owner

    @property
    def terms(self) -> AnyTerms:
        """The incentive mechanism's parameters."""
        return self._terms

    @property
    def incentive(self) -> Incentive:
        """The mechanism as it is, shared: for looking at, never for changing."""
        return self._incentive

    @property
    def now(self) -> Seconds:
        """The time that the next transaction will have; later than the last one's."""
        return self._now

    def set_time(self, time: Seconds) -> None:
        """Set `now`; a time that is not later than the last transaction means the next second."""
        self._now = Seconds(max(time, self._last + 1))

    def create_account(self, name: str) -> str:
        """Make an account; the same name gives the same account."""
        return "0x" + sha256(name.encode()).hexdigest()[:40]

    def model(self) -> Model:
        """The model as it is now, as a twin of its own."""
        return self._model.copy()

    def peek(self) -> Model:
        """The model as it is, shared: for looking at, never for learning."""
        return self._model

    def predict(self, data: tuple[int, ...]) -> int:
        """Predict a label, for free."""
        self._check(data)
        return self._model.predict_one(data)

    def cost(self, data: tuple[int, ...], label: int) -> Wei:
        """What a contribution would have to put at stake now."""
        self._check(data, label)
        return self._incentive.cost(self._now)

    def add(
        self, sender: str, data: tuple[int, ...], label: int, value: Wei | None = None
    ) -> Added:
        """Contribute; see `Engine.add`."""
        self._check(data, label)
        value = self._incentive.cost(self._now) if value is None else value
        stake = self._incentive.stake(value, self._now)
        # Two contributions never share a second here, so none can be there already.
        contribution = Contribution(tuple(data), label, self._now, sender)
        looked = self._incentive.look(contribution, self._model)
        receipt = self._model.learn_one(data, label)
        self._incentive.on_add(contribution, stake, looked)
        self._records[contribution] = State(stake.deposit, stake.claimable, receipt, settled=False)
        self._move(sender, Wei(-stake.cost))
        return Added(contribution, stake.deposit, receipt)

    def refund(self, sender: str, contribution: Contribution) -> Paid:
        """Take back one's own deposit."""
        if sender != contribution.contributor:
            raise refusal("registry: unknown contribution")
        claim = self._claim(sender, contribution)
        _allow(self._incentive.refund_cause(claim))
        self._incentive.on_refund(claim)
        return self._pay(claim, claim.claimable, claim.claimable)

    def report(self, sender: str, contribution: Contribution) -> Paid:
        """Report a contribution and take of its deposit."""
        claim = self._claim(sender, contribution)
        cause, amount = self._incentive.report_cause(claim)
        _allow(cause)
        return self._pay(claim, amount, self._incentive.on_report(claim, amount))

    def collectable(self, account: str) -> Wei:
        """What the mechanism itself owes an account, deposits apart."""
        return self._incentive.collectable(account)

    def collect(self, account: str) -> Wei:
        """Pull what the mechanism itself owes an account."""
        amount = self._incentive.collect(account, self._now)
        self._move(account, amount)
        return amount

    def pay(self, sender: str, to: str, amount: Wei) -> None:
        """Give somebody ether, past the contract; both profits tell of it."""
        self._profits[to] = self._profits.get(to, 0) + amount
        self._held = Wei(self._held - amount)
        self._move(sender, Wei(-amount))

    def can_refund(self, contribution: Contribution) -> Verdict:
        """Whether its contributor would get it back now."""
        reason = self._registry_cause(contribution)
        if not reason:
            claim = self._claim(contribution.contributor, contribution)
            reason = self._incentive.refund_cause(claim)
        return Verdict(not reason, reason)

    def can_report(self, reporter: str, contribution: Contribution) -> Verdict:
        """Whether this account could take of it now."""
        reason = self._registry_cause(contribution)
        if not reason:
            reason, _ = self._incentive.report_cause(self._claim(reporter, contribution))
        return Verdict(not reason, reason)

    def state(self, contribution: Contribution) -> State:
        """What the contract knows of it."""
        found = self._records.get(contribution)
        if found is None:
            self._check(contribution.data, contribution.label)
            raise refusal("registry: unknown contribution")
        return found

    def good(self, account: str) -> int:
        """How many good (refunded) contributions an account has."""
        return self._incentive.good(account)

    def total_good(self) -> int:
        """How many good contributions all accounts have."""
        return self._incentive.total_good

    def profit(self, account: str) -> Wei:
        """What an account has got out of the contract minus what it put in."""
        return Wei(self._profits.get(account, 0))

    def held(self) -> Wei:
        """What the contract holds."""
        return self._held

    def save(self) -> Memento:
        """Remember everything."""
        return Memento(
            self._now,
            self._last,
            self._model.copy(),
            self._incentive.copy(),
            dict(self._records),
            dict(self._profits),
            self._held,
        )

    def restore(self, memento: Memento) -> None:
        """Go back to what `save` remembered."""
        self._now, self._last = memento.now, memento.last
        self._model = memento.model.copy()
        self._incentive = memento.incentive.copy()
        self._records, self._profits = dict(memento.records), dict(memento.profits)
        self._held = memento.held

    def book(self, account: str, amount: Wei) -> None:
        """Book a transaction to the mechanism itself, which pays this much (takes it, below 0)."""
        self._move(account, amount)

    def _check(self, data: tuple[int, ...], label: int = 0) -> None:
        """Refuse what a call cannot carry, before anything else is looked at."""
        if data is not self._carried:
            if len(data) > MAX_VALUES:
                raise refusal("model: too many features")
            if data and not -(2**63) <= min(data) <= max(data) < 2**63:
                raise refusal("trainer: value out of range")
            self._carried = data
        if not 0 <= label < 2**256:
            raise refusal("model: no such label")

    def _claim(self, account: str, contribution: Contribution) -> Claim:
        """What an account asks for, of a contribution that is known and not settled."""
        _allow(self._registry_cause(contribution))
        state, model = self._records[contribution], self._model
        return Claim(
            contribution,
            state.deposit,
            state.claimable,
            account,
            account == self._owner,
            self._now,
            lambda: model.predict_known(contribution.data) == contribution.label,
        )

    def _registry_cause(self, contribution: Contribution) -> str:
        """Why nothing can be claimed of a contribution, whoever asks; "" when something can."""
        state = self._records.get(contribution)
        if state is None:
            self._check(contribution.data, contribution.label)
            return "registry: unknown contribution"
        return "registry: nothing left" if state.settled else ""

    def _pay(self, claim: Claim, amount: Wei, taken: Wei) -> Paid:
        contribution = claim.contribution
        left = Wei(claim.claimable - taken)
        state = self._records[contribution]
        self._records[contribution] = State(state.deposit, left, state.receipt, settled=left == 0)
        self._move(claim.account, amount)
        return Paid(contribution, claim.account, amount, left)

    def _move(self, account: str, amount: Wei) -> None:
        """Book a payment by the contract; the transaction that made it was this second's."""
        self._profits[account] = self._profits.get(account, 0) + amount
        self._held = Wei(self._held - amount)
        self._last = self._now
        self._now = Seconds(self._now + 1)


def _allow(cause: str) -> None:
    if cause:
        raise refusal(cause)
