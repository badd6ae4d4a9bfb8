"""Rooms for tests: small, quiet, and with the clock standing still."""

import pytest

from sum.room import Settings, forget_room, open_room

QUIET = Settings(running=False)


@pytest.fixture
def private():
    room, key = open_room(QUIET)
    yield room, key
    forget_room(room.code)


@pytest.fixture
def shared():
    room, key = open_room(QUIET, shared=True, nickname="Hanna")
    yield room, key
    forget_room(room.code)
