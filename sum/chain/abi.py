"""Calls to a contract as bytes, and its answers and events as Python values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from eth_abi import abi as codec
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils.crypto import keccak

from sum.chain import words
from sum.chain.addresses import checksum
from sum.chain.base import Address, Log
from sum.errors import ChainError, InputError

_SELECTOR = 4


@dataclass(frozen=True)
class Event:
    """What a contract logged, decoded.

    Attributes
    ----------
    name : str
    arguments : dict of str to Any
        By name, in the order of the declaration.
    address : Address
        The contract.
    """

    name: str
    arguments: dict[str, Any]
    address: Address


@dataclass(frozen=True)
class _Function:
    name: str
    selector: bytes
    names: tuple[str, ...]
    types: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class _Shape:
    """An event's declaration: its arguments as (name, type, indexed)."""

    name: str
    arguments: tuple[tuple[str, str, bool], ...]


class Interface:
    """A contract's interface.

    Integers, bytes, strings and booleans are Python's own; arrays and structs are tuples, addresses
    are checksummed.

    Parameters
    ----------
    abi : sequence of mapping
        As the compiler gives it.
    """

    def __init__(self, abi: Sequence[Mapping[str, Any]]) -> None:
        functions = [_function(entry) for entry in abi if entry["type"] == "function"]
        self._by_selector = {function.selector: function for function in functions}
        # One with default arguments is several functions of one name.
        self._functions = {(each.name, len(each.types)): each for each in functions}
        self._answers = {each.name: each.answers for each in functions}
        self._events = dict(_event(entry) for entry in abi if entry["type"] == "event")
        constructors = [entry for entry in abi if entry["type"] == "constructor"]
        self._constructor = _types(constructors[0]["inputs"]) if constructors else ()

    def constructor(self, *arguments: Any) -> bytes:  # noqa: ANN401 - as many types as the ABI has
        """Encode a constructor's arguments, to be appended to the creation code.

        Raises
        ------
        InputError
            When they do not fit the declaration.
        """
        return _encode("constructor", self._constructor, arguments)

    def encode(self, function: str, *arguments: Any) -> bytes:  # noqa: ANN401
        """Encode a call.

        Raises
        ------
        InputError
            When there is no such function, or the arguments do not fit it.
        """
        known = self._functions.get((function, len(arguments)))
        if known is None:
            raise InputError(f"The contract has no {function} that takes {len(arguments)}.")
        return known.selector + _encode(function, known.types, arguments)

    def has(self, function: str) -> bool:
        """Whether the contract has a function of this name."""
        return function in self._answers

    def decode(self, function: str, answer: bytes) -> Any:  # noqa: ANN401
        """Decode what a function returned.

        Returns
        -------
        Any
            The value; a tuple when there are several, None when there is none.

        Raises
        ------
        InputError
            When there is no such function.
        ChainError
            When the answer is not one of this function.
        """
        types = self._answers.get(function)
        if types is None:
            raise InputError(f"The contract has no function {function}.")
        values = _decode(function, types, answer)
        return values[0] if len(values) == 1 else values or None

    def decode_call(self, data: bytes) -> tuple[str, dict[str, Any]]:
        """Name the function that call data is for, and its arguments.

        Raises
        ------
        ChainError
            When the data is not a call to this contract.
        """
        function = self._by_selector.get(data[:_SELECTOR])
        if function is None:
            raise ChainError("This is not a call that the contract knows.")
        values = _decode(function.name, function.types, data[_SELECTOR:])
        return function.name, dict(zip(function.names, values, strict=True))

    def calls_within(self, function: str, data: bytes) -> Iterator[dict[str, Any]]:
        """Find calls of a function in call data: its own, or what another contract passes on.

        Yields
        ------
        dict of str to Any
            Arguments by name of everything that reads as such a call.
        """
        for selector in (
            each for each, known in self._by_selector.items() if known.name == function
        ):
            at = data.find(selector)
            while at >= 0:
                with suppress(ChainError):
                    yield self.decode_call(data[at:])[1]
                at = data.find(selector, at + 1)

    def log(self, event: str, address: Address, *arguments: Any) -> Log:  # noqa: ANN401
        """Encode what the contract at an address logs for an event, whose topics are words.

        Raises
        ------
        InputError
            When there is no such event, or the arguments do not fit it.
        """
        topic, shape = next(
            (each for each in self._events.items() if each[1].name == event), (b"", None)
        )
        if shape is None or len(arguments) != len(shape.arguments):
            raise InputError(f"The contract has no event {event} of {len(arguments)}.")
        topics, kinds, plain = [topic], [], []
        for (_, kind, indexed), value in zip(shape.arguments, arguments, strict=True):
            if indexed:
                topics.append(_encode(event, (kind,), (value,)))
            else:
                kinds.append(kind)
                plain.append(value)
        return Log(address, tuple(topics), _encode(event, tuple(kinds), plain))

    def events(self, logs: Iterable[Log]) -> list[Event]:
        """Decode logs; those of other contracts' events are left out."""
        found = []
        for log in logs:
            shape = self._events.get(log.topics[0]) if log.topics else None
            if shape is not None:
                found.append(Event(shape.name, _arguments(shape, log), log.address))
        return found


def _arguments(shape: _Shape, log: Log) -> dict[str, Any]:
    """An event's arguments: the indexed ones are topics, the others are the data."""
    plain = _decode(
        shape.name, tuple(kind for _, kind, topic in shape.arguments if not topic), log.data
    )
    topics, values = iter(log.topics[1:]), iter(plain)
    arguments = {}
    for name, kind, indexed in shape.arguments:
        if not indexed:
            arguments[name] = next(values)
        elif _is_word(kind):
            arguments[name] = _decode(shape.name, (kind,), next(topics))[0]
        else:  # of longer values a topic only has the hash
            arguments[name] = next(topics)
    return arguments


def _is_word(kind: str) -> bool:
    return kind not in {"string", "bytes"} and not kind.endswith((")", "]"))


def _function(entry: Mapping[str, Any]) -> _Function:
    types = _types(entry["inputs"])
    return _Function(
        entry["name"],
        keccak(text=f"{entry['name']}({','.join(types)})")[:_SELECTOR],
        tuple(argument["name"] for argument in entry["inputs"]),
        types,
        _types(entry["outputs"]),
    )


def _event(entry: Mapping[str, Any]) -> tuple[bytes, _Shape]:
    types = _types(entry["inputs"])
    topic = keccak(text=f"{entry['name']}({','.join(types)})")
    names = [(argument["name"], argument["indexed"]) for argument in entry["inputs"]]
    arguments = tuple(
        (name, kind, indexed) for (name, indexed), kind in zip(names, types, strict=True)
    )
    return topic, _Shape(entry["name"], arguments)


def _types(arguments: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(_type(argument) for argument in arguments)


def _type(argument: Mapping[str, Any]) -> str:
    """A type's canonical name: a struct is the tuple of its members."""
    kind = str(argument["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_types(argument['components']))}){kind.removeprefix('tuple')}"


def _encode(function: str, types: tuple[str, ...], arguments: Sequence[Any]) -> bytes:
    quick = words.encode(types, arguments)
    if quick is not None:
        return quick
    try:
        return codec.encode(types, arguments)
    except (EncodingError, TypeError, ValueError, OverflowError) as error:
        raise InputError(f"{function} does not take these arguments: {error}") from error


def _decode(function: str, types: tuple[str, ...], data: bytes) -> tuple[Any, ...]:
    try:
        values = codec.decode(types, data)
    except (DecodingError, OverflowError, ValueError) as error:
        raise ChainError(f"The chain's answer is not one of {function}: {error}") from error
    return tuple(
        _spelled(value) if "address" in kind else value
        for kind, value in zip(types, values, strict=True)
    )


def _spelled(value: Any) -> Any:  # noqa: ANN401 - addresses may be deep inside
    if isinstance(value, str) and value.startswith("0x"):
        return checksum(value)
    return tuple(map(_spelled, value)) if isinstance(value, tuple) else value
