"""Sentences: the features are the words present, by a vocabulary or by their hashes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Self

from sklearn.utils import murmurhash3_32

from sum.encoders.base import check_index
from sum.encoders.spec import spec_of
from sum.errors import InputError
from sum.samples import Form

MAX_CHARACTERS = 10_000
"""A longer text is refused: nobody types that, and it would keep everybody else waiting."""

MAX_WORDS = 2**17
"""How many words a vocabulary can have."""

MAX_HASHES = 2**20
MAX_SEEN = 3
"""How many words describe a hash."""

_WORD = re.compile(r"[^\W_]++(?:'[^\W_]++)*+")
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
        if len(self.vocabulary) > MAX_WORDS:
            raise InputError(f"A vocabulary can have at most {MAX_WORDS:,} words.")
        _check_words(self.vocabulary)
        if len(self._index) < len(self.vocabulary):
            raise InputError("A vocabulary must not hold a word twice.")

    @classmethod
    def fit(cls, texts: Iterable[object], *, most: int = 1_000) -> Self:
        """Know the words that are in the most texts.

        Parameters
        ----------
        texts : iterable of str
        most : int
            How many words; of equally frequent ones the first in the alphabet.

        Returns
        -------
        WordPresence
            The most frequent word first: words that come together share a storage word, which is
            cheaper.

        Raises
        ------
        InputError
            When one is no text, or there is no word in any.
        """
        if most < 1:
            raise InputError(f"A vocabulary needs at least one word, not {most}.")
        return cls(tuple(by_frequency(texts)[:most]))

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
        index = self._index
        return tuple(sorted({index[word] for word in set(_typed(raw)) if word in index}))

    def encode_many(self, raws: Iterable[object]) -> list[tuple[int, ...]]:
        """Encode many sentences; see `encode`."""
        return [self.encode(raw) for raw in raws]

    def unknown(self, sentence: str) -> tuple[str, ...]:
        """The words of a sentence that are not in the vocabulary, in order, each once."""
        return tuple(dict.fromkeys(word for word in _typed(sentence) if word not in self._index))

    def describe(self, index: int) -> str:
        """Name a feature's word.

        >>> WordPresence(("bad", "good")).describe(1)
        "word 'good'"
        """
        return f"word '{self.vocabulary[check_index(index, self.n_features)]}'"

    def spec(self) -> dict[str, Any]:
        """Its settings as JSON has them."""
        return spec_of(self)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {word: index for index, word in enumerate(self.vocabulary)}


@dataclass(frozen=True)
class HashedWords:
    """The hashes of the words in a sentence: every word counts, and nobody keeps a vocabulary.

    The hash is scikit-learn's MurmurHash3, and a word's place that of its HashingVectorizer. Words
    with the same hash are the same feature (Weinberger et al. 2009).

    Parameters
    ----------
    size : int
        How many features; a word's is its hash modulo this.
    seen : tuple of tuple of str
        For each feature the words that are known to mean it, the most frequent first; for people
        only. Or nothing at all.

    Examples
    --------
    >>> encoder = HashedWords.fit(["Good soup", "bad soup"], n_features=16)
    >>> encoder.encode("Good soup, good evening!")
    (1, 10, 14)
    >>> encoder.describe(1)
    "hash 1 (of 'good')"
    """

    name: ClassVar[str] = "hashed-words"
    title: ClassVar[str] = "Hashed words"
    form: ClassVar[Form] = "sparse"

    size: int = 1_024
    seen: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.size <= MAX_HASHES:
            raise InputError(f"There can be 1 to {MAX_HASHES:,} hashes, not {self.size:,}.")
        if self.seen and len(self.seen) != self.size:
            raise InputError(f"There are {self.size} hashes, but words for {len(self.seen)}.")
        for known in self.seen:
            if len(known) > MAX_SEEN:
                raise InputError(f"At most {MAX_SEEN} words can describe a hash, not {len(known)}.")
            _check_words(known)

    @classmethod
    def fit(cls, texts: Iterable[object], *, n_features: int = 1_024) -> Self:
        """Remember the most frequent words of each hash, up to `MAX_SEEN` of them.

        Parameters
        ----------
        texts : iterable of str
        n_features : int
            How many hashes there are.

        Raises
        ------
        InputError
            When one is no text.
        """
        encoder = cls(n_features)
        known = by_frequency(texts)
        seen: list[list[str]] = [[] for _ in range(n_features)]
        for word, (place,) in zip(known, encoder.encode_many(known), strict=True):
            if len(seen[place]) < MAX_SEEN:
                seen[place].append(word)
        return cls(n_features, tuple(map(tuple, seen)))

    @property
    def n_features(self) -> int:
        """One feature a hash."""
        return self.size

    def encode(self, raw: object) -> tuple[int, ...]:
        """Encode one sentence.

        Parameters
        ----------
        raw : str

        Returns
        -------
        tuple of int
            Ascending; empty when there is no word.

        Raises
        ------
        InputError
            When it is no text, or longer than `MAX_CHARACTERS`.
        """
        return tuple(sorted({_hash(word) % self.size for word in set(_typed(raw))}))

    def encode_many(self, raws: Iterable[object]) -> list[tuple[int, ...]]:
        """Encode many sentences; see `encode`."""
        return [self.encode(raw) for raw in raws]

    def describe(self, index: int) -> str:
        """Say which hash it is, and what words are known to have it."""
        check_index(index, self.size)
        known = ", ".join(f"'{word}'" for word in (self.seen[index] if self.seen else ()))
        return f"hash {index} " + (f"(of {known})" if known else "(of no word seen so far)")

    def spec(self) -> dict[str, Any]:
        """Its settings as JSON has them."""
        return spec_of(self)


def by_frequency(texts: Iterable[object]) -> list[str]:
    """Every word of some texts, that in the most texts first, equals in alphabetical order.

    >>> by_frequency(["good soup", "bad soup, bad"])
    ['soup', 'bad', 'good']
    """
    counts = Counter(word for text in texts for word in set(_typed(text)))
    return sorted(counts, key=lambda word: (-counts[word], word))


@lru_cache(maxsize=2**16)
def _hash(word: str) -> int:
    return abs(int(murmurhash3_32(word)))


def _check_words(known: Iterable[str]) -> None:
    for word in known:
        if len(word) > MAX_CHARACTERS or list(words(word)) != [word]:
            raise InputError(f"Not a single word in lower case: {word[:40]!r}.")


def _typed(raw: object) -> Iterator[str]:
    if not isinstance(raw, str):
        raise InputError("A sentence has to be text.")
    if len(raw) > MAX_CHARACTERS:
        raise InputError(f"A sentence can have at most {MAX_CHARACTERS:,} characters.")
    return words(raw)
