"""The files of rooms: list, archive, restore and delete them, and keep the disk from filling.

Every room that others can join is a file of the folder `rooms` in `SUM_HOME`, named by its code.
Who has a file (or its archive) has the room's secret, and can act as anybody in it.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sum.chain import Database
from sum.chain.rpc import OUTBOX
from sum.errors import InputError, RoomError, RoomNotFound, StoreError, SumError
from sum.home import home
from sum.room.classroom import Classroom
from sum.room.file import ENTRIES, RoomFile
from sum.room.keys import CODE_LETTERS
from sum.room.opening import checked, opened
from sum.room.records import Settings
from sum.room.room import Room

CODE_LENGTH = 5
ENDING = ".room"
DAYS = 30.0
"""For how many days a room is kept that nobody uses; `SUM_ROOM_DAYS` says otherwise."""
MOST_BYTES_OF_ALL = 20 * 2**30
"""How much all rooms together may have; `SUM_ROOMS_MB` says otherwise."""
_DAY = 86_400.0
_UNFINISHED = 3_600.0
"""For how many seconds a file may be there without a room in it: one is being made."""
_BESIDE = ("-wal", "-shm")


@dataclass(frozen=True)
class Shelved:
    """A room's file.

    Attributes
    ----------
    code : str
    title : str
        What its facilitator has called it, or what its model learns.
    settings : Settings
    classroom : Classroom
    people : int
        Bots and the owner apart.
    contributions : int
        To the model that there is now.
    opened, used : float
        When it was opened, and when somebody last looked; in seconds since 1970.
    size : int
        In bytes.
    """

    code: str
    title: str
    settings: Settings
    classroom: Classroom
    people: int
    contributions: int
    opened: float
    used: float
    size: int


def folder() -> Path:
    """Where the rooms are; made when missing.

    Raises
    ------
    StoreError
        When it cannot be made.
    """
    found = home() / "rooms"
    try:
        found.mkdir(mode=0o700, parents=True, exist_ok=True)  # who can read a room can be anybody
    except OSError as error:
        raise StoreError(f"No room can be kept in {found}: {error}") from error
    return found


def written(code: str) -> str:
    """A room's code as it was made, however it was typed.

    >>> written("ab cde")
    'ABCDE'
    """
    return "".join(code.split()).upper()


def path_of(code: str) -> Path:
    """The file of a room, which may not be there.

    Raises
    ------
    RoomNotFound
        When it is no room's code at all: nothing else becomes a part of a path.
    """
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_LETTERS):
        raise RoomNotFound("There is no room with this code; it may have expired.")
    return folder() / f"{code}{ENDING}"


def claim(code: str) -> Database | None:
    """Make the file of a new room; None when there is a room with this code.

    Raises
    ------
    RoomError
        When all rooms together have as much as they may.
    StoreError
        When nothing can be written there.
    """
    limit = _most_bytes()
    if _size_of_all() > limit:
        raise RoomError(
            f"All rooms together have reached the {limit / 2**20:,.0f} MB that they may have here:"
            " delete one that is not needed any more, or archive it first."
        )
    path = path_of(code)
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return None
    except OSError as error:
        raise StoreError(f"No room can be kept in {path.parent}: {error}") from error
    return Database(path, shared=True)


def _size_of_all() -> int:
    size = 0
    for each in folder().iterdir():
        with suppress(FileNotFoundError):  # somebody has deleted it just now
            size += each.stat().st_size
    return size


def _found(code: str) -> Path:
    """The file of a room that is there; RoomNotFound when it is not."""
    path = path_of(code)
    if not path.is_file():
        raise RoomNotFound("There is no room with this code; it may have expired.")
    return path


def reopen(code: str) -> Room:
    """Open a room that is there, as it was after its last action.

    Raises
    ------
    RoomNotFound
    StoreError, ChainError
        When its file cannot be read.
    """
    return opened(_found(code))


def rooms() -> tuple[Shelved, ...]:
    """All rooms that there are, those used last first; what cannot be read is left out."""
    found = []
    for path in folder().glob(f"*{ENDING}"):
        with suppress(SumError, sqlite3.Error, OSError):
            found.append(about(path.stem))
    return tuple(sorted(found, key=lambda each: -each.used))


def about(code: str) -> Shelved:
    """What there is to say of a room.

    Raises
    ------
    RoomNotFound
    StoreError, ChainError
        When its file cannot be read.
    """
    path = _found(code)
    if not _has_room(path):
        raise StoreError("This file has no room in it.")
    with closing(Database(path, shared=True)) as database, database.looking():
        file = RoomFile(database)
        settings, classroom = file.slot("settings"), file.slot("classroom")
        if not isinstance(settings, Settings) or not isinstance(classroom, Classroom):
            raise StoreError("The room’s file does not say what the room is about.")
        counted = "SELECT count(*) FROM items WHERE part = ? AND value IS NOT NULL"
        people, entries = (
            database.run(counted, (part,)).fetchone()[0] for part in ("people.holders", ENTRIES)
        )
        opened, used = float(file.fact("opened")), float(file.fact("used"))
        title = classroom.title or settings.dataset
        people -= classroom.led  # the facilitator has a key, too
        return Shelved(
            code, title, settings, classroom, people, entries, opened, used, database.size
        )


def archive(code: str, to: Path) -> None:
    """Write a room into a file of its own, as it is at this moment; it goes on meanwhile.

    Raises
    ------
    RoomNotFound
    InputError
        When there is such a file already.
    StoreError
        When it cannot be written.
    """
    about(code)
    if to.exists():
        raise InputError(f"There is a file {to} already.")
    # Whole or not at all, whatever happens meanwhile.
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(path_of(code))) as source,
            closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)
            # One file and nothing beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        part.rename(to)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"The room cannot be written into {to}: {error}") from error


def archived(code: str) -> bytes:
    """A room as the bytes of its archive, for a download.

    Raises
    ------
    RoomNotFound, StoreError
    """
    with tempfile.TemporaryDirectory(dir=folder()) as made:
        path = Path(made) / f"{code}{ENDING}"
        archive(code, path)
        return path.read_bytes()


def restore(data: bytes | Path, check: Callable[[Room], object] = lambda _: None) -> str:
    """Put a room back that was archived; all of it, or nothing when anything in it is wrong.

    Parameters
    ----------
    data : bytes or Path
        An archive's bytes, or its file.
    check : callable
        Given the room before it is put back; when it raises, nothing is.

    Returns
    -------
    str
        The room's code, the one that it always had.

    Raises
    ------
    StoreError
        When it is no archive of a room, or a damaged one.
    RoomError
        When there is a room with its code already, or all rooms have as much as they may.
    """
    with tempfile.TemporaryDirectory(dir=folder()) as made:
        path = Path(made) / f"restored{ENDING}"
        try:
            path.write_bytes(data if isinstance(data, bytes) else data.read_bytes())
        except OSError as error:
            raise StoreError(f"The archive cannot be read: {error}") from error
        code = checked(path, check)
        place = claim(code)
        if place is None:
            raise RoomError(f"There is a room {code} already: delete it first to have this one.")
        place.close()
        path.replace(path_of(code))
    return code


def delete(code: str) -> None:
    """Delete a room and all that is in it; who has it open is told that it is not there any more.

    Raises
    ------
    RoomNotFound
    """
    path = path_of(code)
    if not path.is_file():
        raise RoomNotFound("There is no room with this code; it may have expired.")
    with suppress(SumError, sqlite3.Error, OSError):
        if _has_room(path):
            with closing(Database(path, shared=True)) as database:
                RoomFile(database).note("deleted", 1)
    _unlink(path)


def sweep() -> tuple[str, ...]:
    """Delete the rooms that nobody has used for long; gives their codes."""
    gone = [path.stem for path in folder().glob(f"*{ENDING}") if _is_old(path, time.time())]
    for code in gone:
        with suppress(RoomNotFound):
            delete(code)
    return tuple(gone)


def _is_old(path: Path, now: float) -> bool:
    try:
        if _has_room(path):
            return about(path.stem).used < now - _days() * _DAY
        # It was never finished, unless it is being made just now.
        return path.stat().st_mtime < now - _UNFINISHED
    except (SumError, sqlite3.Error, OSError):
        return False  # what is damaged somebody may yet repair


def _has_room(path: Path) -> bool:
    if not path.stat().st_size:
        return False
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'room'").fetchone()
    return found is not None


def _unlink(path: Path) -> None:
    for each in (path, path.with_suffix(OUTBOX)):
        for ending in ("", *_BESIDE):
            each.with_name(each.name + ending).unlink(missing_ok=True)


def _days() -> float:
    return _setting("SUM_ROOM_DAYS", DAYS)


def _most_bytes() -> float:
    return _setting("SUM_ROOMS_MB", MOST_BYTES_OF_ALL / 2**20) * 2**20


def _setting(name: str, usual: float) -> float:
    try:
        return float(os.environ.get(name, usual))
    except ValueError:
        return usual
