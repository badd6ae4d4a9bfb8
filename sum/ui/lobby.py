"""Ways into a room: join one by its code, have one of one's own, open one for others."""

from dataclasses import replace

import streamlit as st

from sum.room import find_room
from sum.room.people import MAX_NAME
from sum.ui.facts import plain
from sum.ui.identity import Visit, known_visit, open_private, open_shared
from sum.ui.join.next_page import next_page
from sum.ui.join.share import show_share
from sum.ui.network import opening_notice
from sum.ui.page import go, has, link
from sum.ui.roles import BOT_WORDS
from sum.ui.room_bar import SPEEDS
from sum.ui.setup.dialog import Choice, ask_model


def lobby() -> None:
    """Show all ways side by side, or the shared room that the visitor is in."""
    visitor = known_visit()
    if visitor and visitor.room.shared and visitor.identity:
        st.subheader("Play together", anchor=False)
        with st.container(border=True):
            _show_room(visitor)
        return
    st.subheader("Play together, or alone", anchor=False)
    left, right = st.columns(2)
    with left:
        with st.container(border=True):
            _join(visitor.room.code if visitor and visitor.room.shared else "")
        with st.container(border=True):
            _own(visitor)
    with right:
        with st.container(border=True):
            _lead()
        with st.container(border=True):
            _open()


def _show_room(visitor: Visit) -> None:
    st.markdown(f"#### You are in room {visitor.room.code}", anchors=False)
    show_share(visitor.room)
    with st.container(horizontal=True):
        page, label = next_page(visitor)
        link(page, label)
        if page != "board":
            link("board", "Put the board on the big screen" if visitor.host else "Watch the board")


def _join(known: str) -> None:
    st.markdown("#### :material/login: Join a room", anchors=False)
    st.write("Somebody has a room open: all you need is its code, and a nickname.")
    with st.form("join", border=False):
        code = st.text_input(
            "Room code", known, max_chars=12, placeholder="Five letters, like KXR7M"
        )
        sent = st.form_submit_button("Join", icon=":material/login:", type="primary")
    if sent:
        go("join", room=find_room(code).code)


def _own(visitor: Visit | None) -> None:
    st.markdown("#### :material/person: A room of my own", anchors=False)
    if visitor and visitor.identity:
        st.write(f"You are in one: {plain(_learning(visitor))}.")
    st.write(
        "Digits, sentences, points to click on, tables: choose what the model learns, and what"
        " makes good data pay."
    )
    if st.button("Choose what it learns …", icon=":material/school:", key="own-choose"):
        ask_model("own", "Open a room with this", _open_own, _kept("own"))


def _learning(visitor: Visit) -> str:
    snapshot = visitor.snapshot
    return f"{snapshot.dataset.title} · {snapshot.model.title} · {snapshot.settings.terms.title}"


def _open_own(chosen: Choice) -> None:
    st.session_state[_slot("own")] = chosen
    open_private(chosen.settings())
    _enter("contribute")


def _kept(key: str) -> Choice:
    """What the visitor has chosen before."""
    chosen: Choice = st.session_state.get(_slot(key), Choice())
    return chosen


def _slot(key: str) -> str:
    return f"_choice-{key}"


def _keep_for_others(chosen: Choice) -> None:
    st.session_state[_slot("class")] = chosen


def _lead() -> None:
    if not has("host"):
        return
    st.markdown("#### :material/school: Lead a class", anchors=False)
    st.write(
        "You open a room and lead it: people join from their phones, you start and stop, deal roles"
        " out, and put the board on the big screen."
    )
    link("host", "Open a room for a class")


def _open() -> None:
    st.markdown("#### :material/group_add: Open a room among friends", anchors=False)
    st.write("Nobody leads: it runs at once, and you play along.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        kept = _kept("class")
        what = f"It learns **{plain(kept.title)}**, by **{plain(kept.terms.title)}**"
        st.markdown(what, width="content")
        if st.button("Change …", icon=":material/school:", key="class-choose", type="tertiary"):
            ask_model("class", "Use this", _keep_for_others, _kept("class"))
    opening_notice()
    with st.form("open", border=False):
        nickname = st.text_input("Your nickname", max_chars=MAX_NAME, placeholder="For all to see")
        kinds: dict[str, int] = {}
        for column, (kind, word) in zip(st.columns(3), BOT_WORDS.items(), strict=True):
            start = 2 if kind == "honest" else 0
            kinds[kind] = column.number_input(f"{word}s", 0, 4, start, key=f"open-{kind}")
        speed = st.segmented_control(
            "One second is", SPEEDS, default=600, required=True, format_func=SPEEDS.__getitem__
        )
        sent = st.form_submit_button("Open the room", icon=":material/group_add:")
    if sent:
        settings = replace(
            _kept("class").settings(),
            factor=speed or 600,
            bots=tuple(kind for kind, count in kinds.items() for _ in range(count)),
        )
        with st.spinner("Setting up the model on a blockchain …"):
            open_shared(settings, nickname, "contributor")
        st.rerun()


def _enter(name: str) -> None:
    if has(name):
        go(name)
    st.rerun()
