"""The Model page: what it shows is the model on the chain, for every kind of data and model."""

import json

import pytest

from sum.datasets import load
from sum.models import models_for
from sum.models.saved import SavedModel
from sum.room import Settings, forget_room, open_room
from sum.room.past import last_change, model_after
from sum.ui.model.page import VIEWS
from sum.ui.model.take import notebook
from sum.units import DAY

pytestmark = pytest.mark.slow

QUIET = Settings(running=False, bots=(), ready=False)
MATRIX = [
    ("digits-3-or-8", ""),
    ("digits", "pca"),
    ("reviews", ""),
    ("reviews", "hashed-words"),
    ("plane", ""),
    ("breast-cancer", "unit"),
    ("wine", ""),
    ("iris", "random-projection"),
]
CASES = [
    (name, encoder, model)
    for name, encoder in MATRIX
    for model in models_for(load(name, encoder=encoder).form)
]


def teach(room, key, index=0, nonce="n", *, wrong=True):
    """Contribute a sample of the pool; a wrong label changes every model."""
    sample = room.dataset.pool[index]
    label = (room.snapshot.model.predict_one(sample.data) + wrong) % room.dataset.n_classes
    room.contribute(key, nonce, sample.data, label, raw=sample.raw, truth=sample.label)


def look(app, view):
    app.segmented_control(key="model-view").set_value(view)
    app.run()
    assert not app.exception, app.exception[0].value
    assert not app.error, app.error[0].value
    return app


@pytest.fixture
def opened(visit):
    room, key = open_room(QUIET)
    yield room, key, visit("model", room=room.code, me=key)
    forget_room(room.code)


@pytest.mark.parametrize(("name", "encoder", "model"), CASES)
def test_every_data_set_and_model_can_be_looked_into(visit, texts, name, encoder, model):
    settings = Settings(
        dataset=name, encoder=encoder, model=model, running=False, bots=(), ready=False
    )
    room, key = open_room(settings)
    for number in range(3):
        teach(room, key, number, str(number))
    app = visit("model", room=room.code)
    assert room.snapshot.model.title in texts(app)
    for view in VIEWS:
        look(app, view)
    look(app, "change")
    assert "Contribution 3" in texts(app)
    look(app, "sample")
    app.segmented_control(key="model-order").set_value("wrong").run()
    app.segmented_control(key="model-split").set_value("pool").run()
    assert not app.exception
    assert not app.error
    forget_room(room.code)


def test_it_begins_with_what_the_model_has_learned(opened, texts):
    room, _, app = opened
    shown = texts(app)
    assert "speaks for 8" in shown
    assert "data:image/svg+xml" in shown
    assert f"{room.snapshot.accuracy[-1].accuracy:.1%}" in shown
    app.toggle(key="model-numbers").set_value(True).run()
    table = app.dataframe[0].value
    assert list(table["feature"])[20] == "pixel row 3, column 5"
    assert list(table["8"]) == list(room.snapshot.model.class_weights()[1])


def test_a_contribution_is_seen_to_change_it(opened, texts):
    room, key, app = opened
    look(app, "change")
    assert "Nobody has contributed yet" in texts(app)
    teach(room, key)
    app.run()
    shown = texts(app)
    assert "Contribution 1" in shown
    assert shown.count("<img") == 4  # the sample; before, after, difference
    size = len(room.dataset.pool[0].data)
    assert f"{size} of 64 features count differently now" in shown
    before, after = (model_after(room.snapshot, number) for number in (0, 1))
    said = [room.dataset.classes[m.predict_one(room.dataset.pool[0].data)] for m in (before, after)]
    assert (" → ".join(said) if said[0] != said[1] else said[0]) in shown


def test_one_goes_back_and_forth_and_follows_the_last_change_again(opened, texts):
    room, key, app = opened
    teach(room, key, 0, "a")
    teach(room, key, 1, "b", wrong=False)
    look(app, "change")
    assert last_change(room.snapshot) == 1
    assert "Contribution 1" in texts(app)
    app.button(key="model-Later").click().run()
    assert "It changed nothing" in texts(app)
    app.run()
    teach(room, key, 2, "c")
    assert "Contribution 2" in texts(app.run())
    app.button(key="model-follow").click().run()
    assert "Contribution 3" in texts(app)


def test_starting_over_shows_the_new_model(opened, texts):
    room, key, app = opened
    for number in range(3):
        teach(room, key, number, str(number))
    look(app, "change")
    app.button(key="model-Earlier").click().run()
    room.start_over(key, "over")
    assert "Nobody has contributed yet" in texts(app.run())


def test_how_often_it_is_right(opened, texts):
    room, _, app = opened
    look(app, "right")
    assert len(app.get("vega_lite_chart")) == 1
    model, hidden = room.snapshot.model, room.dataset.hidden
    wrong = hidden.labels != model.predict(hidden.matrix())
    three = int((wrong & (hidden.labels == 0)).sum())
    assert f"{three} × 3, the model says 8" in texts(app)


def test_samples_are_stepped_through_from_the_least_certain(opened, texts):
    room, _, app = opened
    look(app, "sample")
    assert "Sample 1 of 107" in texts(app)
    assert "surer of every other sample" in texts(app)
    app.button(key="model-sample-Next").click().run()
    assert "Sample 2 of 107" in texts(app)
    app.segmented_control(key="model-order").set_value("wrong").run()
    shown = texts(app)
    hidden = room.dataset.hidden
    wrong = int((room.snapshot.model.predict(hidden.matrix()) != hidden.labels).sum())
    assert f"Sample 1 of {wrong}" in shown
    assert "In truth it is" in shown
    app.segmented_control(key="model-split").set_value("pool").run()
    assert not app.error


def test_a_sample_stays_when_the_model_changes(opened, texts):
    room, key, app = opened
    look(app, "sample")
    app.button(key="model-sample-Next").click().run()
    shown = [each for each in texts(app).splitlines() if each.startswith("<img")]
    teach(room, key)
    assert shown == [each for each in texts(app.run()).splitlines() if each.startswith("<img")]


def test_it_can_be_taken_along(opened, tmp_path, capsys, monkeypatch):
    room, key, app = opened
    teach(room, key)
    look(app, "take")
    [code] = [each.value for each in app.code if "SavedModel" in each.value]
    assert code.count("\n") == 4
    name = code.split('read("')[1].split('"')[0]
    saved = SavedModel.of(room.snapshot.model, room.dataset)
    (tmp_path / name).write_text(saved.to_json(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "notebook", "exec"), {})  # noqa: S102 - what a reader would do
    says = room.snapshot.model.predict_one(room.dataset.hidden[0].data)
    assert capsys.readouterr().out.strip() == room.dataset.classes[says]


@pytest.mark.parametrize("name", ["reviews", "plane"])
def test_the_notebook_has_a_sample_that_can_be_read(name, tmp_path, capsys, monkeypatch):
    room, _ = open_room(Settings(dataset=name, running=False, bots=(), ready=False))
    code = notebook(room.snapshot, "model.json")
    assert code.count("\n") == 4
    assert repr(room.dataset.hidden[0].raw) in code
    saved = SavedModel.of(room.snapshot.model, room.dataset)
    (tmp_path / "model.json").write_text(saved.to_json(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "notebook", "exec"), {})  # noqa: S102 - what a reader would do
    says = room.snapshot.model.predict_one(room.dataset.hidden[0].data)
    assert capsys.readouterr().out.startswith(f"{room.dataset.classes[says]}\n")
    forget_room(room.code)


def test_the_words_are_the_contracts(opened):
    room, _, app = opened
    look(app, "take")
    table = app.dataframe[0].value
    words = room._game.engine.shared.download().words()
    assert int(table["hex"][0], 16) == words[0] & 2**64 - 1
    app.number_input(key="model-words").set_value(3).run()
    table = app.dataframe[0].value
    assert table["word"].iloc[-1] == len(words) - 1
    assert table["what"].iloc[-1] == "constant"


def test_the_view_is_in_the_address(visit, texts):
    room, key = open_room(QUIET)
    app = visit("model", room=room.code, me=key, look="take")
    assert "Download the model" in app.get("download_button")[0].proto.label
    app = visit("model", room=room.code, me=key, look="nonsense")
    assert "speaks for 8" in texts(app)
    look(app, "right")
    assert app.query_params["look"] in ("right", ["right"])
    forget_room(room.code)


def test_who_only_watches_sees_it_too(visit, texts):
    room, key = open_room(QUIET, shared=True, nickname="<b>Grace</b>")
    teach(room, key)
    app = visit("model", room=room.code)
    assert "speaks for 8" in texts(app)
    look(app, "change")
    assert "<b>Grace" not in texts(app)
    assert "me" not in app.query_params
    forget_room(room.code)


def test_a_sentence_brings_no_markup(visit, texts):
    room, key = open_room(Settings(dataset="reviews", running=False, bots=(), ready=False))
    text = "The <b>soup</b> was awful"
    data = room.dataset.encoder.encode(text)
    label = 1 - room.snapshot.model.predict_one(data)
    room.contribute(key, "n", data, label, raw=text)
    app = visit("model", room=room.code, me=key)
    look(app, "change")
    assert "<b>soup" not in texts(app)
    assert "&lt;b&gt;soup" in texts(app)
    forget_room(room.code)


def test_it_stays_quick_after_many_contributions(visit):
    room, key = open_room(Settings(dataset="reviews", running=False, bots=("honest",) * 5))
    room.jump(key, "a", 9 * DAY)
    app = visit("model", room=room.code, me=key)
    app.run()
    for view in VIEWS:
        look(app, view)
    assert len(json.dumps([each.proto.body for each in app.get("html")])) < 200_000
    forget_room(room.code)
