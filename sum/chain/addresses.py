"""Addresses: one spelling outside, 20 bytes inside."""

from functools import lru_cache

from eth_utils.address import to_checksum_address

from sum.chain.base import Address
from sum.errors import ChainError

NOBODY = Address("0x" + 40 * "0")
"""Who asks when nobody says who."""


@lru_cache(maxsize=4096)
def checksum(address: str) -> Address:
    """Spell an address (hex with "0x") as the whole program does."""
    return Address(to_checksum_address(address))


def from_bytes(raw: bytes) -> Address:
    """Spell an address of 20 bytes."""
    return checksum("0x" + raw.hex())


def to_bytes(address: str) -> bytes:
    """Read an address.

    Raises
    ------
    ChainError
        When it is not one.
    """
    try:
        raw = bytes.fromhex(address.removeprefix("0x"))
    except ValueError:
        raw = b""
    if len(raw) != 20:  # noqa: PLR2004 - bytes of an address, everywhere
        raise ChainError(f"This is not an address: {address}")
    return raw
