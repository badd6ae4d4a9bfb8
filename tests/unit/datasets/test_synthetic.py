"""The data sets for simulations: as large as they say, dealt by seed, and not for rooms."""

import hashlib

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from sum.datasets import DATASETS, SYNTHETIC, available, encoders, load, title_of
from sum.datasets.imdb_shaped import imdb_shaped
from sum.errors import InputError

pytestmark = pytest.mark.slow

SIZES = {"imdb-shaped:300": (2_000, 300, 25_000), "fitness-like": (100, 1_400, 400)}


@pytest.fixture(params=SIZES)
def dataset(request):
    return load(request.param)


def splits(dataset):
    return dataset.train, dataset.pool, dataset.hidden


def test_rooms_do_not_offer_them():
    assert SYNTHETIC == ("imdb-shaped", "fitness-like")
    assert not {*SYNTHETIC} & {*DATASETS, *available()}


def test_sizes_and_no_sample_twice(dataset):
    sizes = tuple(map(len, splits(dataset)))
    assert sizes == SIZES[dataset.name]
    assert len({sample.data for part in splits(dataset) for sample in part}) == sum(sizes)
    for part in splits(dataset):
        assert 0.4 < part.labels.mean() < 0.6


def test_samples_are_what_the_encoder_makes(dataset):
    for sample in dataset.pool.samples[::7]:
        assert dataset.encoder.encode(sample.raw) == sample.data
    assert dataset.encoder.name == encoders(dataset.name)[0]


def test_they_say_that_they_are_synthetic(dataset):
    assert "synthetic" in dataset.summary
    assert "synthetic" in dataset.title == title_of(dataset.name)
    assert dataset.source.startswith("Synthetic")


@pytest.mark.parametrize("encoder", encoders("fitness-like"))
def test_every_encoder_leaves_workouts_different(encoder):
    assert tuple(map(len, splits(load("fitness-like", 1, encoder)))) == SIZES["fitness-like"]


def test_imdb_shaped_is_the_generators_samples_in_order():
    dataset = load("imdb-shaped:300", 0)
    X, y = imdb_shaped(27_300, 0)
    assert dataset.encoder.describe(16) == "word '17'"
    start = 0
    for part in splits(dataset):
        stop = start + len(part)
        assert (part.matrix() != X[start:stop]).nnz == 0
        assert (part.labels == y[start:stop]).all()
        start = stop


def test_imdb_shaped_shares_its_numbers():
    dataset = load("imdb-shaped:300")
    assert len({id(index) for sample in dataset.hidden for index in sample.data}) <= 1_000


@pytest.mark.slow
def test_imdb_shaped_is_25_000_and_25_000():
    dataset = load("imdb-shaped")
    assert tuple(map(len, splits(dataset))) == (2_000, 23_000, 25_000)
    assert load("imdb-shaped") is dataset


@pytest.mark.parametrize("size", ["", "0", "-5", "1e3", "many", "007", "500001", "²", "9" * 9_999])
def test_a_size_that_is_none(size):
    for use in (load, title_of, encoders):
        with pytest.raises(InputError, match="from 1 to 500,000"):
            use(f"imdb-shaped:{size}")


def test_only_words_suit_imdb_shaped():
    assert encoders("imdb-shaped:300") == ("words",)
    with pytest.raises(InputError, match="it can as words"):
        load("imdb-shaped:300", 0, "pca")


def test_workouts_stay_as_they_were():
    found = hashlib.sha256(repr([part.raw for part in splits(load("fitness-like"))]).encode())
    assert found.hexdigest()[:16] == "118f3f5fd5890ccf"
    assert load("fitness-like", 1).pool.raw != load("fitness-like", 2).pool.raw


def test_workouts_are_possible():
    dataset = load("fitness-like")
    columns = dataset.columns
    values = dict(zip(columns, np.array(dataset.pool.raw).T, strict=True))
    assert len(columns) == len(dataset.units) == 9
    assert set(values["cycling"] + values["walking"]) == {0, 1}
    assert all((values[name] > 0).all() for name in columns[2:])
    assert (values["highest heart rate"] >= values["mean heart rate"]).all()
    assert values["mean heart rate"].min() > 60
    assert values["highest heart rate"].max() < 230
    assert np.allclose(
        values["distance"], values["mean speed"] * values["duration"] / 60, rtol=0.05, atol=0.05
    )


def test_a_line_gets_most_workouts_right_and_not_all():
    right = []
    for seed in range(3):
        dataset = load("fitness-like", seed)
        line = LogisticRegression().fit(dataset.pool.matrix(), dataset.pool.labels)
        right.append(line.score(dataset.hidden.matrix(), dataset.hidden.labels))
    assert 0.8 < np.mean(right) < 0.9
