"""Twin of contracts/lib/price.vy: a price that rises and falls smoothly with demand.

In the manner of Ethereum's base fee (EIP-1559): a block with contributions makes the next one
dearer by an eighth at most, and quiet time makes it cheaper again, down to a floor.
"""

from sum.units import HOUR, Seconds, Wei, format_duration, format_exact

HALF_LIFE = Seconds(HOUR)
"""In this much quiet time the price halves."""
RISE = 8
"""A block with contributions adds one part in so many."""
CEILING = 2**76
"""Wei; a price never is above it, so that a deposit fits into a record's 80 bits."""
LEAST_FLOOR = 1_000
"""Wei; from here on neither a rise nor a fee of one per mille is rounded to nothing."""


def price(floor: Wei, last_price: Wei, elapsed: Seconds) -> Wei:
    """What a contribution costs (`_price` of the contract).

    ::

        p = last_price                                     in the same block
        p = last_price + last_price // 8                   just after it; then
        p = p >> (elapsed // HALF_LIFE)
        p = max(floor, p - p * (elapsed % HALF_LIFE) // (2 * HALF_LIFE))

    Parameters
    ----------
    floor : Wei
    last_price : Wei
        Of the last contribution, 0 where there was none.
    elapsed : Seconds
        Since then.

    Examples
    --------
    >>> price(1_000, 0, 5), price(1_000, 8_000, 0), price(1_000, 8_000, 1)
    (1000, 8000, 8999)
    >>> price(1_000, 8_000, 3_600), price(1_000, 8_000, 5_400), price(1_000, 8_000, 10**9)
    (4500, 3375, 1000)
    """
    if last_price == 0 or elapsed == 0:
        return Wei(max(floor, last_price))
    halvings, rest = divmod(elapsed, HALF_LIFE)
    risen = min(last_price + last_price // RISE, CEILING) >> halvings
    return Wei(max(floor, risen - risen * rest // (2 * HALF_LIFE)))


def explain_price(floor: Wei, last_price: Wei, elapsed: Seconds) -> str:
    """`price` with the numbers put in, for a page.

    >>> explain_price(Wei(10**17), Wei(0), Seconds(5))
    'max(0.1 ETH, no contribution yet) = 0.1 ETH'
    >>> explain_price(Wei(10**17), Wei(10**17), Seconds(0))
    'max(0.1 ETH, 0.1 ETH as before in the same block) = 0.1 ETH'
    """
    least, result = format_exact(floor), format_exact(price(floor, last_price, elapsed))
    if last_price == 0:
        return f"max({least}, no contribution yet) = {result}"
    before = format_exact(last_price)
    if elapsed == 0:
        return f"max({least}, {before} as before in the same block) = {result}"
    now = format_exact(price(Wei(0), last_price, elapsed))
    wait = format_duration(elapsed)
    return (
        f"max({least}, ({before} + {before} ÷ {RISE}), halved every hour: after {wait} {now})"
        f" = {result}"
    )
