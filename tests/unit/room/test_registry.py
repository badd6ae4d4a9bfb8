"""Rooms by code, and how they end."""

import pytest

from sum.errors import InputError, RoomNotFound
from sum.room import Settings, find_room, open_room, registry
from tests.unit.room.conftest import QUIET


def test_idle_rooms_are_forgotten(monkeypatch):
    room, _ = open_room(QUIET)
    other, _ = open_room(QUIET, shared=True, nickname="Ann")
    now = registry.time.monotonic()
    monkeypatch.setattr(registry.time, "monotonic", lambda: now + registry.IDLE[False] + 60)
    with pytest.raises(RoomNotFound):
        find_room(room.code)
    assert find_room(other.code) is other


def test_beyond_the_most_the_idlest_goes(monkeypatch):
    monkeypatch.setattr(registry, "MOST_ROOMS", 2)
    rooms = [open_room(QUIET)[0] for _ in range(3)]
    assert find_room(rooms[2].code) is rooms[2]
    with pytest.raises(RoomNotFound):
        find_room(rooms[0].code)


@pytest.mark.parametrize(
    "settings", [Settings(dataset="horses"), Settings(factor=0), Settings(bots=("clever",))]
)
def test_settings_that_cannot_be_used(settings):
    with pytest.raises(InputError):
        open_room(settings)


def test_a_nickname_that_cannot_be_used_opens_nothing():
    with pytest.raises(InputError):
        open_room(QUIET, shared=True, nickname=" ")
