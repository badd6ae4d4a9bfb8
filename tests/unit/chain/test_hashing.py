"""Keccak-256, made quickly: the same hashes, in every thread, and nothing breaks without it."""

import threading
from functools import partial

import pytest
from eth_hash.auto import keccak
from eth_hash.backends.pycryptodome import CryptodomeBackend
from hypothesis import given
from hypothesis import strategies as st

from sum.chain import hashing

slow = CryptodomeBackend().keccak256


@pytest.fixture
def plain(monkeypatch):
    """`eth_hash` as it comes."""
    monkeypatch.setattr(keccak, "hasher", slow)


def test_it_is_in_use():
    hashing.install()
    assert keccak.hasher is not slow
    # Of nothing, and of three letters: known values.
    assert keccak(b"").hex().startswith("c5d2460186f7233c")
    assert keccak(b"abc").hex().startswith("4e03657aea45a94f")


@given(st.binary(max_size=600))
def test_same_hashes(data):
    hashing.install()
    assert keccak(data) == slow(data)
    assert keccak(bytearray(data)) == slow(data)


def test_threads_do_not_mix():
    hashing.install()
    wrong = []

    def hash_many(start):
        for number in range(start, start + 3_000):
            data = number.to_bytes(300, "big")
            if number % 50 == 0 and keccak(data) != slow(data):
                wrong.append(number)
            keccak(data)

    threads = [threading.Thread(target=partial(hash_many, 10**6 * n)) for n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("failure", [ImportError, OSError, AttributeError])
def test_without_the_library_all_stays_as_it_is(monkeypatch, failure):
    def fail():
        raise failure("gone")

    monkeypatch.setattr(hashing, "_load", fail)
    hashing.install()
    assert keccak.hasher is slow


@pytest.mark.usefixtures("plain")
def test_wrong_hashes_are_not_used(monkeypatch):
    monkeypatch.setattr(hashing, "_quick", lambda _: lambda _: bytes(32))
    hashing.install()
    assert keccak.hasher is slow
