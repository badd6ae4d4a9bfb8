"""A chain's data in SQLite: in a file that survives, or in memory.

The state's nodes are kept under their hash and never change, so that going back is a matter of
forgetting blocks. Everything between `Store.begin` and `Store.commit` is on disk whole or not at
all, also when the process is killed.
"""

import sqlite3
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

from eth.db.backends.base import BaseDB

from sum.chain.base import Block, Log, Receipt, Transaction
from sum.chain.database import Database
from sum.units import Seconds, Wei

_SCHEMA = """
CREATE TABLE nodes (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE blocks (
    number INTEGER PRIMARY KEY, hash TEXT NOT NULL, parent TEXT NOT NULL, time INTEGER NOT NULL,
    gas_used INTEGER NOT NULL, header BLOB NOT NULL);
CREATE TABLE transactions (
    block INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, sender TEXT NOT NULL, receiver TEXT,
    contract TEXT, value TEXT NOT NULL, data BLOB NOT NULL, gas_price TEXT NOT NULL);
CREATE TABLE logs (
    block INTEGER NOT NULL, position INTEGER NOT NULL, address TEXT NOT NULL, topics BLOB NOT NULL,
    data BLOB NOT NULL, PRIMARY KEY (block, position)) WITHOUT ROWID;
CREATE INDEX logs_of ON logs (address, block);
CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL, now INTEGER NOT NULL);
CREATE TABLE clock (now INTEGER NOT NULL);
"""

_AT_HAND = 8_000
"""How many nodes are kept in memory at most; each has some hundred bytes."""

_BLOCK = """
SELECT b.number, b.hash, b.parent, b.time, b.gas_used, t.hash
FROM blocks b LEFT JOIN transactions t ON t.block = b.number WHERE b.number = ?
"""
_TRANSACTION = """
SELECT hash, block, sender, receiver, value, data, gas_price FROM transactions WHERE hash = ?
"""
_RECEIPT = """
SELECT t.hash, t.block, b.time, t.sender, t.receiver, t.contract, b.gas_used
FROM transactions t JOIN blocks b ON b.number = t.block WHERE t.hash = ?
"""
_RECEIPTS = """
SELECT t.hash, t.block, b.time, t.sender, t.receiver, t.contract, b.gas_used
FROM transactions t JOIN blocks b ON b.number = t.block
WHERE t.block IN (SELECT block FROM logs WHERE address = ? AND block >= ?) ORDER BY t.block
"""


class Nodes(BaseDB):
    """What the virtual machine reads and writes: values under their hash, which never change.

    Those used last are at hand, and new ones are written together, with the block that needs them:
    every call of SQLite gives other threads a turn, and a block would wait for its own a hundred
    times.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run, self._many = connection.execute, connection.executemany
        self._at_hand: dict[bytes, bytes] = {}
        self._new: dict[bytes, bytes] = {}

    def __getitem__(self, key: bytes) -> bytes:
        value = self._at_hand.get(key)
        if value is None:
            row = self._run("SELECT value FROM nodes WHERE key = ?", (key,)).fetchone()
            if row is None:
                raise KeyError(key)
            value = bytes(row[0])
            self._keep(key, value)
        return value

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._keep(key, value)
        self._new[key] = value

    def __delitem__(self, key: bytes) -> None:
        self._at_hand.pop(key, None)
        self._new.pop(key, None)
        self._run("DELETE FROM nodes WHERE key = ?", (key,))

    def _exists(self, key: bytes) -> bool:
        if key in self._at_hand:
            return True
        return self._run("SELECT 1 FROM nodes WHERE key = ?", (key,)).fetchone() is not None

    def _keep(self, key: bytes, value: bytes) -> None:
        if len(self._at_hand) >= _AT_HAND:
            later = islice(self._at_hand.items(), _AT_HAND // 2, None)
            self._at_hand = {**dict(later), **self._new}
        self._at_hand[key] = value

    def write(self) -> None:
        """Write what is new."""
        self._many("INSERT OR REPLACE INTO nodes VALUES (?, ?)", self._new.items())
        self._new.clear()

    def forget(self) -> None:
        """Drop what is at hand, and what was not written."""
        self._at_hand.clear()
        self._new.clear()


class Store:
    """One chain's tables.

    Parameters
    ----------
    database : Database
        Where they are, or are made. It may hold other tables as well, which the chain leaves alone.

    Attributes
    ----------
    nodes : Nodes
    run : callable
        The connection's `execute`.

    Raises
    ------
    ChainError
        When the file cannot be written.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.run = database.run
        self.nodes = Nodes(database.connection)
        with database.whole("tables"):
            if not database.has("nodes"):
                database.make(_SCHEMA)

    def whole(self, name: str) -> AbstractContextManager[None]:
        """All writes inside, or none of them; may be nested under another name.

        Raises
        ------
        ChainError
            When the disk is full, or fails.
        """
        return self.database.whole(name)

    @property
    def now(self) -> Seconds:
        """The time that was set last."""
        return Seconds(self.run("SELECT now FROM clock").fetchone()[0])

    @now.setter
    def now(self, time: Seconds) -> None:
        self.run("DELETE FROM clock")
        self.run("INSERT INTO clock VALUES (?)", (time,))

    @property
    def head(self) -> int | None:
        """Number of the last block; None when there is none yet."""
        number: int | None = self.run("SELECT max(number) FROM blocks").fetchone()[0]
        return number

    def header(self, number: int) -> bytes:
        """A block's header as it was added."""
        return bytes(
            self.run("SELECT header FROM blocks WHERE number = ?", (number,)).fetchone()[0]
        )

    def add_block(self, block: Block, header: bytes) -> None:
        """Append a block, and the state that belongs to it."""
        self.nodes.write()
        row = (block.number, block.hash, block.parent, block.time, block.gas_used, header)
        self.run("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)", row)

    def add_transaction(self, sent: Transaction, receipt: Receipt) -> None:
        """Add a block's one transaction."""
        amounts = str(sent.value), sent.data, str(sent.gas_price)  # wei outgrow SQLite's integers
        row = (sent.block, sent.hash, sent.sender, sent.to, receipt.contract, *amounts)
        self.run("INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for position, log in enumerate(receipt.logs):
            found = (sent.block, position, log.address, b"".join(log.topics), log.data)
            self.run("INSERT INTO logs VALUES (?, ?, ?, ?, ?)", found)

    def block(self, number: int) -> Block | None:
        """A block; None when there is none."""
        row = self.run(_BLOCK, (number,)).fetchone()
        if row is None:
            return None
        number, name, parent, time, gas_used, sent = row
        return Block(number, name, parent, time, gas_used, (sent,) if sent else ())

    def transaction(self, transaction_hash: str) -> Transaction | None:
        """A transaction; None when there is none."""
        row = self.run(_TRANSACTION, (transaction_hash,)).fetchone()
        if row is None:
            return None
        name, block, sender, to, value, data, price = row
        return Transaction(name, block, sender, to, Wei(int(value)), data, Wei(int(price)))

    def receipt(self, transaction_hash: str) -> Receipt | None:
        """A transaction's receipt; None when there is none."""
        row = self.run(_RECEIPT, (transaction_hash,)).fetchone()
        return self._receipt(row) if row else None

    def receipts(self, address: str, first: int) -> list[Receipt]:
        """Receipts with logs of a contract, from a block on, in order."""
        return [self._receipt(row) for row in self.run(_RECEIPTS, (address, first)).fetchall()]

    def _receipt(self, row: tuple[Any, ...]) -> Receipt:
        name, block, time, sender, to, contract, gas_used = row
        return Receipt(name, block, time, sender, to, contract, gas_used, self._logs(block))

    def _logs(self, block: int) -> tuple[Log, ...]:
        rows = self.run(
            "SELECT address, topics, data FROM logs WHERE block = ? ORDER BY position", (block,)
        )
        return tuple(
            Log(address, tuple(topics[i : i + 32] for i in range(0, len(topics), 32)), data)
            for address, topics, data in rows
        )

    def forget(self, above: int) -> None:
        """Drop the blocks above a number."""
        self.run("DELETE FROM blocks WHERE number > ?", (above,))
        self.run("DELETE FROM transactions WHERE block > ?", (above,))
        self.run("DELETE FROM logs WHERE block > ?", (above,))

    def add_snapshot(self, name: str) -> None:
        """Remember the head and the time under a name."""
        self.run(
            "INSERT INTO snapshots (name, head, now) VALUES (?, ?, ?)", (name, self.head, self.now)
        )

    def revert(self, name: str) -> bool:
        """Go back to a snapshot, which stays; later ones are dropped. False: there is none."""
        found = self.run("SELECT id, head, now FROM snapshots WHERE name = ?", (name,)).fetchone()
        if found is None:
            return False
        with self.whole("back"):
            self.run("DELETE FROM snapshots WHERE id > ?", found[:1])
            self.forget(found[1])
            self.now = found[2]
        return True

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()
