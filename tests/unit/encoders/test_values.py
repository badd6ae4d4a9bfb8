"""Dense encoders: numbers become the contract's fixed point, or a plain refusal."""

from decimal import Decimal

import numpy as np
import pytest
from sklearn.preprocessing import normalize, scale

from sum.encoders import Encoder, Plain, Standardised, Unit, fitted
from sum.errors import InputError
from sum.samples import DENSE_LIMIT, MAX_VALUES
from sum.units import SCALE

RNG = np.random.default_rng(0)
ROWS = RNG.normal(3, [1, 20, 0.01, 500], size=(40, 4))
KINDS = [Plain, Standardised, Unit]


@pytest.mark.parametrize("kind", KINDS)
def test_one_sample_is_encoded_alone_as_among_others(kind):
    encoder = kind.fit(ROWS)
    assert isinstance(encoder, Encoder)
    assert [encoder.encode(tuple(row)) for row in ROWS] == encoder.encode_many(ROWS)
    assert encoder.encode_many([]) == []


@pytest.mark.parametrize(("kind", "expected"), [(Standardised, scale), (Unit, None)])
def test_values_are_scikit_learns(kind, expected):
    found = np.array(kind.fit(ROWS).encode_many(ROWS)) / SCALE
    wanted = expected(ROWS) if expected else normalize(scale(ROWS))
    np.testing.assert_allclose(found, wanted, atol=1e-8)


def test_a_constant_column_stays_at_zero():
    encoder = Standardised.fit([(1, 7), (3, 7)])
    assert encoder.encode((3, 7)) == (SCALE, 0)
    assert Unit.fit([(1, 7), (3, 7)]).encode((2, 7)) == (0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_is_too_large_for_a_contract(kind):
    encoder = kind.fit([(0, 0.5), (1, 0.25)])
    for raw in [(1e300, -1e300), (1.7e308, -1.7e308), (18, -18)]:
        assert all(abs(value) < DENSE_LIMIT for value in encoder.encode(raw))
    assert Plain(2).encode((18, -1e300)) == (DENSE_LIMIT - 1, 1 - DENSE_LIMIT)


def test_fitting_to_enormous_numbers_breaks_nothing():
    assert abs(Standardised.fit([(1.7e308,), (-1.7e308,)]).encode((1e308,))[0]) < DENSE_LIMIT
    assert Standardised.fit([(1e150,), (3e150,)]).encode((3e150,)) == (SCALE,)


def test_images_are_flattened_and_a_drawing_is_as_bright_as_they_are():
    images = [np.array([[0, 16], [4, 8]]), np.array([[2, 0], [4, 0]])]
    for kind in KINDS:
        encoder = kind.fit(images, shape=(2, 2))
        drawing = np.array([[True, False], [False, True]])
        assert encoder.encode(drawing) == encoder.encode([[16, 0], [0, 16]])
        assert encoder.encode(images[0]) == encoder.encode((0, 16, 4, 8))
        assert encoder.describe(3) == "pixel row 2, column 2"


def test_features_have_the_columns_names():
    assert Standardised.fit(ROWS, names=["a", "b", "c", "d"]).describe(2) == "c"
    assert Standardised.fit(ROWS).describe(2) == "feature 2"
    with pytest.raises(InputError, match="no feature 4"):
        Standardised.fit(ROWS).describe(4)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("1 2", "made of numbers"),
        (("1", "2"), "made of numbers"),
        ((Decimal(1), 2), "made of numbers"),
        ((1, None), "made of numbers"),
        ((1j, 2), "made of numbers"),
        (([1], [1, 2]), "equally long"),
        (None, "made of numbers"),
        ({1, 2}, "made of numbers"),
        (3, "2 numbers in a row, not a single number"),
        ((1, 2, 3), "2 numbers in a row, not 3"),
        ([[1, 2]], "2 numbers in a row, not 1 x 2"),
        ((1, float("nan")), "size has to be a finite number, not nan"),
        ((float("-inf"), 1), "age has to be a finite number, not -inf"),
    ],
)
@pytest.mark.parametrize("encoder", [Plain(2, names=("age", "size")), Plain(2, ("age", "size"))])
def test_what_is_no_row_of_numbers_is_refused(encoder, raw, why):
    with pytest.raises(InputError, match=why):
        encoder.encode(raw)


def test_images_of_another_shape_are_refused():
    with pytest.raises(InputError, match="must be 2 x 2, not 2 x 3"):
        Plain(4, shape=(2, 2)).encode(np.zeros((2, 3)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Plain(0),
        lambda: Plain(2**17),
        lambda: Plain(2, names=("x",)),
        lambda: Plain(3, shape=(2, 2)),
        lambda: Plain(1, shape=(1, 1), on=float("nan")),
        lambda: Plain.fit([]),
        lambda: Plain.fit([(1, 2), (1,)]),
        lambda: Plain.fit([(1, 2)], names=("x",)),
        lambda: Standardised((), ()),
        lambda: Standardised((0.0,), (0.0,)),
        lambda: Standardised((0.0,), (-1.0,)),
        lambda: Standardised((0.0,), (1.0, 1.0)),
        lambda: Standardised((float("inf"),), (1.0,)),
        lambda: Standardised.fit([(1, float("nan"))]),
        lambda: fitted("plain", np.zeros((2, MAX_VALUES + 1))),
    ],
)
def test_encoders_that_cannot_be(make):
    with pytest.raises(InputError):
        make()


def test_equal_settings_are_the_same_encoder():
    first, second = (Unit.fit(ROWS, names="abcd") for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert first != Standardised.fit(ROWS, names="abcd")
