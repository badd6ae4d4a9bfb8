"""Board: the big screen of a room, for people at the back of it."""

from sum.ui.board import board
from sum.ui.identity import visit
from sum.ui.page import guard, page
from sum.ui.room_bar import room_bar

guard()

with page(wide=True):
    visitor = visit(watch=True)
    room_bar(visitor)
    board(visitor)
