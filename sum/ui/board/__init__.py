"""The big screen: how well the model does, who has won and lost, and what just happened."""

from sum.ui.board import free, led
from sum.ui.identity import Visit
from sum.ui.room_bar import room_bar

__all__ = ["board"]


def board(visitor: Visit) -> None:
    """Show the board; it follows the room by itself.

    A class looks at it from the back of a room: there it has the whole screen, and everything on it
    that a class needs. In any other room it stands below the room's bar.
    """
    if visitor.snapshot.classroom.led:
        led.board(visitor)
    else:
        room_bar(visitor)
        free.board(visitor)
