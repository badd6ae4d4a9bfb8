"""What was signed and sent to a node, kept so that nothing is lost and nothing is sent twice.

A transaction is written down before it leaves. An action that was cut off is carried out again: a
transaction that it has made already is found here by its place and what it says, and its receipt is
waited for; only what is not here is made anew.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sum.chain.base import Address
from sum.errors import ChainError
from sum.units import Seconds, Wei

State = Literal["signed", "mined", "failed", "declined"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS actions (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, time INTEGER NOT NULL,
    head INTEGER NOT NULL, what BLOB NOT NULL, done INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sent (
    action TEXT NOT NULL, place INTEGER NOT NULL, sender TEXT NOT NULL, receiver TEXT,
    digest BLOB NOT NULL, value TEXT NOT NULL, nonce INTEGER NOT NULL, gas INTEGER NOT NULL,
    fee TEXT NOT NULL, tip TEXT NOT NULL, state TEXT NOT NULL, hash TEXT NOT NULL,
    block INTEGER NOT NULL, block_hash TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (action, place));
CREATE INDEX IF NOT EXISTS blocks ON sent (block);
CREATE INDEX IF NOT EXISTS hashes ON sent (block_hash);
CREATE TABLE IF NOT EXISTS raw (
    hash TEXT PRIMARY KEY, number INTEGER NOT NULL, action TEXT NOT NULL, place INTEGER NOT NULL,
    raw BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS raws ON raw (action, place);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_SENT = (
    "action, place, sender, receiver, digest, value, nonce, gas, fee, tip, state, hash, block,"
    " block_hash, reason"
)


@dataclass(frozen=True)
class Begun:
    """An action that has begun.

    Attributes
    ----------
    id : str
    number : int
        1 for the first of the room.
    time : Seconds
        The chain's time when it began.
    head : int
        The last block then.
    what : bytes
        What is to be done, as the room wrote it.
    done : bool
        Whether the books have all of it.
    """

    id: str
    number: int
    time: Seconds
    head: int
    what: bytes
    done: bool = False


@dataclass(frozen=True)
class Sent:
    """A transaction of an action, or the answer that it would be refused.

    Attributes
    ----------
    action : str
    place : int
        Its place in the action, from 0.
    sender : Address
    to : Address or None
    digest : bytes
        SHA-256 of its data.
    value : Wei
    nonce, gas : int
    fee, tip : Wei
        The most that a unit of gas may cost, and what of it is the block maker's.
    raws : tuple of (str, bytes)
        Hash and signed transaction; more than one when it was sent again with a higher fee. All
        have the same nonce, so that one of them is mined at most. Newest last.
    state : {"signed", "mined", "failed", "declined"}
        Failed ones are in a block, too, and cost gas; declined ones were never sent.
    hash : str
        Of the one that is in a block; else "".
    block : int
        -1 when it is in none.
    block_hash, reason : str
        Reason is the contract's, of a failed or declined one.
    """

    action: str
    place: int
    sender: Address
    to: Address | None
    digest: bytes
    value: Wei = Wei(0)
    nonce: int = 0
    gas: int = 0
    fee: Wei = Wei(0)
    tip: Wei = Wei(0)
    raws: tuple[tuple[str, bytes], ...] = ()
    state: State = "signed"
    hash: str = ""
    block: int = -1
    block_hash: str = ""
    reason: str = ""

    @property
    def newest(self) -> str:
        """Hash of the one that was signed last."""
        return self.raws[-1][0]

    def is_like(self, sender: Address, to: Address | None, digest: bytes) -> bool:
        """Whether it says the same; what is sent along may differ with the price."""
        return (self.sender, self.to, self.digest) == (sender, to, digest)


class Outbox:
    """Actions and their transactions, in a SQLite file of their own or in memory.

    What a method has written outlives the process. Several processes may have the same file open;
    whoever acts holds the room's lock.

    Parameters
    ----------
    path : Path, optional
        By default it is gone with the object.

    Raises
    ------
    ChainError
        When the file cannot be used.
    """

    def __init__(self, path: Path | None = None) -> None:
        try:
            self._connection = sqlite3.connect(
                path or ":memory:", isolation_level=None, check_same_thread=False, timeout=30
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise ChainError(f"What was sent cannot be kept in this file: {error}") from error

    # ----------------------------------------------------------------------------------- actions

    def begin(self, action: str, time: Seconds, head: int, what: bytes = b"") -> Begun:
        """Note that an action begins; one that has begun already is given back as it was noted."""
        with self._whole():
            known = self.action(action)
            if known:
                return known
            [number] = self._run("SELECT coalesce(max(number), 0) + 1 FROM actions").fetchone()
            self._run(
                "INSERT INTO actions VALUES (?, ?, ?, ?, ?, 0)", action, number, time, head, what
            )
        return Begun(action, number, time, head, what)

    def action(self, action: str) -> Begun | None:
        """An action by its id."""
        rows = self._actions("WHERE id = ?", action)
        return rows[0] if rows else None

    def set_time(self, action: str, time: Seconds) -> None:
        """Note another time at which an action begins."""
        self._run("UPDATE actions SET time = ? WHERE id = ?", time, action)

    def reopen(self, number: int) -> None:
        """Note that all actions from one's number on have to be carried out again."""
        self._run("UPDATE actions SET done = 0 WHERE number >= ?", number)

    def finish(self, action: str) -> None:
        """Note that the books have all of an action."""
        self._run("UPDATE actions SET done = 1 WHERE id = ?", action)

    def before(self, number: int) -> str:
        """Id of the last action before one's number; "" when there is none."""
        found = self._run(
            "SELECT id FROM actions WHERE number < ? ORDER BY number DESC LIMIT 1", number
        ).fetchone()
        return str(found[0]) if found else ""

    def know(self, last: str) -> None:
        """Take note of the last action that the books have; they have all before it, none after."""
        known = self.action(last)
        if known:
            self._run("UPDATE actions SET done = (number <= ?)", known.number)

    def forget(self, action: str) -> None:
        """Drop an action that came to nothing: nothing of it was sent."""
        with self._whole():
            self._run("DELETE FROM sent WHERE action = ?", action)
            self._run("DELETE FROM actions WHERE id = ?", action)

    def unfinished(self) -> tuple[Begun, ...]:
        """Actions that were cut off, oldest first."""
        return self._actions("WHERE NOT done")

    def since(self, number: int) -> tuple[Begun, ...]:
        """Actions from one's number on, oldest first."""
        return self._actions("WHERE number >= ?", number)

    # ------------------------------------------------------------------------------ transactions

    def add(self, sent: Sent) -> None:
        """Write down a transaction before it is sent; from then on no power cut can lose it.

        All else can be found out again.
        """
        self._run("PRAGMA synchronous = FULL")
        try:
            self._add(sent)
        finally:
            self._run("PRAGMA synchronous = NORMAL")

    def _add(self, sent: Sent) -> None:
        with self._whole():
            marks = ", ".join("?" * 15)
            values = (
                *(sent.action, sent.place, sent.sender, sent.to, sent.digest, str(sent.value)),
                *(sent.nonce, sent.gas, str(sent.fee), str(sent.tip), sent.state, sent.hash),
                *(sent.block, sent.block_hash, sent.reason),
            )
            self._run(f"INSERT OR REPLACE INTO sent ({_SENT}) VALUES ({marks})", *values)  # noqa: S608
            self._run("DELETE FROM raw WHERE action = ? AND place = ?", sent.action, sent.place)
            for number, (name, raw) in enumerate(sent.raws):
                self._run(
                    "INSERT OR REPLACE INTO raw VALUES (?, ?, ?, ?, ?)",
                    *(name, number, sent.action, sent.place, raw),
                )

    def drop(self, sent: Sent) -> None:
        """Forget a transaction that is gone from the chain, and that nobody sends again."""
        with self._whole():
            for table in ("sent", "raw"):
                self._run(
                    f"DELETE FROM {table} WHERE action = ? AND place = ?",  # noqa: S608
                    *(sent.action, sent.place),
                )

    def settle(
        self, sent: Sent, found: str, block: int, block_hash: str, reason: str | None = None
    ) -> Sent:
        """Note which block a transaction is in, and why it failed there; None: it did not."""
        sent = replace(
            sent,
            state="mined" if reason is None else "failed",
            hash=found,
            block=block,
            block_hash=block_hash,
            reason=reason or "",
        )
        self._run(
            "UPDATE sent SET state = ?, hash = ?, block = ?, block_hash = ?, reason = ?"
            " WHERE action = ? AND place = ?",
            *(sent.state, sent.hash, sent.block, sent.block_hash, sent.reason),
            *(sent.action, sent.place),
        )
        return sent

    def sent(self, action: str) -> tuple[Sent, ...]:
        """What an action has sent, in order."""
        return self._sent("WHERE action = ? ORDER BY place", action)

    def between(self, sender: Address, first: int, end: int) -> tuple[bytes, ...]:
        """What somebody has signed with numbers from `first` on, before `end`; newest of each."""
        found = self._sent(
            "WHERE sender = ? AND nonce >= ? AND nonce < ? AND state != 'declined' ORDER BY nonce",
            *(sender, first, end),
        )
        return tuple({sent.nonce: sent.raws[-1][1] for sent in found}.values())

    def blocks(self, below: int | None = None, count: int = 1) -> tuple[tuple[int, str], ...]:
        """Number and hash of the last blocks with transactions from here, newest first.

        Parameters
        ----------
        below : int, optional
            Only blocks before this one.
        count : int
        """
        found = self._run(
            "SELECT DISTINCT block, block_hash FROM sent WHERE block >= 0 AND block < ?"
            " ORDER BY block DESC LIMIT ?",
            *(2**62 if below is None else below, count),
        )
        return tuple((number, name) for number, name in found)

    def first_in(self, names: Sequence[str]) -> Begun | None:
        """The first action with a transaction in one of these blocks, by their hashes."""
        found: list[Begun] = []
        for name in names:
            found += self._actions(
                "WHERE id IN (SELECT action FROM sent WHERE block_hash = ?)", name
            )
        return min(found, key=lambda begun: begun.number, default=None)

    # ------------------------------------------------------------------------------------- facts

    def fact(self, name: str, value: str) -> str:
        """Note a fact, such as the chain's first block; the one noted first is given back."""
        self._run("INSERT OR IGNORE INTO facts VALUES (?, ?)", name, value)
        return str(self._run("SELECT value FROM facts WHERE name = ?", name).fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # ------------------------------------------------------------------------------------ inside

    def _run(self, command: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401 - SQL's types
        try:
            return self._connection.execute(command, values)
        except sqlite3.Error as error:
            raise ChainError(f"What was sent cannot be kept: {error}") from error

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._run("COMMIT")

    def _actions(self, where: str, *values: Any) -> tuple[Begun, ...]:  # noqa: ANN401
        rows = self._run(
            f"SELECT id, number, time, head, what, done FROM actions {where} ORDER BY number",  # noqa: S608
            *values,
        )
        return tuple(
            Begun(name, number, Seconds(time), head, bytes(what), bool(done))
            for name, number, time, head, what, done in rows.fetchall()
        )

    def _sent(self, where: str, *values: Any) -> tuple[Sent, ...]:  # noqa: ANN401
        rows = self._run(f"SELECT {_SENT} FROM sent {where}", *values).fetchall()  # noqa: S608
        return tuple(self._read(row) for row in rows)

    def _read(self, row: tuple[Any, ...]) -> Sent:
        action, place, sender, to, digest, value, nonce, gas, fee, tip, *outcome = row
        found = self._run(
            "SELECT hash, raw FROM raw WHERE action = ? AND place = ? ORDER BY number",
            *(action, place),
        )
        raws = tuple((name, bytes(raw)) for name, raw in found)
        amounts = Wei(int(value)), nonce, gas, Wei(int(fee)), Wei(int(tip))
        return Sent(action, place, sender, to, bytes(digest), *amounts, raws, *outcome)
