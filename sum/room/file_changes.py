"""What has changed in a list, a mapping or a set, found without looking into its items.

What a room keeps is frozen: an item that is the same object is the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress, count, islice
from operator import is_not
from typing import Any

from sum.room.file_parts import Container

MISSING = object()


@dataclass
class Changes:
    """From one state of a container to a later one.

    Attributes
    ----------
    put : dict
        What has come or has another value: by index, by key, or by itself in a set.
    gone : list
        Keys, or items of a set, that are not there any more.
    length : int or None
        To which length a list has to be cut first.
    whole : bool
        Whether these are from nothing, whatever there was.
    """

    put: dict[Any, Any] = field(default_factory=dict)
    gone: list[Any] = field(default_factory=list)
    length: int | None = None
    whole: bool = False

    @property
    def loses(self) -> bool:
        """Whether a list is cut: its past has changed."""
        return self.length is not None

    def apply(self, container: Container) -> None:
        """Make the same changes to a copy of the earlier state."""
        if isinstance(container, list):
            if self.length is not None:
                del container[self.length :]
            for index, value in self.put.items():
                if index < len(container):
                    container[index] = value
                else:
                    container.append(value)
        elif isinstance(container, dict):
            for key in self.gone:
                del container[key]
            container.update(self.put)
        else:
            container.difference_update(self.gone)
            container.update(self.put)


def changes(before: Container, now: Container, *, anywhere: bool = False) -> Changes:
    """Find what has changed.

    Parameters
    ----------
    before, now : list, dict or set
        Of the same kind.
    anywhere : bool
        Whether items of a list may be replaced where they are; else it only grows, or goes back.
    """
    if isinstance(now, list) and isinstance(before, list):
        return _of_lists(before, now, anywhere=anywhere)
    if isinstance(now, dict) and isinstance(before, dict):
        return _of_mappings(before, now)
    if isinstance(now, set) and isinstance(before, set):
        return Changes(dict.fromkeys(now - before), list(before - now))
    raise TypeError(type(now).__name__)


def _of_lists(before: list[Any], now: list[Any], *, anywhere: bool) -> Changes:
    same = len(before)
    found = Changes()
    if len(now) < same or (same and not anywhere and now[same - 1] is not before[-1]):
        # Gone back: what is left of the beginning has to be looked for.
        unlike = compress(count(), map(is_not, before, now))
        found.length = same = min(len(now), *islice(unlike, 1), len(before))
    elif anywhere:
        changed = compress(count(), map(is_not, before, now))
        found.put.update((index, now[index]) for index in changed)
    found.put.update(enumerate(now[same:], same))
    return found


def _of_mappings(before: dict[Any, Any], now: dict[Any, Any]) -> Changes:
    # Mostly a mapping only grows, and its keys need not be looked up.
    if len(now) >= len(before) and not any(map(is_not, before, now)):
        values = map(is_not, before.values(), now.values())
        put = {key: now[key] for key in compress(before, values) if before[key] != now[key]}
        put.update(islice(now.items(), len(before), None))
        return Changes(put)
    return Changes(dict(_put(before, now)), [key for key in before if key not in now])


def _put(before: dict[Any, Any], now: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
    for key, value in now.items():
        was = before.get(key, MISSING)
        if was is not value and (was is MISSING or was != value):
            yield key, value
