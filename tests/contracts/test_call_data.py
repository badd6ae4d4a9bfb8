"""Call data that no encoder makes: it means what the ABI says it means, or it is refused."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sum.errors import Refused
from sum.shared_model import unpack
from tests.contracts.conftest import FEATURES

PLENTY = 10**18


def word(number):
    return (number % 2**256).to_bytes(32, "big")


@pytest.fixture
def add(game):
    """Send raw arguments to `add_data`; gives what was recorded, or None."""

    def add(arguments):
        data = game.encode("add_data", [0], 0)[:4] + arguments
        try:
            receipt = game.chain.send(game.ann, game.address, data, PLENTY)
        except Refused:
            return None
        _, added = game.events(receipt)[0]
        recorded = unpack(added["sample"]), added["label"]
        # The record is under the key that a proper call makes.
        assert game.claimable((*recorded, receipt.time, game.ann)) == added["deposit"]
        return recorded

    return add


def call(*items, offset=64, label=0, count=None, gap=b"", tail=b""):
    count = len(items) if count is None else count
    return word(offset) + word(label) + gap + word(count) + b"".join(map(word, items)) + tail


class TestWhenItMeansSomething:
    @pytest.mark.parametrize("count", range(1, 9))
    def test_every_length_is_read_whole(self, add, count):
        data = tuple(range(count))
        assert add(call(*data, label=1)) == (data, 1)

    @pytest.mark.parametrize(
        "gap", [b"\xff" * 32, b"\xff", b"\xff" * 31, b"\0" * 33, b"\xff" * 320]
    )
    def test_the_array_may_start_anywhere(self, add, gap):
        arguments = call(1, 3, 4, 6, 7, offset=64 + len(gap), gap=gap)
        assert add(arguments) == ((1, 3, 4, 6, 7), 0)

    def test_bytes_at_the_end_do_not_count(self, add):
        for tail in (b"\0", b"\xff" * 31, word(5), b"\xff" * 300):
            assert add(call(1, 3, tail=tail)) == ((1, 3), 0)

    def test_parts_may_overlap(self, add):
        # The label is the array's length, too.
        assert add(word(32) + word(1) + word(6)) == ((6,), 1)


class TestWhenItMeansNothing:
    @pytest.mark.parametrize(
        "arguments",
        [
            b"",
            word(64),
            word(64) + word(0),
            word(64) + word(0) + word(1)[:31],
            call(count=1),
            call(1, 2, count=3),
            call(1, 2)[:-1],
            call(*range(8))[:-1],
            call(*range(4), count=5),
            call(*range(8), count=2**255),
            call(*range(8), count=2**256 - 1),
            call(*range(8), count=2**251),
            call(*range(8), count=513),
            call(1, 2, offset=0),
            call(1, 2, offset=65),
            call(1, 2, offset=10_000),
            call(1, 2, offset=2**64),
            call(1, 2, offset=2**255),
            *[call(1, 2, offset=2**256 - n) for n in (1, 4, 31, 32, 36, 64)],
        ],
    )
    def test_it_is_refused(self, game, add, arguments):
        before = game.seen()
        assert add(arguments) is None
        assert game.seen() == before

    def test_views_refuse_it_too(self, game):
        selector = game.encode("predict", [0])[:4]
        truncated = word(32) + word(3) + word(1) + word(2)
        for arguments in (b"", word(32), word(64), truncated, word(2**256 - 4) + word(1)):
            with pytest.raises(Refused):
                game.chain.call(game.address, selector + arguments)

    def test_a_dirty_address_is_refused(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(10**6)
        data = bytearray(game.encode("report", *key))
        data[4 + 3 * 32] = 1  # above the address's 20 bytes
        with game.refuses(""):
            game.chain.send(game.bob, game.address, bytes(data))


def read(arguments):
    """An array and a label, as the ABI has it (libraries refuse parts that overlap); or None."""

    def number(at):
        return int.from_bytes(arguments[at : at + 32], "big")

    start, label = number(0) + 32, number(32)
    count = number(start - 32)
    if start + 32 * count > len(arguments):
        return None
    items = [number(start + 32 * n) for n in range(count)]
    return tuple(item - 2**256 if item >= 2**255 else item for item in items), label


pieces = st.one_of(
    st.integers(0, FEATURES).map(word),
    st.sampled_from([32, 33, 63, 64, 65, 96, 128, 512, 513, -1, 2**63, 2**64 + 1]).map(word),
    st.binary(max_size=3),
)


class TestAlways:
    @given(
        st.integers(0, 200).filter(lambda n: n % 32 < 3),
        st.integers(0, 2),
        st.lists(pieces, max_size=10),
    )
    @example(64, 0, [word(2), word(1), word(2)])
    @example(32, 1, [word(4)])
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_it_is_what_the_abi_says_or_refused(self, add, offset, label, rest):
        arguments = word(offset) + word(label) + b"".join(rest)
        recorded = add(arguments)
        meant = read(arguments)
        assert recorded in (meant, None)
        if meant and meant[0] and meant[1] < 2:
            proper = all(a < b for a, b in zip((-1, *meant[0]), (*meant[0], FEATURES), strict=True))
            assert (recorded is not None) == proper
