"""A node’s chain that answers as of an earlier block, and knows when its past is another one."""

import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from sum.chain.addresses import NOBODY, checksum
from sum.chain.base import Address
from sum.chain.json_rpc import to_hex
from sum.chain.node import NodeChain
from sum.chain.nodes import LATEST
from sum.chain.outbox import Begun, Outbox
from sum.errors import ChainError, NodeDown, Refused
from sum.units import Wei

_GLANCE = 8
"""How many of the last blocks are looked at: some may be new, and the one before them gone."""
_NAMES_ONLY = False
_LAG, _LAG_PAUSE = 2.0, 0.2
"""For how long a node may not know a block that it has known, in seconds."""


class AsOf(NodeChain):
    """Questions of a `LiveChain`: as of now, or as of the block that an action has come to."""

    _outbox: Outbox

    @property
    @abstractmethod
    def _block(self) -> int | None:
        """After which block questions are answered; None for the last one."""

    @property
    def _at(self) -> str:
        block = self._block
        return LATEST if block is None else hex(block)

    def _ask_then(self, ask: Callable[[str], Any]) -> Any:  # noqa: ANN401 - whatever is asked for
        """Ask as of the session's block; where the node has forgotten that, as of now."""
        at = self._at
        if at == LATEST:
            return ask(LATEST)
        try:
            return ask(at)
        except (Refused, NodeDown):
            raise
        except ChainError:
            return ask(LATEST)

    def balance(self, address: Address) -> Wei:
        """What an account or contract has."""
        name = checksum(address)
        return Wei(
            self._ask_then(lambda at: self._node.ask_number("eth_getBalance", name, at)),
        )

    def balances(self, addresses: Sequence[Address]) -> tuple[Wei, ...]:
        """What several have, in the same order; asked for in one go."""
        names = [checksum(address) for address in addresses]
        found = self._ask_then(
            lambda at: self._node.ask_all([("eth_getBalance", name, at) for name in names])
        )
        return tuple(Wei(int(each, 16)) for each in found)

    def call(self, to: Address, data: bytes, sender: Address | None = None) -> bytes:
        """Ask a contract, for free; see `NodeChain.call`."""
        at = self._block
        if at is None:
            return super().call(to, data, sender)
        request = {"from": sender or NOBODY, "to": checksum(to), "data": to_hex(data)}
        return bytes(
            self._ask_then(
                lambda tag: self._node.call(request, self.now, at + 1, tag),
            )
        )

    def check(self) -> Begun | None:
        """Find out whether the chain still has all blocks with transactions from here.

        Returns
        -------
        Begun or None
            The first action whose blocks are gone; None while all are there.
        """
        below: int | None = None
        gone: list[str] = []
        while blocks := self._outbox.blocks(below, _GLANCE):
            found = self._node.ask_all(
                [("eth_getBlockByNumber", hex(number), _NAMES_ONLY) for number, _ in blocks]
            )
            stands = [
                (block["hash"] if block else self._hash(number)) == name
                for (number, name), block in zip(blocks, found, strict=True)
            ]
            gone += [name for (_, name), stand in zip(blocks, stands, strict=True) if not stand]
            if stands[-1]:
                break
            below = blocks[-1][0]
        return self._outbox.first_in(gone)

    def _hash(self, number: int) -> str:
        deadline = time.monotonic() + _LAG
        while True:
            found = self._node.ask("eth_getBlockByNumber", hex(number), False)  # noqa: FBT003
            if found or time.monotonic() > deadline:
                return str(found["hash"]) if found else ""
            time.sleep(_LAG_PAUSE)
