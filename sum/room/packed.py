"""Fields of records that are kept as a few bytes, and put together again when somebody asks.

A class of fifty makes thousands of records in five minutes, and their texts and lists are most of
what a room keeps in memory: a letter takes two bytes as soon as a text has a quotation mark in it,
and a transaction's few numbers are dozens of objects. Hardly anybody looks at them again.
"""

import marshal
import zlib
from collections.abc import Callable
from typing import Any, TypeVar

Record = TypeVar("Record", bound=type[Any])

WORTH_IT = 128
"""From how many bytes on they are made fewer; it takes a few microseconds."""
_QUICK, _RAW, _SMALL = 1, -12, 4
"""The level; how far it looks back, as a power of two, and without a heading; its own memory."""
_OFTEN = (
    b"receiptModelUpdatedlefttakenTakenRefundedreporteramountkeyDataAddedsampledeposit"
    b"added_timecontributor0xlabeldata"
)
"""What stands in most transactions: it is told once."""
_PLAIN, _FEWER = b"\0", b"\1"


class _Packed:
    """An attribute that keeps its value as bytes.

    Parameters
    ----------
    slot : Any
        The descriptor that keeps what it is given.
    """

    def __init__(self, slot: Any) -> None:  # noqa: ANN401 - Python has no name for its type
        self._keep, self._kept = slot.__set__, slot.__get__

    def __get__(self, record: object, kind: type[Any]) -> Any:  # noqa: ANN401 - what was given
        return self if record is None else unpacked(self._kept(record, kind))

    def __set__(self, record: object, value: object) -> None:
        self._keep(record, packed(value))


def keep_packed(*names: str) -> Callable[[Record], Record]:
    """Keep some fields of a frozen data class with slots as bytes.

    From outside they are as before: whoever reads one gets a value that equals the one that was
    given, and is their own.

    Parameters
    ----------
    *names : str
        Of fields that hold numbers, texts, bytes, None, and tuples, lists and dicts of such.
    """

    def changed(kind: Record) -> Record:
        for name in names:
            setattr(kind, name, _Packed(vars(kind)[name]))
        return kind

    return changed


def packed(value: Any) -> bytes:  # noqa: ANN401 - as many types as there are plain ones
    """A value as bytes, for this process alone.

    Raises
    ------
    ValueError
        When there is something in it that is no plain value.

    Examples
    --------
    >>> unpacked(packed({"label": 3, "data": (2**200, "“")}))
    {'label': 3, 'data': (1606938044258990275541962092341162602522202993782792835301376, '“')}
    """
    plain = marshal.dumps(value)
    if len(plain) < WORTH_IT:
        return _PLAIN + plain
    squeezer = zlib.compressobj(_QUICK, zlib.DEFLATED, _RAW, _SMALL, zdict=_OFTEN)
    return b"".join((_FEWER, squeezer.compress(plain), squeezer.flush()))


def unpacked(data: bytes) -> Any:  # noqa: ANN401 - what was packed
    """The value that `packed` was given."""
    if data[:1] == _PLAIN:
        return marshal.loads(data[1:])  # noqa: S302 - only `packed` has written it
    squeezer = zlib.decompressobj(_RAW, zdict=_OFTEN)
    return marshal.loads(squeezer.decompress(data[1:]))  # noqa: S302 - the same
