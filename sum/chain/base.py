"""What every chain can do, and the plain records that cross its border."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NewType, Protocol

from sum.units import ETHER, Seconds, Wei

PURSE = Wei(1_000 * ETHER)
"""What a new account is given where ether is worth nothing."""

Address = NewType("Address", str)
"""An account or a contract: checksummed hex, "0x" and 40 digits."""


@dataclass(frozen=True)
class Log:
    """What a contract logged.

    Attributes
    ----------
    address : Address
        Who logged it.
    topics : tuple of bytes
        The event's signature hash, then its indexed arguments, 32 bytes each.
    data : bytes
        The other arguments, ABI-encoded.
    """

    address: Address
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True)
class Receipt:
    """What came of a transaction that succeeded (one that fails raises).

    Attributes
    ----------
    transaction : str
        Its hash, hex with "0x".
    block : int
        Number of the block it is in.
    time : Seconds
        That block's timestamp.
    sender : Address
    to : Address or None
        None when it created a contract.
    contract : Address or None
        The contract that it created.
    gas_used : int
    logs : tuple of Log
    charge : Wei
        What the network has taken beside the gas, as some do for a transaction's data.
    """

    transaction: str
    block: int
    time: Seconds
    sender: Address
    to: Address | None
    contract: Address | None
    gas_used: int
    logs: tuple[Log, ...]
    charge: Wei = Wei(0)


@dataclass(frozen=True)
class Transaction:
    """A transaction as it stands in a block.

    Attributes
    ----------
    hash : str
        Hex with "0x".
    block : int
    sender : Address
    to : Address or None
        None when it creates a contract.
    value : Wei
    data : bytes
        Call data, or the creation code.
    gas_price : Wei
        What a unit of gas cost.
    """

    hash: str
    block: int
    sender: Address
    to: Address | None
    value: Wei
    data: bytes
    gas_price: Wei


@dataclass(frozen=True)
class Block:
    """A block.

    Attributes
    ----------
    number : int
    hash, parent : str
        Hex with "0x".
    time : Seconds
        Its timestamp.
    gas_used : int
    transactions : tuple of str
        Their hashes, in order.
    """

    number: int
    hash: str
    parent: str
    time: Seconds
    gas_used: int
    transactions: tuple[str, ...]


class Chain(Protocol):
    """An Ethereum chain: the in-process tester, or a node behind a URL.

    Every transaction is mined into a block of its own before `send` returns. A block's time is
    `now` when its transaction is sent, and always later than its parent's. Not safe for threads:
    its user holds a lock.
    """

    @property
    def accounts(self) -> tuple[Address, ...]:
        """Accounts that can send; the first ones have ether from the start (on a test chain)."""
        ...

    @property
    def can_set_time(self) -> bool:
        """Whether time is ours to set."""
        ...

    @property
    def can_go_back(self) -> bool:
        """Whether what is done can be undone: by `revert`, and when an action raises."""
        ...

    @property
    def purse(self) -> Wei:
        """What a new account is given."""
        ...

    @property
    def chain_id(self) -> int:
        """The chain's number (EIP-155)."""
        ...

    @property
    def head(self) -> int:
        """Number of the last block."""
        ...

    @property
    def now(self) -> Seconds:
        """The time that the next block will have, and that calls see."""
        ...

    def add_account(self, private_key: bytes) -> Address:
        """Let an account send; it has what ether it has.

        Parameters
        ----------
        private_key : bytes
            32 bytes. Kept in this process alone.
        """
        ...

    def set_time(self, time: Seconds) -> None:
        """Set `now`; a time that is not later than the last block means the second after it.

        Raises
        ------
        ChainError
            When the chain's time is not ours to set (a real network).
        """
        ...

    def advance(self, seconds: Seconds) -> None:
        """Set `now` to that many seconds later."""
        ...

    def send(
        self,
        sender: Address,
        to: Address | None,
        data: bytes = b"",
        value: Wei = Wei(0),
        gas: int | None = None,
    ) -> Receipt:
        """Send a transaction and wait for its block.

        Parameters
        ----------
        sender : Address
            One of `accounts`.
        to : Address or None
            None creates a contract from the code in `data`.
        data : bytes
        value : Wei
        gas : int, optional
            The limit; by default a fixed one that is ample (never estimated).

        Raises
        ------
        Refused
            When the contract reverts; nothing has changed then.
        ChainError
            When the transaction cannot be sent at all: no such account, not enough ether.
        """
        ...

    def call(self, to: Address, data: bytes, sender: Address | None = None) -> bytes:
        """Ask a contract, for free: run it at `now` on the state as it is, and keep nothing.

        Raises
        ------
        Refused
            When the contract reverts.
        ChainError
            When there is no contract.
        """
        ...

    def balance(self, address: Address) -> Wei:
        """What an account or contract has."""
        ...

    def balances(self, addresses: Sequence[Address]) -> tuple[Wei, ...]:
        """What several have, in the same order."""
        ...

    def code(self, address: Address) -> bytes:
        """A contract's code; empty for an account."""
        ...

    def block(self, number: int) -> Block:
        """A block.

        Raises
        ------
        ChainError
            When there is none with this number.
        """
        ...

    def transaction(self, transaction_hash: str) -> Transaction:
        """A transaction.

        Raises
        ------
        ChainError
            When there is none with this hash.
        """
        ...

    def receipt(self, transaction_hash: str) -> Receipt:
        """What came of a transaction.

        Raises
        ------
        ChainError
            When there is none with this hash.
        """
        ...

    def logs(self, address: Address, first: int = 0) -> tuple[tuple[Receipt, Log], ...]:
        """Everything that a contract logged from block `first` on, with where it was logged."""
        ...

    def snapshot(self) -> str:
        """Remember the chain as it is now."""
        ...

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot, time included; later snapshots are gone, this one stays.

        Raises
        ------
        ChainError
            When there is no such snapshot (any more), or the node cannot do it.
        """
        ...

    def refresh(self) -> None:
        """Take up what other processes have added to the chain."""
        ...

    def action(self) -> AbstractContextManager[None]:
        """Bracket what one person does: when it raises, the chain is as it was before.

        On a durable chain the whole of it is written to disk at once at the end, or not at all.
        Actions do not nest.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
