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
