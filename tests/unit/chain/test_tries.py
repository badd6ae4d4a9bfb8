"""py-trie, made quicker: the same nodes and paths, and nobody's changes reach anybody else."""

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from trie import HexaryTrie, hexary
from trie.constants import BLANK_NODE
from trie.utils import nibbles as plain
from trie.utils.nodes import decode_node

from sum.chain import tries

KEYS = st.binary(min_size=1, max_size=4)
PARTS = st.lists(st.integers(0, 15), max_size=9).map(tuple)
NODES = st.recursive(
    st.binary(max_size=40), lambda inside: st.lists(inside, max_size=5), max_leaves=17
)


@pytest.fixture(scope="module", autouse=True)
def installed():
    tries.install()
    assert hexary.decode_node is tries.node


@given(NODES)
def test_nodes(value):
    encoded = rlp.encode(value)
    found = tries.node(encoded)
    assert found == rlp.decode(encoded)
    if isinstance(found, list):
        found.append(b"mine")
        if isinstance(found[0], list):
            found[0].append(b"mine")
    assert tries.node(encoded) == rlp.decode(encoded)


@given(NODES)
def test_nodes_are_written(value):
    assert tries.written(value) == rlp.encode(value)
    assert tries.written([value, bytearray(b"ab"), ()]) == rlp.encode([value, b"ab", []])


@pytest.mark.parametrize("size", [0, 1, 2, 31, 32, 33, 55, 56, 57, 255, 256, 70_000])
def test_nodes_of_every_size_are_written(size):
    for value in (bytes(size), b"\x7f" * size, b"\x80" * size, [b""] * size, [bytes(size)]):
        assert tries.written(value) == rlp.encode(value)


@pytest.mark.parametrize("value", [1, "text", [b"a", 1], None])
def test_what_is_no_node_is_not_written(value):
    with pytest.raises(rlp.exceptions.EncodingError):
        tries.written(value)


def test_nodes_that_are_none():
    assert tries.node(BLANK_NODE) == decode_node(BLANK_NODE)
    inside = [b"a", b"b"]
    assert tries.node(inside) is inside
    with pytest.raises(rlp.exceptions.DecodingError):
        tries.node(b"\xc2\x01")


@given(st.binary(max_size=40), st.binary(min_size=1, max_size=40))
def test_digits(value, part):
    assert tries.nibbles(value) == plain.bytes_to_nibbles(value)
    assert tries.path(part) == plain.decode_nibbles(part)


@given(PARTS, st.booleans())
def test_ends(part, has_end):
    part = (*part, 16) if has_end else part
    assert tries.ended(part) == plain.add_nibbles_terminator(part)
    assert tries.endless(part) == plain.remove_nibbles_terminator(part)
    assert tries.ended(list(part)) == tries.ended(part)


@given(st.lists(st.tuples(KEYS, st.binary(max_size=40))), st.booleans())
def test_a_tree_has_what_was_put_in(changes, prune):
    """An empty value takes a key away; a tree that was filled in another order is the same."""
    tree, kept = HexaryTrie({}, prune=prune), {}
    for key, value in changes:
        tree[key] = value
        kept[key] = value
    left = {key: value for key, value in kept.items() if value}
    again = HexaryTrie({})
    for key, value in reversed(left.items()):
        again[key] = value
    assert tree.root_hash == again.root_hash
    assert all(tree[key] == left.get(key, b"") for key in kept)
