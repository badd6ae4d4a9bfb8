"""A contract, everybody who calls it, and books that are compared with it after every call."""

from collections import Counter
from copy import deepcopy

from hypothesis import event

from sum.chain import connect
from sum.chain.evm import GAS_PRICE
from sum.errors import Refused
from sum.models import MODELS
from tests.contracts.conftest import Game, Puppet
from tests.properties.books import Step

FEATURES = 4
PEOPLE = ("owner", "ann", "bob", "cyd")
CALLER, REFUSER, CLOSER = "caller", "refuser", "closer"
"""Contracts: one calls back when it is paid, one refuses payments, one claims in the end."""
CALLS = 16
"""As many calls as a contract makes in one transaction."""


class Play:
    """One contract on a chain of its own.

    Parameters
    ----------
    model : str
    books : Books
        Of a mechanism, new.
    """

    def __init__(self, model, books):
        self.chain = connect()
        self.form = MODELS[model].form
        self.books = books
        self.game = Game(self.chain, MODELS[model](n_features=FEATURES, n_classes=2), books.terms)
        self.puppets = {name: Puppet(self.game) for name in (CALLER, REFUSER, CLOSER)}
        self.puppets[REFUSER].on_payment(refuses=True)
        self.accounts = dict(zip(PEOPLE, self.chain.accounts, strict=False))
        self.accounts |= {name: puppet.address for name, puppet in self.puppets.items()}
        self.names = {address: name for name, address in self.accounts.items()}
        self.balances = self.weigh()
        self.sent = 0
        """Transactions, the refused ones too."""
        self._begun = None

    def mark(self):
        """From here it can begin again."""
        self._begun = self.chain.snapshot(), deepcopy(self.books), self.balances.copy()

    def again(self):
        """Begin again."""
        snapshot, books, balances = self._begun
        self.chain.revert(snapshot)
        self.books, self.balances = deepcopy(books), balances.copy()
        self.sent = 0

    def weigh(self):
        """What everybody has, the contract too."""
        everybody = [*self.accounts.values(), self.game.address]
        return Counter({each: self.chain.balance(each) for each in everybody})

    @property
    def functions(self):
        """The contract's functions that change something, as it declares them."""
        return [
            each
            for each in self.game.shared.artifact.abi
            if each["type"] == "function" and each["stateMutability"] in {"payable", "nonpayable"}
        ]

    # -------------------------------------------------------------------------------------- calling

    def call(self, who, *calls):
        """Make calls in one transaction, given as (value, function, arguments...).

        A contract makes several. What has come of it is checked; gives back whether it was done.
        """
        before = self.fingerprint()
        self.sent += 1
        try:
            receipt = self._send(who, *calls)
        except Refused as refused:
            assert self.fingerprint() == before, "a failed call left something behind"
            event(f"{calls[0][1]}: {refused.reason or 'refused'}")
            return False
        event(f"{calls[0][1] if len(calls) == 1 else 'several calls'}: done")
        step = Step(receipt.time, self.game.owner, self.game.ask)
        if who in self.puppets:
            value = sum(call[0] for call in calls)
            step.flows[receipt.sender] -= value
            step.flows[self.accounts[who]] += value
        self._settle(step, receipt)
        return True

    def _send(self, who, *calls):
        if who in self.puppets:
            return self.puppets[who].act(*calls)
        [(value, *call)] = calls
        return self.game.send(self.accounts[who], *call, value=value)

    def _settle(self, step, receipt):
        """Everybody has what the log says, and the contract what it owes."""
        logs = [log for log in receipt.logs if log.address == self.game.address]
        self.books.read(step, self.game.interface.events(logs))
        balances = self.weigh()
        moved = {each: balances[each] - self.balances[each] for each in balances}
        moved[receipt.sender] += receipt.gas_used * GAS_PRICE
        kept = moved.pop(self.game.address)
        assert moved == {each: step.flows[each] for each in moved}, "not by the log"
        elsewhere = sum(wei for each, wei in step.flows.items() if each not in moved)
        assert kept == -sum(moved.values()) - elsewhere, "money went where nobody sent it"
        self.balances = balances
        self.solvent()

    def solvent(self):
        """The contract has exactly what it owes, and what was forced on it."""
        held, books = self.balances[self.game.address], self.books
        assert held == books.claimable() + books.owed() + books.forced, "more or less than it owes"

    def set_up(self, name, act):
        """Tell a contract of ours what to do; bob pays for it."""
        self.sent += 1
        act(self.puppets[name])
        self.balances = self.weigh()
        self.solvent()

    def fingerprint(self):
        """The hash of the last block is that of all there is."""
        return self.chain.block(self.chain.head).hash, self.chain.now

    # --------------------------------------------------------------------------------------- claims

    def pick(self, number):
        """Some contribution, mostly one of which something is left."""
        entries = list(self.books.entries.values())
        unsettled = [entry for entry in entries if not entry.settled]
        some = unsettled if unsettled and number % 4 else entries
        return some[-1 - number // 4 % len(some)] if some else None

    def owner_of(self, entry):
        return self.names[entry.contributor]

    def compare(self):
        """The contract's free views say what the books do."""
        for entry in self.books.entries.values():
            deposit, claimable, _, settled, _ = self.game.record(entry.names)
            assert (deposit, claimable, settled) == (entry.deposit, entry.claimable, entry.settled)
        for account in self.accounts.values():
            assert self.game.good(account) == self.books.goods[account]
        assert self.game.ask("total_good") == self.books.goods.total()
        self.books.compare(self.game.ask)


def claim(function, entry):
    """A claim as a call; a refund names no contributor: it is who calls."""
    return 0, function, *entry.names[: 3 if function == "refund" else 4]
