"""Who is here, what they really play, and what the facilitator may decide about them."""

from html import escape

import streamlit as st

from sum.room.classroom import Classroom
from sum.room.people import Member
from sum.room.records import Person, Snapshot
from sum.room.telling import won_text
from sum.ui.host.doing import do, popover_key, press_and_close
from sum.ui.identity import Visit
from sum.ui.page import live
from sum.ui.roles import BOT_WORDS, look
from sum.units import ETHER, Wei
from sum.viz.palette import css_colour

_SHOW_ROLES = "host-show-roles"
_TALL = 380
"""Height of a long list, in pixels."""
_MANY = 9
_WHOLE = '<span style="white-space: nowrap">'


def show_people(visitor: Visit) -> None:
    """Show everybody, live, with the controls for roles and ether."""
    room = visitor.snapshot.classroom
    with st.container(border=True, key="host-people"):
        st.markdown("#### :material/groups: People", anchors=False)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if room.phase != "ended":
                _lock(visitor, room)
                _roles(visitor, room)
                _give(visitor)
                _send_home(visitor)
        if room.secret:
            st.toggle(
                "Show me the secret roles",
                key=_SHOW_ROLES,
                help="Only here. Leave it off while this window is on the projector.",
            )
        live(lambda: _list(visitor), every=2.0)


def _lock(visitor: Visit, room: Classroom) -> None:
    label, icon = ("Unlock the room", "lock_open") if room.locked else ("Lock the room", "lock")
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"host-lock-{room.locked}",
        help="Nobody else can join, and nobody can change roles.",
        on_click=do,
        args=("lock", lambda nonce: visitor.room.lead(visitor.key, nonce, locked=not room.locked)),
    )


def _roles(visitor: Visit, room: Classroom) -> None:
    with st.popover("Roles …", icon=":material/theater_comedy:", key=popover_key("roles")):
        now = room.phase != "lobby"
        when = "at once, in the middle of the round" if now else "when the round starts"
        dealt = "are dealt out in secret" if room.roles == "dealt" else "are chosen"
        st.write(f"At the moment roles {dealt}.")
        percent = st.slider(
            "Attackers (% of the people)",
            0,
            100,
            round(room.attackers * 100),
            step=5,
            key=f"host-deal-percent-{room.attackers}",
        )
        again = "Deal them anew" if room.roles == "dealt" and now else "Deal roles out in secret"
        press_and_close(
            again,
            "deal",
            "roles",
            lambda nonce: visitor.room.set_roles(visitor.key, nonce, "dealt", percent / 100),
            icon=":material/playing_cards:",
        )
        st.caption(f"That happens {when}.")
        if room.roles == "dealt":
            press_and_close(
                "Let everybody choose",
                "choose",
                "roles",
                lambda nonce: visitor.room.set_roles(visitor.key, nonce, "chosen"),
                kind="secondary",
            )


def _give(visitor: Visit) -> None:
    with st.popover("Ether …", icon=":material/redeem:", key=popover_key("give")):
        amount = st.number_input(
            "Ether for everybody (ETH)", 0.01, 1000.0, 10.0, step=1.0, key="host-gift"
        )
        press_and_close(
            "Give it to everybody",
            "give",
            "give",
            lambda nonce: visitor.room.give(visitor.key, nonce, Wei(round(amount * ETHER))),
            icon=":material/redeem:",
        )
        st.caption("For all who play, bots apart. It counts as no profit.")


def _send_home(visitor: Visit) -> None:
    here = {
        each.id: each.name
        for each in visitor.room.roster(visitor.key)
        if not each.bot and not each.gone
    }
    if not here:
        return
    with st.popover("Remove …", icon=":material/person_remove:", key=popover_key("home")):
        who = st.selectbox(
            "Who",
            list(here),
            index=None,
            format_func=here.__getitem__,
            placeholder="Choose somebody",
        )
        press_and_close(
            "Remove from the room",
            "send-home",
            "home",
            lambda nonce: visitor.room.send_home(visitor.key, nonce, who or ""),
            icon=":material/person_remove:",
        )
        st.caption(
            "They can do nothing more here, and nobody reads their name any longer; what they have"
            " done stays. Lock the room if they are not to come back under another name."
        )


def _list(visitor: Visit) -> None:
    """Everybody as they are, so that names that are hidden elsewhere are readable here."""
    snapshot = visitor.snapshot
    members = visitor.room.roster(visitor.key)
    people = [each for each in members if not each.bot]
    if not people:
        st.caption("Nobody is here yet.")
    secret = snapshot.classroom.secret and not st.session_state.get(_SHOW_ROLES)
    shown = {each.id: each for each in snapshot.people}
    rows = "".join(
        _row(each, shown[each.id], snapshot, secret=secret)
        for each in [*people, *(each for each in members if each.bot)]
        if each.id in shown
    )
    tall = f"max-height: {_TALL}px; overflow-y: auto" if len(members) > _MANY else ""
    st.html(
        f'<div class="sum-scroll" style="{tall}"><table style="width: 100%; border-collapse:'
        f' collapse; font-variant-numeric: tabular-nums">{rows}</table></div>'
    )
    if snapshot.classroom.anonymous:
        st.caption("Others see no names at the moment.")


def _row(member: Member, person: Person, snapshot: Snapshot, *, secret: bool) -> str:
    is_secret = secret and not member.bot and member.role in {"contributor", "attacker"}
    looks = look("hidden" if is_secret else member.role)
    alias = f" ({escape(person.name)})" if person.name != member.name else ""
    name = f"{looks.sign} {escape(member.name)}"
    done = f"{_WHOLE}{person.contributions} sent,</span> {_WHOLE}{person.good} good</span>"
    who = f'<span style="color: {css_colour(looks.role)}; font-weight: 600">{name}</span>{alias}'
    role = "Was sent home" if member.gone else escape(_role(member, secret=is_secret))
    cells = [f'{who}<div class="sum-muted" style="font-size: .875rem">{role}</div>']
    if member.role != "observer":
        cells += [done, f"{_WHOLE}{escape(_won(person, snapshot))}</span>"]
    style = "padding: .25rem 1rem .25rem 0; vertical-align: top"
    return "<tr>" + "".join(f'<td style="{style}">{each}</td>' for each in cells) + "</tr>"


def _role(member: Member, *, secret: bool) -> str:
    if secret:
        return "A secret role"
    return (
        "Not dealt yet"
        if member.role == "hidden"
        else BOT_WORDS.get(member.bot, look(member.role).word)
    )


def _won(person: Person, snapshot: Snapshot) -> str:
    terms = snapshot.settings.terms
    won = person.profit + person.at_stake + person.owed if terms.money else person.points
    return won_text(terms, won, signed=True)
