"""What differs from one node to the next: time, going back, and how a call runs."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from requests.exceptions import RequestException
from web3 import HTTPProvider
from web3.providers import BaseProvider
from web3.types import RPCEndpoint

from sum.chain import reverts
from sum.chain.addresses import checksum
from sum.chain.base import Address
from sum.chain.json_rpc import from_hex
from sum.errors import ChainError, InputError
from sum.units import Seconds, Wei

_LIKE_ANVIL = ("anvil", "hardhat")


class Node:
    """A node of a real network, where time is everybody's and what is done is done.

    Parameters
    ----------
    provider : BaseProvider
        One of web3's: what brings a request to the node and its answer back.

    Attributes
    ----------
    is_test : bool
        Whether time is ours to set, and one can go back.
    """

    is_test: ClassVar[bool] = False

    def __init__(self, provider: BaseProvider) -> None:
        self._provider = provider

    def ask(self, method: str, *parameters: Any) -> Any:  # noqa: ANN401 - JSON
        """Make a JSON-RPC request.

        Raises
        ------
        Refused
            When a contract reverts.
        ChainError
            When the node does not answer, or says that something is wrong.
        """
        try:
            answer = self._provider.make_request(RPCEndpoint(method), list(parameters))
        except (RequestException, ValueError) as error:
            raise ChainError(f"The node does not answer: {error}") from error
        if not isinstance(answer, dict):
            raise ChainError("There is no Ethereum node at this address.")
        problem = answer.get("error")
        if problem:
            raise reverts.from_node(problem)
        return answer.get("result")

    def ask_number(self, method: str, *parameters: Any) -> int:  # noqa: ANN401 - JSON
        """Make a request whose answer is a number."""
        answer = self.ask(method, *parameters)
        if not isinstance(answer, str) or not answer.startswith("0x"):
            raise ChainError(f"The node's answer to {method} is no number.")
        return int(answer, 16)

    def accounts(self) -> list[Address]:
        """The accounts for which the node itself signs."""
        try:
            return [checksum(account) for account in self.ask("eth_accounts") or ()]
        except ChainError:  # public nodes have none, and some say so by an error
            return []

    def tip(self) -> Wei:
        """What whoever makes the block gets for a unit of gas."""
        return Wei(self.ask_number("eth_maxPriorityFeePerGas"))

    def call(self, request: dict[str, str], time: Seconds, number: int) -> bytes:  # noqa: ARG002
        """Run a call: here as in the last block, on a test node as in the next.

        Parameters
        ----------
        request : dict of str to str
            As in the protocol.
        time, number : int
            The next block's.
        """
        return from_hex(str(self.ask("eth_call", request, "latest")))

    def set_next_time(self, time: Seconds) -> None:
        """Say when the next block is made: here the network decides."""

    def snapshot(self) -> str:
        """Remember the chain as it is."""
        raise ChainError("A real network cannot go back.")

    def revert(self, snapshot: str) -> None:  # noqa: ARG002
        """Go back to a snapshot; whether it can be used again depends on the node."""
        raise ChainError("A real network cannot go back.")


class AnvilNode(Node):
    """A test node: anvil, or Hardhat, which takes the same requests."""

    is_test = True

    def tip(self) -> Wei:
        """Nothing: there is nobody to be faster than."""
        return Wei(0)

    def call(self, request: dict[str, str], time: Seconds, number: int) -> bytes:
        """Run a call as in the next block, which anvil does only when it is told."""
        block = {"time": hex(time), "number": hex(number)}
        return from_hex(str(self.ask("eth_call", request, "latest", {}, block)))

    def set_next_time(self, time: Seconds) -> None:
        """Say when the next block is made."""
        self.ask("evm_setNextBlockTimestamp", time)

    def snapshot(self) -> str:
        """Remember the chain as it is."""
        return str(self.ask("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot, which is used up by it."""
        if self.ask("evm_revert", snapshot) is not True:
            raise ChainError("There is no such snapshot.")


def open_node(url: str) -> Node:
    """Find out what answers at an address.

    Raises
    ------
    InputError
        When it is not the address of a node.
    ChainError
        When no node answers there.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise InputError('A node\'s address starts with http:// or https://; or say "eth-tester".')
    provider = HTTPProvider(url)
    version = str(Node(provider).ask("web3_clientVersion")).lower()
    return AnvilNode(provider) if any(name in version for name in _LIKE_ANVIL) else Node(provider)
