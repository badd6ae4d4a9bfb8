"""A test node under load: transactions are sent ahead, and what came of them is checked later.

Waiting for each block takes longer than making it. Whoever knows what will come of a transaction
(`sum.simulation.mirror`) can do something else in the meantime.
"""

from collections.abc import Callable
from typing import Any

from web3 import HTTPProvider

from sum.chain import reverts
from sum.chain.addresses import checksum
from sum.chain.base import Address, Receipt
from sum.chain.gas import GAS_CAP
from sum.chain.json_rpc import to_hex, to_receipt
from sum.chain.lane import Answer, Lane, Pipeline, Request
from sum.chain.node import NodeChain
from sum.chain.nodes import AnvilNode
from sum.errors import ChainError, Refused
from sum.units import Seconds, Wei

Expected = Callable[[Receipt], None]
"""Looks at a receipt; raises ChainError where it is not what it should be."""

_FREE = "anvil_setNextBlockBaseFeePerGas"


class BulkNode(AnvilNode):
    """An anvil that is asked nothing while transactions are under way, and where gas is free.

    Parameters
    ----------
    url : str
    """

    def __init__(self, url: str) -> None:
        super().__init__(HTTPProvider(url))
        self.pipeline = Pipeline(url)
        self._lane = Lane(url)  # half of the time that a provider takes

    def ask(self, method: str, *parameters: Any) -> Any:  # noqa: ANN401 - JSON
        """Make a request, after all that was sent ahead."""
        self.pipeline.flush()
        [answer] = self._lane.ask([(method, list(parameters))])
        if answer.get("error"):
            raise reverts.from_node(answer["error"])
        return answer.get("result")

    def close(self) -> None:
        """Give up what was not waited for; what is asked next opens the connection again."""
        self.pipeline.close()
        self._lane.close()

    def set_next_time(self, time: Seconds) -> None:
        """Say when the next block is made, and that its gas is free."""
        self.ask(_FREE, "0x0")
        super().set_next_time(time)


class BulkChain(NodeChain):
    """A chain that anvil keeps, for sending many transactions quickly.

    It is a `Chain` like any other. Besides, what is posted is not waited for: each transaction gets
    a block of its own with its own time, in the order of posting, and its receipt is looked at
    later. Gas costs nothing, so that balances tell of payments alone. Nobody else may use the node
    meanwhile.

    Parameters
    ----------
    node : BulkNode

    Attributes
    ----------
    gas_used : int
        By everything that was posted, as far as its receipts have come.
    """

    _head: dict[str, int] | None = None

    def __init__(self, node: BulkNode) -> None:
        super().__init__(node)
        self._let_go = node.close
        self._pipeline = node.pipeline
        self._adopted: dict[Address, None] = {}
        self.gas_used = 0

    @property
    def accounts(self) -> tuple[Address, ...]:
        """The node's own accounts, those added here, and those adopted."""
        return tuple(dict.fromkeys([*super().accounts, *self._adopted]))

    def adopt(self, account: str, balance: Wei) -> Address:
        """Let any address send, without a key, and set what it has."""
        address = checksum(account)
        self._node.ask("anvil_impersonateAccount", address)
        self._node.ask("anvil_setBalance", address, hex(balance))
        self._adopted[address] = None
        return address

    def _latest(self) -> dict[str, int]:
        # Nobody else uses the node: what is known need not be asked again.
        if self._head is None:
            self._head = super()._latest()
        return self._head

    def send(
        self,
        sender: Address,
        to: Address | None,
        data: bytes = b"",
        value: Wei = Wei(0),
        gas: int | None = None,
    ) -> Receipt:
        """Send a transaction and wait for its block; see `NodeChain.send`."""
        if to is None or gas is not None or sender not in self.accounts:
            self._head = None
            receipt = super().send(sender, to, data, value, gas)
            self._head = None
            return receipt
        if sender not in self._adopted:
            self._node.ask("anvil_impersonateAccount", sender)  # then nobody has to sign
            self._adopted[sender] = None
        self._try(_request(sender, to, data, value), self._latest())
        receipts: list[Receipt] = []
        self.post(sender, to, data, value, self.now, receipts.append)
        self.flush()
        return receipts[0]

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot; see `NodeChain.revert`."""
        self._head = None
        super().revert(snapshot)
        self._head = None

    def post(
        self,
        sender: Address,
        to: Address,
        data: bytes,
        value: Wei,
        time: Seconds,
        expected: Expected,
    ) -> None:
        """Send a transaction ahead.

        Parameters
        ----------
        sender : Address
            One that was adopted.
        to : Address
        data : bytes
        value : Wei
        time : Seconds
            Its block's.
        expected : callable
            Looks at its receipt, when that has come.

        Raises
        ------
        ChainError
            When an earlier one did not become what was expected.
        """
        request = {
            **_request(sender, to, data, value),
            "gas": hex(GAS_CAP),
            "gasPrice": "0x0",
        }

        def judge(answers: list[Answer]) -> None:
            receipt = self._posted(answers, time)
            self.gas_used += receipt.gas_used
            expected(receipt)

        requests: list[Request] = [
            (_FREE, ["0x0"]),  # a large block before it would have raised the price
            ("evm_setNextBlockTimestamp", [time]),
            ("eth_sendTransactionSync", [request]),
        ]
        self._pipeline.put(requests, judge)
        self._head = {"number": self._latest()["number"] + 1, "time": time, "base_fee": 0}
        self._now = Seconds(time + 1)

    def post_refusal(
        self,
        sender: Address,
        to: Address,
        data: bytes,
        value: Wei,
        time: Seconds,
        reason: str,
    ) -> None:
        """Ask, after all that was sent ahead, whether a transaction would be refused; send nothing.

        Parameters
        ----------
        sender, to, data, value, time
            As for `post`.
        reason : str
            Why it should be refused.
        """

        def judge(answers: list[Answer]) -> None:
            problem = answers[0].get("error")
            found = reverts.from_node(problem) if problem else None
            if not isinstance(found, Refused) or found.reason != reason:
                raise ChainError(
                    f"The contract should have refused this ({reason!r}), and"
                    f" {_said(found) if found else 'would not'}."
                )

        request = _request(sender, to, data, value)
        block = {"time": hex(time)}
        self._pipeline.put([("eth_call", [request, "latest", {}, block])], judge)

    def post_call(self, to: Address, data: bytes, judge: Callable[[bytes], None]) -> None:
        """Ask a contract, after all that was sent ahead; `judge` looks at its answer."""

        def look(answers: list[Answer]) -> None:
            problem = answers[0].get("error")
            if problem:
                raise reverts.from_node(problem)
            judge(bytes.fromhex(str(answers[0]["result"])[2:]))

        self._pipeline.put([("eth_call", [{"to": to, "data": to_hex(data)}, "latest"])], look)

    def flush(self) -> None:
        """Wait for all receipts, and look at them.

        Raises
        ------
        ChainError
            When something did not become what was expected.
        """
        self._pipeline.flush()

    def close(self) -> None:
        """Give up what was not waited for; what is asked next opens the connection again."""
        self._let_go()
        self._head = None

    def _posted(self, answers: list[Answer], time: Seconds) -> Receipt:
        for answer in answers:
            if answer.get("error"):
                raise ChainError(f"The node did not take it: {reverts.from_node(answer['error'])}")
        found = answers[-1]["result"]
        if int(found["status"], 16) == 0:
            raise ChainError("The contract refused what it should have taken.")
        stamp = found.get("blockTimestamp", 0)  # anvil's own: a number, or as all others are
        at = stamp if isinstance(stamp, int) else int(stamp, 16)
        if at != time or int(found["transactionIndex"], 16):
            raise ChainError(f"A transaction for {time} came at {at}: somebody else uses the node.")
        return to_receipt(found, Seconds(at))


def open_bulk(url: str) -> BulkChain | None:
    """Open a chain for many transactions, where the test node can do that; else None.

    Anvil can, from 1.4 on: a transaction's receipt is the answer to it.

    Raises
    ------
    ChainError
        When no node answers.
    """
    node = BulkNode(url)
    version = str(node.ask("web3_clientVersion")).lower()
    return BulkChain(node) if "anvil" in version else None


def _request(sender: Address, to: Address, data: bytes, value: Wei) -> dict[str, str]:
    return {"from": sender, "to": to, "data": to_hex(data), "value": hex(value)}


def _said(found: Exception) -> str:
    return f"says {found.reason!r}" if isinstance(found, Refused) else str(found)
