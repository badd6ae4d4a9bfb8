"""Encoders: what a person sees becomes ascending features, or a plain refusal."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

from sum.encoders import Encoder, HashedWords, PixelsOn, WordPresence
from sum.encoders.words import MAX_CHARACTERS, words
from sum.errors import InputError

PIXELS = PixelsOn()
WORDS = WordPresence(("bad", "good", "isn't", "soup"))
HASHED = HashedWords(32)


def test_they_are_encoders():
    assert isinstance(PIXELS, Encoder)
    assert isinstance(WORDS, Encoder)
    assert isinstance(HASHED, Encoder)


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
@pytest.mark.parametrize("encoder", [WORDS, HASHED])
def test_texts_that_cannot_be_encoded(encoder, raw):
    with pytest.raises(InputError):
        encoder.encode(raw)


def test_the_vocabulary_is_the_most_frequent_words():
    texts = ["soup soup soup cold", "good waiter", "good soup", "a cold waiter"]
    assert WordPresence.fit(texts, most=4).vocabulary == ("cold", "good", "soup", "waiter")
    assert WordPresence.fit(texts, most=2).vocabulary == ("cold", "good")
    assert WordPresence.fit([*texts, "soup"]).vocabulary[0] == "soup"


def test_a_words_place_is_that_of_scikit_learns_vectorizer():
    texts = ["It wasn't bad: a naïve soup, soup", *(f"word{n} 味{n}" for n in range(200)), "!"]
    for size in (32, 1_000):
        found = HashingVectorizer(n_features=size, analyzer=words, norm=None).transform(texts)
        # Hashes of opposite signs that meet in a place leave a zero there.
        places = [tuple(sorted(set(row.indices.tolist()))) for row in found]
        assert HashedWords(size).encode_many(texts) == places


def test_many_texts_are_encoded_as_one_is():
    texts = ["Good soup", "", "cold soup, again and again", "?"]
    for encoder in (WORDS, HASHED):
        assert encoder.encode_many(texts) == [encoder.encode(text) for text in texts]
        assert encoder.encode_many([]) == []


def test_a_hash_names_the_words_that_were_seen_with_it():
    assert HASHED.describe(3) == "hash 3 (of no word seen so far)"
    encoder = HashedWords.fit(["a b c d", "d b", "d"], n_features=1)
    assert encoder.describe(0) == "hash 0 (of 'd', 'b', 'a')"
    assert encoder.encode("e") == (0,)


def test_pixels_are_on_from_the_middle_of_what_was_seen():
    assert PixelsOn.fit([[[0, 200], [10, 90]]]) == PixelsOn((2, 2), 100.0)
    assert PixelsOn.fit([[[0, 1], [2, 3]]], threshold=2) == PixelsOn((2, 2), 2)


@pytest.mark.parametrize(
    "make",
    [
        lambda: WordPresence(()),
        lambda: WordPresence(("soup", "soup")),
        lambda: WordPresence(("Soup",)),
        lambda: WordPresence(("two words",)),
        lambda: PixelsOn(shape=(0, 8)),
        lambda: PixelsOn(shape=(8,)),
        lambda: PixelsOn(threshold=float("nan")),
        lambda: PixelsOn.fit([]),
        lambda: PixelsOn.fit([3]),
        lambda: PixelsOn.fit([[[1, 2]], [[1], [2]]]),
        lambda: WordPresence.fit([]),
        lambda: WordPresence.fit(["?"]),
        lambda: WordPresence.fit([3]),
        lambda: WordPresence.fit(["soup"], most=0),
        lambda: HashedWords(0),
        lambda: HashedWords(2**21),
        lambda: HashedWords(2, (("soup",),)),
    ],
)
def test_encoders_that_cannot_be(make):
    with pytest.raises(InputError):
        make()


@pytest.mark.parametrize("encoder", [PIXELS, WORDS, HASHED])
@pytest.mark.parametrize("index", [-1, 64])
def test_no_such_feature(encoder, index):
    with pytest.raises(InputError):
        encoder.describe(index)


@pytest.mark.parametrize("shape", [None, (2, 2), (2,), (2, 2, 1), (0, 2)])
@pytest.mark.parametrize("image", [[[1, 2], [1]], 3, None, "ab", [1, 2], [[[1]]], []])
def test_what_is_no_image_is_refused(image, shape):
    with pytest.raises(InputError):
        PixelsOn.fit([image], shape=shape)


def test_pixels_may_be_as_bright_as_they_like():
    assert PixelsOn.fit([[[1.7e308, 0]], [[1.7e308, -1.7e308]]]).threshold == 0
