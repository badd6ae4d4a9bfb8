"""Items of a room's file: from a container to rows, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sum.errors import StoreError
from sum.records import Contribution
from sum.room.codec import dumps, loads
from sum.room.file_changes import Changes
from sum.room.file_parts import Container, Parts
from sum.room.records import Entry

Places = Mapping[Contribution, int]
"""The number of each contribution of the books."""


def read_items(
    rows: Sequence[tuple[Any, Any]], container: Container, entries: Sequence[Entry]
) -> Changes:
    """What rows change in a container, which is left as it is.

    Parameters
    ----------
    rows : sequence of (key, value)
        As they were written; a value is None for what is gone.
    container : list, dict or set
    entries : sequence of Entry
        Contributions are named by their number among these.

    Raises
    ------
    StoreError
        When something is damaged or missing.
    """
    change = Changes()
    if isinstance(container, list):
        change.put = {index: loads(value, entries) for index, value in sorted(rows)}
        new = [index for index in change.put if index >= len(container)]
        if new != list(range(len(container), len(container) + len(new))):
            raise StoreError("The room’s file lacks a part of its past.")
        return change
    for written, value in rows:
        key = loads(written, entries) if isinstance(written, bytes) else written
        if value is not None:
            change.put[key] = loads(value, entries)
        elif key in container:
            change.gone.append(key)
    return change


def written_key(key: object, places: Places | None) -> object:
    """A key as SQLite compares it."""
    return key if type(key) in {int, str} else dumps(key, places, same=True)


def frozen(parts: Parts) -> dict[str, Any]:
    """The small values that cannot change but by another one in their place."""
    values = ((name, slot.get()) for name, slot in parts.slots.items())
    return {name: value for name, value in values if _is_frozen(value)}


def _is_frozen(value: object) -> bool:
    parameters = getattr(type(value), "__dataclass_params__", None)
    return bool(parameters and parameters.frozen)
