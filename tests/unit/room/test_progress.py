"""Progress is passed on, and what its listener raises comes out at the end."""

import pytest

from sum.errors import RoomError
from sum.room.progress import Telling


class Cut(BaseException):
    pass


def cut(*_):
    raise Cut


def test_passes_on_what_is_between_nothing_and_all():
    heard = []
    with Telling(lambda *told: heard.append(told)) as tell:
        for part in (-1.0, 0.5, 1.5):
            tell(part, "so far")
    assert heard == [(0.0, "so far"), (0.5, "so far"), (1.0, "so far")]


def test_nobody_has_to_listen():
    with Telling(None) as tell:
        tell(0.5, "so far")


def test_listener_is_asked_no_more_once_it_has_raised():
    heard = []

    def listen(part, _):
        heard.append(part)
        raise Cut

    def act():
        with Telling(listen) as tell:
            tell(0.1, "")
            tell(0.2, "")
            heard.append("through")

    with pytest.raises(Cut):
        act()
    assert heard == [0.1, "through"]


def test_a_rerun_goes_before_a_refusal():
    def act():
        with Telling(cut) as tell:
            tell(0.1, "")
            raise RoomError("no")

    with pytest.raises(Cut):
        act()
