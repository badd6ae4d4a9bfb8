"""Rooms by code, and how they end."""

import threading

import pytest

from sum.errors import InputError, RoomNotFound
from sum.room import Settings, find_room, forget_room, open_room, registry, shelf
from tests.unit.room.conftest import QUIET


def test_idle_rooms_are_forgotten(monkeypatch):
    room, _ = open_room(QUIET)
    other, _ = open_room(QUIET, shared=True, nickname="Ann")
    now = registry.time.monotonic()
    monkeypatch.setattr(registry.time, "monotonic", lambda: now + registry.IDLE[False] + 60)
    with pytest.raises(RoomNotFound):
        find_room(room.code)
    assert find_room(other.code) is other


@pytest.mark.slow
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


@pytest.mark.slow
def test_finding_a_room_forgets_none_that_is_in_use(monkeypatch):
    monkeypatch.setattr(registry, "MOST_ROOMS", 2)
    rooms = [open_room(QUIET)[0] for _ in range(2)]
    for _ in range(3):
        assert [find_room(room.code) for room in rooms] == rooms


def test_using_a_room_keeps_it(monkeypatch):
    room, key = open_room(QUIET)
    start = registry.time.monotonic()
    for part in (0.9, 1.8, 2.7):
        late = start + part * registry.IDLE[False]
        monkeypatch.setattr(registry.time, "monotonic", lambda late=late: late)
        room.set_clock(key, f"n{part}", factor=60)
        assert find_room(room.code) is room


@pytest.mark.slow
def test_a_room_that_was_closed_says_so():
    room, key = open_room(QUIET)
    forget_room(room.code.lower())
    attempts = [
        room.tick,
        room.quote,
        lambda: room.predict((1, 2)),
        lambda: room.contribute(key, "n", (1, 2), 0),
        lambda: room.switch(key, room.identify(key).ids[1]),
    ]
    for attempt in attempts:
        with pytest.raises(RoomNotFound):
            attempt()
    assert room.snapshot.entries
    room.close()


def test_forgetting_what_is_not_there_does_nothing():
    forget_room("NOONE")


@pytest.mark.slow
def test_a_room_that_acts_keeps_no_other_waiting(monkeypatch):
    """An idle room is closed when its action is through; meanwhile the others go on."""
    idle, other = open_room(QUIET)[0], open_room(QUIET)[0]
    monkeypatch.setattr(registry, "IDLE", dict.fromkeys((True, False), 1_000.0))
    with idle._lock:
        idle.seen -= 2_000
        closing = threading.Thread(target=find_room, args=(other.code,))
        closing.start()
        found = []
        finding = threading.Thread(target=lambda: found.append(find_room(other.code)))
        finding.start()
        finding.join(10)
        assert found == [other]
    closing.join(10)
    with pytest.raises(RoomNotFound):
        idle.quote()


def test_codes_are_easy_to_read_out():
    code = registry._new_code()
    assert len(code) == shelf.CODE_LENGTH
    assert not set(code) & set("IO01L")
