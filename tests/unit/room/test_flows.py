"""Who gained from whom: every loss is somebody's gain, or the contract's, and nothing else is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.room import open_room
from sum.room.books import Move
from sum.room.flows import CONTRACT, Flow, flows, gained
from tests.unit.room.conftest import QUIET

# Two people of a room, and how many wei each of them won in each of several blocks.
WON = st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(-5, 5)), max_size=8)


@pytest.fixture(scope="module")
def empty():
    """A snapshot of a room in which nothing has happened."""
    room, _ = open_room(replace(QUIET, bots=(), ready=False))
    yield room.snapshot
    room.close()


def after(snapshot, *blocks):
    """The snapshot after blocks in which people won or lost so much."""
    moves = [
        Move(number, number, person, change)
        for number, block in enumerate(blocks)
        for person, change in block.items()
        if change
    ]
    return replace(snapshot, moves=tuple(moves))


def test_nothing_flows_before_anything_has_happened(empty):
    assert flows(empty) == ()


def test_what_one_loses_in_a_block_another_gains(empty):
    assert flows(after(empty, {"a": -5, "b": 5})) == (Flow("a", "b", 5),)


def test_what_nobody_gains_is_the_contracts(empty):
    found = flows(after(empty, {"a": -5, "b": 3}, {"c": 4}))
    assert found == (Flow(CONTRACT, "c", 4), Flow("a", "b", 3), Flow("a", CONTRACT, 2))


def test_what_goes_back_and_forth_is_netted(empty):
    assert flows(after(empty, {"a": -5, "b": 5}, {"a": 2, "b": -2})) == (Flow("a", "b", 3),)
    assert flows(after(empty, {"a": -5, "b": 5}, {"a": 5, "b": -5})) == ()


def test_what_the_mechanism_owes_has_flowed(empty):
    owner, *people = empty.people
    owing = replace(empty, people=(owner, replace(people[0], owed=7), *people[1:]))
    assert flows(owing) == (Flow(CONTRACT, people[0].id, 7),)


@given(WON)
def test_it_adds_up_whatever_happens(empty, blocks):
    snapshot = after(empty, *blocks)
    found = flows(snapshot)
    sums = gained(found)
    for person in "abc":
        assert sums.get(person, 0) == sum(block.get(person, 0) for block in blocks)
    assert sum(sums.values()) == 0
    assert all(flow.amount > 0 and flow.giver != flow.taker for flow in found)
    pairs = [frozenset((flow.giver, flow.taker)) for flow in found]
    assert len(pairs) == len(set(pairs))
