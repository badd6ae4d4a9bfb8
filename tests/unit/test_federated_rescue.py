"""Shares on the notice board: enough good ones give a secret, and never both of a client."""

from dataclasses import replace

import numpy as np
import pytest

from sum.federated.masks import (
    NO_HASH,
    Agreement,
    Bound,
    private_key,
    public_key,
    seed_hash,
)
from sum.federated.public import Client, PublicRound
from sum.federated.rescue import Note, Secret, may_open, own_seed, pair_seed
from sum.federated.sharing import Shares, share_hashes, split, threshold
from sum.federated.terms import Phase

BOUND, COUNT = Bound(1, "0x" + "ab" * 20, 1), 5
OWN, KEYS = ([bytes([n + base]) * 16 for n in range(COUNT)] for base in (1, 101))
RNG = np.random.default_rng(0)
DEALT = [
    [
        Shares(*both)
        for both in zip(
            *(split(secret, threshold(COUNT), COUNT, RNG.bytes) for secret in (own, key)),
            strict=True,
        )
    ]
    for own, key in zip(OWN, KEYS, strict=True)
]


def seed_of(i, j):
    key = public_key(KEYS[j])
    return Agreement.reach(BOUND, (i, private_key(KEYS[i])), (j, key)).pair_seed()


@pytest.fixture(scope="module")
def unmasking():
    """A round of five who all have shared and submitted; the last one is out."""
    clients = tuple(
        Client(
            n,
            f"0x{n:040x}",
            public_key(KEYS[n]),
            pair_hashes=tuple(
                NO_HASH if n == j else seed_hash(seed_of(n, j)) for j in range(COUNT)
            ),
            self_hash=seed_hash(OWN[n]),
            share_hashes=share_hashes(DEALT[n]),
            shared=True,
            submitted=True,
            included=n < COUNT - 1,
        )
        for n in range(COUNT)
    )
    return PublicRound(1, Phase.UNMASK, clients=clients, groups=(0,) * COUNT)


def notes(dealer, secret, holders):
    return [
        Note(
            dealer,
            n,
            secret,
            DEALT[dealer][n].own if secret is Secret.OWN else DEALT[dealer][n].key,
        )
        for n in holders
    ]


def changed(record, place, **fields):
    clients = list(record.clients)
    clients[place] = replace(clients[place], **fields)
    return replace(record, clients=tuple(clients))


def test_three_of_five_holders_open_the_seed_of_a_mask(unmasking):
    assert own_seed(unmasking, notes(0, Secret.OWN, (1, 2, 4)), 0) == OWN[0]
    assert own_seed(unmasking, notes(0, Secret.OWN, (1, 2)), 0) is None
    assert own_seed(unmasking, notes(0, Secret.KEY, (1, 2, 4)), 0) is None
    assert own_seed(unmasking, notes(1, Secret.OWN, (1, 2, 4)), 0) is None


def test_shares_that_were_not_dealt_are_passed_over(unmasking):
    false = [Note(0, n, Secret.OWN, bytes(16)) for n in range(COUNT)]
    assert own_seed(unmasking, false, 0) is None
    good = notes(0, Secret.OWN, (0, 2, 3))
    assert own_seed(unmasking, [*false, *good], 0) == OWN[0]
    assert own_seed(unmasking, [*good, false[1]], 0) == OWN[0]


def test_shares_of_something_else_than_was_committed_to_give_nothing(unmasking):
    lied = changed(unmasking, 0, self_hash=seed_hash(b"another seed, no"))
    assert own_seed(lied, notes(0, Secret.OWN, range(COUNT)), 0) is None
    lied = changed(unmasking, 4, public_key=public_key(KEYS[0]))
    assert pair_seed(lied, notes(4, Secret.KEY, range(COUNT)), BOUND, 4, 0) is None


def test_the_key_of_who_is_out_gives_the_seeds_of_its_pairs(unmasking):
    opened = notes(4, Secret.KEY, (0, 1, 2))
    for other in range(4):
        assert pair_seed(unmasking, opened, BOUND, 4, other) == seed_of(other, 4)
    other_hash = (NO_HASH, *unmasking.clients[4].pair_hashes[1:])
    assert pair_seed(changed(unmasking, 4, pair_hashes=other_hash), opened, BOUND, 4, 0) is None
    useless = changed(unmasking, 0, public_key=bytes(32))
    assert pair_seed(useless, opened, BOUND, 4, 0) is None


def test_holders_open_one_secret_of_a_client_and_never_both(unmasking):
    assert [may_open(unmasking, n) for n in range(COUNT)] == [*[Secret.OWN] * 4, Secret.KEY]
    unmasked = changed(unmasking, 1, seed=OWN[1])
    assert may_open(unmasked, 1) is None
    # Found to lie while its mask was taken off: it is out, and what is open stays all that is.
    assert may_open(changed(unmasked, 1, included=False), 1) is None
    done = unmasking
    for place in range(4):
        done = changed(done, place, recovered=frozenset({4}))
    assert may_open(done, 4) is None
    assert may_open(changed(unmasking, 4, shared=False), 4) is None
    for phase in set(Phase) - {Phase.UNMASK}:
        assert may_open(replace(unmasking, phase=phase), 0) is None
