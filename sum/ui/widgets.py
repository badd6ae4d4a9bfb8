"""What several pages show: people, money, outcomes."""

from html import escape

import streamlit as st

from sum.room.records import Outcome, Person, Snapshot
from sum.room.telling import won_text
from sum.ui.payouts import show_payouts
from sum.ui.plain import plain
from sum.ui.roles import BOT_WORDS, look_of
from sum.units import Wei, format_ether
from sum.viz.palette import css_colour
from sum.viz.times import format_time


def chip(person: Person | None, *, mine: bool = False) -> str:
    """Somebody as HTML: sign and name in the role's colour; the name is escaped.

    Parameters
    ----------
    person : Person or None
        None is the room itself.
    mine : bool
        Whether it is the visitor.
    """
    if person is None:
        return ""
    looks = look_of(person)
    name = escape(person.name) + (" (you)" if mine and person.name != "You" else "")
    title = escape(BOT_WORDS.get(person.bot, looks.word))
    bot = " ⚙" if person.bot else ""
    return (
        f'<span class="sum-chip" title="{title}" style="color: {css_colour(looks.role)}">'
        f"{looks.sign} {name}{bot}</span>"
    )


def show_person(person: Person | None, *, mine: bool = False) -> None:
    """Show somebody as a chip."""
    st.html(chip(person, mine=mine), width="content")


def ether(label: str, wei: Wei | int, before: Wei | int | None = None, **options: object) -> None:
    """Show an amount as a metric, with how much it changed when `before` is given.

    Parameters
    ----------
    label : str
    wei, before : Wei
    **options
        As for `st.metric`.
    """
    change = None if before is None or before == wei else format_ether(wei - before, signed=True)
    st.metric(label, format_ether(wei), change, **options)  # type: ignore[arg-type]


def clock_text(snapshot: Snapshot, time: int) -> str:
    """A block time as "day 3, 04:10" of this room."""
    return format_time(time, snapshot.clock.start)


def show_outcome(snapshot: Snapshot, outcome: Outcome) -> None:
    """Show what an action did: in words, before and after, and its transactions.

    Parameters
    ----------
    snapshot : Snapshot
        Taken after the action.
    outcome : Outcome
    """
    st.success(plain(outcome.text), icon=":material/check_circle:")
    with st.container(horizontal=True):
        if outcome.prediction is not None:
            before, after = (snapshot.dataset.classes[label] for label in outcome.prediction)
            st.metric(
                "The model says",
                after if before == after else f"{before} → {after}",
                None if before == after else "it changed its mind",
                delta_color="off",
                border=True,
                width=190,
            )
        first, last = outcome.accuracy
        change = f"{(last - first) * 100:+.1f} points" if first != last else None
        st.metric("Accuracy of the model", f"{last:.1%}", change, border=True, width=190)
        if snapshot.settings.terms.money:
            ether(
                "Your balance",
                outcome.profit[1],
                outcome.profit[0],
                border=True,
                width=280,  # an amount is longer than an accuracy, and must not be cut off
                help="What you got out of the contract minus what you put in. A deposit counts as"
                " put in until it comes back.",
            )
        else:
            points = won_text(snapshot.settings.terms, outcome.points[1])
            st.metric("You have", points, border=True, width=190)
    show_payouts(snapshot, snapshot.payouts_by(outcome.calls))
    _show_transactions(snapshot, outcome)


def _show_transactions(snapshot: Snapshot, outcome: Outcome) -> None:
    calls = snapshot.calls_of(outcome.calls)
    if not calls:
        return
    title = "The transaction" if len(calls) == 1 else f"The {len(calls)} transactions"
    with st.expander(title, icon=":material/receipt_long:"):
        st.dataframe(
            [
                {
                    "block": call.block,
                    "time": clock_text(snapshot, call.time),
                    "function": call.function,
                    "sent along": format_ether(call.value),
                    "gas": f"{call.gas_used:,}",
                    "hash": call.hash,
                }
                for call in calls
            ],
            hide_index=True,
        )
