"""A first layer off the chain: principal components and random directions."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.preprocessing import scale

from sum.encoders import (
    Encoder,
    PrincipalComponents,
    RandomProjection,
    Standardised,
    WordPresence,
    fitted,
)
from sum.errors import InputError
from sum.samples import DENSE_LIMIT
from sum.units import SCALE

RNG = np.random.default_rng(1)
ROWS = RNG.normal(size=(60, 3)) @ RNG.normal(size=(3, 6)) + RNG.normal(5, 0.1, size=(60, 6))
TEXTS = [" ".join(RNG.choice(list("abcdefghij"), 4)) for _ in range(50)]
KINDS = [PrincipalComponents, RandomProjection]
INNER = [(Standardised.fit(ROWS), ROWS), (WordPresence.fit(TEXTS), TEXTS)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("inner", "raws"), INNER, ids=["dense", "sparse"])
def test_one_sample_is_encoded_alone_as_among_others(kind, inner, raws):
    encoder = kind.fit(raws, inner=inner, most=4)
    assert isinstance(encoder, Encoder)
    assert (encoder.form, encoder.n_features) == ("dense", 4)
    together = encoder.encode_many(raws)
    assert [encoder.encode(raw) for raw in raws] == together
    assert [encoder.encode_many(raws[n:])[0] for n in range(5)] == together[:5]
    assert encoder.encode_many([]) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("inner", "raws"), INNER, ids=["dense", "sparse"])
def test_features_are_centred_and_small(kind, inner, raws):
    values = np.array(kind.fit(raws, inner=inner).encode_many(raws)) / SCALE
    np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-8)
    assert values.std(axis=0).max() == pytest.approx(1)


def test_principal_components_are_scikit_learns():
    encoder = PrincipalComponents.fit(ROWS, inner=INNER[0][0], most=3)
    wanted = PCA(3).fit_transform(scale(ROWS))
    found = np.array(encoder.encode_many(ROWS)) / SCALE
    np.testing.assert_allclose(found, wanted / wanted[:, 0].std(), atol=1e-4)


def test_random_directions_keep_distances_about_as_they_were():
    rows = RNG.normal(size=(30, 400))
    encoder = RandomProjection.fit(rows, inner=Standardised.fit(rows), most=200)
    before, after = scale(rows), np.array(encoder.encode_many(rows))
    ratio = np.linalg.norm(after[1:] - after[0], axis=1) / np.linalg.norm(before[1:] - before[0])
    assert ratio.std() / ratio.mean() < 0.1


def test_another_seed_draws_other_directions():
    inner = INNER[0][0]
    first, second = (RandomProjection.fit(ROWS, inner=inner, seed=seed) for seed in (0, 1))
    assert first == RandomProjection.fit(ROWS, inner=inner)
    assert first != second


def test_there_are_no_more_components_than_samples_or_features():
    assert fitted("pca", ROWS).n_features == 6
    assert fitted("pca", ROWS[:3]).n_features == 3
    assert fitted("random-projection", ROWS).n_features == 6


def test_a_component_names_what_weighs_most_in_it():
    raws = [(n, 0, n % 2) for n in range(8)]
    encoder = fitted("pca", [(10 * a, b, c) for a, b, c in raws], names=("age", "same", "odd"))
    assert encoder.describe(0) == "component 1 (age; odd)"
    assert fitted("pca", ROWS).describe(0).endswith("; ...)")
    assert fitted("random-projection", ROWS).describe(1) == "random mixture 2"
    words = fitted("pca", ["soup good", "soup bad", "soup bad"])
    assert words.describe(0) == "component 1 (word 'bad'; word 'good')"
    for index in (-1, 3):
        with pytest.raises(InputError):
            encoder.describe(index)


@pytest.mark.parametrize("name", ["pca", "random-projection"])
def test_samples_that_do_not_differ_break_nothing(name):
    encoder = fitted(name, [(1, 2)] * 4)
    assert encoder.encode((1, 2)) == (0, 0)
    assert all(abs(value) < DENSE_LIMIT for value in encoder.encode((1e300, -1e300)))


def test_what_the_inner_encoder_refuses_is_refused():
    with pytest.raises(InputError, match="made of numbers"):
        fitted("pca", ROWS).encode("a text")
    with pytest.raises(InputError, match="has to be text"):
        fitted("pca", TEXTS).encode(ROWS[0])


@pytest.mark.parametrize(
    "make",
    [
        lambda: PrincipalComponents.fit(ROWS[:1], inner=INNER[0][0]),
        lambda: PrincipalComponents.fit(ROWS, inner=INNER[0][0], most=0),
        lambda: RandomProjection.fit(ROWS, inner=INNER[0][0], most=513),
        lambda: RandomProjection.fit([], inner=INNER[0][0]),
        lambda: RandomProjection.fit(ROWS, inner=fitted("pca", ROWS)),
        lambda: PrincipalComponents(INNER[0][0], ((1, 2),), (0.0,), 1.0),
        lambda: PrincipalComponents(INNER[0][0], (), (), 1.0),
        lambda: PrincipalComponents(INNER[0][0], ((2**21,) * 6,), (0.0,), 1.0),
        lambda: PrincipalComponents(INNER[0][0], ((1,) * 6,), (), 1.0),
        lambda: PrincipalComponents(INNER[0][0], ((1,) * 6,), (0.0,), 0.0),
    ],
)
def test_projections_that_cannot_be(make):
    with pytest.raises(InputError):
        make()
