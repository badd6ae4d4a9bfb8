"""Board: everybody in the room, for those who watch, too."""

from html import escape

import pytest

from sum.incentives import MECHANISMS
from sum.room import Classroom, Settings, open_class, open_room
from sum.ui.board import led as led_board
from sum.ui.board import picture
from sum.units import format_ether

pytestmark = pytest.mark.slow


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


def test_names_cannot_bring_markup(visit, texts):
    room, _ = shared()
    room.join("<b>Alan</b>", "attacker", "n")
    shown = texts(visit("board", room=room.code))
    assert "<b>Alan" not in shown
    assert "&lt;b&gt;Alan" in shown


def test_bots_come_and_go(visit):
    room, key = shared(bots=())
    app = visit("board", room=room.code, me=key)
    app.button(key="bot-add-malicious").click().run()
    [bot] = [person for person in room.snapshot.people if person.bot]
    assert bot.bot == "malicious"
    app.button(key=f"bot-remove-{bot.id}").click().run()
    assert not [person for person in room.snapshot.people if person.bot]


def test_too_many_bots_are_refused_in_words(visit):
    room, key = shared(bots=())
    for number in range(12):
        room.add_bot(key, str(number), "honest")
    app = visit("board", room=room.code, me=key)
    app.button(key="bot-add-honest").click().run()
    assert "the most" in app.toast[0].value
    assert not app.exception


def test_somebody_who_watches_has_no_controls(visit):
    room, _ = shared()
    assert [button.key for button in visit("board", room=room.code).button] == ["bar-audit"]


def test_a_crowd_is_cut_to_its_ends_and_oneself(visit, texts):
    room, _ = shared(bots=(), ready=False)
    keys = [room.join(f"Person {number:02}", "contributor", str(number)) for number in range(30)]
    shown = texts(visit("board", room=room.code, me=keys[15]))
    people = [number for number in range(30) if f"● Person {number:02}" in shown]
    assert len(people) == 12
    assert 15 in people
    assert "18 more" in shown


# ------------------------------------------------------------------------------------- a class's


@pytest.fixture
def led():
    """A class in its lobby, with two people who will be an attacker and a contributor."""
    settings = Settings(running=False, bots=(), ready=False)
    room, _, key = open_class(settings, Classroom(title="Spoil it", phase="lobby", roles="dealt"))
    people = {name: room.join(name, "contributor", name) for name in ("Grace", "<i>Alan")}
    return room, key, people


def contribute(room, key, nonce):
    sample = room.dataset.pool[len(room.snapshot.entries)]
    room.contribute(key, nonce, sample.data, sample.label, raw=sample.raw)


def test_the_lobby_says_how_to_join_and_who_is_here(led, visit, texts):
    room, _, _ = led
    app = visit("board", room=room.code)
    shown = texts(app)
    assert f">{room.code}<" in shown
    assert "data:image/svg+xml" in shown
    assert "Spoil it" in shown
    assert "2 are here" in shown
    assert "&lt;i&gt;Alan" in shown
    assert "<i>Alan" not in shown
    room.join("Hedy", "contributor", "h")
    assert "3 are here" in texts(app.run())


def test_a_class_sees_all_of_a_round_and_nothing_that_is_secret(led, visit, texts):
    room, key, people = led
    app = visit("board", room=room.code)
    room.begin(key, "begin")
    contribute(room, people["Grace"], "c")
    shown = texts(app.run())
    for part in ("Who won, who lost", "Who helped the model", "Who gained from whom"):
        assert part in shown
    assert len(app.get("vega_lite_chart")) == 2
    assert room.snapshot.feed[-1].text.split(";")[0] in shown
    assert "Attacker" not in shown
    assert "attacker" not in shown
    room.lead(key, "hide", anonymous=True)
    shown = texts(app.run())
    assert "Player 1" in shown
    assert "Grace" not in shown


def test_a_frozen_board_stands_still_and_says_so(led, visit, texts):
    room, key, people = led
    room.begin(key, "begin")
    room.lead(key, "freeze", frozen=True)
    app = visit("board", room=room.code)
    assert "❄ The board stands still" in texts(app)
    before = room.snapshot.feed[-1].text
    contribute(room, people["Grace"], "c")
    shown = texts(app.run())
    assert before in shown
    assert room.snapshot.feed[-1].text.split(";")[0] not in shown
    room.lead(key, "hide", anonymous=True)
    assert "Grace" not in texts(app.run())
    room.lead(key, "go", frozen=False, anonymous=False)
    shown = texts(app.run())
    assert "❄" not in shown
    assert "Grace labelled" in shown


def test_in_the_end_everybody_sees_who_played_what(led, visit, texts):
    room, key, people = led
    room.begin(key, "begin")
    [attacker] = [name for name in people if room.role(people[name]) == "attacker"]
    for name in people:
        contribute(room, people[name], name)
    app = visit("board", room=room.code)
    assert "Who were the attackers?" not in texts(app)
    room.finish(key, "end")
    shown = texts(app.run())
    reveal = shown.split("Who were the attackers?")[1].split("Who won, who lost")[0]
    names = [name for name in people if escape(name) in reveal]
    assert names == [attacker]
    assert "Attackers together" in reveal
    assert "Round by round" in shown
    assert not app.exception


def test_between_rounds_the_last_ones_best_are_shown_without_their_secrets(led, visit, texts):
    room, key, people = led
    room.begin(key, "begin")
    contribute(room, people["Grace"], "c")
    room.lead(key, "hide", anonymous=True)
    room.next_round(key, "next")
    shown = texts(visit("board", room=room.code))
    assert "Round 1: who won, who lost" in shown
    assert "Player 1" in shown
    assert "Grace" not in shown
    assert "Attacker" not in shown


def test_the_visitor_is_marked_and_the_picture_is_the_same_for_all(led, visit, texts):
    room, key, people = led
    room.begin(key, "begin")
    contribute(room, people["Grace"], "c")
    me = room.identify(people["Grace"]).id
    mine = texts(visit("board", room=room.code, me=room.ticket(people["Grace"], "")))
    others = texts(visit("board", room=room.code))
    assert f"sum-is-{me}::after" in mine
    assert f"sum-is-{me}::after" not in others
    assert f"sum-is-{me}" in others


def test_everybody_sees_what_happened_within_two_seconds():
    assert (
        led_board.EVERY + max(picture.YOUNG, picture.LONGEST) < 1.8
    )  # and the rest is for the way there


def test_fifty_who_look_share_one_picture_but_never_an_old_secret(led, monkeypatch):
    room, key, people = led
    room.begin(key, "begin")
    monkeypatch.setattr(picture, "YOUNG", 3_600)
    first = picture.picture(room)
    contribute(room, people["Grace"], "c")
    assert picture.picture(room) is first
    room.lead(key, "hide", anonymous=True)
    assert "Grace" not in picture.picture(room).profit
    monkeypatch.setattr(picture, "YOUNG", 0)
    monkeypatch.setattr(picture, "LONGEST", 0)
    contribute(room, people["Grace"], "d")
    assert picture.picture(room).snapshot is room.snapshot
    assert picture.picture(room) is picture.picture(room)


@pytest.mark.parametrize("name", list(MECHANISMS))
def test_a_class_plays_by_any_mechanism(name, visit, texts):
    settings = Settings(running=False, bots=(), terms=MECHANISMS[name]())
    room, _, key = open_class(settings, Classroom(phase="lobby"))
    room.join("Grace", "contributor", "g")
    room.begin(key, "begin")
    app = visit("board", room=room.code)
    head = "Who won, who lost" if settings.terms.money else "Who has most points"
    assert head in texts(app)
    room.finish(key, "end")
    shown = texts(app.run())
    assert head in shown
    assert "Contributors together" in shown
    assert escape(room.snapshot.classroom.results[0].title) in shown
