"""Rooms on the disk are listed, archived, restored and deleted from the command line."""

import json

import pytest

from sum import __main__ as program
from sum.room import Classroom, Settings, open_class, registry, shelf


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    (tmp_path / "cache").symlink_to(shelf.home() / "cache", target_is_directory=True)
    monkeypatch.setenv("SUM_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def told(capsys):
    def run(typed, status=0):
        assert program.main(typed.split()) == status
        return capsys.readouterr()

    return run


@pytest.fixture
def room():
    settings = Settings(running=False, dataset="plane", bots=(), ready=False)
    room, _, _ = open_class(settings, Classroom(title="Monday’s class", phase="playing"))
    room.join("Ann", "contributor", "a")
    yield room
    registry.forget_room(room.code)


def test_no_rooms(told):
    assert told("rooms list").out == "There is no room.\n"
    assert json.loads(told("rooms list --json").out) == {"rooms": []}
    assert told("rooms sweep").out == "Every room was used lately.\n"


def test_a_room_is_listed_archived_deleted_and_restored(told, room, tmp_path):
    lines = told("rooms list").out.splitlines()
    assert lines[0].split()[:2] == ["code", "last"]
    assert lines[1].split()[0] == room.code
    assert "Monday’s class" in lines[1]
    (found,) = json.loads(told("rooms list --json").out)["rooms"]
    assert (found["people"], found["mechanism"], found["phase"]) == (
        *(1, "deposit_refund_take", "playing"),
    )
    assert f"{room.code}.room" in told(f"rooms archive {room.code.lower()}").out
    assert "already" in told(f"rooms archive {room.code}", status=1).err
    assert f"{room.code} is deleted" in told(f"rooms delete {room.code}").out
    assert "no room" in told(f"rooms delete {room.code}", status=1).err
    assert "there again" in told(f"rooms restore {room.code}.room").out
    assert [each.code for each in shelf.rooms()] == [room.code]
    assert "already" in told(f"rooms restore {room.code}.room", status=1).err
    (tmp_path / "text").write_text("no archive", encoding="utf-8")
    assert "no archive" in told("rooms restore text", status=1).err


def test_rooms_that_nobody_uses_are_swept(told, room, monkeypatch):
    monkeypatch.setenv("SUM_ROOM_DAYS", "-1")
    assert told("rooms sweep").out == f"Deleted: {room.code}.\n"
