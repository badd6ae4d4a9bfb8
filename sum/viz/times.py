"""Block time as people read it: days of the room's clock."""

from sum.units import DAY, HOUR, MINUTE, Seconds


def format_time(time: int, start: Seconds) -> str:
    """A moment on the room's clock; the first day is day 1.

    Parameters
    ----------
    time : Seconds
        Block time.
    start : Seconds
        Block time at which the clock showed day 1, 00:00.

    Examples
    --------
    >>> format_time(2 * 86_400 + 4 * 3_600 + 600, 0)
    'day 3, 04:10'
    """
    day, rest = divmod(max(0, time - start), DAY)
    return f"day {day + 1}, {rest // HOUR:02d}:{rest % HOUR // MINUTE:02d}"
