"""A chain in this process: every transaction is a block, and time is whatever one says it is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from eth._utils.address import generate_contract_address
from eth.abc import BlockHeaderAPI, SignedTransactionAPI
from eth.db.atomic import AtomicDB
from eth_keys.backends.coincurve import CoinCurveECCBackend
from eth_keys.datatypes import PrivateKey
from eth_typing import Address as Raw
from eth_utils.exceptions import ValidationError

from sum.chain.addresses import NOBODY, checksum, from_bytes, to_bytes
from sum.chain.base import PURSE, Address, Block, Log, Receipt, Transaction
from sum.chain.database import Database
from sum.chain.durable import Store
from sum.chain.evm import BLOCK_GAS, GAS_PRICE, Evm, Mined, Order
from sum.chain.gas import OutOfGas, gas_limit, out_of_gas
from sum.errors import ChainError
from sum.units import ETHER, Seconds, Wei

CHAIN_ID = 1337
GENESIS_TIME = Seconds(1_767_225_600)
"""2026-01-01, 00:00 UTC. Always the same: two runs of one scenario are alike to the last bit."""
RICH = 1_000_000 * ETHER
"""What the first accounts have, in wei."""

T = TypeVar("T")

_SIGNERS = CoinCurveECCBackend()


class TesterChain:
    """A whole Ethereum chain in this process.

    Parameters
    ----------
    path : Path, optional
        A SQLite file that keeps the chain; by default it is gone with the object.
    accounts : int
        How many accounts have ether from the start. Their private keys are 1, 2, 3, ...
    database : Database, optional
        Instead of a path: an open one, in which the chain's user keeps tables of its own, too.
    translate : bool
        Whether contracts' code is translated to Python; False is py-evm by itself, to compare with.

    Attributes
    ----------
    database : Database
        Where the chain is kept.

    Raises
    ------
    ChainError
        When the file cannot be used.
    """

    def __init__(
        self,
        path: Path | None = None,
        accounts: int = 10,
        *,
        database: Database | None = None,
        translate: bool = True,
    ) -> None:
        self.database = database or Database(path)
        self._store = Store(self.database)
        self._evm = Evm(AtomicDB(self._store.nodes), CHAIN_ID, translate=translate)
        self._keys: dict[Address, PrivateKey] = {}
        self._acting = False
        for number in range(1, accounts + 1):
            self.add_account(number.to_bytes(32, "big"))
        with self._store.whole("start"):
            if self._store.head is None:
                self._start()
            self._load()

    def _start(self) -> None:
        header = self._evm.genesis(
            GENESIS_TIME, {to_bytes(address): RICH for address in self._keys}
        )
        self._store.add_block(_block(header, ()), self._evm.encode_header(header))
        self._store.now = Seconds(GENESIS_TIME + 1)

    def _load(self) -> None:
        """Take up the chain where the store is."""
        self._evm.forget()
        self._store.nodes.forget()
        self._header = self._evm.decode_header(self._store.header(self._store.head or 0))
        self._now = self._store.now
        self._stamp = self.database.stamp

    def refresh(self) -> None:
        """Take up what other processes have added to the chain."""
        if self.database.shared and self._stamp != self.database.stamp:
            self._load()

    @contextmanager
    def _whole(self, name: str) -> Iterator[None]:
        """A transaction of the file, which goes on from where the chain is by now."""
        with self._store.whole(name):
            if not self._acting:
                self.refresh()
            yield

    @property
    def accounts(self) -> tuple[Address, ...]:
        """Accounts that can send; the first ones have had ether from the start."""
        return tuple(self._keys)

    @property
    def can_set_time(self) -> bool:
        """Whether time is ours to set."""
        return True

    @property
    def can_go_back(self) -> bool:
        """Whether what is done can be undone."""
        return True

    @property
    def purse(self) -> Wei:
        """What a new account is given."""
        return PURSE

    @property
    def chain_id(self) -> int:
        """The chain's number (EIP-155)."""
        return CHAIN_ID

    @property
    def head(self) -> int:
        """Number of the last block."""
        return self._header.block_number

    @property
    def now(self) -> Seconds:
        """The time that the next block will have, and that calls see."""
        return self._now

    def add_account(self, private_key: bytes) -> Address:
        """Let an account send; its key (32 bytes) is kept in this process alone."""
        try:
            key = PrivateKey(private_key, backend=_SIGNERS)
        except (ValidationError, ValueError) as error:
            raise ChainError("This is not a private key.") from error
        address = checksum(key.public_key.to_address())
        self._keys[address] = key
        return address

    def set_time(self, time: Seconds) -> None:
        """Set `now`; a time that is not later than the last block means the second after it."""
        self._set_now(max(time, self._header.timestamp + 1))

    def advance(self, seconds: Seconds) -> None:
        """Set `now` to that many seconds later."""
        self.set_time(Seconds(self._now + seconds))

    def _set_now(self, time: int) -> None:
        # In a shared file a look at a later time must not keep others from writing.
        if self._acting or not self.database.shared:
            with self._store.whole("clock"):
                self._store.now = Seconds(time)
        self._now = Seconds(time)

    def send(
        self,
        sender: Address,
        to: Address | None,
        data: bytes = b"",
        value: Wei = Wei(0),
        gas: int | None = None,
    ) -> Receipt:
        """Send a transaction: when it succeeds it is the next block, else nothing has changed.

        Raises
        ------
        Refused
            When the contract reverts.
        ChainError
            When the account is not one of `accounts` or has too little ether, or the gas does not
            suffice.
        """
        key = self._keys.get(sender)
        if key is None:
            raise ChainError(f"This chain has no key for {sender}.")
        balance = self.balance(sender)
        limit = gas_limit(balance, value, GAS_PRICE, gas)
        order = Order(to_bytes(sender), to_bytes(to) if to else b"", value, data, limit)
        try:
            with self._whole("send"):
                receipt, header = self._mine(order, key)
        except OutOfGas as error:
            raise out_of_gas(balance, value, gas, limit) from error
        # Only now: whatever interrupts the above leaves the chain as it was.
        self._header, self._now = header, Seconds(receipt.time + 1)
        return receipt

    def _mine(self, order: Order, key: PrivateKey) -> tuple[Receipt, BlockHeaderAPI]:
        """Run a transaction and write its block."""
        nonce = self._evm.state(self._header).get_nonce(Raw(order.sender))
        signed = self._evm.sign(order, nonce, key)
        mined = self._evm.mine(self._header, self._now, signed)
        transaction, receipt = _records(order, signed, mined)
        block = _block(mined.header, (transaction.hash,))
        self._store.add_block(block, self._evm.encode_header(mined.header))
        self._store.add_transaction(transaction, receipt)
        self._store.now = Seconds(receipt.time + 1)
        return receipt, mined.header

    def call(self, to: Address, data: bytes, sender: Address | None = None) -> bytes:
        """Ask a contract, for free, as if in the next block.

        Raises
        ------
        Refused
            When the contract reverts.
        ChainError
            When there is no contract, or it takes more gas than a block has.
        """
        order = Order(to_bytes(sender or NOBODY), to_bytes(to), 0, data, BLOCK_GAS)
        return self._evm.ask(self._header, self._now, order)

    def balance(self, address: Address) -> Wei:
        """What an account or contract has."""
        return Wei(self._evm.balance(self._header, to_bytes(address)))

    def balances(self, addresses: Sequence[Address]) -> tuple[Wei, ...]:
        """What several have, in the same order."""
        return tuple(map(self.balance, addresses))

    def code(self, address: Address) -> bytes:
        """A contract's code; empty for an account."""
        return self._evm.state(self._header).get_code(Raw(to_bytes(address)))

    def block(self, number: int) -> Block:
        """A block; ChainError when there is none with this number."""
        return _found(self._store.block(number), f"block {number}")

    def transaction(self, transaction_hash: str) -> Transaction:
        """A transaction; ChainError when there is none with this hash."""
        return _found(self._store.transaction(transaction_hash), f"transaction {transaction_hash}")

    def receipt(self, transaction_hash: str) -> Receipt:
        """What came of a transaction; ChainError when there is none with this hash."""
        return _found(self._store.receipt(transaction_hash), f"transaction {transaction_hash}")

    def logs(self, address: Address, first: int = 0) -> tuple[tuple[Receipt, Log], ...]:
        """Everything that a contract logged from block `first` on, with where it was logged."""
        receipts = self._store.receipts(address, first)
        return tuple(
            (receipt, log) for receipt in receipts for log in receipt.logs if log.address == address
        )

    def snapshot(self) -> str:
        """Remember the chain as it is now; on a durable chain it is kept, too.

        In a shared file nothing is written: the name says which block it is, and when.
        """
        if self.database.shared:
            return f"{self.head}:0x{self._header.hash.hex()}:{self._now}"
        name = token_hex(8)
        self._store.add_snapshot(name)
        return name

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot, time included; later snapshots are gone, this one stays.

        Raises
        ------
        ChainError
            When there is no such snapshot (any more).
        """
        went = self._go_back(snapshot) if self.database.shared else self._store.revert(snapshot)
        if not went:
            raise ChainError("There is no such snapshot.")
        self._load()

    def _go_back(self, snapshot: str) -> bool:
        head, name, now = snapshot.split(":")
        with self._whole("back"):
            block = self._store.block(int(head))
            if block is None or block.hash != name:
                return False
            self._store.forget(int(head))
            self._store.now = Seconds(int(now))
        return True

    @contextmanager
    def action(self) -> Iterator[None]:
        """Bracket what one person does: when it raises, the chain is as it was before.

        A durable chain writes the whole of it to disk at the end, or nothing; in a shared file
        others wait until then, and what they have done before is there from the beginning.
        """
        if self._acting:
            raise ChainError("Actions do not nest.")
        try:
            with self._whole("action"):
                self._acting = True
                yield
        except BaseException:
            self._load()
            raise
        finally:
            self._acting = False

    def close(self) -> None:
        """Let go of the file; the object is of no use after that."""
        self._store.close()


def _records(
    order: Order, signed: SignedTransactionAPI, mined: Mined
) -> tuple[Transaction, Receipt]:
    number, time = mined.header.block_number, Seconds(mined.header.timestamp)
    name, sender = "0x" + signed.hash.hex(), from_bytes(order.sender)
    to = from_bytes(order.to) if order.to else None
    created = None if to else generate_contract_address(Raw(order.sender), signed.nonce)
    contract = from_bytes(created) if created else None
    logs = tuple(
        Log(
            from_bytes(log.address),
            tuple(topic.to_bytes(32, "big") for topic in log.topics),
            log.data,
        )
        for log in mined.receipt.logs
    )
    gas = mined.receipt.gas_used
    return (
        Transaction(name, number, sender, to, Wei(order.value), order.data, Wei(GAS_PRICE)),
        Receipt(name, number, time, sender, to, contract, gas, logs),
    )


def _block(header: BlockHeaderAPI, transactions: tuple[str, ...]) -> Block:
    return Block(
        header.block_number,
        "0x" + header.hash.hex(),
        "0x" + header.parent_hash.hex(),
        Seconds(header.timestamp),
        header.gas_used,
        transactions,
    )


def _found(what: T | None, name: str) -> T:
    if what is None:
        raise ChainError(f"The chain has no {name}.")
    return what
