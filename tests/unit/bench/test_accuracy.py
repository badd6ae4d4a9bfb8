"""The comparison: what is measured, and that it would see a twin that falls behind."""

import numpy as np
import pytest

from sum.bench.accuracy import DATA, IMDB_SHAPED, measure, pairs, task
from sum.bench.reference import REFERENCES
from sum.models import MODELS, SparsePerceptron
from sum.units import SCALE


def test_every_model_is_measured_on_every_set_of_its_form():
    measured = pairs()
    assert len(set(measured)) == len(measured)
    assert {model for *_, model in measured} == set(MODELS)
    assert {(name, encoder) for name, encoder, _ in measured} == {each[:2] for each in DATA}
    assert pairs(["sparse_perceptron"], ["digits"]) == [
        ("digits", "pixels-on", "sparse_perceptron")
    ]
    assert pairs(["sparse_perceptron"], ["wine"]) == []


@pytest.mark.parametrize(("name", "encoder", "form"), DATA)
def test_the_integers_and_the_float64_are_the_same_samples(name, encoder, form):
    ready = task(name, encoder)
    assert ready.form == form
    assert len(ready.samples) == len(ready.X) == len(ready.y)
    assert len(ready.X_test) == len(ready.y_test) > 0
    for data, x in zip(ready.samples[:20], ready.X, strict=False):
        if form == "sparse":
            assert np.flatnonzero(x).tolist() == list(data)
        else:
            assert np.rint(x * SCALE).astype(np.int64).tolist() == list(data)


def test_a_sparse_perceptron_is_exact_in_both():
    row = measure(task("digits-3-or-8", "pixels-on"), "sparse_perceptron", 3)
    assert (row.samples, row.tested, row.features, row.classes) == (249, 107, 64, 2)
    assert (row.orders, row.difference, row.worst) == (3, 0, 0)
    assert 0.7 < row.chain == row.float64 < 1
    assert 0.7 < row.peer < 1


def test_a_twin_that_falls_behind_is_seen(monkeypatch):
    right = SparsePerceptron.predict
    monkeypatch.setattr(SparsePerceptron, "predict", lambda self, X: 1 - right(self, X))
    row = measure(task("digits-3-or-8", "pixels-on"), "sparse_perceptron", 2)
    assert row.chain == pytest.approx(1 - row.float64)
    assert row.worst <= row.difference < -30


@pytest.mark.parametrize("name", sorted(REFERENCES))
def test_one_order_is_enough_where_the_order_does_not_matter(name):
    form = MODELS[name].form
    ready = task(*(("wine", "standardised") if form == "dense" else ("digits-3-or-8", "pixels-on")))
    row = measure(ready, name, 2)
    assert row.orders == (2 if REFERENCES[name].ordered else 1)
    assert row.difference > -1 if row.orders > 1 else row.chain == row.float64


def test_imdb_shaped_is_sparse():
    assert task(IMDB_SHAPED, "words").X.mean() == pytest.approx(0.1, abs=0.01)
