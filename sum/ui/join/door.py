"""Before somebody is in a room: its code, a nickname, a role; or who they were."""

import streamlit as st

from sum.errors import SumError
from sum.room import Room, Snapshot, find_room
from sum.room.people import MAX_NAME
from sum.ui.facts import plain
from sum.ui.identity import come_back, is_stranger, join, step_back, watch
from sum.ui.join.next_page import is_of_use
from sum.ui.network import in_words, telling_waits
from sum.ui.page import go
from sum.ui.roles import look

CODE_SIGNS = 12
_ROLES = {
    "contributor": "Teach the model with good data, and earn on bad data of others.",
    "attacker": "Cheat: try to break the model, or to win others’ deposits.",
    "sponsor": "Put up a bounty, and hide a test set that decides who earns it.",
    "observer": "Look on. You have no ether, and nothing to lose.",
}
_DEALT = {
    "contributor": "You are dealt a role in secret when the round begins. Tell nobody.",
    "observer": _ROLES["observer"],
}
_PHASES = {
    "lobby": "It has not begun yet.",
    "playing": "It has begun: you can still join.",
    "paused": "It has begun, and stands still for a moment.",
    "over": "A round is just over: you can join for the next one.",
}


def ask_code(wrong: str = "", known: str = "") -> None:
    """Ask which room.

    Parameters
    ----------
    wrong : str
        What is wrong with the code that the visitor came with; "" when nothing is.
    known : str
        What they have typed before.
    """
    with st.form("join-code", width=480):
        typed = st.text_input(
            "Room code",
            known,
            max_chars=CODE_SIGNS,
            placeholder="Five letters, like KXR7M",
        )
        sent = st.form_submit_button("Go on", type="primary", icon=":material/arrow_forward:")
    if sent:
        wrong = ""
        try:
            code = find_room(typed).code
        except SumError as error:
            wrong = str(error)
        else:
            go("join", room=code)
    if wrong:
        st.error(plain(wrong), icon=":material/block:")


def show_door(room: Room) -> None:
    """Let a visitor who is nobody yet into a room.

    Parameters
    ----------
    room : Room
        A shared one.
    """
    snapshot = room.snapshot
    _about(snapshot)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True):
        shut = _why_shut(snapshot)
        if shut:
            st.markdown("#### Join", anchors=False)
            st.info(shut, icon=":material/lock:")
        else:
            _ask_who(room)
    with right:
        with st.container(border=True):
            _ask_phrase(room)
        with st.container(border=True):
            st.markdown("#### :material/tv: Just a look?", anchors=False)
            st.write("The board shows how it goes. You need no name for it.")
            with st.container(horizontal=True):
                if st.button("Watch the board", icon=":material/tv:", key="door-watch"):
                    watch(room.code)
                    go("board", room=room.code)
                if st.button("Another room", type="tertiary", key="door-else"):
                    step_back(room.code)
                    go("join")


def _about(snapshot: Snapshot) -> None:
    classroom = snapshot.classroom
    title = f"Room {snapshot.code}"
    st.subheader(f"{title}: {plain(classroom.title)}" if classroom.title else title, anchor=False)
    here = sum(not each.bot and each.role != "owner" for each in snapshot.people)
    people = "nobody is here yet" if not here else f"{here} here" if here > 1 else "one is here"
    phase = _PHASES.get(classroom.phase, "") if classroom.led else ""
    st.write(f"{plain(snapshot.dataset.summary)} {phase} ({people})")


def _why_shut(snapshot: Snapshot) -> str:
    """Why nobody new can come in; "" when they can."""
    if snapshot.classroom.phase == "ended":
        return "The game in this room has ended. You can still look at how it went."
    if snapshot.classroom.locked:
        return (
            "The facilitator has locked this room. Ask for it to be opened if you have to get in."
        )
    return ""


def _ask_who(room: Room) -> None:
    st.markdown("#### Who are you?", anchors=False)
    with st.form("join-room", border=False):
        nickname = st.text_input(
            "Your nickname",
            max_chars=MAX_NAME,
            placeholder="For all to see; it need not be your real name",
        )
        role = _ask_role(room.snapshot)
        sent = st.form_submit_button("Join", type="primary", icon=":material/login:")
    if sent:
        try:
            with telling_waits():
                join(room.code, nickname, role)
        except SumError as error:
            st.error(plain(in_words(error)), icon=":material/block:")
        else:
            st.rerun()


def _ask_role(snapshot: Snapshot) -> str:
    """Ask as what to join; as cards, each with what it means."""
    is_dealt = snapshot.classroom.roles == "dealt"
    texts = _DEALT if is_dealt else _ROLES
    roles = {role: texts[role] for role in texts if is_of_use(role, snapshot)}

    def title(role: str) -> str:
        if is_dealt and role != "observer":
            return f"{look('hidden').icon} Player"
        return f"{look(role).icon} {look(role).word}"

    with st.container(key="role-cards"):
        st.html(_CARDS)
        return st.radio(
            "I want to play",
            list(roles),
            format_func=title,
            captions=list(roles.values()),
            key=f"join-role-{'-'.join(roles)}",
            width="stretch",
        )


def _ask_phrase(room: Room) -> None:
    st.markdown("#### :material/history: Been here before?", anchors=False)
    if is_stranger(room.code):
        st.warning(
            "The address you came by is of no use in this browser. If it is yours, your four words"
            " bring you back.",
            icon=":material/vpn_key_off:",
        )
    with st.form("join-phrase", border=False):
        phrase = st.text_input(
            "Your four words",
            max_chars=100,
            placeholder="As they were shown to you",
            autocomplete="off",
        )
        sent = st.form_submit_button("Come back", icon=":material/undo:")
    if sent:
        try:
            come_back(room.code, phrase)
        except SumError as error:
            st.error(plain(str(error)), icon=":material/block:")
        else:
            st.rerun()


_CARDS = """
<style>
.st-key-role-cards [role=radiogroup] { display: grid; gap: .6rem; width: 100%;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); }
.st-key-role-cards [role=radiogroup] > div { position: relative; border-radius: .5rem;
  padding: .65rem .8rem; border: 1.5px solid color-mix(in srgb, currentColor 20%, transparent); }
.st-key-role-cards [role=radiogroup] > [data-selected] {
  border-color: light-dark(#0072B2, #56B4E9);
  background: color-mix(in srgb, light-dark(#0072B2, #56B4E9) 9%, transparent); }
/* All of a card can be pressed. */
.st-key-role-cards [data-testid=stRadioOption]::after { content: ""; position: absolute; inset: 0;
  cursor: pointer; }
.st-key-role-cards [data-testid=stRadioOption] > div { position: relative; z-index: 1; }
</style>
"""
