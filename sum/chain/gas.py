"""How much gas a transaction is given."""

from sum.errors import ChainError
from sum.units import format_ether

GAS_CAP = 2**24
"""The most gas that one transaction may take (EIP-7825), and what it is given by default."""
INTRINSIC = 21_000
"""The gas that any transaction takes."""


class OutOfGas(ChainError):
    """A transaction or call needs more gas than its limit."""


def gas_limit(balance: int, value: int, price: int, gas: int | None) -> int:
    """The limit: what is asked for, else as much as the account can pay, up to the cap.

    Parameters
    ----------
    balance, value, price : int
        What the account has, what it sends, and the most that a unit of gas may cost; wei.
    gas : int or None
        The limit asked for.

    Raises
    ------
    ChainError
        When the account cannot pay for it, or it is above the cap.
    """
    limit = min(GAS_CAP, max(INTRINSIC, (balance - value) // price)) if gas is None else gas
    if limit > GAS_CAP:
        raise ChainError(f"A transaction may take at most {GAS_CAP:,} gas (EIP-7825).")
    if balance < value + limit * price:
        raise too_poor(balance, value)
    return limit


def too_poor(balance: int, value: int) -> ChainError:
    """Say that an account cannot pay for a transaction; wei."""
    return ChainError(
        f"Not enough ether: the account has {format_ether(balance)}, which does not cover the "
        f"{format_ether(value)} to be sent and the gas."
    )


def out_of_gas(balance: int, value: int, gas: int | None, limit: int) -> ChainError:
    """Say why the gas did not suffice: nobody asked for so little but the account's balance."""
    if gas is None and limit < GAS_CAP:
        return too_poor(balance, value)
    return ChainError(f"The transaction needs more than its {limit:,} gas.")
