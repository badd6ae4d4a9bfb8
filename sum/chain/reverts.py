"""What a failed call or transaction means: the contract said no, or the chain could not."""

from collections.abc import Mapping
from typing import Any

from eth_abi import abi as codec
from eth_abi.exceptions import DecodingError

from sum.chain.gas import OutOfGas
from sum.errors import ChainError, Refused, SumError, refusal

_ERROR = bytes.fromhex("08c379a0")  # Error(string)
_REVERTED = "execution reverted"
_POOR = "insufficient funds"
_EXHAUSTED = ("out of gas", "outofgas", "oog")


def refused(answer: bytes) -> Refused:
    """Read a revert's return data.

    A revert without a reason is one of the language's own checks (overflow, call data that is no
    sample, a division by zero): its reason is "".
    """
    if answer[:4] != _ERROR:
        return refusal("")
    try:
        return refusal(str(codec.decode(("string",), answer[4:])[0]))
    except (DecodingError, UnicodeDecodeError, OverflowError):
        return refusal("")


def from_node(problem: Mapping[str, Any]) -> SumError:
    """Read the error object of a node's JSON-RPC answer; nodes differ in what they put where."""
    message = str(problem.get("message", ""))
    low = message.lower()
    data = problem.get("data")
    if isinstance(data, Mapping):
        data = data.get("data")
    if _REVERTED in low or "reverted with reason" in low:
        return _reverted(message, data)
    if "invalid" in low and "opcode" in low:
        return refusal("")
    if any(words in low for words in _EXHAUSTED):
        return OutOfGas("The gas does not suffice.")
    if _POOR in low:
        return ChainError("Not enough ether for this transaction and its gas.")
    return ChainError(f"The node says: {message or 'nothing'}")


def _reverted(message: str, data: object) -> Refused:
    """The reason is in the data or, on nodes that send none, at the end of the message."""
    if isinstance(data, str) and len(data) > len("0x"):
        try:
            return refused(bytes.fromhex(data.removeprefix("0x")))
        except ValueError:
            pass
    return refusal(message.partition(f"{_REVERTED}: ")[2])
