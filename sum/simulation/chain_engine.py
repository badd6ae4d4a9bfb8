"""The engine that runs the contracts: a shared model on a chain, with accounts by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from sum.chain import Address, Chain, Receipt
from sum.errors import refusal
from sum.incentives.base import AnyTerms, Claim, Incentive
from sum.models.base import Model
from sum.records import Added, Contribution, Paid, State, Verdict
from sum.shared_model import Listener, SharedModel
from sum.units import Seconds, Wei

PLENTY = Wei(2**96)
"""More than any contribution costs."""


@dataclass(frozen=True)
class Granted:
    """The contract has granted somebody something, and the mechanism as it was just before.

    Attributes
    ----------
    kind : {"refund", "report", "collect"}
    account : str
    amount : Wei
    incentive : Incentive
        The mechanism's twin, not told yet; nobody may change it.
    claim : Claim or None
        None for what the mechanism itself owed.
    left : Wei
        What can still be claimed of the contribution.
    """

    kind: Literal["refund", "report", "collect"]
    account: str
    amount: Wei
    incentive: Incentive
    claim: Claim | None
    left: Wei


@dataclass(frozen=True)
class Memento:
    """What an engine remembers beside the chain, as it was."""

    profits: dict[str, int]
    model: Model | None
    incentive: Incentive
    records: dict[Contribution, State]


class ChainEngine:
    """One shared model on a chain, as an `Engine`.

    Parameters
    ----------
    chain : Chain
        Its first account deploys the model, and gives new accounts their ether.
    model : Model or None
        What the shared model starts from; None for a contract that is there already.
    terms : Terms
    name : str
        Accounts' private keys are made from it, so that the same name makes the same accounts.
    listener : callable, optional
        Hears of every transaction (`SharedModel.listener`).
    granting : callable, optional
        Told of everything that the contract grants, before the mechanism's twin is.
    address : str
        Of a contract that is there already. Its mechanism's twin, profits and records are then
        still to be filled in.

    Attributes
    ----------
    shared : SharedModel
        The contract.
    gas_used : int
        By all transactions with the contract after the opening.
    """

    gas_used = 0

    def __init__(
        self,
        chain: Chain,
        model: Model | None,
        terms: AnyTerms,
        *,
        name: str = "",
        listener: Listener | None = None,
        granting: Callable[[Granted], None] | None = None,
        address: str = "",
    ) -> None:
        self._chain = chain
        self._name = name
        self._owner = chain.accounts[0]
        self._profits: dict[str, int] = {}
        self._terms = terms
        self._granting = granting or (lambda _: None)
        self._listener = listener or (lambda *_: None)
        if model is None:
            self.shared = SharedModel.connect(chain, address)
            self.shared.listener = self._listen
        else:
            self.shared = SharedModel.deploy(
                chain, model, terms, owner=self._owner, listener=self._listen
            )
        self.gas_used = 0
        self._model: Model | None = None
        # The mechanism's twin, and the registry, told what the contract did: so that a rule can be
        # looked at without a call.
        self._incentive = terms.mechanism(self.peek())
        if model is not None:
            self._incentive.open(Seconds(self.shared.last_time()))
        self._records: dict[Contribution, State] = {}

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
        """The mechanism's twin as it is, shared: for looking at, never for changing."""
        return self._incentive

    @property
    def profits(self) -> dict[str, int]:
        """Everybody's profit, by account, in wei; shared, for keeping it."""
        return self._profits

    @property
    def records(self) -> dict[Contribution, State]:
        """What the contract knows of each contribution; shared, for keeping it."""
        return self._records

    @property
    def now(self) -> Seconds:
        """The time that the next transaction will have."""
        return self._chain.now

    def set_time(self, time: Seconds) -> None:
        """Set `now`; a time that is not later than the last block means the second after it."""
        self._chain.set_time(time)

    def create_account(self, name: str) -> str:
        """Make an account with plenty of ether; the same name gives the same account."""
        account = self.open_account(name)
        missing = self._chain.purse - self._chain.balance(account)
        if missing > 0:
            self._chain.send(self._owner, account, value=Wei(missing))
        return account

    def open_account(self, name: str) -> Address:
        """Let the chain have the key of an account by name; it has what ether it has."""
        return self._chain.add_account(sha256(f"{self._name}/{name}".encode()).digest())

    def model(self) -> Model:
        """The model, read off the chain; a copy of one's own."""
        return self.peek().copy()

    def peek(self) -> Model:
        """The model as it is, shared: for looking at, never for learning."""
        if self._model is None:
            self._model = self.shared.download()
        return self._model

    def predict(self, data: tuple[int, ...]) -> int:
        """Predict a label, by a free call."""
        return self.shared.predict(data)

    def cost(self, data: tuple[int, ...], label: int) -> Wei:
        """What a contribution would have to put at stake now."""
        return self.shared.cost(data, label)

    def add(
        self, sender: str, data: tuple[int, ...], label: int, value: Wei | None = None
    ) -> Added:
        """Contribute; see `Engine.add`."""
        added = self.shared.add_data(Address(sender), data, label, value)
        contribution = added.contribution
        stake = self._incentive.stake(PLENTY, contribution.time)
        looked = self._incentive.look(contribution, self.peek())
        self._incentive.on_add(contribution, stake, looked)
        self._records[contribution] = State(
            stake.deposit, stake.claimable, added.receipt, settled=False
        )
        if added.receipt:
            self._model = self._learned(added)
        self._move(sender, -stake.cost)
        return added

    def refund(self, sender: str, contribution: Contribution) -> Paid:
        """Take back one's own deposit."""
        if sender != contribution.contributor:
            raise refusal("registry: unknown contribution")
        paid = self.shared.refund(Address(sender), contribution)
        self._incentive.on_refund(self._claim("refund", paid))
        return self._paid(paid)

    def report(self, sender: str, contribution: Contribution) -> Paid:
        """Report a contribution and take of its deposit."""
        paid = self.shared.report(Address(sender), contribution)
        self._incentive.on_report(self._claim("report", paid), paid.amount)
        return self._paid(paid)

    def collectable(self, account: str) -> Wei:
        """What the mechanism itself owes an account, deposits apart."""
        return self._incentive.collectable(account)

    def collect(self, account: str, to: str = "") -> Wei:
        """Pull what the mechanism itself owes an account; by default to the account itself."""
        amount = self.shared.collect(Address(account), Address(to) if to else None)
        self._granting(Granted("collect", account, amount, self._incentive, None, Wei(0)))
        self._incentive.collect(account, self.shared.sent_at)
        self._move(to or account, amount)
        return amount

    def pay(self, sender: str, to: str, amount: Wei) -> None:
        """Give somebody ether, past the contract; both profits tell of it."""
        self._chain.send(Address(sender), Address(to), value=amount)
        self._move(sender, -amount)
        self._move(to, amount)

    def can_refund(self, contribution: Contribution) -> Verdict:
        """Whether its contributor would get it back now."""
        return self.shared.can_refund(contribution)

    def can_report(self, reporter: str, contribution: Contribution) -> Verdict:
        """Whether this account could take of it now."""
        return self.shared.can_report(Address(reporter), contribution)

    def state(self, contribution: Contribution) -> State:
        """What the contract knows of it."""
        return self.shared.state(contribution)

    def peek_state(self, contribution: Contribution) -> State:
        """The same without a call: as it is in the books beside the chain."""
        return self._records[contribution]

    def good(self, account: str) -> int:
        """How many good (refunded) contributions an account has."""
        return self.shared.good(Address(account))

    def total_good(self) -> int:
        """How many good contributions all accounts have."""
        return self.shared.total_good()

    def profit(self, account: str) -> Wei:
        """What an account has got out of the contract minus what it put in (gas apart)."""
        return Wei(self._profits.get(account, 0))

    def held(self) -> Wei:
        """What the contract holds."""
        return self.shared.held()

    def follow(self, added: Iterable[Added]) -> None:
        """Let the model learn what somebody else has contributed past this engine."""
        for each in added:
            if each.receipt:
                self._model = self._learned(each)

    def save(self) -> Memento:
        """Remember what is kept beside the chain; the chain has snapshots of its own."""
        return Memento(
            dict(self._profits), self._model, self._incentive.copy(), dict(self._records)
        )

    def restore(self, memento: Memento) -> None:
        """Go back to what `save` remembered."""
        self._profits, self._model = dict(memento.profits), memento.model
        self._incentive, self._records = memento.incentive.copy(), dict(memento.records)

    def book(self, account: str, amount: Wei) -> None:
        """Book a transaction to the mechanism itself, which paid this much (took it, below 0)."""
        self._move(account, amount)

    def _listen(self, receipt: Receipt, data: bytes, value: Wei) -> None:
        self.gas_used += receipt.gas_used
        self._listener(receipt, data, value)

    def _learned(self, added: Added) -> Model | None:
        """The model after a contribution: its twin learns the same, which is quicker than reading.

        Nobody else contributes to an engine's model. Should the twin tell of another change than
        the contract did, the model is read off the chain again.
        """
        if self._model is None:
            return None
        model = self._model.copy()  # the one before may be in somebody's hands
        receipt = model.learn_one(added.contribution.data, added.contribution.label)
        return model if receipt == added.receipt else None

    def _claim(self, kind: Literal["refund", "report"], paid: Paid) -> Claim:
        """What the contract has just granted, as its mechanism's twin is told of it."""
        contribution, model = paid.contribution, self.peek()
        state = self._records[contribution]
        claim = Claim(
            contribution,
            state.deposit,
            state.claimable,
            paid.to,
            paid.to == self._owner,
            self.shared.sent_at,
            lambda: model.predict_one(contribution.data) == contribution.label,
        )
        self._granting(Granted(kind, paid.to, paid.amount, self._incentive, claim, paid.left))
        return claim

    def _paid(self, paid: Paid) -> Paid:
        state = self._records[paid.contribution]
        settled = paid.left == 0
        self._records[paid.contribution] = replace(state, claimable=paid.left, settled=settled)
        self._move(paid.to, paid.amount)
        return paid

    def _move(self, account: str, amount: int) -> None:
        self._profits[account] = self._profits.get(account, 0) + amount
