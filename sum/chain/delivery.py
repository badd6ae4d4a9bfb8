"""Gets a signed transaction into a block, whatever the node does meanwhile."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from sum.chain.json_rpc import to_hex
from sum.chain.nodes import LATEST, Node
from sum.chain.outbox import Sent
from sum.chain.waiting import Progress, Waiting
from sum.errors import ChainError, NodeDown, SumError, Unfinished

_LOOK = 1.0
"""Seconds between two looks whether the node still knows a transaction."""
_REFUSALS = 5
"""How often a node may refuse a transaction before that is final for now."""
_USED = 3
"""How often a transaction has to be missing while its number is used up; some nodes lag behind."""

_KNOWN = ("already known", "already imported", "known transaction", "already exists")
_TOO_LATE = ("nonce too low", "nonce is too low", "nonce has already been used", "old nonce")
_CHEAP = ("underpriced", "base fee", "fee cap", "max fee per gas", "maxfeepergas", "fee too low")


class Overtaken(ChainError):
    """Another transaction has the number of one that nobody needs any more."""

    def __init__(self) -> None:
        super().__init__("Its number was used by another transaction.")


class Signer(Protocol):
    """Who can sign a transaction once more; each writes it down before it gives it back."""

    def before(self, sent: Sent, mined: int) -> Sequence[bytes]:
        """What its sender has signed that has to be in a block first, oldest first.

        Parameters
        ----------
        sent : Sent
        mined : int
            How many of the sender's transactions are.
        """
        ...

    def raise_fee(self, sent: Sent, data: bytes) -> Sent:
        """Sign it with a higher fee; the same when nobody can pay for that."""
        ...

    def renumber(self, sent: Sent, data: bytes) -> Sent:
        """Sign it with a new number: its own was used by another transaction."""
        ...


@dataclass
class Delivery:
    """Waits for a transaction's block.

    Attributes
    ----------
    node : Node
    signer : Signer
    told : callable
        Told what is waited for, and None when it is over.
    stuck_after, give_up : float
        After how many seconds without a block its fee is raised; after how many an action gives up
        waiting for it.
    """

    node: Node
    signer: Signer
    told: Callable[[Waiting | None], None]
    stuck_after: float
    give_up: float

    def wait(self, sent: Sent, data: bytes | None, *, fresh: bool) -> tuple[Sent, dict[str, Any]]:
        """Wait until a transaction is in a block; send it (again) where that is missing.

        Parameters
        ----------
        sent : Sent
        data : bytes or None
            What it carries, for the case that it has to be signed again; None: it never is.
        fresh : bool
            Whether it was never sent.

        Returns
        -------
        sent : Sent
            As it was signed last.
        receipt : dict
            As the node gives it; the block it is in is the chain's.

        Raises
        ------
        Unfinished
            When it is in no block yet; later it may be.
        Overtaken
            When it will be in none, and is not signed again.
        """
        try:
            return _Watch(self, sent, data).run(fresh=fresh)
        except NodeDown:
            self.told(Waiting(sent.newest, sent.sender, time.time(), "away"))
            raise
        except Unfinished:
            raise
        except BaseException:
            self.told(None)
            raise


class _Watch:
    """One transaction that is waited for."""

    def __init__(self, delivery: Delivery, sent: Sent, data: bytes | None) -> None:
        self._delivery, self._node = delivery, delivery.node
        self._sent, self._data = sent, data
        self._start = self._raised = time.monotonic()
        self._since = time.time()
        self._refusals = self._used = 0

    def run(self, *, fresh: bool) -> tuple[Sent, dict[str, Any]]:
        if fresh:
            self._tell("sent")
            self._offer()
        due, pause = self._start + (_LOOK if fresh else 0), 0.001
        while (found := self._find()) is None:
            now = time.monotonic()
            if now - self._start > self._delivery.give_up:
                raise Unfinished(
                    f"Transaction {self._sent.newest} is in no block after "
                    f"{self._delivery.give_up:.0f} s. It is kept, and looked for again."
                )
            if now >= due:
                due = now + _LOOK
                self._look(now)
            time.sleep(pause)
            pause = min(2 * pause, _LOOK / 2)
        self._delivery.told(None)
        return self._sent, found

    def _find(self) -> dict[str, Any] | None:
        """Its receipt, once the block in it is the chain's."""
        for name, _ in reversed(self._sent.raws):
            found: dict[str, Any] | None = self._node.ask("eth_getTransactionReceipt", name)
            if found and found.get("blockNumber"):
                block = self._node.ask("eth_getBlockByNumber", found["blockNumber"], False)  # noqa: FBT003
                if block and block["hash"] == found["blockHash"]:
                    return {**found, "block": block}
        return None

    def _look(self, now: float) -> None:
        """Find out why it is in no block, and do something about it."""
        sent = self._sent
        known = self._node.ask("eth_getTransactionByHash", sent.newest)
        mined = self._node.ask_number("eth_getTransactionCount", sent.sender, LATEST)
        for raw in self._delivery.signer.before(sent, mined) if mined < sent.nonce else ():
            with suppress(ChainError):  # it is there already, or cannot be helped
                self._node.ask("eth_sendRawTransaction", to_hex(raw))
        if known is not None:
            self._used = 0
            if now - self._raised > self._delivery.stuck_after:
                self._raise_fee(now)
            elif now - self._start > _LOOK:
                self._tell("pending")
        elif mined > sent.nonce:
            self._used += 1
            if self._used >= _USED:
                self._renumber()
                self._offer()
        else:
            self._tell("dropped")
            self._offer()

    def _renumber(self) -> None:
        if self._data is None:
            raise Overtaken
        self._sent, self._used = self._delivery.signer.renumber(self._sent, self._data), 0

    def _raise_fee(self, now: float) -> None:
        self._raised = now
        if self._data is None:
            return
        raised = self._delivery.signer.raise_fee(self._sent, self._data)
        if raised is self._sent:
            self._tell("stuck")
            return
        self._sent = raised
        self._tell("replaced")
        self._offer()

    def _offer(self) -> None:
        """Send it, and understand what the node says to it."""
        try:
            self._node.ask("eth_sendRawTransaction", to_hex(self._sent.raws[-1][1]))
        except Unfinished:
            raise
        except SumError as error:
            said = str(error).lower()
            if any(words in said for words in (*_KNOWN, *_TOO_LATE)):
                return  # it is there, or the next looks find out who used its number
            if "replacement" in said and len(self._sent.raws) == 1:
                self._renumber()
            elif any(words in said for words in _CHEAP):
                self._raise_fee(time.monotonic())
                return
            self._refusals += 1
            if self._refusals >= _REFUSALS:
                raise Unfinished(
                    f"The node does not take the transaction: {error} It is kept, and tried again."
                ) from error

    def _tell(self, state: Progress) -> None:
        sent = self._sent
        self._delivery.told(Waiting(sent.newest, sent.sender, self._since, state))
