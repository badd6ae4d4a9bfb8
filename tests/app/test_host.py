"""Host: opening a room for a class, and leading it."""

import pytest

from sum.incentives import PointsTerms
from sum.room import Classroom, Settings, find_room, open_class
from sum.room.templates import DUEL, MONEY, TASTE
from sum.ui.setup.dialog import Choice
from tests.app.conftest import find, press

pytestmark = pytest.mark.slow

FAST = Settings(running=False, ready=False, bots=("honest",))


@pytest.fixture
def led(visit):
    """A room that a visitor leads: room, facilitator's key, personal key, and their page."""
    opened = []

    def new_class(settings=FAST, **how):
        how = {"title": MONEY.title, "phase": "lobby", "length": 300} | how
        room, code, key = open_class(settings, Classroom(**how))
        opened.append(room)
        return room, code, key, visit("host", room=room.code, me=key)

    return new_class


def test_a_lesson_is_chosen_adjusted_and_opened_and_the_key_is_shown_once(visit, texts):
    app = visit("host")
    assert "room" not in app.query_params  # nothing was opened just to look
    app.button(key=f"host-choose-{MONEY.name}").click().run()
    app.number_input(key=f"host-bots-malicious-{MONEY.name}").set_value(2)
    app.number_input(key=f"host-minutes-{MONEY.name}").set_value(3.5)
    app.slider(key=f"host-attackers-{MONEY.name}").set_value(40)
    app.button(key="host-open").click().run()
    room = find_room(app.query_params["room"])
    settings, led = room.snapshot.settings, room.snapshot.classroom
    assert isinstance(settings.terms, PointsTerms)
    assert settings.bots == ("honest", "malicious", "malicious")
    assert (led.title, led.phase, led.roles) == (MONEY.title, "lobby", "dealt")
    assert (led.length, led.attackers) == (210, 0.4)

    assert not app.code  # the projector may still show this window
    app.button(key="host-key-show").click().run()
    code = app.code[0].value
    assert room.facilitator(code)
    assert code not in str(dict(app.query_params))
    app.button(key="host-key-done").click().run()
    assert code not in texts(app)
    assert code not in str(app.session_state)
    assert find(app, "Start round 1")


def test_the_adjusted_model_is_the_first_rounds(visit):
    app = visit("host")
    app.session_state["_host-model"] = Choice("plane", "", "dense_nearest_centroid", PointsTerms())
    app.run()
    app.button(key="host-open").click().run()
    settings = find_room(app.query_params["room"]).snapshot.settings
    assert (settings.dataset, settings.model) == ("plane", "dense_nearest_centroid")
    assert settings.terms == PointsTerms()
    assert settings.factor == TASTE.factor


def test_a_round_is_led_from_the_lobby_to_the_end(led, texts):
    room, _, _, app = led()
    ann = room.join("Ann", "contributor", "a")
    room.join("Ben", "contributor", "b")
    app.run()
    assert "Let people in" in texts(app)
    press(app, "Start round 1")
    assert room.snapshot.classroom.phase == "playing"
    press(app, "+5 min")
    assert room.snapshot.classroom.length == 600
    press(app, "Pause")
    assert room.snapshot.classroom.phase == "paused"
    press(app, "Go on")
    room.contribute(ann, "c", room.dataset.pool[0].data, room.dataset.pool[0].label)
    press(app, "As planned")
    now = room.snapshot
    assert (now.classroom.phase, now.classroom.round, len(now.entries)) == ("lobby", 2, 0)
    assert now.settings.terms == MONEY.rounds[1].terms
    assert now.classroom.results[0].contributions == 1
    assert "New roles, a fresh model" in texts(app)
    press(app, "Start round 2")
    press(app, "End it and show the results")
    assert room.snapshot.classroom.phase == "ended"
    assert not [each for each in app.button if each.label.startswith(("Start", "Pause", "+1"))]


def test_what_others_see_is_switched(led):
    room, _, key, app = led(roles="dealt")
    room.join("Ann", "contributor", "a")
    room.begin(key, "b")
    app.run()
    for label, name in (
        ("Hide names", "anonymous"),
        ("Freeze the board", "frozen"),
        ("Show who played what", "revealed"),
    ):
        toggle = next(each for each in app.toggle if each.label == label)
        toggle.set_value(True).run()
        assert getattr(room.snapshot.classroom, name), label
    press(app, "Lock the room")
    assert room.snapshot.classroom.locked
    press(app, "Unlock the room")
    assert not room.snapshot.classroom.locked


def test_secret_roles_are_shown_to_the_facilitator_only_when_asked_for(led, texts):
    room, _, key, app = led(roles="dealt", attackers=1.0)
    room.join("Ann", "contributor", "a")
    room.join("Ben", "contributor", "b")
    room.begin(key, "b")
    room.lead(key, "n", anonymous=True)
    app.run()
    assert "Ann" in texts(app)
    assert "A secret role" in texts(app)
    assert ">Attacker<" not in texts(app)
    app.toggle(key="host-show-roles").set_value(True).run()
    assert ">Attacker<" in texts(app)
    assert "A secret role" not in texts(app)


def test_people_get_ether_and_roles(led):
    room, _, _, app = led()
    ann = room.join("Ann", "contributor", "a")
    before = room.snapshot.person(room.identify(ann).id).ether
    app.run()
    press(app, "Give it to everybody")
    assert room.snapshot.person(room.identify(ann).id).ether == before + 10 * 10**18
    press(app, "Deal roles out in secret")
    assert room.snapshot.classroom.roles == "dealt"
    assert room.role(ann) == "hidden"  # until the round begins
    press(app, "Let everybody choose")
    assert room.snapshot.classroom.roles == "chosen"
    assert room.role(ann) == "contributor"


def test_roles_of_a_round_are_not_those_of_the_next(led, texts):
    room, _, key, app = led(roles="dealt")
    ann, _ = room.join("Ann", "contributor", "a"), room.join("Ben", "contributor", "b")
    room.begin(key, "begin")
    assert room.role(ann) in {"contributor", "attacker"}
    app.run()
    press(app, "The same once more")
    assert room.role(ann) == "hidden"
    app.toggle(key="host-show-roles").set_value(True).run()
    assert texts(app).count("Not dealt yet") == 2


def test_time_is_sped_up_and_skipped(led):
    room, _, key, app = led()
    room.begin(key, "b")
    room.set_clock(key, "c", running=False)
    app.run()
    app.button_group(key="host-speed-now-600").set_value(86_400).run()
    assert room.snapshot.clock.factor == 86_400
    before = room.now()
    press(app, "Skip ahead")
    assert room.now() - before >= 3_600


def test_the_last_minute_is_undone(led, monkeypatch):
    room, _, key, app = led()
    ann = room.join("Ann", "contributor", "a")
    room.begin(key, "b")
    room.contribute(ann, "c", room.dataset.pool[0].data, room.dataset.pool[0].label)
    assert len(room.snapshot.entries) == 1
    monkeypatch.setattr("sum.room.teaching.LEAST", -1.0)  # what was just now is past
    app.run()
    press(app, "Undo the last minute")
    assert room.snapshot.entries == ()


def test_what_the_chain_does_not_allow_is_said_in_place_of_the_control(led, texts):
    room, _, key, app = led()
    room.begin(key, "b")
    why = "The chain is a real one: its time cannot be changed."
    room._game.controls = type(room.snapshot.controls)(jump=why, speed=why, undo=why)
    room.pause(key, "p")  # publishes it
    app.run()
    assert texts(app).replace("\\", "").count(why) == 1
    labels = [each.label for each in app.button]
    assert "Skip ahead" not in labels
    assert "Undo the last minute" not in labels
    assert not [each for each in app.button_group if str(each.key).startswith("host-speed")]


def test_coming_back_takes_the_facilitators_key(led, visit, texts):
    room, code, _, _ = led()
    stranger = visit("host")

    def come_back(with_key):
        fields = {each.label: each for each in stranger.text_input}
        fields["Room code"].set_value(room.code.lower())
        fields["Facilitator’s key"].set_value(with_key)
        press(stranger, "Lead it")

    come_back("ABCD-EFGH-JKMN-PQRS")
    assert "not the facilitator’s key" in texts(stranger)
    come_back(room.phrase(room.join("Ann", "contributor", "a")))
    assert "not the facilitator’s key" in texts(stranger)
    come_back(code.lower().replace("-", " "))
    assert find(stranger, "Start round 1")


def test_a_participant_has_no_controls(led, visit):
    room, _, _, _ = led()
    ann = room.join("Ann", "contributor", "a")
    app = visit("host", room=room.code, me=ann)
    assert not [each for each in app.button if each.label.startswith("Start round")]
    assert find(app, "Lead it")


def test_another_key_makes_the_first_one_worthless(led):
    room, code, _, app = led()
    press(app, "Make another key")
    press(app, "Show my key")
    second = app.code[0].value
    assert second != code
    assert room.facilitator(second)
    with pytest.raises(Exception, match="not the facilitator’s key"):
        room.facilitator(code)


def test_a_room_is_deleted_by_typing_its_code(led, texts):
    room, _, _, app = led()
    assert find(app, "Delete this room").disabled
    app.text_input(key="host-delete-code").set_value(room.code).run()
    press(app, "Delete this room")
    assert f"Room {room.code} is deleted" in texts(app)
    with pytest.raises(Exception, match="no room with this code"):
        find_room(room.code)


def test_the_longest_lesson_has_three_rounds_in_its_plan(led, texts):
    _, _, _, app = led(title=DUEL.title)
    shown = texts(app).replace("\\", "")
    for step in DUEL.steps:
        assert step.say in shown


def test_somebody_is_sent_home(led, texts):
    room, _, _, app = led()
    rude = room.join("Rude word", "contributor", "r")
    app.run()
    who = next(each for each in app.selectbox if each.label == "Who")
    who.set_value(room.me(rude).id).run()
    press(app, "Remove from the room")
    assert "Rude word went home." in texts(app)
    assert room.snapshot.people[-1].name == "Gone 1"
