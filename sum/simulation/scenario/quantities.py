"""Money and time as people write them: "0.05 ether", "9 days"."""

import re
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from sum.errors import InputError
from sum.units import DAY, ETHER, GWEI, HOUR, MINUTE, Seconds, Wei

MONEY = MappingProxyType({"ether": ETHER, "eth": ETHER, "gwei": GWEI, "wei": 1})
TIMES = MappingProxyType(
    {
        "days": DAY,
        "day": DAY,
        "d": DAY,
        "hours": HOUR,
        "hour": HOUR,
        "h": HOUR,
        "minutes": MINUTE,
        "minute": MINUTE,
        "min": MINUTE,
        "seconds": 1,
        "second": 1,
        "s": 1,
    }
)

LARGEST = 2**127
DECIMALS = 9
_SHAPE = re.compile(r"\s*(?P<number>-?[0-9][0-9_,]*(?:\.[0-9]+)?)\s*(?P<unit>[A-Za-z]*)\s*")


def read_money(value: object) -> Wei:
    """Wei from what was typed.

    Parameters
    ----------
    value : str or int
        A number with a unit ("0.05 ether", "20 gwei"), or a whole number of wei.

    Raises
    ------
    InputError
        When it is neither, or no whole number of wei.

    Examples
    --------
    >>> read_money("0.05 ether"), read_money(12), read_money("1,000 wei")
    (50000000000000000, 12, 1000)
    """
    return Wei(_read(value, MONEY, "wei", 'money, as in "0.05 ether" or "12 wei"'))


def read_time(value: object) -> Seconds:
    """Seconds from what was typed.

    Parameters
    ----------
    value : str or int
        A number with a unit ("9 days", "1.5 h"), or a whole number of seconds.

    Raises
    ------
    InputError
        When it is neither, or no whole number of seconds.

    Examples
    --------
    >>> read_time("9 days"), read_time("1.5 h"), read_time(600)
    (777600, 5400, 600)
    """
    return Seconds(_read(value, TIMES, "s", 'a time, as in "9 days", "1.5 h" or "600 s"'))


def write_money(wei: int) -> str:
    """Wei exactly, in the largest unit that needs no more than nine decimals.

    >>> write_money(50_000_000_000_000_000), write_money(12), write_money(0)
    ('0.05 ether', '12 wei', '0 ether')
    """
    return _write(wei, (("ether", ETHER), ("gwei", GWEI), ("wei", 1)))


def write_time(seconds: int) -> str:
    """Seconds exactly, in the largest unit of which they are whole.

    >>> write_time(777_600), write_time(5_400), write_time(601), write_time(0)
    ('9 days', '90 min', '601 s', '0 s')
    """
    for unit, size in (("days", DAY), ("h", HOUR), ("min", MINUTE)):
        if seconds and seconds % size == 0:
            count = seconds // size
            return f"{count} {'day' if (unit, abs(count)) == ('days', 1) else unit}"
    return f"{seconds} s"


def _read(value: object, units: MappingProxyType[str, int], usual: str, kind: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise InputError(f"{value!r} is not {kind}.")
    found = _SHAPE.fullmatch(str(value))
    unit = (found["unit"].lower() or usual) if found else ""
    if found is None or unit not in units:
        raise InputError(f"{value!r} is not {kind}.")
    if isinstance(value, str) and not found["unit"] and "." in found["number"]:
        raise InputError(f"{value!r} needs a unit: {kind}.")
    try:
        exact = Decimal(found["number"].replace(",", "").replace("_", "")) * units[unit]
    except InvalidOperation as error:
        raise InputError(f"{value!r} is not {kind}.") from error
    if exact != exact.to_integral_value():
        raise InputError(f"{value!r} is no whole number of {usual}.")
    if abs(exact) >= LARGEST:
        raise InputError(f"{value!r} is too large.")
    return int(exact)


def _write(amount: int, units: tuple[tuple[str, int], ...]) -> str:
    for unit, size in units:
        number = Decimal(amount) / size
        exact = number * size == amount and round(number, DECIMALS) == number
        if exact and (not amount or abs(amount) * 1_000 >= size):
            text = f"{number:f}"
            return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}"
    return f"{amount} wei"
