"""Encoders: what a person sees becomes ascending features, or a plain refusal."""

import numpy as np
import pytest

from sum.encoders import Encoder, PixelsOn, WordPresence
from sum.encoders.words import MAX_CHARACTERS
from sum.errors import InputError

PIXELS = PixelsOn()
WORDS = WordPresence(("bad", "good", "isn't", "soup"))


def test_they_are_encoders():
    assert isinstance(PIXELS, Encoder)
    assert isinstance(WORDS, Encoder)


def test_a_pixel_is_on_from_the_threshold():
    image = np.zeros((8, 8))
    image[0, 1], image[2, 4], image[7, 7] = 8, 7.9, 16
    assert PIXELS.encode(image) == (1, 63)


def test_blank_images_have_no_features():
    assert PIXELS.encode(np.zeros((8, 8), dtype=bool)) == ()


@pytest.mark.parametrize(
    "raw",
    [
        "8",
        None,
        [[1, 2]],
        np.zeros((8, 9)),
        np.full((8, 8), np.nan),
        np.full((8, 8), np.inf),
        [[1], [1, 2]],
        np.full((8, 8), "x"),
    ],
)
def test_images_that_cannot_be_encoded(raw):
    with pytest.raises(InputError):
        PIXELS.encode(raw)


@pytest.mark.parametrize(
    ("sentence", "features"),
    [
        ("GOOD soup, good evening!", (1, 3)),
        ("It isn’t bad.", (0, 2)),
        ("nothing known", ()),
        ("", ()),
    ],
)
def test_words_count_once_in_any_case(sentence, features):
    assert WORDS.encode(sentence) == features


def test_unknown_words_are_told_once():
    assert WORDS.unknown("Great soup, great day") == ("great", "day")


@pytest.mark.parametrize("raw", [None, 8, b"soup", "x" * (MAX_CHARACTERS + 1)])
def test_texts_that_cannot_be_encoded(raw):
    with pytest.raises(InputError):
        WORDS.encode(raw)


@pytest.mark.parametrize(
    "make",
    [
        lambda: WordPresence(()),
        lambda: WordPresence(("soup", "soup")),
        lambda: WordPresence(("Soup",)),
        lambda: WordPresence(("two words",)),
        lambda: PixelsOn(shape=(0, 8)),
        lambda: PixelsOn(shape=(8,)),
    ],
)
def test_encoders_that_cannot_be(make):
    with pytest.raises(InputError):
        make()


@pytest.mark.parametrize("encoder", [PIXELS, WORDS])
@pytest.mark.parametrize("index", [-1, 64])
def test_no_such_feature(encoder, index):
    with pytest.raises(InputError):
        encoder.describe(index)
