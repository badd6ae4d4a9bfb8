"""Secrets in shares: enough of them give the secret, and nothing false passes for it."""

import numpy as np
import pytest
from Crypto.Hash import keccak as reference
from Crypto.Protocol.SecretSharing import Shamir
from hypothesis import given, settings
from hypothesis import strategies as st

from sum.errors import InputError
from sum.federated.masks import seed_hash
from sum.federated.sharing import (
    ENVELOPE_BYTES,
    Shares,
    combine,
    seal,
    share_hashes,
    share_root,
    split,
    threshold,
    unseal,
)

SECRET = bytes(range(16))


def proves(secret):
    return seed_hash(secret) == seed_hash(SECRET)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_enough_shares_give_the_secret_whoever_holds_them(data):
    holders = data.draw(st.integers(1, 12))
    need = data.draw(st.integers(1, holders))
    secret = data.draw(st.binary(min_size=16, max_size=16))
    entropy = np.random.default_rng(data.draw(st.integers(0, 2**32))).bytes
    shares = split(secret, need, holders, entropy)
    chosen = data.draw(st.sets(st.integers(0, holders - 1), min_size=need))
    some = {place: shares[place] for place in chosen}
    assert combine(some, need, lambda found: found == secret) == secret


def test_shares_are_those_of_the_library():
    theirs = {index - 1: share for index, share in Shamir.split(3, 5, SECRET)}
    assert combine(theirs, 3, proves) == SECRET
    ours = split(SECRET, 3, 5, np.random.default_rng(1).bytes)
    assert Shamir.combine([(5, ours[4]), (2, ours[1]), (1, ours[0])], ssss=False) == SECRET


def test_a_place_far_up_has_a_share_as_well():
    shares = split(SECRET, 2, 255, np.random.default_rng(1).bytes)
    assert combine({254: shares[254], 200: shares[200]}, 2, proves) == SECRET


def test_the_same_seed_gives_the_same_shares():
    first, second, other = (
        split(SECRET, 3, 5, np.random.default_rng(seed).bytes) for seed in (1, 1, 2)
    )
    assert first == second != other


def test_one_share_too_few_gives_nothing():
    shares = split(SECRET, 3, 5, np.random.default_rng(1).bytes)
    with pytest.raises(InputError, match="3 shares"):
        combine({0: shares[0], 4: shares[4]}, 3, proves)
    # Fewer than were needed make a wrong secret, and that is found out, too.
    assert combine({0: shares[0], 4: shares[4]}, 2, proves) is None


@given(st.integers(0, 2), st.integers(0, 127))
def test_one_wrong_bit_gives_nothing(place, bit):
    shares = dict(enumerate(split(SECRET, 3, 3, np.random.default_rng(1).bytes)))
    wrong = int.from_bytes(shares[place], "big") ^ (1 << bit)
    shares[place] = wrong.to_bytes(16, "big")
    assert combine(shares, 3, proves) is None


@pytest.mark.parametrize(
    ("secret", "need", "holders"),
    [(bytes(15), 1, 1), (SECRET, 0, 3), (SECRET, 4, 3), (SECRET, 2, 256)],
)
def test_what_cannot_be_split_is_refused(secret, need, holders):
    with pytest.raises(InputError):
        split(secret, need, holders, np.random.default_rng(1).bytes)


def test_half_of_the_clients_can_open_nothing():
    assert [threshold(n) for n in (5, 6, 20, 50)] == [3, 4, 11, 26]


def test_hashes_come_in_the_order_of_places_the_masks_first():
    dealt = [Shares(bytes([n]) * 16, bytes([n + 8]) * 16) for n in range(3)]
    hashes = share_hashes(dealt)

    def digest(data):
        return reference.new(digest_bits=256, data=data).digest()

    assert hashes == tuple(digest(bytes([n]) * 16) for n in (0, 1, 2, 8, 9, 10))
    assert share_root(hashes) == digest(b"".join(hashes))


def test_an_envelope_opens_for_its_holder_only():
    shares, key = Shares(b"a" * 16, b"b" * 16), b"k" * 32
    envelope = seal(shares, key)
    assert len(envelope) == ENVELOPE_BYTES
    assert shares.own not in envelope
    assert unseal(envelope, key) == shares
    for wrong in (
        (envelope, b"K" * 32),
        (envelope[:-1], key),
        (bytes([envelope[0] ^ 1]) + envelope[1:], key),
        (b"", key),
    ):
        assert unseal(*wrong) is None
