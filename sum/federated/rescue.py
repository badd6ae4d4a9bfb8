"""What the others do when a client vanishes with a mask that only it could take off.

Its secrets are in shares. Holders open theirs on a notice board, off the chain; anybody puts them
together, and calls the contract, which checks the result against a hash. A holder opens one of a
client's two secrets and never both, since both would show the update.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from eth_utils.crypto import keccak

from sum.errors import InputError
from sum.federated.masks import Agreement, Bound, private_key, public_key, seed_hash
from sum.federated.public import PublicRound
from sum.federated.sharing import combine, threshold
from sum.federated.terms import Phase


class Secret(Enum):
    """The two secrets that a client shares out."""

    OWN = "own"
    """The seed of its own mask: for who is in the sum."""
    KEY = "key"
    """The seed of its key: for who is out of it."""


@dataclass(frozen=True)
class Note:
    """A share that its holder has opened to all.

    Attributes
    ----------
    dealer, holder : int
        Whose secret it is of, and who has held it; places in the round.
    secret : Secret
    share : bytes
        16 bytes.
    """

    dealer: int
    holder: int
    secret: Secret
    share: bytes


def may_open(record: PublicRound, dealer: int) -> Secret | None:
    """Which of a client's secrets the round needs to be opened, if it is in the way.

    Parameters
    ----------
    record : PublicRound
    dealer : int
        The client's place.

    Returns
    -------
    Secret or None
        `Secret.OWN` when its own mask is still in the sum; `Secret.KEY` when it is out, and
        somebody who is in has not taken off the mask that they share. None when nothing is needed.
    """
    client = record.clients[dealer]
    if record.phase is not Phase.UNMASK or not client.shared:
        return None
    if client.included:
        return None if client.seed else Secret.OWN
    # Who was found to lie after its own mask was opened keeps its key: both would show its update.
    if client.seed:
        return None
    return Secret.KEY if any(dealer in record.due(place) for place in record.included) else None


def own_seed(record: PublicRound, notes: Iterable[Note], dealer: int) -> bytes | None:
    """The seed of a client's own mask, put together from what holders have opened.

    Parameters
    ----------
    record : PublicRound
    notes : iterable of Note
    dealer : int
        The client's place.

    Returns
    -------
    bytes or None
        None when the shares do not give what it has committed to, or they are too few.
    """
    return _secret(record, notes, dealer, Secret.OWN)


def pair_seed(
    record: PublicRound, notes: Iterable[Note], bound: Bound, dealer: int, other: int
) -> bytes | None:
    """The seed of the mask that a client who is out shares with another.

    Parameters
    ----------
    record : PublicRound
    notes : iterable of Note
    bound : Bound
        The round.
    dealer, other : int
        Places: who is out, and the other.

    Returns
    -------
    bytes or None
        16 bytes, whose hash both have committed to; None when the shares do not give it.
    """
    secret = _secret(record, notes, dealer, Secret.KEY)
    if secret is None:
        return None
    try:
        agreement = Agreement.reach(
            bound, (dealer, private_key(secret)), (other, record.clients[other].public_key)
        )
    except InputError:
        return None
    seed = agreement.pair_seed()
    return seed if seed_hash(seed) == record.clients[dealer].pair_hashes[other] else None


def _secret(
    record: PublicRound, notes: Iterable[Note], dealer: int, secret: Secret
) -> bytes | None:
    client, count = record.clients[dealer], len(record.clients)
    first = 0 if secret is Secret.OWN else count
    good = {
        note.holder: note.share
        for note in notes
        if (note.dealer, note.secret) == (dealer, secret)
        and keccak(note.share) == client.share_hashes[first + note.holder]
    }
    need = threshold(count)
    if len(good) < need:
        return None
    promised = client.self_hash if secret is Secret.OWN else client.public_key
    return _combined(tuple(sorted(good.items())[:need]), secret, promised)


@lru_cache(maxsize=256)  # a key is needed for each of its pairs; by now it is public
def _combined(
    shares: tuple[tuple[int, bytes], ...], secret: Secret, promised: bytes
) -> bytes | None:
    of = seed_hash if secret is Secret.OWN else public_key
    return combine(dict(shares), len(shares), lambda found: of(found) == promised)
