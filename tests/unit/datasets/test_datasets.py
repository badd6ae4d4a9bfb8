"""Data sets: dealt by seed, no sample twice, and encoded as a contract takes them."""

import hashlib

import numpy as np
import pytest

from sum.datasets import DATASETS, available, encoders, load, title_of
from sum.datasets.base import deal
from sum.datasets.build import About, Raw, build
from sum.datasets.plane import LIMIT
from sum.errors import InputError
from sum.samples import DENSE_LIMIT

SPLITS = ("train", "pool", "hidden")
EVERY = [(name, encoder) for name in DATASETS for encoder in encoders(name)]
SMALL = [pair for pair in EVERY if pair[0] not in ("digits", "reviews")]


def features_of(part):
    return {sample.data for sample in part}


@pytest.fixture(params=DATASETS)
def dataset(request):
    return load(request.param)


@pytest.fixture(params=[*SMALL, ("reviews", "hashed-words")], ids=" ".join)
def encoded(request):
    name, encoder = request.param
    return load(name, 1, encoder)


def test_no_sample_is_in_two_splits_or_twice_in_one(encoded):
    parts = [getattr(encoded, name) for name in SPLITS]
    seen = [features_of(part) for part in parts]
    assert [len(each) for each in seen] == [len(part) for part in parts]
    assert not seen[0] & seen[1]
    assert not seen[0] & seen[2]
    assert not seen[1] & seen[2]


def test_splits_have_every_class_in_its_proportion(dataset):
    parts = [getattr(dataset, name) for name in SPLITS]
    whole = sum(len(part) for part in parts)
    assert [round(len(part) / whole, 1) for part in parts] == [0.2, 0.5, 0.3]
    for part in parts:
        shares = np.bincount(part.labels, minlength=dataset.n_classes) / len(part)
        assert (shares > 0.5 / dataset.n_classes).all()


def test_samples_are_what_a_contract_takes(encoded):
    for sample in (sample for name in SPLITS for sample in getattr(encoded, name).samples[::9]):
        assert 0 <= sample.label < encoded.n_classes
        assert encoded.encoder.encode(sample.raw) == sample.data
        if encoded.form == "sparse":
            assert sample.data
            assert list(sample.data) == sorted(set(sample.data))
            assert sample.data[-1] < encoded.n_features
        else:
            assert len(sample.data) == encoded.n_features
            assert max(map(abs, sample.data)) < DENSE_LIMIT


def test_matrix_and_labels_say_the_same_as_the_samples(dataset):
    part = dataset.hidden
    assert part.labels.tolist() == [sample.label for sample in part]
    if dataset.form == "dense":
        assert [tuple(row) for row in (part.matrix() * 10**9).round().astype(int)] == part.data
        assert not part.matrix().flags.writeable
    else:
        assert [tuple(row.indices) for row in part.matrix()] == part.data
        assert not part.matrix().data.flags.writeable


def test_the_same_samples_go_to_the_same_splits_whatever_the_encoder():
    one, other = load("iris", 5, "standardised"), load("iris", 5, "random-projection")
    assert one.hidden.raw == other.hidden.raw
    assert one.hidden.data != other.hidden.data


def test_an_encoder_is_fitted_on_what_the_owner_has():
    dataset = load("wine")
    assert np.abs(dataset.train.matrix().mean(axis=0)).max() < 1e-8
    assert np.abs(dataset.hidden.matrix().mean(axis=0)).max() > 0.01


@pytest.mark.parametrize("name", DATASETS)
def test_the_seed_decides(name):
    assert load(name, 3) is load(name, 3, encoders(name)[0])
    assert load(name, 3).pool.data != load(name, 4).pool.data


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("digits-3-or-8", "413f922e8dbf4dc65e74"),
        ("digits", "93e52aa9bfcb56cd5e33"),
        ("reviews", "8d36de94764522d5cfe7"),
    ],
)
def test_splits_stay_as_they_were(name, digest):
    found = hashlib.sha256()
    for part in (getattr(load(name), split) for split in SPLITS):
        for sample in part:
            raw = sample.raw if isinstance(sample.raw, str) else sample.raw.tolist()
            found.update(repr((sample.data, sample.label, raw)).encode())
    assert found.hexdigest().startswith(digest)


@pytest.mark.parametrize("name", ["reviews", "plane"])
def test_synthetic_data_says_so(name):
    dataset = load(name)
    assert "synthetic" in dataset.summary
    assert "ynthetic" in dataset.title


def test_points_are_on_the_plane_and_a_line_nearly_parts_them():
    points = load("plane")
    values = points.pool.matrix()
    assert np.abs(values).max() <= LIMIT
    assert len(points.train) + len(points.pool) + len(points.hidden) == 600
    X = np.column_stack([values, np.ones(len(values))])
    line = np.linalg.lstsq(X, 2 * points.pool.labels - 1, rcond=None)[0]
    right = ((X @ line > 0) == points.pool.labels).mean()
    assert 0.9 < right < 0.99


@pytest.mark.parametrize("name", ["breast-cancer", "wine", "iris"])
def test_rows_have_a_column_for_each_value(name):
    rows = load(name)
    assert {len(raw) for raw in rows.pool.raw} == {len(rows.columns)}
    assert sorted(rows.telling) == list(range(len(rows.columns)))


def test_columns_are_those_of_the_source():
    from sklearn.datasets import load_breast_cancer, load_wine  # noqa: PLC0415

    theirs = [str(name).replace("error", "error of") for name in load_breast_cancer().feature_names]
    ours = [" ".join(sorted(name.split())) for name in load("breast-cancer").columns]
    assert ours == [" ".join(sorted(name.split())) for name in theirs]
    wine = [
        name.split("/")[0].replace("_", " ").replace("color", "colour")
        for name in load_wine().feature_names
    ]
    assert [name.split("/")[0].lower() for name in load("wine").columns] == wine


def test_what_tells_most_comes_first():
    iris = load("iris")
    assert [iris.columns[place] for place in iris.telling[:2]] == ["petal length", "petal width"]
    assert load("digits").telling == ()


@pytest.mark.parametrize(("name", "seed"), [("horses", 0), ("digits", -1), ("digits", 1.5)])
def test_what_is_not_there(name, seed):
    with pytest.raises(InputError):
        load(name, seed)


def test_an_encoder_that_does_not_suit():
    with pytest.raises(InputError, match="it can as words, hashed-words"):
        load("reviews", 0, "pixels-on")


def test_names_and_titles():
    assert available()[: len(DATASETS)] == DATASETS
    assert len({title_of(name) for name in DATASETS}) == len(DATASETS)
    assert title_of("digits") == load("digits").title
    with pytest.raises(InputError, match="openml:<name>"):
        title_of("horses")


def test_equal_samples_are_kept_once_and_by_train_first():
    about = About("x", "X", "sentence", "", "", "", ("a", "b"))
    texts = [f"{word} {number}" for word in ("soup", "cake") for number in range(10)]
    raw = Raw(about, texts, [0] * 10 + [1] * 10)
    made = build(raw, "words", 0, np.random.default_rng(0))
    seen = [features_of(getattr(made, name)) for name in SPLITS]
    assert len(seen[0] | seen[1] | seen[2]) == len(made.train) + len(made.pool) + len(made.hidden)


def test_too_few_samples_for_the_splits_are_refused():
    about = About("x", "A small one", "point", "", "", "", ("a", "b"), ("x", "y"))
    raw = Raw(about, [(float(n), 0.5) for n in range(9)], [0] * 8 + [1])
    with pytest.raises(InputError, match="too few different samples of 'b' in A small one"):
        build(raw, "plain", 0, np.random.default_rng(0))


@pytest.mark.parametrize(("train", "hidden"), [(0, 0.5), (0.5, 0), (0.5, 0.5)])
def test_a_split_that_leaves_nothing_for_the_pool(train, hidden):
    with pytest.raises(InputError):
        deal([0, 1] * 5, np.random.default_rng(0), train=train, hidden=hidden)
