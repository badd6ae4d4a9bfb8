"""The price of a contribution: what it costs now, why, and what can come of it."""

import streamlit as st

from sum.room import Person, Room, Snapshot
from sum.room.rules import Formula, affordable_after, since_last, words_of
from sum.ui.facts import facts
from sum.units import Seconds, Wei, format_duration, format_ether

__all__ = ["affordable_after", "burst_prices", "price_now", "price_word", "show_price"]


def price_now(room: Room) -> Wei:
    """What a contribution costs at this very moment, without waiting for anybody."""
    snapshot = room.snapshot
    return snapshot.incentive.cost(Seconds(max(room.now(), snapshot.last)))


def burst_prices(snapshot: Snapshot, now: Seconds, count: int) -> list[Wei]:
    """What each of several contributions in a row costs, when a second passes between two.

    Parameters
    ----------
    snapshot : Snapshot
    now : Seconds
        Block time of the first one.
    count : int

    Returns
    -------
    list of Wei
        Of this length.
    """
    return words_of(snapshot.settings.terms).burst(snapshot, now, count)


def price_word(price: Wei) -> str:
    """A price as a person reads it.

    >>> price_word(Wei(0)), price_word(Wei(10**17))
    ('nothing', '0.1 ETH')
    """
    return format_ether(price) if price else "nothing"


def show_price(room: Room, person: Person) -> Wei:
    """Show what a contribution costs now, what somebody has, and why it is that much.

    Returns
    -------
    Wei
        The price as it is shown.
    """
    snapshot, now = room.snapshot, room.now()
    words, terms = words_of(snapshot.settings.terms), snapshot.settings.terms
    price = price_now(room)
    if terms.money:
        rows = [
            ("Deposit now", format_ether(price), ""),
            ("You have", format_ether(person.ether), ""),
        ]
        if person.ether >= price:
            rows.append(("Left after sending", format_ether(person.ether - price), ""))
    else:
        rows = [("It costs", price_word(price), ""), ("Your points", f"{person.points}", "")]
    facts(rows, "price")
    if person.ether < price:
        st.warning(_too_little(snapshot, person.ether, now), icon=":material/money_off:")
    with st.container(horizontal=True, gap="small"):
        with st.popover("Why this much?", icon=":material/calculate:", key="why-price"):
            show_formula(words.price(snapshot, now))
        with st.popover("What can happen?", icon=":material/alt_route:", key="what-can"):
            st.markdown("\n".join(f"{n}. {rule}" for n, rule in enumerate(words.rules(terms), 1)))
    return price


def show_formula(formula: Formula) -> None:
    """Show a price's formula with the numbers put in."""
    st.markdown(formula.text)
    if formula.latex:
        st.latex(formula.latex)
    st.code("\n".join(formula.lines), language=None, wrap_lines=True)
    if formula.note:
        st.caption(formula.note)


def _too_little(snapshot: Snapshot, ether: Wei, now: Seconds) -> str:
    wait = affordable_after(snapshot, ether)
    if wait is None:
        return "You do not have enough ether for a deposit. Get a deposit back first."
    left = format_duration(max(1, wait - since_last(snapshot, now)))
    return (
        f"The deposit is more than you have. If nobody contributes in the meantime, you can"
        f" afford it in {left}."
    )
