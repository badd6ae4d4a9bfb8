"""A node that rooms play on: shared by many, never set back, and nothing is sent to it twice.

::

    chain = LiveChain(node, key, outbox, faucet, Rules(...))
    with chain.replay("the action’s id"):
        chain.send(...)                     # written down, sent, waited for
    outbox.finish("the action’s id")

An action that was cut off, by a crash or because the node was away, is carried out again in the
same words: what it has sent already is found in the outbox, and only the rest is sent.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sum.chain.acting import Acting
from sum.chain.base import Address, Block, Receipt, Transaction
from sum.chain.database import Database
from sum.chain.delivery import Delivery, Overtaken
from sum.chain.faucet import Faucet
from sum.chain.gas import GAS_CAP, OutOfGas, gas_limit, out_of_gas
from sum.chain.json_rpc import to_block, to_receipt
from sum.chain.networks import Network, network_of
from sum.chain.nodes import LATEST, Node
from sum.chain.outbox import Outbox, Sent
from sum.chain.signing import Pen, to_request
from sum.chain.waiting import Waiting, tell
from sum.errors import ChainError, NodeDown, Refused, SumError, refusal
from sum.units import Seconds, Wei

_SPARE = (13, 10, 20_000)
"""How much more gas than estimated a transaction may take: thirteen tenths, and so much more."""


@dataclass(frozen=True)
class Rules:
    """How a node is used.

    Attributes
    ----------
    purse : Wei
        What a new account is given.
    may_set_time : bool
        Whether the time of a development chain is set; it is everybody's on that node.
    stuck_after, give_up : float
        As in `Delivery`, in seconds.
    """

    purse: Wei
    may_set_time: bool = False
    stuck_after: float = 60.0
    give_up: float = 600.0


class LiveChain(Acting):
    """A chain behind a node, for a room.

    Parameters
    ----------
    node : Node
    key : bytes
        The faucet's private key, 32 bytes: `accounts[0]`, which deploys, and fills purses.
    outbox : Outbox
        The room's.
    faucet : Faucet
        The faucet account's, of all rooms.
    rules : Rules
    database : Database, optional
        The room's own file: an action is one transaction of it.

    Attributes
    ----------
    database : Database or None
    waiting : Waiting or None
        What the action that is under way waits for; any thread may read it.
    failed : callable
        Told of every transaction that a contract refused in its block: its sender, and what the gas
        cost them.

    Raises
    ------
    ChainError
        When the node does not answer, or the room was played on another chain.
    """

    def __init__(
        self,
        node: Node,
        key: bytes,
        outbox: Outbox,
        faucet: Faucet,
        rules: Rules,
        database: Database | None = None,
    ) -> None:
        self._last_seen: tuple[Block, Transaction] | None = None
        super().__init__(node, outbox, database, may_set_time=rules.may_set_time)
        self.add_account(key)
        self._ledger, self._rules = faucet, rules
        self.waiting: Waiting | None = None
        self.failed: Callable[[Address, Wei], None] = lambda *_: None
        self._pen = Pen(node, self._chain_id, self._keys, outbox, faucet)
        self._delivery = Delivery(node, self._pen, self._told, rules.stuck_after, rules.give_up)

    # ---------------------------------------------------------------------------- what it can do

    @property
    def network(self) -> Network:
        """Which network it is."""
        return network_of(self._chain_id)

    @property
    def away(self) -> Waiting | None:
        """That the node did not answer when it was last asked; None when it did."""
        return Waiting("", "", time.time(), "away") if self._node.away else None

    @property
    def purse(self) -> Wei:
        """What a new account is given."""
        return self._rules.purse

    @property
    def spent(self) -> Wei:
        """What the faucet has spent, in all rooms."""
        return self._ledger.spent

    # -------------------------------------------------------------------------------------- send

    def send(
        self,
        sender: Address,
        to: Address | None,
        data: bytes = b"",
        value: Wei = Wei(0),
        gas: int | None = None,
    ) -> Receipt:
        """Send a transaction and wait for its block.

        Raises
        ------
        Refused
            When the contract reverts: before it is sent, or in its block, where it costs gas.
        Unfinished
            When it is in no block yet, or the node does not answer.
        ChainError
            When the account is not one of `accounts` or has too little ether, or the gas or the
            spending limit does not suffice.
        """
        session = self._session
        if session is None:
            return self._sent_alone(sender, to, data, value, gas)
        digest = sha256(data).digest()
        known = session.take(sender, to, digest)
        if known and known.state == "declined":
            raise refusal(known.reason)
        sent = known or self._signed(
            Sent(session.begun.id, -1, sender, to, digest, value), data, gas
        )
        settled, found = self._settled(sent, data, fresh=known is None)
        receipt = to_receipt(found, Seconds(int(found["block"]["timestamp"], 16)))
        self._last_seen = to_block(found["block"]), _transaction(settled, data, found)
        session.passed(receipt.block, receipt.time, failed=settled.state == "failed")
        if settled.state == "failed":
            session.wasted.append((sender, _fee(found)))
            self.failed(*session.wasted[-1])
            if settled.reason == _GAS:
                raise ChainError("The transaction took more gas than its limit.")
            raise refusal(settled.reason)
        return receipt

    def block(self, number: int) -> Block:
        """A block; see `NodeChain.block`. The last transaction's need not be asked for."""
        if self._last_seen and self._last_seen[0].number == number:
            return self._last_seen[0]
        return super().block(number)

    def transaction(self, transaction_hash: str) -> Transaction:
        """A transaction; see `NodeChain.transaction`. The last one need not be asked for."""
        if self._last_seen and self._last_seen[1].hash == transaction_hash:
            return self._last_seen[1]
        return super().transaction(transaction_hash)

    def _sent_alone(
        self, sender: Address, to: Address | None, data: bytes, value: Wei, gas: int | None
    ) -> Receipt:
        """Send what belongs to no action: nobody will carry it out again."""
        action = token_hex(16)
        try:
            with self.replay(action):
                return self.send(sender, to, data, value, gas)
        finally:
            self._outbox.finish(action)

    def _settled(
        self, sent: Sent, data: bytes | None, *, fresh: bool
    ) -> tuple[Sent, dict[str, Any]]:
        """Wait for a transaction's block, and note what came of it."""
        sent, found = self._delivery.wait(sent, data, fresh=fresh)
        number, failed = int(found["blockNumber"], 16), int(found["status"], 16) == 0
        reason = self._why(sent, data, found) if failed else None
        if sent.sender == self.accounts[0]:
            cost = _fee(found) + (0 if failed else sent.value)
            self._ledger.settle(found["transactionHash"], Wei(cost))
        place = found["transactionHash"], number, found["blockHash"]
        return self._outbox.settle(sent, *place, reason), found

    def _give_up(self, sent: Sent) -> None:
        """Settle what an action sent when it was carried out before, and has no use for now."""
        # It is sent again even so: what its sender has signed after it cannot do without.
        try:
            settled, found = self._settled(sent, None, fresh=False)
        except Overtaken:
            self._outbox.drop(sent)
            return
        if settled.state == "failed":
            self.failed(sent.sender, _fee(found))
            return
        raise ChainError(
            f"The chain has a transaction of this room that its books do not tell of: {sent.newest}"
        )

    def _wasted(self, sent: Sent) -> list[tuple[Address, Wei]]:
        try:
            settled, found = self._settled(sent, None, fresh=False)
        except Overtaken:
            self._outbox.drop(sent)
            return []
        return [(sent.sender, _fee(found))] if settled.state == "failed" else []

    def _why(self, sent: Sent, data: bytes | None, found: dict[str, Any]) -> str:
        """Find out why a contract refused a transaction in its block, by asking it once more."""
        if sent.state == "failed" and sent.block_hash == found["blockHash"]:
            return sent.reason
        request = to_request(sent, data or b"")
        number, stamp = int(found["blockNumber"], 16), int(found["block"]["timestamp"], 16)
        for at in (number - 1, number):
            try:
                self._node.call(request, Seconds(stamp), number, hex(at))
            except Refused as error:
                return error.reason
            except NodeDown:
                raise
            except SumError:
                continue
        return _GAS if int(found["gasUsed"], 16) >= sent.gas * 63 // 64 else ""

    # ------------------------------------------------------------------------------------ signing

    def _signed(self, order: Sent, data: bytes, gas: int | None) -> Sent:
        """Try a new transaction, sign it, and write it down before anybody else sees it."""
        if order.sender not in self._keys:
            raise ChainError(f"This chain has no key for {order.sender}.")
        latest = self._latest()
        fee, tip = self._pen.fees(latest["base_fee"])
        order = replace(order, fee=fee, tip=tip)
        try:
            order = replace(order, gas=self._tried(order, data, latest, gas))
        except Refused as error:
            place = self._place()
            self._outbox.add(replace(order, place=place, state="declined", reason=error.reason))
            raise
        if self.can_set_time:
            self._set_next_time(latest)
        return self._pen.write(replace(order, place=self._place()), data)

    def _place(self) -> int:
        if self._session is None:
            raise ChainError("On this chain everything that is sent belongs to an action.")
        return self._session.next_place()

    def _tried(self, order: Sent, data: bytes, latest: dict[str, int], gas: int | None) -> int:
        """Try a transaction as a call; returns its limit of gas."""
        balance = Wei(self._node.ask_number("eth_getBalance", order.sender, LATEST))
        request = to_request(order, data)
        ample = gas_limit(balance, order.value, order.fee, gas)
        try:
            self._try({**request, "gas": hex(ample)}, latest)
            if gas is not None or self.network.kind == "development":
                return ample
            needed = self._node.ask_number("eth_estimateGas", request)
        except OutOfGas as error:
            raise out_of_gas(balance, order.value, gas, ample) from error
        tenths, ten, more = _SPARE
        limit = min(GAS_CAP, needed * tenths // ten + more)
        return gas_limit(balance, order.value, order.fee, limit)

    def _set_next_time(self, latest: dict[str, int]) -> None:
        for _ in range(3):
            try:
                self._node.set_next_time(self._next_time(latest))
            except NodeDown:
                raise
            except ChainError:  # a block has come in between
                latest = self._latest()
                continue
            return

    def _told(self, waiting: Waiting | None) -> None:
        before, self.waiting = self.waiting, waiting
        if waiting and (before is None or before.state != waiting.state):
            tell(waiting)

    def close(self) -> None:
        """Let go of the files."""
        self._outbox.close()
        self._ledger.close()
        if self.database:
            self.database.close()


_GAS = "out of gas"


def _transaction(sent: Sent, data: bytes, found: dict[str, Any]) -> Transaction:
    number, price = int(found["blockNumber"], 16), Wei(int(found["effectiveGasPrice"], 16))
    return Transaction(
        found["transactionHash"], number, sent.sender, sent.to, sent.value, data, price
    )


def _fee(found: dict[str, Any]) -> Wei:
    """What a transaction's gas cost; some networks charge for their data besides."""
    price = int(found.get("effectiveGasPrice") or "0x0", 16)
    return Wei(int(found["gasUsed"], 16) * price + int(found.get("l1Fee") or "0x0", 16))
