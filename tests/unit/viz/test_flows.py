"""The picture of who gained from whom: nothing is left out, nothing overlaps, names are text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.room.flows import CONTRACT, Flow
from sum.viz.flows import MOST_NODES, OTHERS, flows_html, merged, sides

FLOWS = st.lists(
    st.builds(
        Flow,
        giver=st.sampled_from(["", *"abcdefghijk"]),
        taker=st.sampled_from(["", *"lmnopqrstuvwxyz"]),
        amount=st.integers(1, 10**20),
    ),
    min_size=1,
    max_size=40,
)


@given(FLOWS)
def test_both_sides_show_all_that_flowed_and_fit_below_each_other(found):
    for nodes in sides(found):
        assert len(nodes) <= MOST_NODES
        assert sum(node.amount for node in nodes) == sum(flow.amount for flow in found)
        ends = 0.0
        for node in nodes:
            assert node.top >= ends - 1e-9
            assert node.height > 0.12  # a name fits
            ends = node.top + node.height
        assert ends == pytest.approx(1)


def test_of_many_the_smallest_are_one_and_the_contract_is_itself():
    found = [Flow(f"p{n}", CONTRACT, n) for n in range(1, 11)] + [Flow(CONTRACT, "p1", 1)]
    gave, took = merged(found)
    assert list(gave) == ["p10", "p9", "p8", "p7", OTHERS, CONTRACT]
    assert gave[OTHERS] == 21
    assert list(took) == ["p1", CONTRACT]


def drawn(found):
    return flows_html(found, lambda each: f"<{each}>", lambda _: "attacker", str)


def test_a_band_for_each_pair():
    found = [Flow("a", "b", 3), Flow("a", "c", 1), Flow("d", "b", 2)]
    assert drawn(found).count("clip-path") == 3


def test_names_are_text():
    html = drawn([Flow("script", "b", 3)])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "3 from &lt;script&gt; to &lt;b&gt;" in html
