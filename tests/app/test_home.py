"""Home: the idea, a model to press on, and ways into a room."""

import pytest

from sum import datasets
from sum.room import Settings, find_room, open_room
from sum.ui.setup.dialog import Choice

pytestmark = pytest.mark.slow


def test_the_first_look_opens_no_room(visit):
    app = visit()
    assert "room" not in app.query_params
    assert app.button(key="start-here")
    assert app.title[0].value == "A model that everybody shares"


def test_asking_is_free_and_answered_by_the_contract(visit, texts):
    app = visit()
    app.button(key="ask-1").click().run()
    room = find_room(app.query_params["room"])
    sample = next(each for each in room.dataset.pool if f"{each.data}" in str(app.session_state))
    said = room.dataset.classes[room.predict(sample.data)]
    assert f"The model says “{said}”" in texts(app)
    assert not [call for call in room.snapshot.calls if call.sender == "p2"]


def test_a_wrong_label_is_sent_and_shown(visit, texts):
    app = visit()
    app.button(key="ask-0").click().run()
    assert "Wrong label!" in texts(app)
    app.button(key="try-add").click().run()
    room = find_room(app.query_params["room"])
    entry = room.snapshot.entries[-1]
    assert entry.contribution.label != entry.truth
    assert "at stake" in app.success[0].value
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics["Your balance"].startswith("-")
    assert metrics["Accuracy of the model"] == f"{room.snapshot.accuracy[-1].accuracy:.1%}"


def test_a_true_label_promises_the_deposit_back(visit, texts):
    app = visit()
    app.button(key="ask-0").click().run()
    labels = next(each for each in app.button_group if str(each.key).startswith("try-label"))
    labels.set_value([0]).run() if isinstance(labels.value, list) else labels.set_value(0).run()
    assert "get it back" in texts(app)
    app.button(key="try-add").click().run()
    entry = find_room(app.query_params["room"]).snapshot.entries[-1]
    assert entry.contribution.label == entry.truth


def test_opening_a_room_shows_its_code_and_a_link_without_a_key(visit, texts):
    app = visit()
    app.text_input[1].set_value("Grace")
    app.number_input(key="open-malicious").set_value(1)
    next(each for each in app.button if each.label == "Open the room").click().run()
    room = find_room(app.query_params["room"])
    assert room.shared
    assert room.snapshot.settings.bots == ("honest", "honest", "malicious")
    assert f"You are in room {room.code}" in texts(app)
    assert app.code[0].value.endswith(f"/join?room={room.code}")
    assert app.query_params["me"]


def test_a_class_learns_what_was_chosen(visit, texts):
    app = visit()
    app.session_state["_choice-class"] = Choice("plane", "", "dense_nearest_centroid")
    app.run()
    assert "Points in the plane" in texts(app)
    app.text_input[1].set_value("Grace")
    next(each for each in app.button if each.label == "Open the room").click().run()
    settings = find_room(app.query_params["room"]).snapshot.settings
    assert (settings.dataset, settings.model) == ("plane", "dense_nearest_centroid")


def test_no_other_data_set_is_loaded_before_it_is_asked_for(visit, monkeypatch):
    loaded = []
    real = datasets._load

    def load(name, *more):
        loaded.append(name)
        return real(name, *more)

    monkeypatch.setattr(datasets, "_load", load)
    visit()
    assert set(loaded) == {Settings.dataset}


def join(app, code, nickname):
    app.text_input[0].set_value(code)
    next(each for each in app.button if each.label == "Join").click().run()
    if "Who are you?" in "".join(each.value for each in app.markdown):
        app.text_input[0].set_value(nickname)
        next(each for each in app.button if each.label == "Join").click().run()
    return app


def test_two_visitors_meet_in_one_room(visit, texts):
    room, key = open_room(Settings(running=False), shared=True, nickname="Grace")
    join(visit(), room.code.lower(), "Alan")
    assert [person.name for person in room.snapshot.people if not person.bot][1:] == [
        "Grace",
        "Alan",
    ]
    assert "Alan" in texts(visit("board", room=room.code, me=key))


@pytest.mark.parametrize(
    ("code", "nickname", "why"),
    [
        ("XXXXX", "Alan", "no room with this code"),
        pytest.param(None, "", "nickname", marks=pytest.mark.slow),
        pytest.param(None, "grace", "already called", marks=pytest.mark.slow),
    ],
)
def test_joining_that_fails_says_why(visit, texts, code, nickname, why):
    room, _ = open_room(Settings(running=False), shared=True, nickname="Grace")
    app = join(visit(), code or room.code, nickname)
    assert why in texts(app)
    assert not app.exception
