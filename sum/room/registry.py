"""All rooms by their code: those that this process has open, and those that lie on the shelf.

A private room is in memory alone. A room that others can join is in a file, and is opened again by
whoever asks for it: after a restart, or in another process beside.
"""

import secrets
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from sum.errors import PersonNotFound, RoomNotFound, SumError
from sum.room import shelf
from sum.room.classroom import Classroom
from sum.room.keys import CODE_LETTERS, new_code
from sum.room.limits import opening
from sum.room.opening import room_class
from sum.room.people import checked_name, checked_role
from sum.room.records import Settings
from sum.room.room import Room
from sum.room.teaching import checked_length

IDLE = {True: 4 * 3_600.0, False: 2 * 3_600.0}
"""After how many seconds without a visitor a process lets go of a room: shared ones (which are
there on the disk), private ones (which are gone then)."""
MOST_ROOMS = 200
"""Beyond this many rooms a process lets go of the one that was idle for longest."""
SWEEP = 3_600.0
"""How many seconds are between two looks for rooms that nobody has used for very long."""


@dataclass
class _Rooms:
    by_code: dict[str, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    opening: threading.Lock = field(default_factory=threading.Lock)
    swept: float = float("-inf")


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
    TooFast
        When very many rooms are opened.
    """
    if shared:  # a room takes a second to make
        checked_name(nickname)
        checked_role(role)
    opening()
    room = _new_room(settings or Settings(), shared=shared)
    try:
        key = room.enter(nickname, role)
    except BaseException:
        _forget(room)
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
    TooFast
        When very many rooms are opened.
    """
    led = replace(classroom or Classroom(phase="lobby"), led=True)
    checked_length(led.length)
    opening()
    room = _new_room(settings or Settings(), shared=True, classroom=led)
    code = new_code()
    try:
        key = room.lead_by(code)
    except BaseException:
        _forget(room)
        raise
    _keep(room)
    return room, code, key


def _new_room(settings: Settings, *, shared: bool, classroom: Classroom | None = None) -> Room:
    """Make a room; one that others can join is in a file from the beginning."""
    if not shared:
        return Room(settings, _new_code(), shared=False)
    database = None
    while database is None:
        code = _new_code()
        database = shelf.claim(code)
    try:
        kind = room_class(database)
        return kind(settings, code, shared=True, classroom=classroom, database=database)
    except BaseException:
        database.close()
        shelf.delete(code)
        raise


def _forget(room: Room) -> None:
    room.close()
    if room.shared:
        shelf.delete(room.code)


def _keep(room: Room) -> None:
    rooms = _rooms()
    with rooms.lock:
        rooms.by_code[room.code] = room
        gone = _expired(rooms)
        sweeping = time.monotonic() > rooms.swept + SWEEP
        rooms.swept = time.monotonic() if sweeping else rooms.swept
    _close(gone)
    if sweeping:
        for code in shelf.sweep():
            _let_go(code)


def find_room(code: str) -> Room:
    """Find a room by its code; letters may be small, spaces are ignored.

    Raises
    ------
    RoomNotFound
        Also when it is there, but its file cannot be read.
    """
    rooms, code = _rooms(), shelf.written(code)
    with rooms.lock:
        gone = _expired(rooms)
        room = _used(rooms, code)
    _close(gone)
    if room is None:
        # One at a time: a process has a file open once.
        with rooms.opening:
            with rooms.lock:
                room = _used(rooms, code)
            if room is None:
                room = _reopened(code)
                with rooms.lock:
                    rooms.by_code[code] = room
    room.refresh()
    return room  # type: ignore[no-any-return]


def _reopened(code: str) -> Room:
    try:
        return shelf.reopen(code)
    except RoomNotFound:
        raise
    except SumError as error:
        raise RoomNotFound(f"The room {code} cannot be opened. {error}") from error


def _used(rooms: Any, code: str) -> Any:  # noqa: ANN401
    """A room that is open, and used from now on; None when it is not."""
    room = rooms.by_code.get(code)
    if room is not None and room.is_gone:  # another process has deleted it
        del rooms.by_code[code]
        return None
    if room is not None:
        room.seen = time.monotonic()
    return room


def forget_room(code: str) -> None:
    """Forget a room and all that is in it; nothing happens when there is none."""
    code = shelf.written(code)
    _let_go(code)
    with suppress(RoomNotFound):
        shelf.delete(code)


def rooms() -> tuple[shelf.Shelved, ...]:
    """All rooms that others can join, those used last first. Their codes are for nobody’s eyes."""
    return shelf.rooms()


def archive(code: str, key: str) -> bytes:
    """A room as a file to keep: as it is at this moment, with everything in it.

    Parameters
    ----------
    code, key : str
        Of the room; the personal key of whoever runs it.

    Raises
    ------
    RoomNotFound, PersonNotFound
    RoomError
        For anybody but its host.
    """
    room = find_room(code)
    room.check_host(key, "archive it")
    return shelf.archived(room.code)


def restore(data: bytes, key: str) -> str:
    """Put a room back that was archived, for whoever runs it.

    Parameters
    ----------
    data : bytes
    key : str
        Its facilitator's key, or its host's personal one.

    Returns
    -------
    str
        The code that it always had.

    Raises
    ------
    StoreError
        When it is no archive of a room, or a damaged one.
    PersonNotFound
        When that is not its key.
    RoomError
        When the room is there already, or there is no space for one more.
    """

    def check(room: Room) -> None:
        try:
            room.check_host(key, "restore it")
        except PersonNotFound:
            room.facilitator(key)

    return shelf.restore(data, check)


def delete(code: str, key: str) -> None:
    """Delete a room and all that is in it, for everybody.

    Raises
    ------
    RoomNotFound, PersonNotFound
    RoomError
        For anybody but its host.
    """
    find_room(code).check_host(key, "delete it")
    forget_room(code)


def _let_go(code: str) -> None:
    rooms = _rooms()
    with rooms.lock:
        room = rooms.by_code.pop(code, None)
    _close([] if room is None else [room])


def _new_code() -> str:
    rooms = _rooms()
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(shelf.CODE_LENGTH))
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
