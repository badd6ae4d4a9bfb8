"""Encoders as JSON has them: out of a dataclass and, with every field checked, back into one."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from math import isfinite
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

from sum.encoders.base import Encoder
from sum.errors import InputError

VERSION = 1
"""Of this form of settings; any other is refused."""

_DEEPEST = 2  # an encoder around another one, and no more
_LARGEST = 2**53  # what every reader of JSON takes for a whole number

_FRACTIONS = (float, tuple[float, ...])

T = TypeVar("T")
Reader = Callable[[Any], Any]


def spec_of(encoder: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """The settings of an encoder, with its name and the version of this form.

    Parameters
    ----------
    encoder : Encoder
        A dataclass.

    Returns
    -------
    dict
        Of nothing but what JSON knows: tuples have become lists.
    """
    hints = get_type_hints(type(encoder))
    settings = {
        each.name: _plain(getattr(encoder, each.name), hints[each.name]) for each in fields(encoder)
    }
    return {"name": encoder.name, "version": VERSION, **settings}


def read_spec(spec: object, classes: Mapping[str, type[Any]], depth: int = 1) -> Encoder:
    """Make an encoder of what `spec_of` gave.

    Parameters
    ----------
    spec : object
        Whatever was found; nothing is taken for granted.
    classes : mapping of str to type
        The encoders' classes by their names.
    depth : int
        1, and one more inside of another encoder.

    Raises
    ------
    InputError
        When a field is missing, unknown or not what it should be; it says which.
    """
    if not isinstance(spec, Mapping):
        raise InputError("An encoder has to be an object with a name and settings.")
    name, version = spec.get("name"), spec.get("version")
    if not isinstance(name, str) or name not in classes:
        raise InputError(f"The encoder's field 'name' has to be one of {', '.join(classes)}.")
    if type(version) is not int or version != VERSION:
        raise InputError(f"The encoder's field 'version' is {version!r:.20}, not {VERSION}.")
    kind = classes[name]
    strange = set(spec) - {"name", "version", *(each.name for each in fields(kind))}
    if strange:
        raise InputError(f"{name!r} has no field {min(map(str, strange))[:40]!r}.")
    made: Encoder = kind(**_settings(spec, kind, classes, depth))
    return made


def _settings(
    spec: Mapping[str, Any], kind: type[Any], classes: Mapping[str, type[Any]], depth: int
) -> dict[str, Any]:
    """What the constructor of an encoder takes."""
    hints, settings = get_type_hints(kind), {}
    for each in fields(kind):
        if each.name not in spec and each.default is not MISSING:
            continue
        try:
            value = spec[each.name]
            if hints[each.name] is Encoder:
                if depth == _DEEPEST:
                    raise InputError("An encoder can be around one other, and no more.")
                settings[each.name] = read_spec(value, classes, depth + 1)
            else:
                settings[each.name] = _READERS[hints[each.name]](value)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"The encoder's field {each.name!r} is missing or wrong.") from error
    return settings


def _plain(value: Any, hint: Any) -> Any:  # noqa: ANN401
    if hint is Encoder:
        return value.spec()
    if hint in _FRACTIONS:  # 8 and 8.0 are equal settings, and have to be the same text
        return [*map(float, value)] if isinstance(value, tuple) else float(value)
    return [_plain(part, None) for part in value] if isinstance(value, tuple) else value


def _whole(value: Any) -> int:  # noqa: ANN401
    if type(value) is not int or abs(value) > _LARGEST:
        raise TypeError
    return value


def _number(value: Any) -> float:  # noqa: ANN401
    if type(value) not in {int, float} or not isfinite(value):
        raise TypeError
    return float(value)


def _text(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half a character cannot be shown
    return value


def _many(reader: Callable[[Any], T]) -> Callable[[Any], tuple[T, ...]]:
    def read(value: Any) -> tuple[T, ...]:  # noqa: ANN401
        if not isinstance(value, list | tuple):
            raise TypeError
        return tuple(reader(part) for part in value)

    return read


def _shape(value: Any) -> tuple[int, int]:  # noqa: ANN401
    rows, columns = _many(_whole)(value)
    return rows, columns


_READERS: MappingProxyType[Any, Reader] = MappingProxyType(
    {
        int: _whole,
        float: _number,
        tuple[str, ...]: _many(_text),
        tuple[float, ...]: _many(_number),
        tuple[tuple[int, ...], ...]: _many(_many(_whole)),
        tuple[tuple[str, ...], ...]: _many(_many(_text)),
        tuple[int, int]: _shape,
        tuple[int, int] | None: lambda value: None if value is None else _shape(value),
    }
)
"""How to read a field, by its type."""
