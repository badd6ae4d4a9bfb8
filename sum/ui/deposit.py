"""The price of a contribution: what has to be put at stake now, why, and what can come of it."""

import streamlit as st

from sum.incentives.deposit_refund_take import deposit, explain_deposit
from sum.room import Person, Room, Snapshot
from sum.ui.facts import facts
from sum.units import HOUR, Seconds, Wei, format_duration, format_ether
from sum.viz.times import format_time


def price_now(room: Room) -> Wei:
    """What a contribution has to put at stake at this very moment, without waiting for anybody."""
    snapshot = room.snapshot
    return deposit(snapshot.settings.terms.cost_weight, _elapsed(snapshot, room.now()))


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
    weight = snapshot.settings.terms.cost_weight
    first = deposit(weight, _elapsed(snapshot, now))
    return [first] + [deposit(weight, Seconds(1))] * (count - 1)


def affordable_after(snapshot: Snapshot, ether: Wei) -> Seconds | None:
    """How long after the last contribution somebody can pay the deposit.

    Parameters
    ----------
    snapshot : Snapshot
    ether : Wei
        What they have.

    Returns
    -------
    Seconds or None
        None when they will not for a year.
    """
    weight = snapshot.settings.terms.cost_weight
    top = 366 * 24 * HOUR
    if deposit(weight, Seconds(top)) > ether:
        return None
    low, high = 0, top
    while low < high:  # the deposit never rises with time
        middle = (low + high) // 2
        if deposit(weight, Seconds(middle)) <= ether:
            high = middle
        else:
            low = middle + 1
    return Seconds(low)


def show_price(room: Room, person: Person) -> Wei:
    """Show what has to be put at stake now, what somebody has, and why it is that much.

    Returns
    -------
    Wei
        The price as it is shown.
    """
    snapshot, now = room.snapshot, room.now()
    price = price_now(room)
    rows = [
        ("Deposit now", format_ether(price), ""),
        ("You have", format_ether(person.ether), ""),
    ]
    if person.ether >= price:
        rows.append(("Left after sending", format_ether(person.ether - price), ""))
    facts(rows, "price")
    if person.ether < price:
        st.warning(_too_little(snapshot, person.ether, now), icon=":material/money_off:")
    with st.container(horizontal=True, gap="small"):
        with st.popover("Why this much?", icon=":material/calculate:", key="why-price"):
            explain_price(snapshot, now)
        with st.popover("What can happen?", icon=":material/alt_route:", key="what-can"):
            explain_outcomes(snapshot)
    return price


def explain_price(snapshot: Snapshot, now: Seconds) -> None:
    """Show the deposit's formula with the live numbers put in."""
    weight = snapshot.settings.terms.cost_weight
    elapsed = _elapsed(snapshot, now)
    st.markdown(
        "The deposit is money at stake, not a fee. It falls the longer nobody contributes, so"
        " that flooding the model is dear:"
    )
    st.latex(r"\text{deposit} = \frac{\text{weight} \times 3600}{\sqrt{\text{seconds waited}}}")
    st.code(explain_deposit(weight, elapsed), language=None, wrap_lines=True)
    last = format_time(snapshot.last, snapshot.clock.start)
    st.caption(
        f"The last contribution was on {last}, {format_duration(elapsed)} ago. A second after a"
        f" contribution it is {format_ether(deposit(weight, Seconds(1)))}, an hour after"
        f" {format_ether(deposit(weight, Seconds(HOUR)))}."
    )


def explain_outcomes(snapshot: Snapshot) -> None:
    """Say what can become of a deposit."""
    terms = snapshot.settings.terms
    wait, late = format_duration(terms.refund_wait), format_duration(terms.any_wait)
    st.markdown(
        f"""
1. **You get it back.** After {wait}, if the model then predicts your label. It counts as a
   *good contribution*.
2. **Others take it.** After {wait}, if the model then predicts something else. Whoever has good
   contributions can take a share: theirs of all good contributions.
3. **Nobody comes.** After {late}, whoever asks first gets what is left.
"""
    )


def _too_little(snapshot: Snapshot, ether: Wei, now: Seconds) -> str:
    wait = affordable_after(snapshot, ether)
    if wait is None:
        return "You do not have enough ether for a deposit. Get a deposit back first."
    left = format_duration(max(1, wait - _elapsed(snapshot, now)))
    return (
        f"The deposit is more than you have. If nobody contributes in the meantime, you can"
        f" afford it in {left}."
    )


def _elapsed(snapshot: Snapshot, now: Seconds) -> Seconds:
    return Seconds(max(0, now - snapshot.last))
