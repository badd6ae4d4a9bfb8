"""Four words by which somebody comes back, from any device."""

import secrets
from difflib import get_close_matches
from functools import cache

from sum.errors import InputError

WORDS = 4
_TELLING = 4
"""By so many letters each word of the list differs from all others."""
_LONGEST = 20
"""Of a word that somebody types: what is longer is not looked at."""


def new_phrase() -> str:
    """Four words at random.

    >>> len(new_phrase().split())
    4
    """
    return " ".join(secrets.choice(word_list()) for _ in range(WORDS))


def same_phrase(typed: str) -> str:
    """A phrase as it was made, however it was typed; the first four letters of a word are enough.

    >>> same_phrase("  Apple-river  STONES,moon ")
    'apple river stone moon'
    """
    return " ".join(_meant(word) for word in _split(typed))


def check_phrase(typed: str) -> None:
    """Look whether something can be a phrase at all; whether it is anybody's is another matter.

    Raises
    ------
    InputError
        When it has not four words, or one that no phrase has; the message says which.

    Examples
    --------
    >>> check_phrase("apple river stone")
    Traceback (most recent call last):
    sum.errors.InputError: A phrase has four words, and this has 3.
    >>> check_phrase("apple rivver stone moon")
    Traceback (most recent call last):
    sum.errors.InputError: “rivver” is in no phrase. Is it “river”?
    """
    words = _split(typed)
    if len(words) != WORDS:
        raise InputError(f"A phrase has four words, and this has {len(words)}.")
    for word in words:
        short = word[:_LONGEST]
        if _meant(short) not in word_list():
            near = get_close_matches(short, word_list(), 1)
            raise InputError(f"“{short}” is in no phrase.{f' Is it “{near[0]}”?' if near else ''}")


@cache
def word_list() -> tuple[str, ...]:
    """The words that a phrase is made of: 2,048 common ones, as wallets have them."""
    from sum.chain.mnemonic import words  # noqa: PLC0415 - slow to import

    return words()


@cache
def _by_beginning() -> dict[str, str]:
    return {word[:_TELLING]: word for word in word_list()}


def _meant(word: str) -> str:
    return _by_beginning().get(word[:_TELLING], word) if word.isascii() else word


def _split(typed: str) -> list[str]:
    return "".join(each if each.isalpha() else " " for each in typed.casefold()).split()
