"""Block time as people read it: days of the room's clock."""

from sum.units import format_time

__all__ = ["format_time"]
