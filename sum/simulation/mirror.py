"""The engine that runs twin and contract side by side, so that neither waits for the other.

The twin knows at once what will come of a transaction. The contract is sent the same, and what it
says (events, payments, block time, refusals) is compared as it comes in: any difference is a
`ChainError`. So a run on this engine that ends has been checked transaction by transaction.
"""

from collections.abc import Callable, Sequence
from textwrap import shorten
from typing import Any, TypeVar

from eth_utils.crypto import keccak

from sum.chain import Address, Log, Receipt
from sum.chain.bulk import BulkChain
from sum.chain.words import encode
from sum.errors import ChainError, InputError, Refused
from sum.incentives.base import AnyTerms
from sum.incentives.market_rules import pack
from sum.incentives.points import Points
from sum.models.base import Model
from sum.records import Added, Contribution, Paid
from sum.shared_model import SharedModel
from sum.simulation.twin import TwinEngine
from sum.units import Seconds, Wei

PURSE = Wei(2**96)
"""What every account has on the chain: more than anything costs."""

_Outcome = TypeVar("_Outcome")
_Logged = Sequence[tuple[str, tuple[Any, ...]]]
"""Events by name, with their arguments in the order of the declaration."""


class MirrorEngine(TwinEngine):
    """One shared model in Python and, the same, in a contract on a test node.

    For mechanisms whose claims are refunds and reports; what a market does in between is not sent.

    Parameters
    ----------
    chain : BulkChain
    model : Model
        What the shared model starts from; it is copied.
    terms : AnyTerms
        The incentive mechanism's parameters.

    Attributes
    ----------
    shared : SharedModel
        The contract.

    Raises
    ------
    InputError
        When the mechanism has no refunds and reports.
    ChainError
        From any transaction on, when the contract has done something else than the twin.
    """

    def __init__(self, chain: BulkChain, model: Model, terms: AnyTerms) -> None:
        if not terms.claims:
            raise InputError(f"A run of {terms.name} cannot be sent ahead.")
        self._chain = chain
        self._accounts: dict[str, Address] = {}
        owner = self._accounts[self.create_account("owner")]
        self.shared = SharedModel.deploy(chain, model, terms, owner=owner)
        chain.gas_used = 0
        super().__init__(model, terms, now=Seconds(self.shared.last_time()))

    @property
    def gas_used(self) -> int:
        """By all transactions after the opening."""
        self._chain.flush()
        return self._chain.gas_used

    def create_account(self, name: str) -> str:
        """Make an account with plenty of ether; the same name gives the same account."""
        account = super().create_account(name)
        if account not in self._accounts:
            self._accounts[account] = self._chain.adopt(account, PURSE)
        return account

    def add(
        self, sender: str, data: tuple[int, ...], label: int, value: Wei | None = None
    ) -> Added:
        """Contribute; see `Engine.add`."""
        sent = self._incentive.cost(self.now) if value is None else value

        def logged(added: Added) -> _Logged:
            changed = ("ModelUpdated", (label, added.receipt))
            return [
                ("DataAdded", (sender, pack(data), label, added.deposit)),
                *([changed] if added.receipt else ()),
            ]

        act = super().add
        arguments = (list(data), label)
        return self._both(
            lambda: act(sender, data, label, sent), logged, sender, "add_data", arguments, sent
        )

    def refund(self, sender: str, contribution: Contribution) -> Paid:
        """Take back one's own deposit."""

        def logged(paid: Paid) -> _Logged:
            return [
                *self._points(contribution.contributor),
                ("Refunded", (sender, _key(contribution), paid.amount)),
            ]

        act = super().refund
        arguments = (list(contribution.data), contribution.label, contribution.time)
        return self._both(lambda: act(sender, contribution), logged, sender, "refund", arguments)

    def report(self, sender: str, contribution: Contribution) -> Paid:
        """Report a contribution and take of its deposit."""

        def logged(paid: Paid) -> _Logged:
            return [
                *self._points(sender, contribution.contributor),
                ("Taken", (sender, _key(contribution), paid.amount, paid.left)),
            ]

        act = super().report
        return self._both(
            lambda: act(sender, contribution), logged, sender, "report", _named(contribution)
        )

    def collect(self, account: str) -> Wei:
        """Pull what the mechanism itself owes an account."""

        def logged(amount: Wei) -> _Logged:
            return [("Collected", (account, account, amount))]

        act = super().collect
        has = self.shared.artifact.interface.has("collect")
        return self._both(
            lambda: act(account), logged, account, "collect" if has else "", (account,)
        )

    def pay(self, sender: str, to: str, amount: Wei) -> None:
        """Give somebody ether, past the contract; both profits tell of it."""
        time = self.now
        super().pay(sender, to, amount)
        self._chain.post(
            self._accounts[sender], self._accounts[to], b"", amount, time, _expects(())
        )

    def verify(self) -> None:
        """Compare all there is on the chain with the twin.

        Parameters, the contract's balance, everybody's balance and good contributions, and each
        contribution's record.

        Raises
        ------
        ChainError
            Where they differ.
        """
        chain, shared = self._chain, self.shared
        _same("the parameters", shared.download().words(), self.peek().words())
        _same("what the contract holds", shared.held(), self.held())
        _same("all good contributions", shared.total_good(), self.total_good())
        for account, address in self._accounts.items():
            whose = f"of {account}"
            _same(f"the balance {whose}", chain.balance(address), PURSE + self.profit(account))
            _same(f"the good contributions {whose}", shared.good(address), self.good(account))
            _same(f"what is owed {whose}", shared.collectable(address), self.collectable(account))
        interface = shared.artifact.interface
        for contribution in self._records:
            data = interface.encode("contribution", *_named(contribution))
            chain.post_call(shared.address, data, self._expects_record(contribution))
        chain.flush()
        chain.close()

    def _both(
        self,
        act: Callable[[], _Outcome],
        logged: Callable[[_Outcome], _Logged],
        sender: str,
        function: str,
        arguments: tuple[Any, ...],
        value: Wei = Wei(0),
    ) -> _Outcome:
        """Let the twin act; send the contract the same, with what it is expected to log."""
        time = self.now
        try:
            outcome = act()
        except Refused as refused:
            self._expect_refusal(refused.reason, sender, function, arguments, value)
            raise
        interface, address = self.shared.artifact.interface, self.shared.address
        logs = tuple(interface.log(name, address, *given) for name, given in logged(outcome))
        self._chain.post(
            self._accounts[sender],
            address,
            interface.encode(function, *arguments),
            value,
            time,
            _expects(logs),
        )
        return outcome

    def _expect_refusal(
        self, reason: str, sender: str, function: str, arguments: tuple[Any, ...], value: Wei
    ) -> None:
        try:
            data = self.shared.artifact.interface.encode(function, *arguments)
        except InputError:  # no call could carry it
            return
        self._chain.post_refusal(
            self._accounts[sender], self.shared.address, data, value, self.now, reason
        )

    def _points(self, *accounts: str) -> _Logged:
        """What a game of points logs of those whose points have changed."""
        game = self._incentive
        if not isinstance(game, Points):
            return ()
        return [("PointsChanged", (each, game.tally(each).points)) for each in accounts]

    def _expects_record(self, contribution: Contribution) -> Callable[[bytes], None]:
        state = self._records[contribution]
        wanted = (state.deposit, state.claimable, state.receipt, int(state.settled))

        def judge(answer: bytes) -> None:
            found = tuple(int.from_bytes(answer[at : at + 32]) for at in range(0, 128, 32))
            _same(f"the record of {contribution}", found, wanted)

        return judge


def _named(contribution: Contribution) -> tuple[list[int], int, int, str]:
    """What names a contribution in a call."""
    return (
        list(contribution.data),
        contribution.label,
        contribution.time,
        contribution.contributor,
    )


def _key(contribution: Contribution) -> bytes:
    """Under which the contract keeps it (`_key` of trainer.vy)."""
    words = (
        pack(contribution.data),
        contribution.label,
        contribution.time,
        contribution.contributor,
    )
    encoded = encode(("uint256[]", "uint256", "uint256", "address"), words)
    return keccak(encoded or b"")


def _expects(logs: tuple[Log, ...]) -> Callable[[Receipt], None]:
    def judge(receipt: Receipt) -> None:
        _same(f"what transaction {receipt.transaction} logged", receipt.logs, logs)

    return judge


def _same(what: str, chain: object, twin: object) -> None:
    if chain != twin:
        raise ChainError(
            f"The contract and its twin differ in {what}:"
            f" {_short(chain)} on the chain, {_short(twin)} on the twin."
        )


def _short(value: object) -> str:
    return shorten(str(value), 200)
