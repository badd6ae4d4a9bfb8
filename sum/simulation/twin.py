"""The engine without a chain: twin of trainer.vy around the twins of model and incentive."""

from dataclasses import dataclass, replace
from hashlib import sha256

from sum.errors import Refused, refusal
from sum.incentives.deposit_refund_take import DepositRefundTake, Terms
from sum.models.base import Model
from sum.records import Added, Contribution, Paid, State, Verdict
from sum.units import Seconds, Wei

START = Seconds(1_767_225_600)
"""Where time starts, as on the chain in process."""


@dataclass(frozen=True)
class Memento:
    """An engine's state, as it was."""

    now: Seconds
    last: Seconds
    model: Model
    incentive: DepositRefundTake
    records: dict[Contribution, State]
    profits: dict[str, int]


class TwinEngine:
    """One shared model in plain Python, as an `Engine`; open from the start.

    Parameters
    ----------
    model : Model
        What the shared model starts from; it is copied.
    terms : Terms
    now : Seconds
        Block time of the opening.
    """

    def __init__(self, model: Model, terms: Terms, *, now: Seconds = START) -> None:
        self._model = model.copy()
        self._incentive = DepositRefundTake(terms)
        self._records: dict[Contribution, State] = {}
        self._profits: dict[str, int] = {}
        self._incentive.open(now)
        self._owner = self.create_account("owner")
        self._last = now
        self._now = Seconds(now + 1)

    @property
    def owner(self) -> str:
        """The account that deployed the model."""
        return self._owner

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
        _check(data)
        return self._model.predict_one(data)

    def cost(self, data: tuple[int, ...], label: int) -> Wei:  # noqa: ARG002 - other mechanisms look
        """What a contribution would have to put at stake now."""
        return self._incentive.cost(self._now)

    def add(
        self, sender: str, data: tuple[int, ...], label: int, value: Wei | None = None
    ) -> Added:
        """Contribute; see `Engine.add`."""
        _check(data)
        contribution = Contribution(tuple(data), label, self._now, sender)
        before = self._incentive.last
        value = self._incentive.cost(self._now) if value is None else value
        deposit = self._incentive.on_add(value, self._now)
        # Two contributions never share a second here, so none can be there already.
        try:
            receipt = self._model.learn_one(data, label)
        except Refused:
            self._incentive.last = before
            raise
        self._records[contribution] = State(deposit, deposit, receipt, settled=False)
        self._move(sender, -deposit)
        return Added(contribution, deposit, receipt)

    def refund(self, sender: str, contribution: Contribution) -> Paid:
        """Take back one's own deposit."""
        if sender != contribution.contributor:
            raise refusal("registry: unknown contribution")
        state = self._unsettled(contribution)
        self._allow(self._refund_cause(contribution))
        self._incentive.on_refund(sender)
        return self._pay(contribution, sender, state.claimable)

    def report(self, sender: str, contribution: Contribution) -> Paid:
        """Report a contribution and take of its deposit."""
        state = self._unsettled(contribution)
        self._allow(self._report_cause(sender, contribution))
        amount = self._incentive.amount(
            state.deposit,
            state.claimable,
            sender,
            self._elapsed(contribution),
            is_owner=sender == self._owner,
        )
        self._incentive.on_report(contribution, sender)
        return self._pay(contribution, sender, amount)

    def can_refund(self, contribution: Contribution) -> Verdict:
        """Whether its contributor would get it back now."""
        reason = self._settled_cause(contribution) or self._refund_cause(contribution)
        return Verdict(not reason, reason)

    def can_report(self, reporter: str, contribution: Contribution) -> Verdict:
        """Whether this account could take of it now."""
        reason = self._settled_cause(contribution) or self._report_cause(reporter, contribution)
        return Verdict(not reason, reason)

    def state(self, contribution: Contribution) -> State:
        """What the contract knows of it."""
        found = self._records.get(contribution)
        if found is None:
            raise refusal("registry: unknown contribution")
        return found

    def good(self, account: str) -> int:
        """How many good (refunded) contributions an account has."""
        return self._incentive.good.get(account, 0)

    def total_good(self) -> int:
        """How many good contributions all accounts have."""
        return self._incentive.total_good

    def profit(self, account: str) -> Wei:
        """What an account has got out of the contract minus what it put in."""
        return Wei(self._profits.get(account, 0))

    def held(self) -> Wei:
        """What the contract holds."""
        return Wei(-sum(self._profits.values()))

    def save(self) -> Memento:
        """Remember everything."""
        return Memento(
            self._now,
            self._last,
            self._model.copy(),
            self._incentive.copy(),
            dict(self._records),
            dict(self._profits),
        )

    def restore(self, memento: Memento) -> None:
        """Go back to what `save` remembered."""
        self._now, self._last = memento.now, memento.last
        self._model = memento.model.copy()
        self._incentive = memento.incentive.copy()
        self._records, self._profits = dict(memento.records), dict(memento.profits)

    def _elapsed(self, contribution: Contribution) -> Seconds:
        return Seconds(self._now - contribution.time)

    def _agrees(self, contribution: Contribution) -> bool:
        return self._model.predict_one(contribution.data) == contribution.label

    def _refund_cause(self, contribution: Contribution) -> str:
        return self._incentive.refund_cause(
            self._elapsed(contribution), agrees=self._agrees(contribution)
        )

    def _report_cause(self, reporter: str, contribution: Contribution) -> str:
        return self._incentive.report_cause(
            contribution,
            reporter,
            self._elapsed(contribution),
            own=reporter == contribution.contributor,
            is_owner=reporter == self._owner,
            agrees=self._agrees(contribution),
        )

    def _settled_cause(self, contribution: Contribution) -> str:
        state = self._records.get(contribution)
        if state is None:
            return "registry: unknown contribution"
        return "registry: nothing left" if state.settled else ""

    def _unsettled(self, contribution: Contribution) -> State:
        self._allow(self._settled_cause(contribution))
        return self._records[contribution]

    @staticmethod
    def _allow(cause: str) -> None:
        if cause:
            raise refusal(cause)

    def _pay(self, contribution: Contribution, to: str, amount: Wei) -> Paid:
        state = self._records[contribution]
        left = Wei(state.claimable - amount)
        self._records[contribution] = replace(state, claimable=left, settled=left == 0)
        self._move(to, amount)
        return Paid(contribution, to, amount)

    def _move(self, account: str, amount: int) -> None:
        """Book a payment; the transaction that made it was this second's."""
        self._profits[account] = self._profits.get(account, 0) + amount
        self._last = self._now
        self._now = Seconds(self._now + 1)


def _check(data: tuple[int, ...]) -> None:
    """What a call cannot carry."""
    if any(not -(2**63) <= item < 2**63 for item in data):
        raise refusal("trainer: value out of range")
