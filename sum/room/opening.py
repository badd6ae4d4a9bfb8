"""Opens the file of a room: also one that may come from anybody."""

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sum.chain import Database
from sum.chain.rpc import is_on_node
from sum.errors import ChainError, InputError, RoomNotFound, StoreError, SumError
from sum.room.disk import MOST_BYTES
from sum.room.file import RoomFile
from sum.room.room import Room

_HEAD = b"SQLite format 3\0"


def room_class(database: Database) -> type[Room]:
    """What a room is, whose file that is or is to be: it may be played on a node."""
    if not is_on_node(database):
        return Room
    from sum.room.onchain import NodeRoom  # noqa: PLC0415 - takes half a second to import

    return NodeRoom


def opened(path: Path) -> Room:
    """Open the room of a file.

    Raises
    ------
    RoomNotFound
        When there is none in it.
    StoreError, ChainError
        When it is damaged.
    """
    database = Database(path, shared=True)
    try:
        return _room_in(database)
    except SumError:
        database.close()
        raise
    except Exception as error:  # whatever the virtual machine says of a state that is not there
        database.close()
        raise StoreError(f"The room’s file is damaged: {error}") from error


def _room_in(database: Database) -> Room:
    if not database.has("room"):
        raise RoomNotFound("There is no room with this code; it may have expired.")
    return room_class(database).reopened(database)


def checked(path: Path, check: Callable[[Room], object]) -> str:
    """The code of the room in a file that may come from anybody; all of it is read.

    Parameters
    ----------
    path : Path
    check : callable
        Given the room.

    Raises
    ------
    StoreError
        When it is no archive of a room, or a damaged one.
    """
    with path.open("rb") as file:
        head = file.read(len(_HEAD))
    if head != _HEAD:
        raise StoreError("This file is no archive of a room.")
    if path.stat().st_size > 2 * MOST_BYTES:
        raise StoreError("This archive is larger than a room may be.")
    try:
        with closing(sqlite3.connect(path)) as connection:
            _check_tables(connection)
        room = opened(path)
    except (RoomNotFound, ChainError, InputError, sqlite3.Error) as error:
        raise StoreError(f"This file is no archive of a room, or a damaged one: {error}") from error
    try:
        check(room)
    finally:
        room.close()
    return room.code


def _check_tables(connection: sqlite3.Connection) -> None:
    """Refuse a file that has anything in it but a room's tables, or that is damaged."""
    connection.execute("PRAGMA trusted_schema = OFF")
    with tempfile.TemporaryDirectory() as made:
        expected = _schema(Path(made) / "empty")
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    if any(name == "acted" for _, name, _, _ in found):
        raise StoreError("This room was played on a node: its chain is not in the archive.")
    if not set(found) <= expected:
        raise StoreError("This file has more in it than a room.")
    verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise StoreError(f"This archive is damaged: {verdict}")


def _schema(path: Path) -> set[tuple[str, str, str, str | None]]:
    """The tables of a room's file."""
    from sum.chain.tester import TesterChain  # noqa: PLC0415 - takes most of a second to import

    with closing(Database(path, shared=True)) as database:
        TesterChain(database=database)
        RoomFile(database)
        return set(database.run("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall())
