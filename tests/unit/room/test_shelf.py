"""The files of rooms: found again, archived, restored, deleted, and kept from filling the disk."""

import os
import pickle
import sqlite3

import pytest

from sum.errors import InputError, PersonNotFound, RoomError, RoomNotFound, StoreError
from sum.room import Classroom, Settings, find_room, forget_room, open_class, registry, shelf
from tests.unit.room.same import assert_same

pytestmark = pytest.mark.slow

STILL = Settings(running=False, dataset="plane", bots=(), ready=False)


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    """A folder of rooms that is empty."""
    (tmp_path / "cache").symlink_to(shelf.home() / "cache", target_is_directory=True)
    monkeypatch.setenv("SUM_HOME", str(tmp_path))


class Class:
    """A room for a class, with one person in it."""

    def __init__(self, title="Monday"):
        led = Classroom(title=title, phase="playing")
        self.room, self.secret, self.host = open_class(STILL, led)
        self.code = self.room.code
        self.ann = self.room.join("Ann", "contributor", "a")

    def add(self, room, nonce):
        sample = room.dataset.pool[3]
        return room.contribute(self.ann, nonce, sample.data, sample.label, raw=sample.raw)


@pytest.fixture
def made():
    return Class()


def restart():
    """Forget what this process has open, as a new one has nothing."""
    rooms = registry._rooms()
    registry._close(list(rooms.by_code.values()))
    rooms.by_code.clear()


def test_rooms_are_found_again_after_a_restart(made):
    made.add(made.room, "n")
    before = made.room.snapshot
    restart()
    again = find_room(made.code.lower())
    assert again is not made.room
    assert find_room(made.code) is again
    assert_same(again.snapshot, before)
    assert again.facilitator(made.secret) == made.host
    assert made.add(again, "more").entries == (2,)


def test_what_there_is_to_say_of_rooms(made):
    other = Class("Tuesday")
    made.add(made.room, "n")
    found = registry.rooms()
    assert {each.code for each in found} == {made.code, other.code}
    assert [each.title for each in found] == ["Monday", "Tuesday"]
    about = shelf.about(made.code)
    assert (about.people, about.contributions, about.classroom.phase) == (1, 1, "playing")
    assert about.opened <= about.used
    assert about.size > 10_000
    (shelf.folder() / "WRONG.room").write_text("no room", encoding="utf-8")
    assert len(registry.rooms()) == 2


def test_a_room_that_is_archived_comes_back_as_it_was(made):
    made.add(made.room, "n")
    data = registry.archive(made.code, made.host)
    kept = made.room.snapshot
    made.add(made.room, "later")
    with pytest.raises(RoomError, match=f"a room {made.code} already"):
        registry.restore(data, made.secret)
    registry.delete(made.code, made.host)
    with pytest.raises(RoomNotFound):
        find_room(made.code)
    assert list(shelf.folder().iterdir()) == []
    with pytest.raises(PersonNotFound):
        registry.restore(data, "AAAA-AAAA-AAAA-AAAA")
    assert list(shelf.folder().iterdir()) == []
    assert registry.restore(data, made.secret) == made.code
    again = find_room(made.code)
    assert_same(again.snapshot, kept)
    assert made.add(again, "n") is not None
    assert made.add(again, "on").entries == (2,)


def test_only_the_host_archives_and_deletes(made):
    for attempt in (registry.archive, registry.delete):
        with pytest.raises(RoomError, match="Only the host"):
            attempt(made.code, made.ann)
        with pytest.raises(PersonNotFound):
            attempt(made.code, "h0.guessed")
    assert find_room(made.code) is made.room


def test_an_archive_in_a_file(made, tmp_path):
    file = tmp_path / "monday.room"
    shelf.archive(made.code, file)
    assert sorted(each.name for each in tmp_path.glob("monday*")) == ["monday.room"]
    with pytest.raises(InputError, match="already"):
        shelf.archive(made.code, file)
    with pytest.raises(StoreError, match="cannot be written"):
        shelf.archive(made.code, tmp_path / "no folder" / "a.room")
    forget_room(made.code)
    assert shelf.restore(file) == made.code
    with pytest.raises(StoreError, match="cannot be read"):
        shelf.restore(tmp_path / "missing.room")


def changed(data, tmp_path, command):
    """An archive in which somebody has changed something."""
    path = tmp_path / "changed.room"
    path.write_bytes(data)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(*command)
    connection.close()
    return path.read_bytes()


def evil():
    """A pickle that calls something when it is read carelessly."""

    class Evil:
        def __reduce__(self):
            return os.mkdir, ("hacked",)

    return pickle.dumps(Evil())


@pytest.mark.parametrize(
    "command",
    [
        ("CREATE TRIGGER t AFTER UPDATE ON room BEGIN DELETE FROM done; END",),
        ("CREATE VIEW v AS SELECT 1",),
        ("CREATE TABLE more (x)",),
        ("UPDATE slots SET value = ? WHERE name = 'driver'", (evil(),)),
        ("UPDATE room SET value = '../../x' WHERE name = 'code'",),
        ("DELETE FROM blocks",),
        ("DELETE FROM nodes",),
        ("DROP TABLE items",),
        ("UPDATE sqlite_master SET sql = 'CREATE TABLE done (x)' WHERE name = 'done'",),
    ],
)
def test_archives_that_somebody_has_changed(made, tmp_path, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = changed(registry.archive(made.code, made.host), tmp_path, command)
    forget_room(made.code)
    with pytest.raises((StoreError, RoomNotFound)):
        registry.restore(data, made.secret)
    assert not (tmp_path / "hacked").exists()
    assert list(shelf.folder().iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"a text", b"SQLite format 3\0 and no more"])
def test_files_that_are_no_archive(data):
    with pytest.raises(StoreError, match="no archive"):
        shelf.restore(data)
    assert list(shelf.folder().iterdir()) == []


def test_half_an_archive(made):
    data = registry.archive(made.code, made.host)
    forget_room(made.code)
    with pytest.raises(StoreError):
        shelf.restore(data[: len(data) // 2])
    assert list(shelf.folder().iterdir()) == []


def test_a_room_that_is_damaged_is_said(made):
    path = shelf.path_of(made.code)
    restart()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE slots SET value = X'00' WHERE name = 'people.keyring'")
    connection.close()
    with pytest.raises(RoomNotFound, match="cannot be opened"):
        find_room(made.code)
    assert path.exists()


def test_a_room_that_another_process_deletes_is_gone(made):
    shelf.delete(made.code)  # this process does not know
    with pytest.raises(RoomNotFound, match="deleted"):
        made.add(made.room, "n")
    with pytest.raises(RoomNotFound):
        find_room(made.code)
    with pytest.raises(RoomNotFound):
        shelf.delete(made.code)


def test_codes_that_are_no_codes():
    for code in ("../..", "ABCD", "ABCDEF", "ABCD/", "AB\0CD", ""):
        with pytest.raises(RoomNotFound):
            find_room(code)
        with pytest.raises(RoomNotFound):
            shelf.path_of(code)


def test_rooms_that_nobody_uses_go(made, monkeypatch):
    other = Class()
    restart()
    used = shelf.about(made.code).used
    monkeypatch.setattr(shelf.time, "time", lambda: used + 29 * 86_400)
    unfinished = shelf.folder() / "AAAAA.room"
    unfinished.touch()
    os.utime(unfinished, (used, used))
    with sqlite3.connect(shelf.path_of(other.code)) as connection:
        connection.execute("UPDATE room SET value = value - 2 * 86400 WHERE name = 'used'")
    connection.close()
    assert set(shelf.sweep()) == {other.code, "AAAAA"}
    assert [each.code for each in shelf.rooms()] == [made.code]
    monkeypatch.setenv("SUM_ROOM_DAYS", "28")
    assert shelf.sweep() == (made.code,)


def test_all_rooms_together_have_a_limit(made, monkeypatch):
    monkeypatch.setenv("SUM_ROOMS_MB", "0.001")
    with pytest.raises(RoomError, match="All rooms together"):
        Class()
    with pytest.raises(RoomError, match="All rooms together"):
        shelf.restore(_other_code(registry.archive(made.code, made.host)))
    monkeypatch.setenv("SUM_ROOMS_MB", "many")
    assert Class()


def _other_code(data):
    path = shelf.folder().parent / "other.room"
    path.write_bytes(data)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE room SET value = 'ZZZZZ' WHERE name = 'code'")
    connection.close()
    return path.read_bytes()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "rooms").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="No room can be kept"):
        Class()


def test_a_room_that_cannot_be_made_leaves_no_file(monkeypatch):
    monkeypatch.setattr(registry.Room, "lead_by", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Class()
    with pytest.raises(InputError):
        open_class(Settings(dataset="horses"))
    assert list(shelf.folder().iterdir()) == []
