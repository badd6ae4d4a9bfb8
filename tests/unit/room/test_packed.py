"""What records keep as bytes is what they were given, in every respect but its size."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from sys import getsizeof

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import StoreError
from sum.room.books import Call, FeedItem, Payout, Take
from sum.room.codec import dumps, loads
from sum.room.packed import WORTH_IT, keep_packed, packed, unpacked
from sum.units import Seconds, Wei

TEXTS = st.text(st.characters(), max_size=200)  # lone surrogates, too: somebody may type them
NUMBERS = st.integers(-(2**300), 2**300)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | st.binary(max_size=200),
    lambda inside: st.lists(inside, max_size=4).map(tuple) | st.dictionaries(TEXTS, inside),
    max_leaves=12,
)
LONG = "Person 6 labelled an image “8” and staked 0.6 ETH; the model had said so already."
GIVEN = {"data": (2**200, 2**63, 7), "label": 1, "contributor": "0x" + "aB" * 20}
EVENTS = (("DataAdded", {"key": b"\7" * 32, **GIVEN}), ("ModelUpdated", {"receipt": 5}))
CALL = Call(
    *("0xa", 4, "0xb", "0xc", Seconds(9), "p1", "0xd", "add_data", GIVEN),
    *(Wei(5), 6, Wei(7), EVENTS),
)
ITEM = FeedItem(1, Seconds(2), 3, "p1", "add", LONG)
PAYOUT = Payout(1, Seconds(2), 3, "0xa", "p1", 4, "take", Wei(5), ("a × b ÷ c", "1 × 2 ÷ 3"))


@given(PLAIN)
def test_what_is_packed_comes_back(value):
    data = packed(value)
    again = unpacked(data)
    assert again == value
    assert repr(again) == repr(value)  # 1 is no True, and what came first comes first
    assert len(data) <= WORTH_IT or len(data) < len(pickle.dumps(value)) + 40


@pytest.mark.parametrize("strange", [object(), st, (1, [object()]), {1: CALL}])
def test_what_is_no_plain_value_is_refused(strange):
    with pytest.raises(ValueError, match="unmarshallable"):
        packed(strange)


def test_from_outside_nothing_has_changed():
    assert (CALL.arguments, CALL.events, CALL.fee) == (GIVEN, EVENTS, 7)
    assert (ITEM.text, ITEM.payout, PAYOUT.lines) == (LONG, 0, ("a × b ÷ c", "1 × 2 ÷ 3"))
    for one in (CALL, ITEM, PAYOUT):
        named = {each.name: getattr(one, each.name) for each in fields(one)}
        assert type(one)(**named) == one == copy.copy(one) == copy.deepcopy(one)
        assert all(f"{name}={value!r}" in repr(one) for name, value in named.items())
        with pytest.raises(FrozenInstanceError):
            one.block = 2
    other = replace(ITEM, text="Hidden")
    assert (other.text, other.number, ITEM.text) == ("Hidden", 1, LONG)
    assert other != ITEM
    assert hash(replace(other, text=LONG)) == hash(ITEM)


def test_whoever_changes_what_they_got_changes_nothing_else():
    CALL.arguments["label"] = 2
    CALL.events[0][1].clear()
    assert (CALL.arguments, CALL.events) == (GIVEN, EVENTS)


def test_a_file_has_them_as_they_were():
    """Bytes are for memory alone: whatever is in a file, its own reader has looked at."""
    for one in (CALL, ITEM, PAYOUT):
        written = dumps(one)
        assert loads(written) == one
        assert b"marshal" not in written
    assert LONG.encode() in dumps(ITEM)
    assert GIVEN["contributor"].encode() in dumps(CALL)


class Made:
    """A record as a file can have it: with whatever its constructor is given."""

    def __init__(self, kind, *given):
        self.how = kind, given

    def __reduce__(self):
        return self.how


def test_a_file_cannot_put_anything_else_there():
    item = (FeedItem, 1, 2, 3, "p1", "add")
    assert loads(pickle.dumps(Made(*item, b"\0\xff"))).text == b"\0\xff"  # it is not unpacked
    with pytest.raises(StoreError, match="damaged"):
        loads(pickle.dumps(Made(*item, Made(Take, "p1", 3, 9))))


def test_they_are_small():
    """A transaction of a room has a few hundred bytes, not thousands."""

    @keep_packed("text")
    @dataclass(frozen=True, slots=True)
    class Small:
        text: str

    assert not hasattr(Small("a"), "__dict__")
    kept = Small.text._kept(Small(LONG), Small)
    assert getsizeof(kept) < getsizeof(LONG) * 0.6
    whole = getsizeof(GIVEN) + sum(map(getsizeof, (*GIVEN, *GIVEN.values(), *GIVEN["data"])))
    assert getsizeof(packed(GIVEN)) < whole / 3
