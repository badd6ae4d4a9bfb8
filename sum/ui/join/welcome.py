"""Behind the door: what to keep for coming back, what comes next, and waiting for the start."""

import streamlit as st

from sum.room.records import Role, Snapshot
from sum.ui.facts import plain
from sum.ui.identity import Visit
from sum.ui.join.me import is_secret
from sum.ui.join.next_page import next_page
from sum.ui.join.way_back import offer_link, offer_phrase
from sum.ui.page import go, has, link, live
from sum.ui.roles import ARTICLES, look
from sum.ui.widgets import show_person

_EVERY = 1.0
_WAITS = "_waits_for_start"
_TASKS = {
    "contributor": (
        "Look at samples, say what they are, and leave a deposit with each. When the model agrees"
        " later on, you get it back; and you can take of the deposits of data that was bad."
    ),
    "attacker": (
        "Break the model, or make money by cheating. Choose an attack, bet on how it goes, and run"
        " it; you can also contribute one by one, so that nobody notices."
    ),
    "sponsor": (
        "Put up a bounty and hide a test set. Then others contribute, and the contract works out"
        " who made the model better, and who is paid."
    ),
    "observer": "Watch the board, and find out who cheats. You have no ether and cannot act.",
    "hidden": (
        "When the round begins you are dealt a role: most are contributors, some are attackers."
        " Your role is then on top of your page. Keep it to yourself!"
    ),
}
_WAITING = {
    "lobby": "The facilitator has not started yet. This page goes on by itself when it begins.",
    "paused": "Everything stands still for a moment. This page goes on by itself.",
    "over": "The round is over. This page goes on by itself when the next one begins.",
}


def show_welcome(visitor: Visit) -> None:
    """Show somebody who has joined what they need.

    Parameters
    ----------
    visitor : Visit
        In a shared room, with an identity.
    """
    if visitor.leads:
        _show_leader(visitor)
        return
    person = visitor.person
    if person is None:
        return
    st.subheader(f"You are in room {visitor.room.code}, {plain(person.name)}", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_person(person, mine=True)
        st.caption(_about_role(visitor, person.role))
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, key="join-back"):
        st.markdown("#### :material/key: Your way back", anchors=False)
        _way_back(visitor)
    with right, st.container(border=True, key="join-next"):
        st.markdown("#### :material/flag: What you do", anchors=False)
        st.write(_TASKS.get(person.role, _TASKS["contributor"]))
        _go_on(visitor)


def _show_leader(visitor: Visit) -> None:
    st.subheader(f"You lead room {visitor.room.code}", anchor=False)
    st.write("You are its facilitator: you play no part in it, and have its controls.")
    with st.container(horizontal=True):
        link("host", "Go on to the controls")
        link("board", "Watch the board")


def _about_role(visitor: Visit, role: Role) -> str:
    if role == "hidden":
        return "Nobody has a role yet."
    if is_secret(visitor, role):
        return f"Your secret role: {look(role).word.lower()}. Others do not see it."
    return f"You play {ARTICLES[role]}." if role in ARTICLES else ""


def _way_back(visitor: Visit) -> None:
    """The words, and a link; nothing else lets somebody in again elsewhere."""
    st.write(
        "A reload of this page knows you. On another device, or in another browser, these four"
        " words and the room’s code bring you back. Write them down, and tell nobody."
    )
    offer_phrase(visitor, "welcome")
    offer_link(visitor, "welcome")


def _go_on(visitor: Visit) -> None:
    """A button to go on, or, while nobody can play, news until it begins."""
    seen = stage_of(visitor.snapshot)
    if seen in _WAITING:
        st.session_state[_WAITS] = visitor.room.code
        live(lambda: _wait(visitor, seen), every=_EVERY)
        link("board", "Watch the board meanwhile")
        return
    page, label = next_page(visitor)
    if st.session_state.pop(_WAITS, "") == visitor.room.code and seen == "playing":
        go(page)  # it has begun, and the whole page was drawn anew
    if seen == "ended":
        st.info("The game has ended.", icon=":material/flag:")
        page, label = ("results", "See the results") if has("results") else (page, label)
    if st.button(label, type="primary", icon=":material/arrow_forward:", key="join-on"):
        go(page)


def stage_of(snapshot: Snapshot) -> str:
    """The phase of a room that is led; others are always played."""
    return snapshot.classroom.phase if snapshot.classroom.led else "playing"


def _wait(visitor: Visit, seen: str) -> None:
    """Show that the room is alive; go on when it is played."""
    snapshot = visitor.room.tick()
    now = stage_of(snapshot)
    if now != seen:
        st.rerun()
    count = sum(not each.bot and each.role != "owner" for each in snapshot.people)
    people = f"{count} people are" if count > 1 else "You alone are"
    st.html(
        f'{_PULSE}<div class="sum-waiting"><span></span><div>{_WAITING[seen]}<br>'
        f'<span class="sum-muted">{people} here so far.</span></div></div>'
    )


_PULSE = """
<style>
.sum-waiting { display: flex; gap: .8rem; align-items: baseline; padding: .7rem .9rem;
  border-radius: .5rem; background: color-mix(in srgb, light-dark(#0072B2, #56B4E9) 10%,
  transparent); }
.sum-waiting > span { flex: none; width: .7rem; height: .7rem; border-radius: 50%;
  background: light-dark(#0072B2, #56B4E9); animation: sum-pulse 1.6s ease-in-out infinite; }
@keyframes sum-pulse { 50% { opacity: .25; } }
@media (prefers-reduced-motion: reduce) { .sum-waiting > span { animation: none; } }
</style>
"""
