"""Rooms for tests: small, quiet, and with the clock standing still."""

import eth  # noqa: F401 - it sets how deep Python may recurse, which Hypothesis minds in a test
import pytest

from sum.room import Settings, limits, open_room, registry

QUIET = Settings(running=False)


@pytest.fixture(autouse=True)
def _rooms_of_its_own(monkeypatch):
    """Every test has a registry of its own, and leaves no room open."""
    own = registry._Rooms()
    monkeypatch.setattr(registry, "_rooms", lambda: own)
    monkeypatch.setattr(limits, "_openings", limits.Bucket(limits.OPENINGS))
    yield
    registry._close(list(own.by_code.values()))


@pytest.fixture
def private():
    return open_room(QUIET)


@pytest.fixture
def shared():
    return open_room(QUIET, shared=True, nickname="Hanna")
