"""Values of a room as bytes, and back: safe to read from a file that somebody uploads.

It is pickle, because that is quick; what reads it knows the few kinds of records that a room is
made of, and nothing else: there is no way from a file to any other code. Records are put together
by their constructors, models from their words, arrays from a plain kind of number, a shape that
fits, and their bytes. A record may get new fields, at its end and with a default.
"""

import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from math import prod
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from sum.errors import StoreError, SumError
from sum.federated.pay import PayRule
from sum.federated.records import Half, RoundRecord, Settlement
from sum.federated.records import Outcome as RoundOutcome
from sum.federated.settings import Settings as FederatedSettings
from sum.incentives import MECHANISMS
from sum.incentives.guarded_rules import Dispute
from sum.incentives.guarded_rules import Entry as Guarded
from sum.incentives.market_rules import Offer, Phase, Portion
from sum.incentives.market_rules import Outcome as Scores
from sum.incentives.market_rules import Pass as ScoredPass
from sum.incentives.market_rules import Payout as MarketPayout
from sum.incentives.points import Tally
from sum.models import MODELS
from sum.models.twin import Twin
from sum.records import Contribution
from sum.room.books import AccuracyPoint, Call, Entry, FeedItem, Move, Payout, Take
from sum.room.classroom import Classroom, Line, RoundResult
from sum.room.clock import Hand
from sum.room.federation import Federated, RoundStage, Seat, Underway
from sum.room.hidden_set import Plan
from sum.room.keys import Keyring
from sum.room.people import Identity, Member
from sum.room.records import Controls, Outcome, Settings
from sum.simulation.seats import Standing

RECORDS: tuple[type[Any], ...] = (
    *(AccuracyPoint, Call, Entry, FeedItem, Move, Payout, Take),
    *(Classroom, Line, RoundResult, Controls, Outcome, Settings),
    *(Contribution, Hand, Identity, Keyring, Member, Plan, Standing),
    *(Federated, FederatedSettings, Half, PayRule, RoundOutcome, RoundRecord, RoundStage, Seat),
    *(Settlement, Underway),
    *(Dispute, Guarded, MarketPayout, Offer, Portion, ScoredPass, Scores, Tally),
    *MECHANISMS.values(),
)
"""Every kind of record that a file may hold."""

_KINDS = "biufSU"
"""NumPy's letters for plain numbers and texts."""
_WORD = 32


def array(kind: str, shape: tuple[int, ...], data: bytes) -> npt.NDArray[Any]:
    """Put an array together.

    Parameters
    ----------
    kind : str
        As NumPy writes a type, for instance "<f8".
    shape : tuple of int
    data : bytes

    Raises
    ------
    StoreError
        When these do not go together, or it is an array of anything but numbers and texts.
    """
    if not isinstance(kind, str) or kind.lstrip("<>|=")[:1] not in set(_KINDS):
        raise StoreError("An array of a room’s file is not of numbers.")
    dtype = np.dtype(kind)
    whole = all(type(each) is int and each >= 0 for each in shape)
    if not whole or dtype.hasobject or len(data) != prod(shape) * dtype.itemsize:
        raise StoreError("An array of a room’s file does not have the shape that it says.")
    return np.frombuffer(data, dtype).reshape(shape).copy()


def number(kind: str, data: bytes) -> Any:  # noqa: ANN401 - any of NumPy's numbers
    """Put one of NumPy's numbers together, as `array` does."""
    return array(kind, (), data)[()]


def model(name: str, arguments: tuple[int, ...], words: bytes) -> Any:  # noqa: ANN401 - any twin
    """Put a model together from what a contract keeps of it."""
    parts = (words[start : start + _WORD] for start in range(0, len(words), _WORD))
    return MODELS[name].from_words(arguments, [int.from_bytes(part, "big") for part in parts])


_PARTS: tuple[Any, ...] = (*RECORDS, Phase, array, number, model)
_ALLOWED: dict[tuple[str, str], Any] = {
    (each.__module__, each.__qualname__): each for each in _PARTS
}
_VALUES: dict[type[Any], Callable[[Any], Any]] = {
    kind: attrgetter(*(each.name for each in fields(kind) if each.init)) for kind in RECORDS
}
_LONE = {kind for kind in RECORDS if sum(each.init for each in fields(kind)) == 1}


class _Writer(pickle.Pickler):
    """Writes what `_Reader` reads."""

    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401
        kind = type(value)
        if kind in _VALUES:
            found = _VALUES[kind](value)
            return kind, (found,) if kind in _LONE else found
        if kind is np.ndarray:
            plain = np.ascontiguousarray(value)
            return array, (plain.dtype.str, value.shape, plain.tobytes())
        if isinstance(value, np.generic):
            return number, (value.dtype.str, value.tobytes())
        if isinstance(value, Twin):
            words = b"".join(word.to_bytes(_WORD, "big") for word in value.words())
            return model, (value.name, tuple(map(int, value.arguments())), words)
        if (kind.__module__, kind.__qualname__) in _ALLOWED or value in _PARTS:
            return NotImplemented
        raise StoreError(f"A room’s file takes no {kind.__name__}.")


class _Pointing(_Writer):
    """Writes contributions of the books by their number."""

    places: Mapping[Contribution, int]

    def persistent_id(self, value: Any) -> int | None:  # noqa: ANN401
        return self.places.get(value) if type(value) is Contribution else None


class _Reader(pickle.Unpickler):
    entries: Sequence[Entry] = ()

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        found = _ALLOWED.get((module, name))
        if found is None:
            raise StoreError(f"A room’s file may not hold {module}.{name}.")
        return found

    def persistent_load(self, number: Any) -> Contribution:  # noqa: ANN401
        if type(number) is not int or not 1 <= number <= len(self.entries):
            raise StoreError("A room’s file names a contribution that it does not have.")
        return self.entries[number - 1].contribution


def dumps(
    value: object, places: Mapping[Contribution, int] | None = None, *, same: bool = False
) -> bytes:
    """Write a value.

    Parameters
    ----------
    value : object
    places : mapping of Contribution to int, optional
        The number of each contribution of the books; those are written as their number.
    same : bool
        Whether equal values have to give equal bytes: for keys.

    Raises
    ------
    StoreError
        When it holds something that a file must not hold.
    """
    out = io.BytesIO()
    writer = _Writer(out, protocol=5) if places is None else _Pointing(out, protocol=5)
    if isinstance(writer, _Pointing) and places is not None:
        writer.places = places
    writer.fast = same
    try:
        writer.dump(value)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise StoreError(f"This cannot be kept in a room’s file: {error}") from error
    return out.getvalue()


def loads(data: bytes, entries: Sequence[Entry] = ()) -> Any:  # noqa: ANN401 - whatever was written
    """Read a value.

    Parameters
    ----------
    data : bytes
    entries : sequence of Entry
        Contributions that are written as a number are these'.

    Raises
    ------
    StoreError
        When it is damaged, or holds anything that a room is not made of.
    """
    reader = _Reader(io.BytesIO(data))
    reader.entries = entries
    try:
        return reader.load()
    except StoreError:
        raise
    except (SumError, *_DAMAGED) as error:
        raise StoreError(f"A value of a room’s file is damaged: {error}") from error


_DAMAGED = (
    pickle.UnpicklingError,
    EOFError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
