"""Secrets in shares: who vanishes cannot stop a round, and nobody alone can open anything.

Shamir's scheme over GF(2**128). A client shares out two secrets of 16 bytes: the seed of its own
mask, and the seed of its key. If it stays away, the others open the first when its update is in the
sum, and the second when it is not; both together would show the update.

One share too few, or one that is wrong, gives a wrong secret without a sign. So nothing that is
combined here is used before it has proved itself against what its owner committed to.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from eth_utils.crypto import keccak

from sum.errors import InputError
from sum.federated.masks import SEED_BYTES

Entropy = Callable[[int], bytes]
"""Gives so many random bytes: ``secrets.token_bytes``, or a seeded generator's ``bytes``."""

MAX_HOLDERS = 255
ENVELOPE_BYTES = 2 * SEED_BYTES + 16
"""Two shares, and what proves that nobody has changed them."""
_FIELD = (1 << 128) | 0b1000_0111
_TOP = 1 << 128
_NONCE = bytes(12)


class Shares(NamedTuple):
    """What one holder has of one client's two secrets.

    Attributes
    ----------
    own : bytes
        A share of the seed of the client's own mask, 16 bytes.
    key : bytes
        A share of the seed of its key, 16 bytes.
    """

    own: bytes
    key: bytes


def threshold(clients: int) -> int:
    """How many shares open a secret: more than half, so that no two halves can tell two tales.

    Examples
    --------
    >>> threshold(5), threshold(20)
    (3, 11)
    """
    return clients // 2 + 1


def split(secret: bytes, need: int, holders: int, entropy: Entropy) -> tuple[bytes, ...]:
    """Split a secret into shares.

    The library's own ``Shamir.split`` takes its randomness from the machine, and a round could not
    be played again from its seed; so the polynomial is drawn and evaluated here, in its field.

    Parameters
    ----------
    secret : bytes
        16 bytes.
    need : int
        How many shares give it back.
    holders : int
        How many there are, at least `need` and at most 255.
    entropy : callable

    Returns
    -------
    tuple of bytes
        The share of each place, 16 bytes; place p is the library's index p + 1.

    Raises
    ------
    InputError
    """
    if len(secret) != SEED_BYTES or not 1 <= need <= holders <= MAX_HOLDERS:
        raise InputError(f"A secret has {SEED_BYTES} bytes, and no more is needed than there is.")
    drawn = (int.from_bytes(entropy(SEED_BYTES), "big") for _ in range(need - 1))
    polynomial = [*drawn, int.from_bytes(secret, "big")]
    return tuple(
        _evaluate(polynomial, place + 1).to_bytes(SEED_BYTES, "big") for place in range(holders)
    )


def combine(
    shares: Mapping[int, bytes], need: int, proves: Callable[[bytes], bool]
) -> bytes | None:
    """Put a secret together again.

    Parameters
    ----------
    shares : mapping of int to bytes
        Shares by their holders' places, each one checked against its hash before.
    need : int
        How many give the secret.
    proves : callable
        Whether a secret is the one that was committed to.

    Returns
    -------
    bytes or None
        16 bytes; None when the secret is not what was committed to: then whoever has dealt these
        shares has lied.

    Raises
    ------
    InputError
        When there are too few shares.
    """
    if len(shares) < need:
        raise InputError(f"{need} shares make the secret, and there are {len(shares)}.")
    used = [(place + 1, shares[place]) for place in sorted(shares)[:need]]
    secret: bytes = Shamir.combine(used, ssss=False)
    return secret if proves(secret) else None


def share_hashes(dealt: Sequence[Shares]) -> tuple[bytes, ...]:
    """The hash of each share that a client deals: all of its own mask's, then all of its key's."""
    return tuple(keccak(s.own) for s in dealt) + tuple(keccak(s.key) for s in dealt)


def share_root(hashes: Sequence[bytes]) -> bytes:
    """What a client commits to of its shares: ``keccak256`` of their hashes, one after another."""
    return keccak(b"".join(hashes))


def seal(shares: Shares, key: bytes) -> bytes:
    """Encrypt a holder's shares for it; ChaCha20-Poly1305 (RFC 8439).

    Parameters
    ----------
    shares : Shares
    key : bytes
        32 bytes, made for this one message (`sum.federated.masks.Agreement.envelope_key`): so the
        nonce can always be 0, and the message belongs to its round and its two clients.

    Returns
    -------
    bytes
        `ENVELOPE_BYTES` of them.
    """
    return ChaCha20Poly1305(key).encrypt(_NONCE, shares.own + shares.key, None)


def unseal(envelope: bytes, key: bytes) -> Shares | None:
    """Decrypt one's shares of somebody's secrets; None when that is not what the envelope holds."""
    if len(envelope) != ENVELOPE_BYTES:
        return None
    try:
        text = ChaCha20Poly1305(key).decrypt(_NONCE, envelope, None)
    except InvalidTag:
        return None
    return Shares(text[:SEED_BYTES], text[SEED_BYTES:])


def _evaluate(polynomial: Sequence[int], at: int) -> int:
    """The polynomial (highest power first) at a small point, in GF(2**128)."""
    value = 0
    for coefficient in polynomial:
        value = _times(value, at) ^ coefficient
    return value


def _times(value: int, small: int) -> int:
    """Multiply in GF(2**128), modulo x**128 + x**7 + x**2 + x + 1."""
    product = 0
    while small:
        if small & 1:
            product ^= value
        value <<= 1
        if value & _TOP:
            value ^= _FIELD
        small >>= 1
    return product
