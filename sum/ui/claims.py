"""What somebody can claim: their own contributions and others', each with every rule's state."""

from html import escape

import streamlit as st

from sum.room import Claim, Entry, Outcome, Person, Room, Snapshot, claim_state, next_opening, ripe
from sum.ui.actions import (
    LongWork,
    Progress,
    Work,
    action_button,
    hand_over,
    long_action_button,
    show_result,
)
from sum.ui.claim_words import claim_text, rule_lines
from sum.ui.claims_csv import contributions_csv
from sum.ui.facts import plain
from sum.ui.identity import Visit
from sum.ui.pace import FEW
from sum.ui.payouts import show_payouts
from sum.ui.sample import picture
from sum.ui.widgets import chip
from sum.units import HOUR, Seconds, format_duration, format_ether
from sum.viz.times import format_time

CLAIMED = "claims"
SHOWN, SHOWN_AMONG_MANY = 5, 3
"""How many contributions a list shows at first; and in a class, where all lists together count."""
OTHERS_TIME = Seconds(12 * HOUR)
"""How long it takes until the bots have come by, mostly."""

_LISTS = {"own": "Yours", "others": "Others’, to take"}
_PLAIN = {"own": "Yours", "others": "Others’, to report"}
"""What the lists are called; the second where there is no money to take."""


def show_claims(visitor: Visit) -> None:
    """List what the visitor has contributed, and what they could take of others.

    Call it again and again: it follows the room's clock.
    """
    hand_over()
    snapshot, now = visitor.room.tick(), visitor.room.now()
    me = snapshot.person(visitor.id)
    mine = snapshot.entries_of(me.id)[::-1]
    _show_bar(visitor, snapshot, now)
    show_result(CLAIMED, snapshot)
    if _choose_list(snapshot) == "others":
        others = takeable(snapshot, me.id, now)
        st.caption(_about_others(snapshot, me, len(others)))
        _show_list(visitor, snapshot, others, now, "others")
    else:
        st.caption(_about_own(snapshot, mine))
        _show_list(visitor, snapshot, mine, now, "own")


def _choose_list(snapshot: Snapshot) -> str:
    """Whose contributions to list; nobody takes of others’ where there are no claims."""
    terms = snapshot.settings.terms
    if not terms.claims:
        return "own"
    return st.segmented_control(
        "Whose contributions",
        ["own", "others"],
        default="own",
        required=True,
        format_func=(_LISTS if terms.money else _PLAIN).__getitem__,
        key="claims-list",
        label_visibility="collapsed",
    )


def takeable(snapshot: Snapshot, person_id: str, now: Seconds) -> list[Entry]:
    """Others' contributions with something left, which the model disagrees with, or left over.

    Returns
    -------
    list of Entry
        Those first that can be taken now, then the newest.
    """
    ready = {
        entry.number
        for entry in ripe(snapshot, person_id, now)
        if entry.person != person_id and claim_state(snapshot, person_id, entry.number, now).ok
    }
    entries = snapshot.entries
    wrong = {n for n in snapshot.wrong if _could_be_taken(snapshot, entries[n - 1], person_id)}
    numbers = sorted(wrong | ready, key=lambda number: (number not in ready, -number))
    return [entries[number - 1] for number in numbers]


def _could_be_taken(snapshot: Snapshot, entry: Entry, person_id: str) -> bool:
    """Whether somebody could take of what the model denies, once it is time."""
    return (
        snapshot.settings.terms.claims
        and entry.person != person_id
        and all(take.person != person_id for take in entry.takes)
    )


def next_moment(snapshot: Snapshot, person_id: str, now: Seconds) -> tuple[Seconds | None, str]:
    """The next moment that matters to somebody: a claim opens, or a wait of theirs is over.

    Returns
    -------
    moment : Seconds or None
        None when nothing of theirs is waiting.
    what : str
        What it is, as the end of a sentence.
    """
    opening = next_opening(snapshot, person_id, now)
    waits = [
        at
        for entry in snapshot.entries_of(person_id)
        if not entry.settled
        and (at := claim_state(snapshot, person_id, entry.number, now).opens_at) is not None
    ]
    moment = min([*waits, *([opening] if opening else [])], default=None)
    return moment, ("to your next claim" if moment == opening else "until your wait is over")


def skip_work(room: Room, key: str, seconds: int) -> LongWork:
    """The work of a button that lets time pass."""

    def work(nonce: str, progress: Progress) -> Outcome:
        return room.jump(key, nonce, seconds, progress)

    return work


def _show_bar(visitor: Visit, snapshot: Snapshot, now: Seconds) -> None:
    room, me = visitor.room, visitor.id
    with st.container(horizontal=True, gap="small", key="claims-bar"):
        action_button(
            "Collect all",
            CLAIMED,
            lambda nonce: acting_room(visitor).collect(visitor.key, nonce),
            kind="primary",
            icon=":material/savings:",
            disabled=not (snapshot.person(me).owed or _any_open(snapshot, me, now)),
            tip="All that is open to you now, in one go.",
        )
        if visitor.host:
            target, what = next_moment(snapshot, me, now)
            wait = max(1, (target or now) - now)
            long_action_button(
                f"Skip {format_duration(wait)} {what}" if target else "Skip ahead",
                CLAIMED,
                "Time passes …",
                skip_work(room, visitor.key, wait),
                icon=":material/fast_forward:",
                disabled=target is None,
                tip="Nothing of yours is waiting." if target is None else "The bots act meanwhile.",
            )
        st.download_button(
            "Save as CSV",
            data=lambda: contributions_csv(room.snapshot, me),
            file_name=f"contributions-{room.code}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=not snapshot.owned.get(me),
        )


def acting_room(visitor: Visit) -> Room:
    """The visitor's room, in which they act as the person that the page shows."""
    if visitor.identity and len(visitor.identity.ids) > 1:
        visitor.room.switch(visitor.key, visitor.id)
    return visitor.room


def _any_open(snapshot: Snapshot, person_id: str, now: Seconds) -> bool:
    claims = (
        claim_state(snapshot, person_id, entry.number, now)
        for entry in ripe(snapshot, person_id, now)
    )
    return any(claim.ok and claim.kind != "report" for claim in claims)


def _show_list(
    visitor: Visit, snapshot: Snapshot, entries: list[Entry], now: Seconds, name: str
) -> None:
    shown, most = entries, SHOWN if len(snapshot.people) <= FEW else SHOWN_AMONG_MANY
    if len(entries) > most and not st.session_state.get(f"claims-all-{name}"):
        shown = entries[:most]
    for entry in shown:
        _show_entry(visitor, snapshot, entry, now)
    if len(entries) > most:
        st.toggle(f"Show all {len(entries)}", key=f"claims-all-{name}")


def _show_entry(visitor: Visit, snapshot: Snapshot, entry: Entry, now: Seconds) -> None:
    claim = claim_state(snapshot, visitor.id, entry.number, now)
    with st.container(border=True, key=f"entry-{entry.number}"):
        st.html(_summary(snapshot, entry, claim, mine=entry.person == visitor.id))
        if entry.payouts:
            show_payouts(snapshot, snapshot.payouts_of(entry.number), numbered=False)
        if claim.kind == "none":
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            action_button(
                claim.verb if claim.ok else f"Try: {claim.verb[:1].lower()}{claim.verb[1:]}",
                CLAIMED,
                _claim_work(visitor, entry, claim),
                suffix=str(entry.number),
                kind="primary" if claim.ok else "secondary",
                icon=":material/undo:" if claim.kind == "refund" else ":material/front_hand:",
            )
            with st.popover("All the rules", icon=":material/rule:", key=f"rules-{entry.number}"):
                st.markdown(rule_lines(claim.rules))
                if claim.formula:
                    st.caption(plain(claim.formula))


def _claim_work(visitor: Visit, entry: Entry, claim: Claim) -> Work:
    def work(nonce: str) -> Outcome:
        room = acting_room(visitor)
        if claim.kind == "refund":
            return room.refund(visitor.key, nonce, entry.number)
        return room.report(visitor.key, nonce, entry.number)

    return work


def _summary(snapshot: Snapshot, entry: Entry, claim: Claim, *, mine: bool) -> str:
    classes, author = snapshot.dataset.classes, snapshot.person(entry.person)
    label, says = classes[entry.contribution.label], classes[snapshot.prediction(entry)]
    agrees = entry.contribution.label == snapshot.prediction(entry)
    at = format_time(entry.contribution.time, snapshot.clock.start)
    who = "" if mine else f"{chip(author)} "
    deposit = f"Deposit {format_ether(entry.deposit)}" if entry.deposit else ""
    if not entry.settled and entry.claimable != entry.deposit:
        deposit += f", {format_ether(entry.claimable)} left"
    if entry.cost > entry.deposit > 0:
        deposit += f", fee {format_ether(entry.cost - entry.deposit)}"
    image = picture(entry.raw, snapshot.dataset, 64)
    text, weight = claim_text(snapshot, entry, claim), 600 if claim.ok else 400
    return (
        '<div style="display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: flex-start">'
        f'<div style="flex: 0 1 auto; max-width: min(100%, 22rem)">{image}</div>'
        '<div style="flex: 1 1 13rem; min-width: 0; line-height: 1.5; overflow-wrap: anywhere">'
        f'<div>{who}<b>#{entry.number}</b> <span class="sum-muted">{at}</span></div>'
        f"<div>Label <b>{escape(label)}</b>, the model now says <b>{escape(says)}</b>"
        f" {'✓' if agrees else '✗'}</div>"
        f'<div class="sum-muted">{deposit}</div>'
        f'<div style="font-weight: {weight}">{text}</div>'
        "</div></div>"
    )


def _about_own(snapshot: Snapshot, mine: list[Entry]) -> str:
    if not mine:
        return "You have contributed nothing yet."
    left = format_ether(sum(entry.claimable for entry in mine))
    if not snapshot.settings.terms.money:
        left = f"{sum(not entry.settled for entry in mine)}"
    return f"{len(mine)} so far; {left} still to claim. The newest come first."


def _about_others(snapshot: Snapshot, me: Person, count: int) -> str:
    mine = sum(not entry.settled for entry in snapshot.entries_of(me.id))
    left = len(snapshot.unsettled) - mine - count
    agreed = f" The model agrees with {left} more that are open: nothing to take there."
    start = (
        "The model disagrees with the labels of these contributions."
        if count
        else "There is no contribution of others that the model disagrees with."
    )
    return start + (agreed if left else "")
