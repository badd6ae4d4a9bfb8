"""A model in a file: out and in again the same, and whatever else a file may hold is refused."""

import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from sum.datasets import load
from sum.encoders import fitted
from sum.errors import InputError
from sum.incentives import Terms
from sum.models import MODELS, SparsePerceptron
from sum.models.saved import SavedModel
from sum.models.saved_fields import MAX_BYTES, checksum_of
from sum.models.starting import starting_model
from sum.shared_model import SharedModel

NOTEBOOK = Path(__file__).parents[3] / "docs" / "notebook.md"
RNG = np.random.default_rng(3)
TEXTS = ["Good soup", "bad soup", "good evening", "a bad waiter", "?"]
ROWS = RNG.normal(size=(12, 4))


def make(name, n_classes=3):
    """A model that has learned something, of either form."""
    raws = TEXTS if MODELS[name].form == "sparse" else ROWS
    encoder = fitted("words" if raws is TEXTS else "pca", raws)
    model = MODELS[name](n_features=encoder.n_features, n_classes=n_classes)
    for number, data in enumerate(encoder.encode_many(raws)):
        if data:
            model.learn_one(data, number % n_classes)
    classes = ("no", "maybe", "yes, or “perhaps”")[:n_classes]
    return SavedModel(model, encoder, classes, "my-data", 7), raws


@pytest.fixture(scope="module")
def digits():
    data = load("digits-3-or-8")
    return SavedModel.of(starting_model(data), data), data


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("name", MODELS)
def test_out_and_in_again(name, n_classes, tmp_path):
    saved, raws = make(name, n_classes)
    saved.save(tmp_path / "model.json")
    again = SavedModel.read(tmp_path / "model.json")
    assert [file.name for file in tmp_path.iterdir()] == ["model.json"]
    assert again.to_json() == saved.to_json()
    assert type(again.model) is MODELS[name]
    assert again.model.words() == saved.model.words()
    assert again.model.arguments() == saved.model.arguments()
    assert (again.encoder, again.classes) == (saved.encoder, saved.classes)
    assert (again.dataset, again.seed) == ("my-data", 7)
    assert again.predict_many(raws) == saved.predict_many(raws)
    assert again.scores(raws[0]) == saved.scores(raws[0])


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("name", MODELS)
def test_it_predicts_as_the_contract_does(name, n_classes):
    saved, raws = make(name, n_classes)
    assert saved.predict_many([]) == []
    assert saved.predict_many(raws) == [saved.predict(raw) for raw in raws]
    for raw in raws:
        scores = saved.scores(raw)
        assert tuple(scores) == saved.classes
        assert max(scores, key=scores.__getitem__) == saved.predict(raw)
        if data := saved.encoder.encode(raw):
            assert saved.predict(raw) == saved.classes[saved.model.predict_one(data)]


def test_what_the_encoder_refuses_is_refused(digits):
    for ask in (digits[0].predict, digits[0].scores):
        with pytest.raises(InputError, match="must be 8 x 8"):
            ask(np.zeros((2, 2)))


def test_one_may_have_room_for_features_that_nobody_has_seen():
    encoder = fitted("words", TEXTS)
    saved = SavedModel(SparsePerceptron(n_features=100), encoder, ("a", "b"))
    assert SavedModel.from_json(saved.to_json()).predict("soup") == "a"


def test_order_and_space_between_the_fields_do_not_matter(digits):
    content = json.loads(digits[0].to_json())
    text = json.dumps(dict(reversed(content.items())), indent=4)
    for form in (text, text.encode(), text.encode("utf-16")):
        assert SavedModel.from_json(form).to_json() == digits[0].to_json()


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("format", "other", "not a saved model"),
        ("version", 2, "'version' has to be 1"),
        ("version", True, "'version' has to be 1"),
        ("checksum", "sha256:00", "'checksum' does not fit"),
        ("dataset.seed", 1, "'checksum' does not fit"),
        ("model.words.0", "0x1", "'checksum' does not fit"),
        ("surplus", 1, "'surplus' is not known"),
        ("model", [], "'model' has to be an object with name, arguments, words"),
        ("model.code", "x", "'model.code' is not known"),
        ("model.name", "os", "'model.name' has to be one of sparse_perceptron"),
        ("model.name", ["os"], "'model.name' has to be one of"),
        ("model.name", "naive_bayes", "'model' cannot be used"),
        ("model.arguments", 3, "'model.arguments' has to be a list of whole numbers"),
        ("model.arguments", [2, 64.0, 1], "'model.arguments' has to be a list of whole numbers"),
        ("model.arguments", [2, 64, True], "'model.arguments' has to be a list of whole numbers"),
        ("model.arguments", [1, 64, 1], "'model' cannot be used: The model cannot be deployed"),
        ("model.arguments", [2, 2**60, 1], "'model' cannot be used"),
        ("model.arguments", [2, 64, 1, 1], "'model' cannot be used"),
        ("model.arguments", [2, 60, 1], "'model' cannot be used: The model has 16 words, not 17"),
        ("model.words", "0x1", "'model.words' has to be a list"),
        ("model.words", [], "'model' cannot be used: The model has 17 words, not 0"),
        ("model.words.3", "0x", "'model.words\\[3\\]' has to be a hexadecimal number"),
        ("model.words.3", "0x" + 65 * "1", "'model.words\\[3\\]' has to be a hexadecimal number"),
        ("model.words.3", "-0x1", "'model.words\\[3\\]' has to be a hexadecimal number"),
        ("model.words.3", 12, "'model.words\\[3\\]' has to be a hexadecimal number"),
        ("model.words.16", "0x1" + 63 * "0", "'model.words' has bits that the model does not know"),
        ("encoder", None, "An encoder has to be an object"),
        ("model.name", "dense_perceptron", "'encoder' gives sparse samples"),
        ("encoder.name", "plain", "'plain' has no field"),
        ("encoder.shape", [8, 9], "'encoder' has 72 features, and the model 64"),
        ("encoder.version", 9, "encoder's field 'version' is 9, not 1"),
        ("classes", ["3"], "'classes' has to name each of the model's 2 classes"),
        ("classes", "38", "'classes' has to name each"),
        ("classes", ["3", 8], "'classes\\[1\\]' has to be a text"),
        ("classes", ["3", " "], "'classes\\[1\\]' has to be a text"),
        ("classes", ["3", "x" * 201], "'classes\\[1\\]' has to be a text"),
        ("classes", ["3", "\ud800"], "'classes\\[1\\]' has to be a text"),
        ("classes", ["3", "3"], "'classes\\[1\\]' is the name of another class"),
        ("dataset", "digits", "'dataset' has to be an object"),
        ("dataset.name", None, "'dataset.name' has to be a text"),
        ("dataset.seed", -1, "'dataset.seed' has to be a whole number"),
        ("dataset.seed", "0", "'dataset.seed' has to be a whole number"),
    ],
)
def test_the_wrong_field_is_named(digits, path, value, why):
    content = json.loads(digits[0].to_json())
    *above, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = content
    for part in above:
        place = place[part]
    place[last] = value
    with pytest.raises(InputError, match=why):
        SavedModel.from_json(json.dumps(content))


@pytest.mark.parametrize("field", ["version", "model", "encoder", "classes", "dataset", "checksum"])
def test_a_missing_field_is_named(digits, field):
    content = json.loads(digits[0].to_json())
    del content[field]
    with pytest.raises(InputError, match=f"'{field}'"):
        SavedModel.from_json(json.dumps(content))


@pytest.mark.parametrize("name", MODELS)
def test_no_garbage_gets_further_than_an_input_error(name):
    """Whoever changes a file can change its checksum, too."""
    content = json.loads(make(name)[0].to_json())
    content.pop("checksum")
    model = content["model"]
    for number in range(len(model["arguments"])):
        for wrong in (-1, 0, 2**31, 2**63, 2**300):
            arguments = [*model["arguments"]]
            arguments[number] = wrong
            damaged = {**content, "model": {**model, "arguments": arguments}}
            check_refused({**damaged, "checksum": checksum_of(damaged)})
    for words in (["0x" + 64 * "f"] * len(model["words"]), [*model["words"], "0x0"]):
        damaged = {**content, "model": {**model, "words": words}}
        check_refused({**damaged, "checksum": checksum_of(damaged)})


def check_refused(content):
    """Such a file is refused, or holds a model that can be used."""
    try:
        saved = SavedModel.from_json(json.dumps(content))
    except InputError:
        return
    saved.predict_many(TEXTS if saved.model.form == "sparse" else ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        b"\xff\xfe\x00",
        b"\x80\x04\x95",  # how a pickle begins
        '{"format": NaN}',
        '{"format": ' + "9" * 5_000 + "}",
        "[" * 100_000,
        '{"a":' * 100_000,
        '"' + "\\" * 1_000_001,
        " " * (MAX_BYTES + 1),
    ],
    ids=range(13),
)
def test_what_is_no_saved_model_is_refused(text):
    with pytest.raises(InputError, match="saved model"):
        SavedModel.from_json(text)


def test_a_file_that_is_not_there_or_too_large(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        SavedModel.read(tmp_path / "model.json")
    with pytest.raises(InputError, match="cannot be read"):
        SavedModel.read(tmp_path)
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="at most 16 MB"):
        SavedModel.read(large)


def test_what_could_not_be_read_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr("sum.models.saved.MAX_BYTES", 100)
    with pytest.raises(InputError, match="larger"):
        make("sparse_perceptron")[0].save(tmp_path / "model.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"model": object()}, "A object is none of sparse_perceptron"),
        ({"encoder": fitted("plain", ROWS)}, "gives dense samples"),
        ({"encoder": fitted("hashed-words", TEXTS)}, "has 1024 features"),
        ({"classes": ("a",)}, "'classes'"),
    ],
)
def test_parts_that_do_not_fit_together(change, why):
    saved, _ = make("sparse_perceptron", 2)
    parts = {"model": saved.model, "encoder": saved.encoder, "classes": saved.classes}
    with pytest.raises(InputError, match=why):
        SavedModel(**{**parts, **change})


def blocks():
    return re.findall(r"```python\n(.*?)```", NOTEBOOK.read_text(encoding="utf-8"), re.DOTALL)


def run(code, folder, monkeypatch):
    """Run a block of the notebook where its files are."""
    monkeypatch.chdir(folder)
    (folder / "block.py").write_text(code, encoding="utf-8")
    return runpy.run_path(str(folder / "block.py"))


def test_five_lines_of_a_notebook_use_a_file(digits, tmp_path, monkeypatch, capsys):
    saved, data = digits
    saved.save(tmp_path / "model.json")
    code = blocks()[0]
    assert len(list(filter(None, code.splitlines()))) == 5
    run(code, tmp_path, monkeypatch)
    first = data.hidden[0]
    name = data.classes[saved.model.predict_one(first.data)]
    assert capsys.readouterr().out == f"{name} {saved.scores(first.raw)}\n"


def test_five_lines_of_a_notebook_use_a_chain(digits, chain, tmp_path, monkeypatch, capsys):
    saved, data = digits
    shared = SharedModel.deploy(chain, saved.model, Terms())
    monkeypatch.setattr("sum.chain.connect", lambda _: chain)
    code = blocks()[1]
    assert len(list(filter(None, code.splitlines()))) == 5
    found = run(code.replace("0x...", shared.address), tmp_path, monkeypatch)["model"]
    assert capsys.readouterr().out.startswith("sparse_perceptron 64\n")
    assert SavedModel.of(found, data).to_json() == saved.to_json()


def test_a_saved_model_is_a_start_for_a_shared_one(digits, chain, tmp_path, monkeypatch):
    saved, _ = digits
    saved.save(tmp_path / "model.json")
    monkeypatch.setattr("sum.chain.connect", lambda: chain)
    shared = run(blocks()[2], tmp_path, monkeypatch)["shared"]
    assert shared.download().words() == saved.model.words()
