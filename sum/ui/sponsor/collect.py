"""Who is owed what from markets, and how it is fetched."""

import streamlit as st

from sum.room import OWNER, Outcome
from sum.ui.actions import Work, action_button, long_action_button
from sum.ui.claims import skip_work
from sum.ui.facts import plain
from sum.ui.identity import Visit
from sum.ui.sponsor.fund import PLACE, show_fund
from sum.ui.sponsor.strip import WAIT
from sum.ui.sponsor.words import players
from sum.ui.widgets import show_person
from sum.units import HOUR, format_ether


def show_collect(visitor: Visit) -> None:
    """Everybody who is owed something; a button for each that the visitor plays."""
    snapshot = visitor.snapshot
    mine = visitor.identity.ids if visitor.identity else ()
    to = _ask_receiver(visitor) if any(snapshot.person(each).owed for each in mine) else ""
    for person in (each for each in snapshot.people if each.owed):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            show_person(person, mine=person.id in mine)
            if person.id in mine:
                action_button(
                    f"Collect {format_ether(person.owed)}",
                    PLACE,
                    _collect_work(visitor, person.id, to),
                    suffix=f"collect-{person.id}",
                    kind="primary",
                    icon=":material/savings:",
                )
            else:
                later = "not collected yet"
                if person.bot:
                    later = "comes by and collects"
                elif person.id == OWNER:
                    later = "which stays in the contract: nobody plays the owner here"
                st.caption(f"{format_ether(person.owed)}, {later}", width="content")
    if visitor.host:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            long_action_button(
                "Let 3 hours pass: the bots collect",
                WAIT,
                "Time passes …",
                skip_work(visitor.room, visitor.key, 3 * HOUR),
                icon=":material/fast_forward:",
            )
        if st.toggle("Open another market meanwhile", key="sponsor-another"):
            show_fund(visitor)


def _ask_receiver(visitor: Visit) -> str:
    """Ask where the money goes; "" for the account that it is owed to."""
    people = {"": "Their own account"} | {each.id: each.name for each in players(visitor.snapshot)}
    chosen = st.selectbox(
        "Where it goes",
        list(people),
        format_func=lambda each: plain(people[each]),
        key="sponsor-to",
        width=260,
        help="`collect(to)`: what is owed can be sent to any address, since an account may not take"
        " ether itself.",
    )
    return chosen or ""


def _collect_work(visitor: Visit, person: str, to: str) -> Work:
    def work(nonce: str) -> Outcome:
        room = visitor.room
        room.switch(visitor.key, person)
        if to and to != person:
            return room.collect_to(visitor.key, nonce, to)
        return room.collect(visitor.key, nonce)

    return work
