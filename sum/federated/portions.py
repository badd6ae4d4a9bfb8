"""A portion of the hidden test set: packed for a call, and hashed to be committed to.

A sample's features are signed 16-bit numbers, sixteen to a word, the first of them lowest; its
label is one more after the last feature. What is left of its last word is 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from eth_abi import abi as codec
from eth_utils.crypto import keccak

from sum.errors import InputError
from sum.federated.direction import MAX_FEATURE, MAX_SAMPLES, MIN_FEATURE, Integers, beyond

_IN_WORD = 16
_WORD_BYTES = 32


def words_in_sample(features: int) -> int:
    """How many words a sample takes, with its label."""
    return features // _IN_WORD + 1


@dataclass(frozen=True, eq=False)
class Portion:
    """Some samples of the hidden test set, as integers.

    Attributes
    ----------
    samples : numpy.ndarray of int64, shape (n, F)
        As `sum.federated.direction.fixed_features` gives them.
    labels : numpy.ndarray of int64, shape (n,)
    """

    samples: Integers
    labels: Integers

    def __post_init__(self) -> None:
        shape = self.samples.shape
        if len(shape) != 2 or self.labels.shape != shape[:1]:  # noqa: PLR2004 - a table
            raise InputError("A portion has samples, each with a label.")
        if not 1 <= shape[0] <= MAX_SAMPLES:
            raise InputError(f"A portion has 1 to {MAX_SAMPLES} samples.")
        if beyond(self.samples, MIN_FEATURE, MAX_FEATURE):
            raise InputError("A feature is too large.")
        if beyond(self.labels, 0, MAX_FEATURE):
            raise InputError("There is no such class.")

    def words(self) -> tuple[int, ...]:
        """All samples one after the other, as `reveal` takes them.

        Examples
        --------
        >>> Portion(np.array([[3, -1]]), np.array([1])).words() == ((1 << 32) | 0xFFFF0003,)
        True
        """
        count, features = self.samples.shape
        table = np.zeros((count, words_in_sample(features) * _IN_WORD), dtype="<i2")
        table[:, :features] = self.samples
        table[:, features] = self.labels
        data = table.tobytes()
        return tuple(
            int.from_bytes(data[at : at + _WORD_BYTES], "little")
            for at in range(0, len(data), _WORD_BYTES)
        )

    def hash(self, salt: bytes) -> bytes:
        """What an organiser commits to, 32 bytes; see `portion_hash`."""
        return portion_hash(self.words(), salt)


def portion_hash(words: Sequence[int], salt: bytes) -> bytes:
    """The commitment to a portion: ``keccak256(abi_encode(words, salt))``.

    Parameters
    ----------
    words : sequence of int
        The portion's ``uint256[]``.
    salt : bytes
        32 bytes, which nobody can guess.
    """
    return keccak(codec.encode(["uint256[]", "bytes32"], [list(words), salt]))


def unpack_portion(words: Sequence[int], features: int) -> Portion:
    """Read a portion back from its words.

    Raises
    ------
    InputError
        When the words are not those of a portion with so many features, or what is left of a
        sample's last word is not 0.

    Examples
    --------
    >>> portion = Portion(np.array([[3, -1], [4, 1024]]), np.array([1, 0]))
    >>> unpack_portion(portion.words(), 2).samples.tolist()
    [[3, -1], [4, 1024]]
    """
    wide = words_in_sample(features)
    if not words or len(words) % wide:
        raise InputError(f"A sample takes {wide} words.")
    data = b"".join(word.to_bytes(_WORD_BYTES, "little") for word in words)
    table = np.frombuffer(data, dtype="<i2").reshape(-1, wide * _IN_WORD).astype(np.int64)
    if table[:, features + 1 :].any():
        raise InputError("What is left of a sample’s last word is 0.")
    return Portion(table[:, :features], table[:, features])
