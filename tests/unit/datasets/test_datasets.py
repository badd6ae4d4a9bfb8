"""Data sets: dealt by seed, no sample twice, and a picture or a sentence for people."""

import numpy as np
import pytest

from sum.datasets import DATASETS, load
from sum.datasets.base import Sample, distinct, split
from sum.datasets.show import as_svg
from sum.errors import InputError

SPLITS = ("train", "pool", "hidden")


def features_of(part):
    return {sample.data for sample in part}


@pytest.fixture(params=DATASETS)
def dataset(request):
    return load(request.param)


def test_no_sample_is_in_two_splits_or_twice_in_one(dataset):
    parts = [getattr(dataset, name) for name in SPLITS]
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


def test_samples_are_what_a_contract_takes(dataset):
    for name in SPLITS:
        for sample in getattr(dataset, name):
            assert sample.data
            assert list(sample.data) == sorted(set(sample.data))
            assert sample.data[-1] < dataset.n_features
            assert 0 <= sample.label < dataset.n_classes
            assert dataset.encoder.encode(sample.raw) == sample.data


def test_matrix_and_labels_say_the_same_as_the_samples(dataset):
    part = dataset.hidden
    assert [tuple(row.indices) for row in part.matrix()] == part.data
    assert part.labels.tolist() == [sample.label for sample in part]
    assert not part.matrix().data.flags.writeable


@pytest.mark.parametrize("name", DATASETS)
def test_the_seed_decides(name):
    assert load(name, 3) is load(name, 3)
    assert load(name, 3).pool.data != load(name, 4).pool.data


def test_synthetic_data_says_so():
    reviews = load("reviews")
    assert "synthetic" in reviews.summary
    assert "ynthetic" in reviews.title


@pytest.mark.parametrize(("name", "seed"), [("horses", 0), ("digits", -1), ("digits", 1.5)])
def test_what_is_not_there(name, seed):
    with pytest.raises(InputError):
        load(name, seed)


def test_the_first_of_equal_samples_is_kept():
    first, again, other = Sample((1,), 0, "a"), Sample((1,), 1, "b"), Sample((2,), 0, "c")
    assert distinct([first, again, other]) == [first, other]


@pytest.mark.parametrize(("train", "hidden"), [(0, 0.5), (0.5, 0), (0.5, 0.5)])
def test_a_split_that_leaves_nothing_for_the_pool(train, hidden):
    samples = [Sample((n,), n % 2, n) for n in range(10)]
    with pytest.raises(InputError):
        split(samples, 10, np.random.default_rng(0), train=train, hidden=hidden)


def test_picture_has_a_mark_for_every_pixel_with_ink():
    svg = as_svg([[0, 16], [8, 0]], title="<3>")
    assert svg.count('width="1" height="1"') == 2
    assert 'fill-opacity="0.5"' in svg
    assert "&lt;3&gt;" in svg


@pytest.mark.parametrize("raw", ["text", [1, 2], [[1], [2, 3]], [], [["a"]], None])
def test_no_picture(raw):
    with pytest.raises(InputError):
        as_svg(raw)
