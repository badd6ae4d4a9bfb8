"""A chain that some node keeps: anvil, eth-tester, or any other Ethereum node."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eth_account import Account

from sum.chain import reverts
from sum.chain.addresses import NOBODY, checksum, to_bytes
from sum.chain.base import PURSE, Address, Block, Log, Receipt, Transaction
from sum.chain.gas import OutOfGas, gas_limit, out_of_gas
from sum.chain.json_rpc import from_hex, to_block, to_hex, to_log, to_receipt, to_transaction
from sum.chain.nodes import LATEST, Node
from sum.errors import ChainError
from sum.units import GWEI, Seconds, Wei

_NAMES_ONLY = False  # of a block's transactions
_PATIENCE = 180
"""How long to wait for a transaction's block, in seconds."""
_LOOKS, _PAUSE = 20, 0.05
"""How often to look for a transaction that has a receipt, and how long to wait in between."""


class NodeChain:
    """A chain that some node keeps.

    On a test node time is ours to set, and one can go back. On a real network neither is possible:
    `set_time` and `snapshot` raise, `now` is the wall clock's, and what was done inside an `action`
    that raises stays done.

    Parameters
    ----------
    node : Node

    Raises
    ------
    ChainError
        When it does not answer as an Ethereum node.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._chain_id = node.ask_number("eth_chainId")
        self._unlocked = node.accounts()
        self._keys: dict[Address, bytes] = {}
        self._snapshots: dict[str, tuple[str, Seconds]] = {}  # ours -> the node's, and the time
        self._taken = 0
        self._acting = False
        self._now = Seconds(self._latest()["time"] + 1)

    @property
    def _at(self) -> str:
        """After which block questions are answered, as in the protocol."""
        return LATEST

    def _latest(self) -> dict[str, int]:
        head = self._node.ask("eth_getBlockByNumber", LATEST, _NAMES_ONLY)
        names = {"number": "number", "time": "timestamp", "base_fee": "baseFeePerGas"}
        return {name: int(head.get(field) or "0x0", 16) for name, field in names.items()}

    @property
    def accounts(self) -> tuple[Address, ...]:
        """The node's own accounts and those added here."""
        return tuple(dict.fromkeys([*self._unlocked, *self._keys]))

    @property
    def can_set_time(self) -> bool:
        """Whether time is ours to set: on a test node."""
        return self._node.is_test

    @property
    def can_go_back(self) -> bool:
        """Whether what is done can be undone: on a test node."""
        return self._node.is_test

    @property
    def purse(self) -> Wei:
        """What a new account is given."""
        return PURSE

    @property
    def chain_id(self) -> int:
        """The chain's number (EIP-155)."""
        return self._chain_id

    @property
    def head(self) -> int:
        """Number of the last block."""
        return self._node.ask_number("eth_blockNumber")

    @property
    def now(self) -> Seconds:
        """The time that the next block will have (on a real network: about)."""
        return self._next_time(self._latest())

    def _next_time(self, latest: dict[str, int]) -> Seconds:
        # Others may use the node, too: it can be ahead.
        now = self._now if self._node.is_test else int(time.time())
        return Seconds(max(now, latest["time"] + 1))

    def add_account(self, private_key: bytes) -> Address:
        """Let an account send; its key (32 bytes) stays in this process, which signs."""
        try:
            address = checksum(Account.from_key(private_key).address)
        except Exception as error:  # the libraries below raise several kinds
            raise ChainError("This is not a private key.") from error
        self._keys[address] = private_key
        return address

    def set_time(self, time: Seconds) -> None:
        """Set `now`; a time that is not later than the last block means the second after it."""
        if not self._node.is_test:
            raise ChainError("Time is not ours to set on a real network.")
        self._now = Seconds(max(time, self._latest()["time"] + 1))

    def advance(self, seconds: Seconds) -> None:
        """Set `now` to that many seconds later."""
        self.set_time(Seconds(self.now + seconds))

    def send(
        self,
        sender: Address,
        to: Address | None,
        data: bytes = b"",
        value: Wei = Wei(0),
        gas: int | None = None,
    ) -> Receipt:
        """Send a transaction and wait for its block.

        It is tried as a call first, so that one that would fail is never sent.

        Raises
        ------
        Refused
            When the contract reverts.
        ChainError
            When the account is not one of `accounts` or has too little ether, the gas does not
            suffice, or the node fails.
        """
        if sender not in self.accounts:
            raise ChainError(f"This chain has no key for {sender}.")
        latest = self._latest()
        tip = self._node.tip()
        # Ample: a block's base fee is at most an eighth above its parent's.
        price = max(GWEI, 2 * latest["base_fee"]) + tip
        balance = self.balance(sender)
        limit = gas_limit(balance, value, price, gas)
        request = {"from": sender, "value": hex(value), "data": to_hex(data), "gas": hex(limit)}
        if to is not None:
            request["to"] = _checked(to)
        try:
            self._try(request, latest)
        except OutOfGas as error:
            raise out_of_gas(balance, value, gas, limit) from error
        nonce = self._node.ask("eth_getTransactionCount", sender, "pending")
        fees = {"maxFeePerGas": hex(price), "maxPriorityFeePerGas": hex(tip), "nonce": nonce}
        self._node.set_next_time(self._next_time(latest))
        receipt = self._wait(self._submit(sender, {**request, **fees}))
        self._now = Seconds(receipt.time + 1)
        return receipt

    def _submit(self, sender: Address, request: dict[str, str]) -> str:
        key = self._keys.get(sender)
        if key is None:
            return str(self._node.ask("eth_sendTransaction", request))
        fields: dict[str, Any] = {**request, "chainId": self._chain_id, "type": 2}
        del fields["from"]
        signed = Account.sign_transaction(fields, key)
        return str(self._node.ask("eth_sendRawTransaction", to_hex(signed.raw_transaction)))

    def _wait(self, name: str) -> Receipt:
        deadline, pause = time.monotonic() + _PATIENCE, 0.001
        while (found := self._node.ask("eth_getTransactionReceipt", name)) is None:
            if time.monotonic() > deadline:
                raise ChainError(f"Transaction {name} is in no block after {_PATIENCE} s.")
            time.sleep(pause)
            pause = min(2 * pause, 1.0)
        if int(found["status"], 16) == 0:
            raise reverts.refused(b"")  # things changed between the try and the block
        return self._receipt(found)

    def _try(self, request: dict[str, str], latest: dict[str, int]) -> bytes:
        return self._node.call(request, self._next_time(latest), latest["number"] + 1)

    def call(self, to: Address, data: bytes, sender: Address | None = None) -> bytes:
        """Ask a contract, for free (on a real network: as if in the last block).

        Raises
        ------
        Refused
            When the contract reverts.
        ChainError
            When there is no contract, or the node fails.
        """
        request = {"from": sender or NOBODY, "to": _checked(to), "data": to_hex(data)}
        answer = self._try(request, self._latest())
        if not answer and not self.code(to):
            raise ChainError("There is no contract at this address.")
        return answer

    def balance(self, address: Address) -> Wei:
        """What an account or contract has."""
        return Wei(self._node.ask_number("eth_getBalance", _checked(address), self._at))

    def balances(self, addresses: Sequence[Address]) -> tuple[Wei, ...]:
        """What several have, in the same order."""
        return tuple(map(self.balance, addresses))

    def code(self, address: Address) -> bytes:
        """A contract's code; empty for an account."""
        return from_hex(self._node.ask("eth_getCode", _checked(address), self._at))

    def block(self, number: int) -> Block:
        """A block; ChainError when there is none with this number."""
        found = self._node.ask("eth_getBlockByNumber", hex(number), _NAMES_ONLY)
        if found is None:
            raise ChainError(f"The chain has no block {number}.")
        return to_block(found)

    def transaction(self, transaction_hash: str) -> Transaction:
        """A transaction; ChainError when there is none with this hash."""
        for _ in range(_LOOKS):
            found = self._node.ask("eth_getTransactionByHash", transaction_hash)
            if found is not None and found["blockNumber"] is not None:
                return to_transaction(found)
            # A node may know a receipt a moment before it finds the transaction by its hash.
            if self._node.ask("eth_getTransactionReceipt", transaction_hash) is None:
                break
            time.sleep(_PAUSE)
        raise ChainError(f"The chain has no transaction {transaction_hash}.")

    def receipt(self, transaction_hash: str) -> Receipt:
        """What came of a transaction; ChainError when there is none with this hash."""
        found = self._node.ask("eth_getTransactionReceipt", transaction_hash)
        if found is None:
            raise ChainError(f"The chain has no transaction {transaction_hash}.")
        return self._receipt(found)

    def _receipt(self, found: dict[str, Any]) -> Receipt:
        return to_receipt(found, self.block(int(found["blockNumber"], 16)).time)

    def logs(self, address: Address, first: int = 0) -> tuple[tuple[Receipt, Log], ...]:
        """Everything that a contract logged from block `first` on, with where it was logged."""
        wanted = {"address": address, "fromBlock": hex(first), "toBlock": "latest"}
        found = self._node.ask("eth_getLogs", wanted)
        names = dict.fromkeys(log["transactionHash"] for log in found)
        receipts = {name: self.receipt(name) for name in names}
        return tuple((receipts[log["transactionHash"]], to_log(log)) for log in found)

    def snapshot(self) -> str:
        """Remember the chain as it is now; ChainError on a real network, which cannot go back."""
        self._taken += 1
        self._snapshots[str(self._taken)] = self._node.snapshot(), self.now
        return str(self._taken)

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot, time included; later snapshots are gone, this one stays.

        Raises
        ------
        ChainError
            When there is no such snapshot (any more).
        """
        found = self._snapshots.get(snapshot)
        if found is None:
            raise ChainError("There is no such snapshot.")
        self._node.revert(found[0])
        for later in list(self._snapshots)[list(self._snapshots).index(snapshot) :]:
            del self._snapshots[later]
        # Going back may have used the node's snapshot up.
        self._now = found[1]
        self._snapshots[snapshot] = self._node.snapshot(), self._now

    def refresh(self) -> None:
        """Take up nothing: a node is asked each time."""

    @contextmanager
    def action(self) -> Iterator[None]:
        """Bracket what one person does: when it raises, a test chain is as it was before."""
        if self._acting:
            raise ChainError("Actions do not nest.")
        before = self.snapshot() if self._node.is_test else None
        self._acting = True
        try:
            yield
        except BaseException:
            if before:
                self.revert(before)
            raise
        finally:
            self._acting = False
            if before:
                self._snapshots.pop(before, None)

    def close(self) -> None:
        """Nothing to let go of: connections close by themselves."""


def _checked(address: Address) -> Address:
    to_bytes(address)
    return checksum(address)
