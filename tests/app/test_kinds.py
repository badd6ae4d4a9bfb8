"""Rooms on data of every kind and on models of every sort: opened and played once."""

import pytest

from sum.room import Settings, open_room
from tests.app.conftest import press

pytestmark = pytest.mark.slow

ROOMS = [
    ("reviews", "words", "naive_bayes"),
    ("plane", "plain", "dense_perceptron"),
    ("wine", "standardised", "dense_nearest_centroid"),
    ("digits", "pca", "dense_passive_aggressive"),
]


def settings(dataset, encoder, model):
    return Settings(dataset=dataset, encoder=encoder, model=model, running=False, bots=("honest",))


def choose(app, label):
    [buttons] = [group for group in app.button_group if group.key.startswith("label-")]
    buttons.set_value(buttons.options.index(label)).run()


def source(app, which):
    [group] = [group for group in app.button_group if group.key.startswith("sample source")]
    group.set_value(which).run()
    assert not app.exception


@pytest.mark.parametrize(("dataset", "encoder", "model"), ROOMS)
def test_every_page_of_a_room(visit, texts, dataset, encoder, model):
    room, key = open_room(settings(dataset, encoder, model))
    app = visit("contribute", room=room.code, me=key)
    source(app, "pool")
    sample = room.dataset.pool[app.session_state["sample index"]]
    choose(app, room.dataset.classes[(sample.label + 1) % room.dataset.n_classes])
    press(app, "Send,")
    entry = room.snapshot.entries[-1]
    assert entry.contribution.data == sample.data
    assert entry.raw == sample.raw if dataset != "digits" else entry.raw is sample.raw
    app = visit("attack", room=room.code, me=key)
    [bet] = [group for group in app.button_group if group.key == "attack-bet"]
    bet.set_value("costs").run()
    press(app, "Run the attack")
    assert "The story so far" in texts(app)
    said = {"": texts(app)}
    for page in ("home", "board", "explorer", "model"):
        app = visit(page, room=room.code, me=key)
        assert not app.error
        said[page] = texts(app)
    assert "pixels" not in said["explorer"] or dataset == "digits"
    assert "what the chain has: these" in said["explorer"]


def test_a_point_is_typed(visit, texts):
    room, key = open_room(settings(*ROOMS[1]))
    app = visit("contribute", room=room.code, me=key)
    assert "Click on the plane" in texts(app)
    app.number_input(key="sample x 0").set_value(0.25).run()
    assert "Click on the plane" in texts(app)
    app.number_input(key="sample y 0").set_value(-1.0).run()
    choose(app, "blue")
    press(app, "Send,")
    entry = room.snapshot.entries[-1]
    assert (entry.raw, entry.truth) == ((0.25, -1.0), None)
    assert entry.contribution.data == (250_000_000, -1_000_000_000)


def test_a_row_is_changed(visit, texts):
    room, key = open_room(settings(*ROOMS[2]))
    app = visit("contribute", room=room.code, me=key)
    source(app, "edit")
    assert "Change at least one value first." in texts(app)
    start = room.dataset.pool[app.session_state["sample index"]].raw
    place = app.multiselect[0].value[0]
    changed = start[place] + 1
    app.number_input(key=f"sample value 1 {place}").set_value(changed).run()
    choose(app, room.dataset.classes[0])
    press(app, "Send,")
    entry = room.snapshot.entries[-1]
    assert entry.raw == (*start[:place], changed, *start[place + 1 :])
    assert entry.contribution.data == room.dataset.encoder.encode(entry.raw)


def test_a_model_that_always_learns_is_not_said_to_have_nothing_to_learn(visit, texts):
    room, key = open_room(settings(*ROOMS[2]))
    app = visit("contribute", room=room.code, me=key)
    sample = room.dataset.pool[app.session_state["sample index"]]
    said = room.dataset.classes[room.predict(sample.data)]
    choose(app, said)
    assert "learns from it all the same" in texts(app)
    press(app, "Send,")
    assert "It learns from every contribution" in texts(visit("explorer", room=room.code, me=key))


def test_starting_over_with_other_data_forgets_the_draft(visit, texts):
    room, key = open_room(settings(*ROOMS[1]))
    app = visit("contribute", room=room.code, me=key)
    source(app, "pool")
    choose(app, "blue")
    room.start_over(key, "over", dataset="reviews")
    press(app, "Send,")
    me = room.identify(key).id
    assert not [entry for entry in room.snapshot.entries if entry.person == me]
    assert room.dataset.summary in texts(app)
    assert not [
        group for group in app.button_group if group.key.startswith("label-") and group.value
    ]
