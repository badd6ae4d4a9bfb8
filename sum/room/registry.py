"""All rooms of this process, by their code."""

import secrets
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from sum.errors import RoomNotFound
from sum.room.classroom import Classroom
from sum.room.keys import CODE_LETTERS, new_code
from sum.room.people import checked_name, checked_role
from sum.room.records import Settings
from sum.room.room import Room
from sum.room.teaching import checked_length

CODE_LENGTH = 5
IDLE = {True: 12 * 3_600.0, False: 2 * 3_600.0}
"""After how many seconds without a visitor a room is forgotten: shared ones, private ones."""
MOST_ROOMS = 200
"""Beyond this many rooms the one that was idle for longest is forgotten."""


@dataclass
class _Rooms:
    by_code: dict[str, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def _rooms() -> Any:  # noqa: ANN401 - made by this class, but maybe by an earlier import of it
    """The one registry, where neither a cleared cache nor a reload of the code reaches it."""
    home = sys.modules.setdefault("_sum_rooms", ModuleType("_sum_rooms"))
    if not hasattr(home, "rooms"):
        home.rooms = _Rooms()  # type: ignore[attr-defined]
    return home.rooms


def open_room(
    settings: Settings | None = None,
    *,
    shared: bool = False,
    nickname: str = "",
    role: str = "contributor",
) -> tuple[Room, str]:
    """Open a room.

    Parameters
    ----------
    settings : Settings, optional
    shared : bool
        Whether others can join by its code. In a private room the visitor has two people to
        play: a contributor and an attacker.
    nickname : str
        In a shared room, the opener's.
    role : {"contributor", "attacker"}
        In a shared room, the opener's.

    Returns
    -------
    room : Room
    key : str
        The opener's personal key.

    Raises
    ------
    InputError
        For settings or a nickname that cannot be used.
    """
    if shared:  # a room takes a second to make
        checked_name(nickname)
        checked_role(role)
    room = Room(settings or Settings(), _new_code(), shared=shared)
    try:
        key = room.enter(nickname, role)
    except BaseException:
        room.close()
        raise
    _keep(room)
    return room, key


def open_class(
    settings: Settings | None = None, classroom: Classroom | None = None
) -> tuple[Room, str, str]:
    """Open a room for a class: its facilitator plays no part.

    Parameters
    ----------
    settings : Settings, optional
    classroom : Classroom, optional
        How it is led; by default people gather in a lobby first.

    Returns
    -------
    room : Room
    code : str
        The facilitator's key, to be shown once: it is kept nowhere.
    key : str
        The personal key that has the controls.

    Raises
    ------
    InputError
        For settings that cannot be used.
    """
    led = replace(classroom or Classroom(phase="lobby"), led=True)
    checked_length(led.length)
    room = Room(settings or Settings(), _new_code(), shared=True, classroom=led)
    code = new_code()
    try:
        key = room.lead_by(code)
    except BaseException:
        room.close()
        raise
    _keep(room)
    return room, code, key


def _keep(room: Room) -> None:
    rooms = _rooms()
    with rooms.lock:
        rooms.by_code[room.code] = room
        gone = _expired(rooms)
    _close(gone)


def find_room(code: str) -> Room:
    """Find a room by its code; letters may be small, spaces are ignored.

    Raises
    ------
    RoomNotFound
    """
    rooms = _rooms()
    with rooms.lock:
        gone = _expired(rooms)
        room = rooms.by_code.get(_written(code))
        if room is not None:
            room.seen = time.monotonic()
    _close(gone)
    if room is None:
        raise RoomNotFound("There is no room with this code; it may have expired.")
    return room  # type: ignore[no-any-return]


def forget_room(code: str) -> None:
    """Forget a room and all that is in it; nothing happens when there is none."""
    rooms = _rooms()
    with rooms.lock:
        room = rooms.by_code.pop(_written(code), None)
    _close([] if room is None else [room])


def _written(code: str) -> str:
    return "".join(code.split()).upper()


def _new_code() -> str:
    rooms = _rooms()
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if code not in rooms.by_code:
            return code


def _expired(rooms: Any) -> list[Any]:  # noqa: ANN401
    """Take the rooms out that nobody uses any more."""
    now = time.monotonic()
    idle = {code: now - room.seen for code, room in rooms.by_code.items()}
    gone = [code for code, room in rooms.by_code.items() if idle[code] > IDLE[room.shared]]
    left = sorted(set(idle) - set(gone), key=lambda code: idle[code])
    return [rooms.by_code.pop(code) for code in gone + left[MOST_ROOMS:]]


def _close(rooms: list[Any]) -> None:
    """Close rooms; not under the registry's lock, for each may have to finish an action first."""
    for room in rooms:
        room.close()
