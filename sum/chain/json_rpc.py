"""The values of the JSON-RPC protocol, to and from the chain's own records."""

from collections.abc import Mapping
from typing import Any

from sum.chain.addresses import checksum
from sum.chain.base import Address, Block, Log, Receipt, Transaction
from sum.units import Seconds, Wei

Found = Mapping[str, Any]
"""An object of the protocol, as JSON."""


def to_hex(data: bytes) -> str:
    """Spell bytes as the protocol does."""
    return "0x" + data.hex()


def from_hex(text: str) -> bytes:
    """Read bytes as the protocol spells them."""
    return bytes.fromhex(text.removeprefix("0x"))


def to_block(found: Found) -> Block:
    """Read a block that names its transactions."""
    return Block(
        int(found["number"], 16),
        found["hash"],
        found["parentHash"],
        Seconds(int(found["timestamp"], 16)),
        int(found["gasUsed"], 16),
        tuple(found["transactions"]),
    )


def to_transaction(found: Found) -> Transaction:
    """Read a transaction that is in a block."""
    return Transaction(
        found["hash"],
        int(found["blockNumber"], 16),
        checksum(found["from"]),
        _address(found["to"]),
        Wei(int(found["value"], 16)),
        from_hex(found["input"]),
        Wei(int(found["gasPrice"], 16)),
    )


def to_receipt(found: Found, time: Seconds) -> Receipt:
    """Read a receipt; the protocol's has no time, which is its block's."""
    return Receipt(
        found["transactionHash"],
        int(found["blockNumber"], 16),
        time,
        checksum(found["from"]),
        _address(found["to"]),
        _address(found["contractAddress"]),
        int(found["gasUsed"], 16),
        tuple(map(to_log, found["logs"])),
        Wei(int(found.get("l1Fee") or "0x0", 16)),
    )


def to_log(found: Found) -> Log:
    """Read what a contract logged."""
    topics = tuple(map(from_hex, found["topics"]))
    return Log(checksum(found["address"]), topics, from_hex(found["data"]))


def _address(found: str | None) -> Address | None:
    return checksum(found) if found else None
