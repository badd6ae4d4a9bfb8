"""Units and the integer arithmetic that contracts and twins share.

Money is wei inside and ether on a screen; time is seconds of block time; a fixed-point number
is an integer that counts 1 / `SCALE`.
"""

from typing import NewType

Wei = NewType("Wei", int)
Seconds = NewType("Seconds", int)

SCALE = 10**9
"""One, in the fixed point of every contract."""

ETHER = 10**18
GWEI = 10**9
MINUTE, HOUR, DAY = 60, 3_600, 86_400

INT64_MAX = 2**63 - 1

SMALLEST, DIGITS = 10**12, 6
"""Wei below which a sum is shown in wei, and how many digits of it are shown else."""


def trunc_div(numerator: int, denominator: int) -> int:
    """Divide towards zero, as the EVM does (Python's ``//`` divides downwards).

    >>> trunc_div(-7, 2), -7 // 2
    (-3, -4)
    """
    quotient = abs(numerator) // abs(denominator)
    return quotient if (numerator < 0) == (denominator < 0) else -quotient


def format_ether(wei: int, *, signed: bool = False) -> str:
    """Wei as ether with the precision that a person can use.

    >>> format_ether(1_234_500_000_000_000_000)
    '1.2345 ETH'
    >>> format_ether(-20_000_000_000_000_000, signed=True)
    '-0.02 ETH'
    >>> format_ether(12)
    '12 wei'
    """
    sign = "-" if wei < 0 else "+" if signed and wei > 0 else ""
    size = abs(wei)
    if size and size < 10**12:
        return f"{sign}{size:,} wei"
    digits = f"{size / ETHER:,.4f}" if size >= 10**14 else f"{size / ETHER:.7f}"
    return f"{sign}{digits.rstrip('0').rstrip('.')} ETH"


def format_exact(wei: int) -> str:
    """Six digits that count, so that somebody who checks a formula gets what it says.

    >>> format_exact(ETHER // 600), format_exact(60 * (ETHER // 600))
    ('0.00166667 ETH', '0.1 ETH')
    >>> format_exact(10**12 - 1), format_exact(10**22)
    ('999,999,999,999 wei', '10,000 ETH')
    """
    if wei < SMALLEST:
        return f"{wei:,} wei"
    zeros = max(0, len(str(wei)) - DIGITS)  # digits that do not count
    rounded = (wei + 10**zeros // 2) // 10**zeros * 10**zeros
    whole, rest = divmod(rounded, ETHER)
    return f"{whole:,}.{rest:018}".rstrip("0").rstrip(".") + " ETH"


def format_duration(seconds: int) -> str:
    """A length of time in its two largest units.

    >>> format_duration(93_784)
    '1 d 2 h'
    >>> format_duration(0)
    '0 s'
    """
    parts = []
    rest = max(0, int(seconds))
    for size, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"


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
