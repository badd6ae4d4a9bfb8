"""Storage words, unpacked and named; and features traced back through a projection."""

import re

import numpy as np
import pytest

from sum.models import models_for
from sum.units import SCALE
from sum.viz.model.lens import is_traced, name_of, reasons, shape_of, shown
from sum.viz.model.reading import judge
from sum.viz.model.storage import layout, unpack
from sum.viz.model.words import feature_name, kind_of, legend, meaning

CASES = [
    *(("digits-3-or-8", "", name) for name in models_for("sparse")),
    *(("digits", "", name) for name in models_for("sparse")),
    *(("plane", "", name) for name in models_for("dense")),
    *(("wine", "", name) for name in models_for("dense")),
]


def everything(model, dataset):
    return unpack(model, dataset, 0, len(model.words()))


@pytest.mark.parametrize(("name", "encoder", "kind"), CASES)
def test_the_parts_of_a_word_are_the_word(start, name, encoder, kind):
    dataset, model = start(name, encoder, kind)
    words = [0] * len(model.words())
    for each in everything(model, dataset):
        low, high = map(int, each.bits.split("–"))
        assert len(each.hex) == 2 + (high - low + 1) // 4
        words[each.word] |= int(each.hex, 16) << low
    assert words == model.words()
    assert layout(model).endswith(".")


@pytest.mark.parametrize("kind", ["sparse_perceptron", "sparse_passive_aggressive"])
@pytest.mark.parametrize("name", ["digits-3-or-8", "digits"])
def test_a_weight_has_its_name(start, name, kind):
    dataset, model = start(name, "", kind)
    check_weights(model, dataset, model.class_weights()[1 if dataset.n_classes == 2 else 0 :])


@pytest.mark.parametrize("name", ["plane", "wine"])
def test_a_dense_weight_has_its_name(start, name):
    dataset, model = start(name, "", "dense_perceptron")
    check_weights(model, dataset, model.class_weights()[1 if dataset.n_classes == 2 else 0 :])


def check_weights(model, dataset, rows):
    values = {each.what: float(each.value) for each in everything(model, dataset)}
    for label, row in enumerate(rows):
        of = f", {dataset.classes[label]}" if len(rows) > 1 else ""
        for feature in (0, 1, len(row) - 1):
            name = feature_name(dataset.encoder, feature)
            assert values[f"{name}{of}"] == pytest.approx(row[feature], abs=1e-9)
        assert f"constant{of}" in values


def test_counts_have_their_names(start):
    dataset, model = start("digits", "", "naive_bayes")
    values = {each.what: int(each.value) for each in everything(model, dataset)}
    for label, name in enumerate(dataset.classes):
        mine = dataset.train.labels == label
        assert values[f"samples, {name}"] == mine.sum()
        column = dataset.train.matrix()[mine].sum(axis=0).A1
        assert values[f"pixel row 3, column 5, {name}"] == column[20]


def test_means_have_their_names(start):
    dataset, model = start("wine", "", "dense_nearest_centroid")
    values = {each.what: float(each.value) for each in everything(model, dataset)}
    for label, name in enumerate(dataset.classes):
        count = values[f"samples, {name}"]
        assert count == (dataset.train.labels == label).sum()
        first = feature_name(dataset.encoder, 0)
        assert values[f"{first}, {name}"] / count == pytest.approx(model.class_weights()[label, 0])


def test_only_so_many_words_are_read(start):
    dataset, model = start("digits-3-or-8")
    assert {each.word for each in unpack(model, dataset, 3, 2)} == {3, 4}
    assert unpack(model, dataset, 10_000, 5) == []


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        (
            "reviews",
            "sparse_perceptron",
            "of the words that a sample has, and a constant, and says",
        ),
        ("breast-cancer", "dense_perceptron", "multiplies each feature of a sample by its weight"),
        ("iris", "dense_perceptron", "Each feature has a weight for each class."),
        ("digits-3-or-8", "naive_bayes", "how often each pixel comes"),
    ],
)
def test_what_is_explained_is_what_it_does(start, name, kind, says):
    dataset, model = start(name, "", kind)
    assert says in meaning(model, dataset)


def test_a_mixture_has_a_short_name(start):
    dataset, _ = start("digits-3-or-8", "pca")
    assert feature_name(dataset.encoder, 0) == "component 1"


# ------------------------------------------------------------------------- through a projection


@pytest.mark.parametrize("encoder", ["pca", "random-projection"])
def test_a_projection_is_traced_back_to_the_pixels(start, encoder):
    """A sample's pixels, by their traced weights, differ in score as the samples do."""
    dataset, model = start("digits-3-or-8", encoder)
    assert is_traced(dataset)
    assert shape_of(dataset) == (8, 8)
    [weights] = shown(dataset, model.class_weights()[1:])
    inner = dataset.encoder.inner
    blank = np.zeros(64)
    sums, scores = [], []
    for sample in dataset.hidden.samples[:20]:
        row = inner.encode(sample.raw)
        values = blank.copy()
        if inner.form == "sparse":
            values[list(row)] = 1
        else:
            values = np.array(row) / SCALE
        sums.append(values @ weights)
        scores.append(float(model.decision_function(np.array([sample.data]) / SCALE)[0]) / SCALE)
    assert np.ptp(np.array(scores) - sums) < 1e-4


@pytest.mark.parametrize("model_name", models_for("dense"))
def test_reasons_through_a_projection(start, model_name):
    dataset, model = start("digits-3-or-8", "pca", model_name)
    sample = dataset.hidden[0]
    values, name, whole = reasons(dataset, model, sample.raw, judge(model, sample.data))
    assert whole == (kind_of(model) != "centroid")
    assert len(values) == (64 if whole else dataset.n_features)
    assert name(0)


def test_without_a_projection_the_features_are_the_models_own(start):
    dataset, model = start("reviews")
    sample = dataset.hidden[0]
    verdict = judge(model, sample.data)
    values, name, whole = reasons(dataset, model, sample.raw, verdict)
    assert whole
    assert values is verdict.evidence
    assert name(0) == dataset.encoder.vocabulary[0]
    assert shape_of(dataset) is None
    assert shown(dataset, model.class_weights()) is not None
    assert name_of(dataset, 1) == dataset.encoder.vocabulary[1]


@pytest.mark.parametrize(("name", "encoder", "kind"), CASES)
def test_colours_and_numbers_are_explained(start, name, encoder, kind):
    dataset, model = start(name, encoder, kind)
    assert re.fullmatch(r".+\.", meaning(model, dataset))
    blue, _ = legend(model, dataset, one_row=dataset.n_classes == 2)
    assert blue
