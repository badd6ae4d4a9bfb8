"""What a browser sends for a point is checked."""

import pytest

from sum.errors import InputError
from sum.ui.plane_pad import read_point

BOX = (-1.0, 2.0, -3.0, 4.0)


@pytest.mark.parametrize("sent", [[0, 0], [-1, -3], (2.0, 4)])
def test_a_point_inside_is_taken(sent):
    assert read_point(sent, BOX) == tuple(sent)


@pytest.mark.parametrize(
    "sent",
    [None, "", [0], [0, 0, 0], ["0", 0], [True, 0], [float("nan"), 0], [2.1, 0], [0, 4.1], {}],
)
def test_anything_else_is_refused(sent):
    with pytest.raises(InputError, match="did not arrive whole"):
        read_point(sent, BOX)
