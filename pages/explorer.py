"""Explorer: the room's chain, block by block, with the code that ran."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.explorer.page import explorer
from sum.ui.identity import visit
from sum.ui.page import guard, page
from sum.ui.room_bar import room_bar

guard()

with page():
    visitor = visit(watch=True)
    room_bar(visitor)
    explorer(visitor)
