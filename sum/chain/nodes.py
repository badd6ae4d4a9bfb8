"""What differs from one node to the next: time, going back, and how a call runs."""

import time
from collections.abc import Callable, Sequence
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
from sum.chain.waiting import Waiting, tell
from sum.errors import ChainError, InputError, NodeDown
from sum.units import Seconds, Wei

_LIKE_ANVIL = ("anvil", "hardhat")
_TOO_OFTEN = (-32005, 429)
LATEST = "latest"
"""The last block, in the protocol's words."""
_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
"""Between two tries of a node that does not answer, in seconds; each is twice the one before."""


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
    patience : float
        For how many seconds a request is made again when the node does not answer.
    away : bool
        Whether it did not answer when it was last asked.
    """

    is_test: ClassVar[bool] = False
    patience = 0.0
    away = False

    def __init__(self, provider: BaseProvider) -> None:
        self._provider = provider

    def ask(self, method: str, *parameters: Any) -> Any:  # noqa: ANN401 - JSON
        """Make a JSON-RPC request.

        Raises
        ------
        Refused
            When a contract reverts.
        NodeDown
            When the node does not answer.
        ChainError
            When it says that something is wrong.
        """
        provider, wanted = self._provider, RPCEndpoint(method)
        return _result(self._answer(lambda: provider.make_request(wanted, list(parameters))))

    def ask_all(self, requests: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Make several requests at once, each a method and its parameters; answers in order."""
        if not requests:
            return []
        batch = [(RPCEndpoint(method), parameters) for method, *parameters in requests]
        provider: Any = self._provider  # not every kind can; those behind a URL can
        answers = self._answer(lambda: provider.make_batch_request(batch))
        if not isinstance(answers, list) or len(answers) != len(batch):
            # Some nodes take one at a time.
            return [self.ask(*request) for request in requests]
        return [_result(answer) for answer in answers]

    def _answer(self, request: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
        deadline, pause = time.monotonic() + self.patience, _PAUSE
        while True:
            try:
                answer = request()
            except (RequestException, ValueError, NodeDown) as error:
                self.away = True
                if time.monotonic() + pause > deadline:
                    raise NodeDown(_what_is_wrong(error)) from None
                if pause == _PAUSE:  # once
                    tell(Waiting("", "", time.time(), "away"))
            else:
                self.away = _is_busy(answer)
                if not self.away or time.monotonic() + pause > deadline:
                    return answer
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def use(self, provider: BaseProvider) -> None:
        """Go on over another connection."""
        self._provider = provider

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

    def call(
        self,
        request: dict[str, str],
        time: Seconds,  # noqa: ARG002
        number: int,  # noqa: ARG002
        at: str = LATEST,
    ) -> bytes:
        """Run a call: here as in the last block, on a test node as in the next.

        Parameters
        ----------
        request : dict of str to str
            As in the protocol.
        time, number : int
            The next block's.
        at : str
            After which block, as in the protocol.
        """
        return from_hex(str(self.ask("eth_call", request, at)))

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

    def call(self, request: dict[str, str], time: Seconds, number: int, at: str = LATEST) -> bytes:
        """Run a call as in the next block, which anvil does only when it is told."""
        block = {"time": hex(time), "number": hex(number)}
        return from_hex(str(self.ask("eth_call", request, at, {}, block)))

    def set_next_time(self, time: Seconds) -> None:
        """Say when the next block is made."""
        self.ask("evm_setNextBlockTimestamp", time)

    def fill(self, account: Address, least: Wei) -> None:
        """Let an account have this much at least: ether is worth nothing here."""
        if self.ask_number("eth_getBalance", account, LATEST) < least:
            self.ask("hardhat_setBalance", account, hex(10 * least))

    def snapshot(self) -> str:
        """Remember the chain as it is."""
        return str(self.ask("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot, which is used up by it."""
        if self.ask("evm_revert", snapshot) is not True:
            raise ChainError("There is no such snapshot.")


def open_node(url: str, timeout: float | None = None) -> Node:
    """Find out what answers at an address.

    Parameters
    ----------
    url : str
    timeout : float, optional
        How many seconds each request may take; by default web3's own, which also asks again.

    Raises
    ------
    InputError
        When it is not the address of a node.
    ChainError
        When no node answers there.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise InputError('A node\'s address starts with http:// or https://; or say "eth-tester".')
    provider = (
        HTTPProvider(url)
        if timeout is None
        else HTTPProvider(
            url, request_kwargs={"timeout": timeout}, exception_retry_configuration=None
        )
    )
    version = str(Node(provider).ask("web3_clientVersion")).lower()
    return AnvilNode(provider) if any(name in version for name in _LIKE_ANVIL) else Node(provider)


def _result(answer: Any) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(answer, dict):
        raise ChainError("There is no Ethereum node at this address.")
    problem = answer.get("error")
    if problem:
        raise reverts.from_node(problem)
    return answer.get("result")


def _what_is_wrong(error: Exception) -> str:
    """Say so; without its own text, in which is the node's address, maybe with a password in it."""
    kind = "" if isinstance(error, NodeDown) else f" ({type(error).__name__})"
    return f"The node does not answer{kind}."


def _is_busy(answer: object) -> bool:
    """Whether a node only says that it is asked too often."""
    problem = answer.get("error") if isinstance(answer, dict) else None
    return isinstance(problem, dict) and problem.get("code") in _TOO_OFTEN
