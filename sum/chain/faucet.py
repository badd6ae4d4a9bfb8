"""The account that pays for a node's rooms: what it has signed, in order, and how much it may.

All rooms of an installation share it, in any number of processes. So its transactions are written
into one file beside the rooms', which is locked while one is made: no two get the same number, one
that never left is sent before those that follow it, and all of them together stay below the limit.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sum.errors import ChainError
from sum.units import Wei, format_ether

_SCHEMA = """
CREATE TABLE IF NOT EXISTS signed (
    hash TEXT PRIMARY KEY, nonce INTEGER NOT NULL, raw BLOB NOT NULL, cost TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS nonces ON signed (nonce);
"""


class Faucet:
    """What one account has signed on one chain.

    Parameters
    ----------
    path : Path, optional
        A SQLite file; by default it is gone with the object.
    limit : Wei, optional
        What it may cost in all; by default there is none.

    Raises
    ------
    ChainError
        When the file cannot be used.
    """

    def __init__(self, path: Path | None = None, limit: Wei | None = None) -> None:
        self._limit = limit
        try:
            self._connection = sqlite3.connect(
                path or ":memory:", isolation_level=None, check_same_thread=False, timeout=60
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise ChainError(f"The faucet’s file cannot be used: {error}") from error

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other process signs with this account; written down whole at the end."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise ChainError("Other rooms keep the faucet busy; try again.") from error
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    @property
    def spent(self) -> Wei:
        """What all of it has cost so far, or can cost at most where that is not known yet."""
        # One nonce, one transaction at most: of those that replace each other the dearest counts.
        dearest: dict[int, int] = {}
        for nonce, cost in self._connection.execute("SELECT nonce, cost FROM signed"):
            dearest[nonce] = max(dearest.get(nonce, 0), int(cost))
        return Wei(sum(dearest.values()))

    def check(self, cost: Wei) -> None:
        """Refuse what would be too much.

        Raises
        ------
        ChainError
        """
        spent = self.spent
        if self._limit is not None and spent + cost > self._limit:
            raise ChainError(
                f"The spending limit is reached: of {format_ether(self._limit)} that this "
                f"installation may spend, {format_ether(spent)} are spent, and this could cost "
                f"{format_ether(cost)} more."
            )

    def sign(self, name: str, nonce: int, raw: bytes, cost: Wei) -> None:
        """Write a signed transaction down, with what it costs at most; only in one's turn."""
        self._connection.execute(
            "INSERT OR REPLACE INTO signed VALUES (?, ?, ?, ?)", (name, nonce, raw, str(cost))
        )

    def settle(self, name: str, cost: Wei) -> None:
        """Note what a transaction has cost in the end."""
        with self.turn():
            found = self._connection.execute("SELECT nonce FROM signed WHERE hash = ?", (name,))
            for (nonce,) in found.fetchall():
                self._connection.execute(
                    "UPDATE signed SET cost = '0' WHERE nonce = ? AND hash != ?", (nonce, name)
                )
                self._connection.execute(
                    "UPDATE signed SET cost = ? WHERE hash = ?", (str(cost), name)
                )

    def next_nonce(
        self, mined: int, pending: int, knows: Callable[[str], bool], send: Callable[[bytes], bool]
    ) -> int:
        """Number the next transaction, after sending what was signed and never came to the node.

        Parameters
        ----------
        mined, pending : int
            How many of the account's transactions are in blocks, and how many with those that wait.
        knows : callable
            Whether the node knows a transaction.
        send : callable
            Send a signed transaction; whether the node takes it. The number of one that it does not
            take is given away again.
        """
        waiting = self._connection.execute(
            "SELECT nonce, hash, raw FROM signed WHERE nonce >= ? ORDER BY nonce, rowid", (mined,)
        )
        by_nonce: dict[int, list[tuple[str, bytes]]] = {}
        for nonce, name, raw in waiting.fetchall():
            by_nonce.setdefault(nonce, []).append((name, bytes(raw)))
        for nonce, versions in by_nonce.items():
            if not any(knows(name) for name, _ in versions) and not send(versions[-1][1]):
                return nonce
        return max(pending, max(by_nonce, default=-1) + 1)

    def between(self, first: int, end: int) -> tuple[bytes, ...]:
        """What was signed with numbers from the first on, before the end; newest of each."""
        found = self._connection.execute(
            "SELECT nonce, raw FROM signed WHERE nonce >= ? AND nonce < ? ORDER BY nonce, rowid",
            (first, end),
        )
        return tuple({nonce: bytes(raw) for nonce, raw in found}.values())

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
