"""Every encoder goes out as JSON and comes back equal; what else JSON may hold is refused."""

import copy
import json
import pickle
import time
from itertools import product

import numpy as np
import pytest

from sum.encoders import ENCODERS, Standardised, encoder_from_spec, fitted
from sum.errors import InputError

RNG = np.random.default_rng(2)
IMAGES = list(RNG.integers(0, 17, size=(12, 3, 3)))
TEXTS = ["Good soup", "bad soup", "good, good evening", "it wasn't bad"]
RAWS = {name: TEXTS if "words" in name else IMAGES for name in ENCODERS}
FITTED = {
    name: fitted(name, raws, shape=None if raws is TEXTS else (3, 3)) for name, raws in RAWS.items()
}
WORDS_FIRST = fitted("pca", TEXTS)


@pytest.mark.parametrize("encoder", [*FITTED.values(), WORDS_FIRST])
def test_out_and_in_again(encoder):
    again = encoder_from_spec(json.loads(json.dumps(encoder.spec())))
    assert again == encoder
    assert hash(again) == hash(encoder)
    raws = TEXTS if encoder is WORDS_FIRST else RAWS[encoder.name]
    assert again.encode_many(raws) == encoder.encode_many(raws)
    assert again.describe(1) == encoder.describe(1)


WRONG = [None, True, "\ud800", float("nan"), {}, [[]], [1, [2]], ["x", 1], -1, 10**400]
ALLOWED = [("shape", None), ("on", -1), ("threshold", -1)]


@pytest.mark.parametrize("encoder", [*FITTED.values(), WORDS_FIRST])
def test_every_field_is_checked(encoder):
    spec = encoder.spec()
    for field, wrong in product(spec, WRONG):
        if (field, wrong) not in ALLOWED:
            with pytest.raises(InputError):
                encoder_from_spec({**spec, field: wrong})
    with pytest.raises(InputError, match="no field 'surplus'"):
        encoder_from_spec({**spec, "surplus": 1})


def test_equal_encoders_have_the_same_text():
    first, second = Standardised((0, 1), (2, 3)), Standardised((0.0, 1.0), (2.0, 3.0))
    assert first == second
    assert json.dumps(first.spec()) == json.dumps(second.spec())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "none"}, "field 'name' has to be one of pixels-on, words"),
        ({"version": 2}, "field 'version' is 2, not 1"),
        ({"mean": [1, "2"]}, "field 'mean' is missing or wrong"),
    ],
)
def test_the_wrong_field_is_named(change, why):
    with pytest.raises(InputError, match=why):
        encoder_from_spec({**FITTED["standardised"].spec(), **change})


def test_a_missing_field_is_named():
    spec = FITTED["standardised"].spec()
    del spec["scale"]
    with pytest.raises(InputError, match="field 'scale' is missing"):
        encoder_from_spec(spec)


@pytest.mark.parametrize("spec", [None, [], "words", 3, {}, {"name": ["words"]}])
def test_what_is_no_spec_is_refused(spec):
    with pytest.raises(InputError):
        encoder_from_spec(spec)


def test_encoders_inside_one_another_are_refused():
    spec = FITTED["pca"].spec()
    for _ in range(500):
        spec = {**spec, "inner": spec}
    with pytest.raises(InputError):
        encoder_from_spec(spec)


def test_more_values_than_a_call_can_carry_are_refused():
    with pytest.raises(InputError, match="project them first"):
        encoder_from_spec({"name": "plain", "version": 1, "size": 513})


@pytest.mark.parametrize("name", ENCODERS)
def test_the_usual_settings_take_the_samples_that_they_were_made_for(name):
    encoder = FITTED[name]
    assert (encoder.name, encoder.title) == (name, ENCODERS[name].title)
    assert [encoder.encode(raw) for raw in RAWS[name]] == encoder.encode_many(RAWS[name])
    assert len({encoder.describe(n) for n in range(encoder.n_features)}) == encoder.n_features


def test_there_is_no_such_encoder():
    with pytest.raises(InputError, match="no encoder 'plane'"):
        fitted("plane", [(1, 2)])


@pytest.mark.parametrize("name", ["pca", "random-projection"])
def test_a_large_one_is_written_at_once(name):
    encoder = fitted(name, RNG.normal(size=(40, 1_000)))
    start = time.perf_counter()
    spec = encoder.spec()
    assert time.perf_counter() - start < 1 / 2
    assert encoder_from_spec(spec) == encoder


def of(name, **settings):
    return {"name": name, "version": 1, **settings}


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        (of("words", vocabulary=["A b"] * 100_000), "lower case: 'A b'"),
        (of("words", vocabulary=["a b " * 1_000_000]), "Not a single word"),
        (of("words", vocabulary=[f"w{k}" for k in range(200_000)]), "at most 131,072 words"),
        (of("hashed-words", size=1, seen=[["a"] * 4]), "At most 3 words"),
        (of("hashed-words", size=1, seen=[["<b>"]]), "Not a single word"),
        (of("hashed-words", size=2**20 + 1), "1 to 1,048,576 hashes"),
        (of("pixels-on", shape=[2**30, 2**30]), "at most 1,048,576 pixels"),
        (of("plain", size=2**53), "1 to 65,536 numbers"),
        (of("plain", size=2, **{"x" * 10_000: 1}), "no field 'xxx"),
        (
            of("pca", inner=of("plain", size=2), directions=[[2**20] * 2], offset=[0], scale=1),
            "no longer than 1",
        ),
        (
            of("pca", inner=of("plain", size=2), directions=[[1]] * 512, offset=[0], scale=1),
            "a number for each feature",
        ),
        (of("pca", inner=of("plain", size=2), directions=[], offset=[], scale=1), "1 to 512"),
    ],
    ids=range(12),
)
def test_what_is_too_large_is_refused_soon_and_in_short(spec, why):
    start = time.perf_counter()
    with pytest.raises(InputError, match=why) as error:
        encoder_from_spec(spec)
    assert time.perf_counter() - start < 1
    assert len(str(error.value)) < 200


@pytest.mark.parametrize("encoder", [*FITTED.values(), WORDS_FIRST])
def test_a_copy_is_equal(encoder):
    raws = TEXTS if encoder is WORDS_FIRST else RAWS[encoder.name]
    wanted = encoder.encode_many(raws)
    for again in (pickle.loads(pickle.dumps(encoder)), copy.deepcopy(encoder)):  # noqa: S301
        assert again == encoder
        assert hash(again) == hash(encoder)
        assert again.encode_many(raws) == wanted
