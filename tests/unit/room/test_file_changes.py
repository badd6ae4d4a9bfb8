"""Changes of lists, mappings and sets: found, and made again elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.room.file_changes import changes

WORDS = st.sampled_from([f"word {n}" for n in range(12)])


def followed(before, now, **how):
    """The earlier state with the changes made to it."""
    again = before.copy()
    changes(before, now, **how).apply(again)
    return again


@given(st.lists(WORDS), st.integers(0, 20), st.lists(WORDS))
def test_lists_that_grow_or_go_back(before, cut, more):
    now = before[:cut] + [f"{word}, later" for word in more]  # what comes is never what was
    assert followed(before, now) == now


@given(st.lists(WORDS), st.lists(WORDS))
def test_lists_of_which_items_are_replaced(before, now):
    assert followed(before, now, anywhere=True) == now


@given(st.dictionaries(WORDS, st.integers()), st.dictionaries(WORDS, st.integers()))
def test_mappings(before, now):
    assert followed(before, now) == now


@given(st.dictionaries(WORDS, st.integers()), st.dictionaries(WORDS, st.integers()))
def test_mappings_that_grow_keep_their_order(before, more):
    now = {**before, **more}
    assert list(followed(before, now).items()) == list(now.items())


@given(st.sets(WORDS), st.sets(WORDS))
def test_sets(before, now):
    assert followed(before, now) == now


def test_only_what_has_changed_is_found():
    many = [object() for _ in range(9)]
    found = changes(many, [*many, "new"])
    assert (found.put, found.gone, found.length) == ({9: "new"}, [], None)
    found = changes(many, [*many[:4], "other", *many[5:]], anywhere=True)
    assert found.put == {4: "other"}
    found = changes(many, many[:3])
    assert found.loses
    assert (found.put, found.length) == ({}, 3)
    # A list that went back and then grew beyond its length.
    found = changes(many, [*many[:3], *map(str, range(20))])
    assert found.length == 3
    found = changes({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4})
    assert (found.put, found.gone) == ({"b": 3, "c": 4}, [])


def test_kinds_that_do_not_go_together():
    with pytest.raises(TypeError):
        changes([], {})
