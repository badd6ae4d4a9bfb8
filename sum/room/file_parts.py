"""What of a game is written into its room's file, and where each of it is.

Lists, mappings and sets are written item by item, and only what has changed; everything else is
small, and written whole. What follows from these is not written: the engine's registry, what bots
see, the model.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sum.incentives.pot import Pot

Container = dict[Any, Any] | list[Any] | set[Any]

_DERIVED = {"dataset", "touched", "says", "wrong", "owned", "_places", "_open"}
"""Attributes of the books that are not written."""


@dataclass(frozen=True)
class Slot:
    """A value that is written whole.

    Attributes
    ----------
    get, set : callable
        Read it in the game; put it there.
    """

    get: Callable[[], Any]
    set: Callable[[Any], None]


@dataclass(frozen=True)
class Parts:
    """A game, taken apart.

    Attributes
    ----------
    containers : dict of str to list, dict or set
        The game's own, by name: whoever changes one changes the game.
    slots : dict of str to Slot
    """

    containers: dict[str, Container]
    slots: dict[str, Slot]


class Holder:
    """Collects the parts of a game."""

    def __init__(self) -> None:
        self.parts = Parts({}, {})

    def take(self, name: str, owner: object) -> None:
        """Take an object apart: its attributes are its parts."""
        for attribute, value in _attributes(owner):
            path = f"{name}.{attribute.lstrip('_')}"
            if isinstance(value, dict | list | set):
                self.parts.containers[path] = value
            elif isinstance(value, Pot):
                self.take(path, value)
            else:
                self.parts.slots[path] = slot(owner, attribute)

    def put(self, name: str, value: Slot | Container) -> None:
        """Take one part."""
        if isinstance(value, Slot):
            self.parts.slots[name] = value
        else:
            self.parts.containers[name] = value


def slot(owner: object, attribute: str) -> Slot:
    """An attribute as a slot."""
    return Slot(lambda: getattr(owner, attribute), lambda value: setattr(owner, attribute, value))


def _attributes(owner: object) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in vars(owner).items() if name not in _DERIVED)
