"""Board: everybody in the room, for those who watch, too."""

import pytest

from sum.room import Settings, open_room
from sum.units import format_ether


def shared(**settings):
    return open_room(Settings(running=False, **settings), shared=True, nickname="Grace")


def test_a_code_is_enough_to_watch(visit, texts):
    room, _ = shared()
    app = visit("board", room=room.code)
    shown = texts(app)
    assert "Grace" in shown
    assert room.code in shown
    assert f"{room.snapshot.accuracy[-1].accuracy:.0%}" in shown
    assert not app.text_input
    assert len(app.get("vega_lite_chart")) == 2
    assert "me" not in app.query_params


@pytest.mark.slow
def test_what_one_does_the_other_sees(visit, texts):
    room, key = shared()
    watcher = visit("board", room=room.code)
    player = visit("home", room=room.code, me=key)
    player.button(key="ask-0").click().run()
    player.button(key="try-add").click().run()
    entry = room.snapshot.entries[-1]
    assert room.snapshot.person(entry.person).name == "Grace"
    shown = texts(watcher.run())
    assert room.snapshot.feed[-1].text in shown
    assert f"{format_ether(entry.deposit)} at stake" in shown


@pytest.mark.slow
def test_winners_come_first(visit, texts):
    room, key = shared(bots=("honest", "malicious"))
    room.jump(key, "n", 4 * 86_400)
    shown = texts(visit("board", room=room.code))
    people = {each.name: each.profit + each.at_stake for each in room.snapshot.people}
    names = sorted((name for name in people if name != "Owner"), key=lambda name: -people[name])
    places = [shown.index(f"{name} ") if f"{name} ⚙" in shown else None for name in names]
    found = [place for place in places if place is not None]
    assert len(found) >= 2
    assert found == sorted(found)


@pytest.mark.slow
def test_names_cannot_bring_markup(visit, texts):
    room, _ = shared()
    room.join("<b>Alan</b>", "attacker", "n")
    shown = texts(visit("board", room=room.code))
    assert "<b>Alan" not in shown
    assert "&lt;b&gt;Alan" in shown


@pytest.mark.slow
def test_bots_come_and_go(visit):
    room, key = shared(bots=())
    app = visit("board", room=room.code, me=key)
    app.button(key="bot-add-malicious").click().run()
    [bot] = [person for person in room.snapshot.people if person.bot]
    assert bot.bot == "malicious"
    app.button(key=f"bot-remove-{bot.id}").click().run()
    assert not [person for person in room.snapshot.people if person.bot]


@pytest.mark.slow
def test_too_many_bots_are_refused_in_words(visit):
    room, key = shared(bots=())
    for number in range(12):
        room.add_bot(key, str(number), "honest")
    app = visit("board", room=room.code, me=key)
    app.button(key="bot-add-honest").click().run()
    assert "the most" in app.toast[0].value
    assert not app.exception


@pytest.mark.slow
def test_somebody_who_watches_has_no_controls(visit):
    room, _ = shared()
    assert [button.key for button in visit("board", room=room.code).button] == ["bar-audit"]


@pytest.mark.slow
def test_a_crowd_is_cut_to_its_ends_and_oneself(visit, texts):
    room, _ = shared(bots=(), ready=False)
    keys = [room.join(f"Person {number:02}", "contributor", str(number)) for number in range(30)]
    shown = texts(visit("board", room=room.code, me=keys[15]))
    people = [number for number in range(30) if f"● Person {number:02}" in shown]
    assert len(people) == 12
    assert 15 in people
    assert "18 more" in shown
