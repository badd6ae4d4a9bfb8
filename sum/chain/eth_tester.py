"""eth-tester as a node: the chain that Ethereum's Python tools test on, over web3's provider."""

from typing import Any

from eth_tester import EthereumTester, PyEVMBackend
from eth_tester.exceptions import TransactionFailed
from eth_tester.exceptions import ValidationError as TesterValidationError
from eth_utils.exceptions import ValidationError
from web3 import EthereumTesterProvider, Web3
from web3.exceptions import ContractLogicError
from web3.types import RPCEndpoint

from sum.chain import reverts
from sum.chain.gas import OutOfGas
from sum.chain.json_rpc import from_hex
from sum.chain.nodes import LATEST, Node
from sum.chain.tester import GENESIS_TIME
from sum.errors import ChainError, SumError, refusal
from sum.units import Seconds, Wei

_EXHAUSTED = ("Out of gas", "('Net-metered SSTORE", "Contract code size")
"""How py-evm's text starts when the gas does not suffice."""
_NO_REASON = ("b'", 'b"', "Invalid opcode", "Wanted ")
"""How it starts when a contract fails without a reason: a revert's bytes, or a broken rule."""


class EthTesterNode(Node):
    """A node in this process: no port, no waiting; gone with the object.

    It starts as `TesterChain` does: the same rules, time and accounts (keys 1, 2, 3, ...). The
    hashes of its blocks differ from run to run.
    """

    is_test = True

    def __init__(self) -> None:
        genesis = PyEVMBackend.generate_genesis_params({"timestamp": GENESIS_TIME})
        self._backend = PyEVMBackend(genesis)
        provider = EthereumTesterProvider(EthereumTester(self._backend))
        super().__init__(provider)
        # The provider's own middleware speaks the protocol's names; web3's are not needed.
        web3 = Web3(provider, middleware=[])
        self._request = provider.request_func(web3, web3.middleware_onion)

    def ask(self, method: str, *parameters: Any) -> Any:  # noqa: ANN401 - JSON
        """Make a JSON-RPC request, of the few that eth-tester knows."""
        try:
            answer = self._request(RPCEndpoint(method), list(parameters))
        except TransactionFailed as error:
            raise _failure(str(error)) from error
        except (ContractLogicError, UnicodeDecodeError) as error:
            raise refusal("") from error  # what it threw is no text
        except (TesterValidationError, ValidationError) as error:
            raise ChainError(f"eth-tester does not take this: {error}") from error
        problem = answer.get("error")
        if problem:
            raise reverts.from_node(problem)
        return _as_json(answer.get("result"))

    def tip(self) -> Wei:
        """Nothing: there is nobody to be faster than."""
        return Wei(0)

    def call(
        self,
        request: dict[str, str],
        time: Seconds,
        number: int,  # noqa: ARG002
        at: str = LATEST,  # noqa: ARG002
    ) -> bytes:
        """Run a call in the pending block.

        eth-tester charges for it, so it runs while gas is free: whoever asks may have nothing.
        """
        chain = self._backend.chain
        pending = chain.header
        chain.header = pending.copy(timestamp=time, base_fee_per_gas=0)
        free = {"maxFeePerGas": "0x0", "maxPriorityFeePerGas": "0x0"}
        try:
            return from_hex(self.ask("eth_call", {**request, **free}, "pending"))
        finally:
            chain.header = pending

    def set_next_time(self, time: Seconds) -> None:
        """Set the pending block's time (`time_travel` would make an empty block)."""
        self._backend.chain.set_header_timestamp(time)

    def snapshot(self) -> str:
        """Remember the chain as it is."""
        return str(self.ask("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot."""
        self.ask("evm_revert", snapshot)


def _failure(message: str) -> SumError:
    """Read the text of a failed call: a contract's reason, or what the EVM says."""
    why = message.removeprefix("execution reverted: ")
    if why.startswith(_EXHAUSTED):
        return OutOfGas("The gas does not suffice.")
    return refusal("" if why.startswith(_NO_REASON) else why)


def _as_json(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Spell numbers as every other node does."""
    if isinstance(value, dict):
        return {name: _as_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    return hex(value) if type(value) is int else value
