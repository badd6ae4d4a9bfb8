"""Sentences: the features are the words present."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from sum.encoders.base import check_index
from sum.errors import InputError
from sum.samples import Form

MAX_CHARACTERS = 10_000
"""A longer text is refused: nobody types that, and it would keep everybody else waiting."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans("\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}", "''")


def words(text: str) -> Iterator[str]:
    """Every word of a text in lower case, in order; an apostrophe may be inside a word.

    >>> list(words("It WASN'T good: 2 stars!"))
    ['it', "wasn't", 'good', '2', 'stars']
    """
    return iter(_WORD.findall(text.translate(_APOSTROPHES).lower()))


@dataclass(frozen=True)
class WordPresence:
    """The indices of the known words in a sentence; how often a word comes does not count.

    Parameters
    ----------
    vocabulary : tuple of str
        The known words, lower case, each once. A word's place is its feature.

    Examples
    --------
    >>> encoder = WordPresence(("bad", "good", "soup"))
    >>> encoder.encode("Good soup, good evening!")
    (1, 2)
    >>> encoder.unknown("Good soup, good evening!")
    ('evening',)
    """

    name: ClassVar[str] = "words"
    title: ClassVar[str] = "Words present"
    form: ClassVar[Form] = "sparse"

    vocabulary: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.vocabulary:
            raise InputError("A vocabulary needs at least one word.")
        wrong = [word for word in self.vocabulary if list(words(word)) != [word]]
        if wrong:
            raise InputError(f"Not a single word in lower case: {wrong[0]!r}.")
        if len(self._index) < len(self.vocabulary):
            raise InputError("A vocabulary must not hold a word twice.")

    @property
    def n_features(self) -> int:
        """One feature a known word."""
        return len(self.vocabulary)

    def encode(self, raw: object) -> tuple[int, ...]:
        """Encode one sentence.

        Parameters
        ----------
        raw : str
            Unknown words are ignored.

        Returns
        -------
        tuple of int
            Ascending; empty when no word is known.

        Raises
        ------
        InputError
            When it is no text, or longer than `MAX_CHARACTERS`.
        """
        return tuple(sorted({self._index[word] for word in _typed(raw) if word in self._index}))

    def unknown(self, sentence: str) -> tuple[str, ...]:
        """The words of a sentence that are not in the vocabulary, in order, each once."""
        return tuple(dict.fromkeys(word for word in _typed(sentence) if word not in self._index))

    def describe(self, index: int) -> str:
        """Name a feature's word.

        >>> WordPresence(("bad", "good")).describe(1)
        "word 'good'"
        """
        return f"word '{self.vocabulary[check_index(index, self.n_features)]}'"

    @cached_property
    def _index(self) -> dict[str, int]:
        return {word: index for index, word in enumerate(self.vocabulary)}


def _typed(raw: object) -> Iterator[str]:
    if not isinstance(raw, str):
        raise InputError("A sentence has to be text.")
    if len(raw) > MAX_CHARACTERS:
        raise InputError(f"A sentence can have at most {MAX_CHARACTERS:,} characters.")
    return words(raw)
