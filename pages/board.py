"""Board: the big screen of a room, for people at the back of it."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.board import board
from sum.ui.identity import visit
from sum.ui.page import guard, page

guard()

with page(wide=True):
    board(visit(watch=True))
