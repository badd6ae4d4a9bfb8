"""Books kept beside a contract: what its log says, checked by the rules that people are told.

They know nothing of the twins. Whatever they hold a mechanism to is said in docs/mechanisms.md.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from eth_abi import encode
from eth_utils import keccak

from sum.shared_model import unpack

SILENT = {"ModelUpdated", "Opened"}
"""Events that are not about money."""


@dataclass
class Entry:
    """A contribution as the books have it."""

    data: tuple[int, ...]
    label: int
    time: int
    contributor: str
    deposit: int
    claimable: int
    settled: bool = False
    paid: Counter = field(default_factory=Counter)
    """What each account got of it."""

    @property
    def names(self):
        """What a claim names it by."""
        return list(self.data), self.label, self.time, self.contributor


@dataclass
class Step:
    """What one transaction did: when, and by the contract's log who got what.

    `ask` calls a free view of the contract, as it is afterwards.
    """

    time: int
    owner: str
    ask: Callable
    flows: Counter = field(default_factory=Counter)


def key_of(words, label, time, contributor):
    """The hash under which the registry keeps a contribution."""
    types = ["uint256[]", "uint256", "uint256", "address"]
    return keccak(encode(types, [list(words), label, time, contributor]))


class Books:
    """What the contract owes to whom. A mechanism's own books say what its rules are."""

    silent = SILENT

    def __init__(self, terms):
        self.terms = terms
        self.entries = {}
        self.goods = Counter()
        self.forced = 0

    def read(self, step, events):
        """Take down a transaction's events in their order."""
        for event in events:
            if event.name not in self.silent:
                getattr(self, f"on_{event.name}")(step, **event.arguments)

    def claimable(self):
        """All that can be claimed of contributions."""
        return sum(entry.claimable for entry in self.entries.values())

    def owed(self):
        """What the mechanism owes beside that, whomever."""
        return 0

    def remains(self):
        """What is left, by the rules, once everybody has claimed what there was."""
        return self.forced

    def compare(self, ask):
        """Assert that the mechanism's own free views say the same."""

    # ---------------------------------------------------------------------------- the trainer's log

    def on_DataAdded(self, step, contributor, sample, label, deposit):  # noqa: N802 - the event's name
        key = key_of(sample, label, step.time, contributor)
        assert key not in self.entries, "recorded twice"
        kept, claimable = self.stake(deposit)
        entry = Entry(unpack(sample), label, step.time, contributor, deposit, claimable)
        self.entries[key] = entry
        step.flows[contributor] -= kept

    def on_Refunded(self, step, contributor, key, amount):  # noqa: N802
        entry = self.entries[key]
        assert contributor == entry.contributor, "somebody else's"
        assert not entry.settled, "settled before"
        assert amount == entry.claimable
        self.check_refund(step, entry)
        self._pay(step, entry, contributor, amount)
        self._leave(entry, 0)
        self.praise(step, contributor)

    def on_Taken(self, step, reporter, key, amount, left):  # noqa: N802
        entry = self.entries[key]
        assert not entry.settled, "settled before"
        assert 0 <= left <= entry.claimable - amount
        self.check_take(step, entry, reporter, amount, left)
        self._pay(step, entry, reporter, amount)
        self._leave(entry, left)

    def _pay(self, step, entry, to, amount):
        step.flows[to] += amount
        entry.paid[to] += amount
        assert entry.paid.total() <= entry.deposit, "more than was put in"

    def _leave(self, entry, left):
        entry.claimable, entry.settled = left, left == 0

    # --------------------------------------------------------------------- what a mechanism may say

    def stake(self, deposit):
        """Of a contribution: what the contract keeps, and what can be claimed of it."""
        return deposit, deposit

    def praise(self, step, account):  # noqa: ARG002
        """What comes of a refund beside the money."""
        self.goods[account] += 1

    def check_refund(self, step, entry):
        assert step.time - entry.time >= self.terms.refund_wait, "too early"

    def check_take(self, step, entry, reporter, amount, left):
        raise NotImplementedError


class PublishedBooks(Books):
    """deposit_refund_take."""

    def check_take(self, step, entry, reporter, amount, left):
        assert left == entry.claimable - amount, "every wei that leaves is paid"
        elapsed = step.time - entry.time
        wait = self.terms.owner_wait if reporter == step.owner else self.terms.any_wait
        if elapsed >= wait:
            assert left == 0
            return
        assert elapsed >= self.terms.refund_wait, "too early"
        assert reporter != entry.contributor, "one's own"
        assert reporter not in entry.paid, "taken twice"
        assert self.goods[reporter], "no credit"
        part = entry.deposit * self.goods[reporter] // self.goods.total()
        assert amount == (min(part, entry.claimable) or entry.claimable)


class PointsBooks(Books):
    """points: no money, so every transaction's flows are zero."""

    silent = SILENT | {"PointsChanged"}

    def stake(self, deposit):
        assert deposit == 0
        return 0, 0

    def check_take(self, step, entry, reporter, amount, left):
        elapsed = step.time - entry.time
        assert elapsed >= self.terms.refund_wait, "too early"
        assert reporter != entry.contributor, "one's own"
        assert self.goods[reporter] or elapsed >= self.terms.any_wait, "no credit"
        assert amount == left == 0
