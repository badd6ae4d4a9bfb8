"""Results: for the facilitator at any time, for everybody after the end, as files, too."""

import pytest

from sum.room import Classroom, Settings, open_class, open_room
from sum.ui.results import own_line
from sum.viz.report.rounds import shown_rounds

pytestmark = pytest.mark.slow

SETTINGS = Settings(running=False, bots=(), ready=False)


def files(app):
    return [each.proto.label for each in app.get("download_button")]


@pytest.fixture
def led():
    room, _, host = open_class(SETTINGS, Classroom(title="<i>Trust</i>", phase="lobby"))
    keys = [room.join(name, "contributor", name) for name in ("Ann", "Ben")]
    room.begin(host, "b")
    sample = room.dataset.pool[0]
    room.contribute(keys[0], "c", sample.data, sample.label, truth=sample.label)
    return room, host, keys


def test_people_wait_for_the_end_and_their_facilitator_does_not(led, visit, texts):
    room, host, (ann, _) = led
    player, leader = (
        visit("results", room=room.code, me=ann),
        visit("results", room=room.code, me=host),
    )
    assert files(player) == []
    assert "as soon as the facilitator has ended the game" in texts(player)
    assert len(files(leader)) == 4
    assert "the game goes on" in texts(leader)
    room.finish(host, "f")
    player.run()
    shown = texts(player)
    assert files(player)[0] == "Report (HTML)"
    assert "place 1 of 2" in shown
    assert "Every label of which" in shown
    assert "You won" not in texts(leader.run())


def test_who_only_watches_gets_them_too_but_has_no_line(led, visit, texts):
    room, host, _ = led
    room.finish(host, "f")
    app = visit("results", room=room.code)
    assert len(files(app)) == 4
    assert "Help to the model" not in texts(app)


def test_lone_visitor_has_them_at_any_time(visit):
    room, key = open_room(SETTINGS)
    assert len(files(visit("results", room=room.code, me=key))) == 4


def test_own_line_adds_all_rounds_up(led):
    room, host, (ann, _) = led
    room.next_round(host, "n")
    rounds = shown_rounds(room.snapshot)
    assert len(rounds) == 2
    found = own_line(room.me(ann).id, rounds)
    assert [label for label, _, _ in found] == ["You won", "Help to the model"]
    assert own_line("nobody", rounds) == []
