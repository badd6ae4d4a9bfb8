"""The trees in which a chain keeps its state, read more quickly.

On its way to a value py-trie decodes every node that it passes, and the same few of them again for
each value; and it takes paths apart and puts them together digit by digit, in generators. That is a
third of what a transaction computes. Here the same functions remember what they have decoded, and
do a path at once.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rlp.codec import encode_raw
from trie import hexary
from trie.utils import nodes
from trie.utils.nodes import decode_node

REMEMBERED = 4_096
"""How many nodes are; a block passes about a hundred."""
_END = 16
"""What stands at the end of a leaf's path."""
_HASH, _TEXT, _LIST, _SHORT = 32, 0x80, 0xC0, 55
_ODD, _LEAF = frozenset({1, 3}), frozenset({2, 3})
_DIGITS = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))


def install() -> None:
    """Have py-trie use these in place of its own."""
    quick = {
        "decode_node": node,
        "encode_raw": written,
        "bytes_to_nibbles": nibbles,
        "decode_nibbles": path,
        "add_nibbles_terminator": ended,
        "remove_nibbles_terminator": endless,
    }
    for module in (hexary, nodes):
        for name, function in quick.items():
            if hasattr(module, name):
                setattr(module, name, function)


def node(encoded: bytes | list[Any]) -> bytes | list[Any]:
    """Decode a node; what is given is the caller's own, to be changed.

    Raises
    ------
    rlp.exceptions.DecodingError
        When it is none.
    """
    if isinstance(encoded, list) or not encoded:
        return decode_node(encoded)
    found = _decoded(bytes(encoded))
    return _listed(found) if isinstance(found, tuple) else found


@lru_cache(REMEMBERED)
def _decoded(encoded: bytes) -> Any:  # noqa: ANN401 - bytes, or a tuple of such
    return _frozen(decode_node(encoded))


def _frozen(value: Any) -> Any:  # noqa: ANN401
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _listed(value: tuple[Any, ...]) -> list[Any]:
    return [_listed(each) if each.__class__ is tuple else each for each in value]


def written(item: Any) -> bytes:  # noqa: ANN401 - bytes, or a list of such
    """Encode a node (RLP: Ethereum's yellow paper, appendix B).

    Raises
    ------
    rlp.exceptions.EncodingError
        When it is neither bytes nor a list of what can be encoded.
    """
    if isinstance(item, bytes):
        size = len(item)
        if size == _HASH:  # most are, or are nothing
            return b"\xa0" + item
        if size == 1 and item[0] < _TEXT:
            return item
        return _prefix(_TEXT, size) + item
    if not isinstance(item, list | tuple):
        return bytes(encode_raw(item))
    inside = b"".join([written(each) for each in item])
    return _prefix(_LIST, len(inside)) + inside


def _prefix(kind: int, size: int) -> bytes:
    if size <= _SHORT:
        return bytes((kind + size,))
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((kind + _SHORT + len(digits),)) + digits


def nibbles(value: bytes) -> tuple[int, ...]:
    """The digits of bytes, to the base of 16.

    >>> nibbles(bytes([0x12, 0xF0]))
    (1, 2, 15, 0)
    """
    return tuple(value.hex().encode().translate(_DIGITS))


def path(value: bytes) -> tuple[int, ...]:
    """Read a part of a path as a node has it (Ethereum's yellow paper, appendix C).

    >>> path(bytes([0x31, 0x20])), path(bytes([0x00, 0x12]))
    ((1, 2, 0, 16), (1, 2))
    """
    digits = nibbles(value)
    part = digits[1:] if digits[0] in _ODD else digits[2:]
    return (*part, _END) if digits[0] in _LEAF else part


def ended(part: Sequence[int]) -> tuple[int, ...]:
    """A path with its end."""
    return tuple(part) if part and part[-1] == _END else (*part, _END)


def endless(part: Sequence[int]) -> tuple[int, ...]:
    """A path without its end."""
    return tuple(part[:-1]) if part and part[-1] == _END else tuple(part)
