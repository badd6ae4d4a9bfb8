"""Masks: what hides an update from everybody, and vanishes when all updates are added.

Bonawitz et al., "Practical Secure Aggregation for Privacy-Preserving Machine Learning", CCS 2017:
each two clients share a mask, which one of them adds and the other one subtracts, and each client
adds one of its own, which is taken off at the end. Here a mask is keccak in counter mode over a
seed of 16 bytes, because the contract can compute that again; and both ends of a pair commit to the
hash of their seed, because the contract cannot compute a seed from keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from eth_utils.crypto import keccak

from sum.errors import InputError
from sum.federated.lanes import Lanes, add, subtract, word_count

SEED_BYTES = 16
KEY_BYTES = 32
NO_HASH = bytes(32)
"""Stands in a list of pair hashes where there is no mask."""
_PURPOSE = b"sum/federated/1/"


@dataclass(frozen=True)
class Bound:
    """The round that keys are for: a seed agreed on for one is of no use in another.

    Attributes
    ----------
    chain_id : int
    contract : str
        Its address.
    round : int
    """

    chain_id: int
    contract: str
    round: int

    def info(self, purpose: str, first: int, second: int) -> bytes:
        """What a derived key is bound to, with the places of the two who share it."""
        address = bytes.fromhex(self.contract.removeprefix("0x"))
        numbers = (self.chain_id, self.round, first, second)
        return b"".join(
            [_PURPOSE, purpose.encode(), address, *(n.to_bytes(32, "big") for n in numbers)]
        )


def private_key(secret: bytes) -> X25519PrivateKey:
    """A client's key of one round, made from a seed of 16 bytes: that is what is shared out."""
    return X25519PrivateKey.from_private_bytes(_derive(secret, _PURPOSE + b"key", KEY_BYTES))


def public_key(secret: bytes) -> bytes:
    """The public key, 32 bytes, that belongs to a seed of 16 bytes."""
    return private_key(secret).public_key().public_bytes_raw()


@dataclass(frozen=True)
class Agreement:
    """What two clients know together: one of them from its secret, the other one from its own.

    Attributes
    ----------
    bound : Bound
    own, other : int
        Their places in the round.
    shared : bytes
        What X25519 gave, 32 bytes.
    """

    bound: Bound
    own: int
    other: int
    shared: bytes

    @classmethod
    def reach(
        cls, bound: Bound, own: tuple[int, X25519PrivateKey], other: tuple[int, bytes]
    ) -> "Agreement":
        """Agree, without a message, on a secret with another client.

        Parameters
        ----------
        bound : Bound
        own : (int, X25519PrivateKey)
            Own place and private key.
        other : (int, bytes)
            The other one's place and public key.

        Raises
        ------
        InputError
            When the other key is none that anything can be agreed on with.
        """
        try:
            shared = own[1].exchange(X25519PublicKey.from_public_bytes(other[1]))
        except ValueError as error:
            raise InputError(f"Client {other[0]} has a key that is of no use.") from error
        return cls(bound, own[0], other[0], shared)

    def pair_seed(self) -> bytes:
        """The seed of the pair's mask, 16 bytes; the same at both ends."""
        low, high = sorted((self.own, self.other))
        return _derive(self.shared, self.bound.info("mask", low, high), SEED_BYTES)

    def envelope_key(self, sender: int, holder: int) -> bytes:
        """The key, 32 bytes, of the one message from `sender` to `holder`."""
        return _derive(self.shared, self.bound.info("share", sender, holder), KEY_BYTES)


def expand(seed: bytes, d: int) -> Lanes:
    """Stretch a seed to a mask of `d` lanes.

    Word n is ``keccak256(concat(seed, convert(n, bytes32)))``; lanes that are not used are 0.

    Raises
    ------
    InputError
        When the seed is not of 16 bytes.
    """
    if len(seed) != SEED_BYTES:
        raise InputError(f"A seed has {SEED_BYTES} bytes.")
    digests = (keccak(seed + n.to_bytes(32, "big")) for n in range(word_count(d)))
    stream = b"".join(digest[::-1] for digest in digests)  # the lowest lane first
    return np.frombuffer(stream, dtype="<u4")[:d].astype(np.uint32)


def seed_hash(seed: bytes) -> bytes:
    """What is committed to of a seed, 32 bytes: its keccak."""
    return keccak(seed)


def pair_root(hashes: Sequence[bytes]) -> bytes:
    """What a client commits to of its pair hashes: ``keccak256`` of one after the other.

    Parameters
    ----------
    hashes : sequence of bytes
        32 bytes for each place of the round; `NO_HASH` for itself, and for whom it shares no
        mask with.
    """
    return keccak(b"".join(hashes))


def matched(lists: Mapping[int, Sequence[bytes]], place: int) -> tuple[int, ...]:
    """Whom a client shares a mask with: both lists have the same hash, and it is not `NO_HASH`.

    Parameters
    ----------
    lists : mapping of int to sequence of bytes
        The pair hashes of everybody who has committed to some.
    place : int

    Returns
    -------
    tuple of int
        Places, ascending; empty when `place` has no list.
    """
    own = lists.get(place, ())
    return (
        tuple(
            other
            for other in sorted(lists)
            if other != place and lists[other][place] == own[other] != NO_HASH
        )
        if own
        else ()
    )


def sign(place: int, other: int) -> int:
    """Whether `place` adds (1) or subtracts (-1) the mask that it shares with `other`."""
    return 1 if place < other else -1


def mask(d: int, place: int, own: bytes | None, pairs: Mapping[int, bytes]) -> Lanes:
    """All that a client adds to its update.

    Parameters
    ----------
    d : int
    place : int
    own : bytes or None
        The seed of its own mask; None adds the pairs' only.
    pairs : mapping of int to bytes
        The seeds that it shares, by the other one's place.

    Returns
    -------
    numpy.ndarray of uint32, shape (d,)
    """
    total = np.zeros(d, dtype=np.uint32) if own is None else expand(own, d)
    for other, seed in pairs.items():
        part = expand(seed, d)
        total = add(total, part) if sign(place, other) > 0 else subtract(total, part)
    return total


def _derive(secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF (RFC 5869) with SHA-256 and without salt."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret)
