"""Masks: seeds that both ends know, hashes that both commit to, sums in which they vanish."""

import numpy as np
import pytest
from Crypto.Hash import keccak as reference
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sum.errors import InputError
from sum.federated.lanes import add, as_lanes, subtract
from sum.federated.masks import (
    NO_HASH,
    Agreement,
    Bound,
    expand,
    mask,
    matched,
    pair_root,
    private_key,
    public_key,
    seed_hash,
    sign,
)

BOUND = Bound(1, "0x" + "ab" * 20, 4)


def digest(data):
    return reference.new(digest_bits=256, data=data).digest()


def agreed(bound, own, other):
    """What `own` agrees on with `other`, each a place and a secret."""
    return Agreement.reach(bound, (own[0], private_key(own[1])), (other[0], public_key(other[1])))


def test_a_mask_is_keccak_in_counter_mode():
    seed = bytes(range(16))
    lanes = []
    for n in range(3):
        word = int.from_bytes(digest(seed + n.to_bytes(32, "big")), "big")
        lanes += [(word >> (32 * k)) % 2**32 for k in range(8)]
    assert expand(seed, 19).tolist() == lanes[:19]
    assert expand(seed, 24).tolist() == lanes


def test_a_mask_is_always_the_same():
    # Of another implementation, so that neither side of the chain can drift.
    assert expand(b"sixteen bytes ok", 3).tolist() == [
        int.from_bytes(digest(b"sixteen bytes ok" + bytes(32))[28 - 4 * k : 32 - 4 * k], "big")
        for k in range(3)
    ]


def test_a_seed_has_sixteen_bytes():
    with pytest.raises(InputError):
        expand(bytes(15), 8)


def test_hashes_are_keccak_of_the_bytes():
    hashes = [NO_HASH, seed_hash(b"x" * 16), seed_hash(b"y" * 16)]
    assert hashes[1] == digest(b"x" * 16)
    assert pair_root(hashes) == digest(bytes(32) + hashes[1] + hashes[2])


def test_both_ends_agree_and_nobody_else():
    a, b, c = ((place, bytes([place]) * 16) for place in range(3))
    there, back = agreed(BOUND, a, b), agreed(BOUND, b, a)
    assert there.pair_seed() == back.pair_seed()
    assert len(there.pair_seed()) == 16
    assert there.envelope_key(0, 1) == back.envelope_key(0, 1) != back.envelope_key(1, 0)
    assert there.pair_seed() not in {
        agreed(BOUND, a, c).pair_seed(),
        agreed(Bound(2, BOUND.contract, 4), a, b).pair_seed(),
        agreed(Bound(1, "0x" + "cd" * 20, 4), a, b).pair_seed(),
        agreed(Bound(1, BOUND.contract, 5), a, b).pair_seed(),
        agreed(BOUND, (2, a[1]), b).pair_seed(),
    }


def test_a_key_that_nothing_can_be_agreed_on_with_is_refused():
    for key in (bytes(32), bytes(31)):
        with pytest.raises(InputError, match="Client 3"):
            Agreement.reach(BOUND, (0, X25519PrivateKey.generate()), (3, key))


def test_a_mask_is_shared_where_both_have_the_same_hash():
    one, two, three = (seed_hash(bytes([n]) * 16) for n in range(3))
    lists = {
        0: [NO_HASH, one, two, NO_HASH],
        1: [one, NO_HASH, three, NO_HASH],
        2: [one, three, NO_HASH, NO_HASH],  # of 0 it says something else
        3: [NO_HASH, NO_HASH, NO_HASH, NO_HASH],
    }
    assert [matched(lists, place) for place in range(5)] == [(1,), (0, 2), (1,), (), ()]


@settings(max_examples=25)
@given(st.data())
def test_masks_vanish_in_the_sum(data):
    n, d = data.draw(st.integers(2, 6)), data.draw(st.integers(1, 12))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    seeds = {(i, j): rng.bytes(16) for i in range(n) for j in range(i + 1, n)}
    own = [rng.bytes(16) for _ in range(n)]
    updates = [as_lanes(rng.integers(-(2**31), 2**31, d)) for _ in range(n)]
    pairs = [{j: seeds[min(i, j), max(i, j)] for j in range(n) if j != i} for i in range(n)]
    total = np.zeros(d, dtype=np.uint32)
    for i in range(n):
        masked = add(updates[i], mask(d, i, own[i], pairs[i]))
        assert (masked != updates[i]).any()
        total = add(total, masked)
    for seed in own:
        total = subtract(total, expand(seed, d))
    assert (total == add(*updates)).all()


def test_the_lower_place_adds():
    assert (sign(0, 1), sign(1, 0)) == (1, -1)
    seed = bytes(16)
    assert (mask(8, 0, None, {1: seed}) == expand(seed, 8)).all()
    assert not add(mask(8, 1, None, {0: seed}), expand(seed, 8)).any()
