"""What transactions cost: gas at a price of gas and of ether that the visitor sets."""

from dataclasses import dataclass

import streamlit as st

from sum.room.records import Call, Snapshot
from sum.ui.explorer.story import FUNCTIONS
from sum.units import ETHER, GWEI, Wei, format_ether

GAS_PRICE, ETHER_PRICE = 2.0, 3_000.0
"""Defaults: gwei a unit of gas, dollars an ether."""
MAX_GAS_PRICE, MAX_ETHER_PRICE = 1_000.0, 1_000_000.0
PAYMENT = 21_000
"""Gas of an ordinary payment, for comparison."""

_GAS, _DOLLARS = "explorer-gas-price", "explorer-ether-price"
_KEPT = "_explorer_prices"


@dataclass(frozen=True)
class Prices:
    """What gas and ether cost.

    Attributes
    ----------
    gas : float
        Gwei a unit.
    ether : float
        Dollars.
    """

    gas: float = GAS_PRICE
    ether: float = ETHER_PRICE

    def fee(self, gas_used: int) -> Wei:
        """The fee of so much gas."""
        return Wei(round(gas_used * self.gas * GWEI))

    def dollars(self, gas_used: int) -> float:
        """The same in dollars."""
        return self.fee(gas_used) / ETHER * self.ether


@dataclass(frozen=True)
class Total:
    """All calls of one function.

    Attributes
    ----------
    function : str
    count : int
    gas : int
        Of all together.
    """

    function: str
    count: int
    gas: int

    @property
    def mean(self) -> int:
        """Gas of a call on average."""
        return round(self.gas / self.count)


def totals(snapshot: Snapshot) -> tuple[Total, ...]:
    """How often each function ran and what gas it took, the most gas in all first."""
    found: dict[str, tuple[int, int]] = {}
    for call in snapshot.calls:
        count, gas = found.get(call.function, (0, 0))
        found[call.function] = count + 1, gas + call.gas_used
    listed = [Total(function, count, gas) for function, (count, gas) in found.items()]
    return tuple(sorted(listed, key=lambda total: -total.gas))


def prices() -> Prices:
    """The prices that the visitor has set."""
    kept: Prices = st.session_state.get(_KEPT, Prices())
    return kept


def ask_prices() -> Prices:
    """Ask for the prices."""
    kept = prices()
    with st.container(horizontal=True):
        gas = st.number_input(
            "Gas price (gwei)",
            0.001,
            MAX_GAS_PRICE,
            kept.gas,
            step=0.5,
            format="%.3g",
            key=_GAS,
            width=190,
            help="A gwei is a billionth of an ether. Users of a busy chain bid it up.",
        )
        ether = st.number_input(
            "Price of an ether ($)",
            1.0,
            MAX_ETHER_PRICE,
            kept.ether,
            step=100.0,
            format="%.0f",
            key=_DOLLARS,
            width=190,
        )
    chosen = Prices(float(gas or GAS_PRICE), float(ether or ETHER_PRICE))
    st.session_state[_KEPT] = chosen
    return chosen


def dollars_text(amount: float) -> str:
    """Dollars with a precision that a person can use.

    >>> dollars_text(1234.5), dollars_text(0.66), dollars_text(0.00421)
    ('$1,234.50', '$0.66', '$0.0042')
    """
    return f"${amount:,.2f}" if amount >= 0.1 or not amount else f"${amount:.2g}"  # noqa: PLR2004


def fee_text(call: Call, at: Prices) -> str:
    """The fee's formula with the numbers put in."""
    fee = format_ether(at.fee(call.gas_used))
    dollars = dollars_text(at.dollars(call.gas_used))
    return f"{call.gas_used:,} gas × {at.gas:g} gwei = {fee} ≈ {dollars}"


def show_totals(snapshot: Snapshot, at: Prices) -> None:
    """Compare what the functions cost, in this room so far."""
    found = totals(snapshot)
    most = max((total.mean for total in found), default=1)
    rows = "".join(_row(total, most, at) for total in found)
    gas = sum(total.gas for total in found)
    st.html(
        '<div class="sum-scroll"><table class="sum-table"><thead><tr><th>What</th><th>Times</th>'
        "<th>Gas each</th><th>Fee each</th><th>Fees in all</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )
    st.caption(
        f"In all {gas:,} gas: {format_ether(at.fee(gas))} ≈"
        f" {dollars_text(at.dollars(gas))}. An ordinary payment takes {PAYMENT:,} gas,"
        f" {dollars_text(at.dollars(PAYMENT))}. Predicting is free, however often.".replace(
            "$", "\\$"
        )
    )


def _row(total: Total, most: int, at: Prices) -> str:
    word = FUNCTIONS.get(total.function, total.function)
    return (
        f"<tr><td>{word.capitalize()}<br><code>{total.function or '–'}</code></td>"
        f"<td>{total.count:,}</td>"
        f'<td>{total.mean:,}<span class="sum-gas"><i style="width: {100 * total.mean / most:.1f}%">'
        f"</i></span></td><td>{dollars_text(at.dollars(total.mean))}</td>"
        f"<td>{dollars_text(at.dollars(total.gas))}</td></tr>"
    )
