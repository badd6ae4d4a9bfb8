"""Who the visitor is: the room they are in, and whom they may act as there.

The address carries ``?room=CODE&me=TICKET``. A ticket lets its owner back in after a reload, and is
worth nothing in another browser; the personal key itself stays in the session. A change of page
drops the query, so it is written again on every run. A personal link, ``?room=CODE&as=KEY``, is
exchanged for a ticket at once. A link to share has the room only.
"""

from typing import NoReturn
from urllib.parse import urlencode, urlsplit

import streamlit as st

from sum.errors import PersonNotFound, RoomNotFound
from sum.room import Classroom, Room, Settings, find_room, open_class, open_room
from sum.room.phrases import check_phrase
from sum.ui.address import reachable
from sum.ui.join import browser as here
from sum.ui.nonces import once, used
from sum.ui.page import go
from sum.ui.visitor import Visit

__all__ = [
    "Visit",
    "at_the_door",
    "come_back",
    "is_stranger",
    "join",
    "known_visit",
    "lead",
    "leave",
    "new_phrase",
    "open_class_room",
    "open_private",
    "open_shared",
    "personal_link",
    "phrase_to_show",
    "share_link",
    "step_back",
    "visit",
    "watch",
]

_ROOM, _KEY = "_room", "_me"
_PHRASE = "_phrase"
_STRANGER = "_stranger"


# ------------------------------------------------------------------------------------ being let in


def visit(*, watch: bool = False) -> Visit:
    """Let the visitor in: by the address, by what the session remembers, or into a new room.

    Stops the page (after saying why), or goes to the one for joining, when there is nobody to be.

    Parameters
    ----------
    watch : bool
        A room's code is enough, without a key.

    Returns
    -------
    Visit
        With an identity, unless `watch`.
    """
    code, found = _arrive()
    if not code:
        return open_private()
    if found is None:
        _no_room()
    if not (found.identity or watch):
        if not found.room.shared:
            _not_yours()
        go("join", room=found.room.code)
    return _remember(found)


def known_visit() -> Visit | None:
    """The room the visitor is in already, if any; opens none and asks nothing."""
    _, found = _arrive()
    return _remember(found) if found else None


def at_the_door() -> Visit | None:
    """The room that the visitor wants into, or is in; they are not in another one's place yet.

    Returns
    -------
    Visit or None
        With an identity when the visitor is known there; None when there is no such room, or no
        code in the address and none in the session.
    """
    _, found = _arrive()
    return _remember(found) if found and found.identity else found


def is_stranger(code: str) -> bool:
    """Whether the address had a ticket or a key for this room that is nobody's in this browser."""
    return bool(st.session_state.get(_STRANGER) == code)


def open_private(settings: Settings | None = None) -> Visit:
    """Open a room for this visitor alone, and let them in."""
    with st.spinner("Setting up a model on a blockchain of your own …"):
        room, key = open_room(settings or Settings())
        return _remember(Visit(room, key, room.identify(key)))


def open_shared(settings: Settings, nickname: str, role: str) -> Visit:
    """Open a room that others can join and nobody leads, and let the visitor in.

    Raises
    ------
    InputError
        For a nickname or settings that cannot be used.
    """
    room, key = open_room(settings, shared=True, nickname=nickname, role=role)
    return _remember(Visit(room, key, room.identify(key)))


def open_class_room(settings: Settings, classroom: Classroom) -> tuple[Visit, str]:
    """Open a room for a class, and let the visitor in as its facilitator.

    Returns
    -------
    visitor : Visit
    code : str
        The facilitator's key, to be shown once.

    Raises
    ------
    InputError
        For settings that cannot be used.
    """
    room, code, key = open_class(settings, classroom)
    return _remember(Visit(room, key, room.identify(key))), code


def lead(code: str, facilitator_code: str) -> Visit:
    """Let a facilitator back in, by the room's code and the facilitator's key.

    Raises
    ------
    RoomNotFound, PersonNotFound, TooFast
    """
    room = find_room(code)
    key = room.facilitator(facilitator_code, _guesser())
    return _remember(Visit(room, key, room.identify(key)))


def join(code: str, nickname: str, role: str) -> Visit:
    """Join a room by its code; `phrase_to_show` is then what one comes back by.

    Raises
    ------
    RoomNotFound, RoomError, InputError
    """
    nonce = once("join", code, nickname, role)
    room = find_room(code)
    key = room.join(nickname, role, nonce)
    visitor = Visit(room, key, room.identify(key))
    new_phrase(visitor)
    _remember(visitor)
    used("join")
    return visitor


def come_back(code: str, phrase: str) -> Visit:
    """Be who one was in a room, by the four words.

    Raises
    ------
    RoomNotFound, PersonNotFound, TooFast
    InputError
        When it cannot be anybody's words.
    """
    check_phrase(phrase)
    room = find_room(code)
    key = room.resume(phrase, _guesser())
    return _remember(Visit(room, key, room.identify(key)))


def watch(code: str) -> Visit:
    """Look at a shared room without being anybody there.

    Raises
    ------
    RoomNotFound
    """
    return _remember(Visit(find_room(code)))


def step_back(code: str) -> None:
    """Forget a room that the visitor has only looked at; one where they are somebody is kept."""
    if st.session_state.get(_ROOM) == code and not st.session_state.get(_KEY):
        leave()


def leave() -> None:
    """Forget the room in this session and in the address."""
    for name in (_ROOM, _KEY, _PHRASE, _STRANGER):
        st.session_state.pop(name, None)
    for name in ("room", "me", "as"):
        st.query_params.pop(name, None)


# ------------------------------------------------------------------------ what one comes back with


def new_phrase(visitor: Visit) -> str:
    """Give the visitor four words to come back by; those from before are worth nothing then."""
    phrase = visitor.room.phrase(visitor.key)
    st.session_state[_PHRASE] = (visitor.key, phrase)
    return phrase


def phrase_to_show(visitor: Visit) -> str:
    """The words that the visitor got in this session; "" when the room has to give new ones."""
    key, phrase = st.session_state.get(_PHRASE, ("", ""))
    return phrase if visitor.key and key == visitor.key else ""


def share_link(room: Room, page: str = "join") -> str:
    """The address that lets others join a room, from other machines, too; it has no key in it."""
    url = urlsplit(st.context.url or "http://localhost:8501/")
    path = f"{url.path.rpartition('/')[0]}/{page}"
    return reachable(f"{url.scheme}://{url.netloc}{path}?room={room.code}")


def personal_link(visitor: Visit) -> str:
    """The address that makes any browser the visitor's own: for them alone."""
    return f"{share_link(visitor.room)}&{urlencode({'as': visitor.key})}"


# ------------------------------------------------------------------------------------------ inside


def _arrive() -> tuple[str, Visit | None]:
    """The code that the visitor comes with, and what is there: None when there is no such room."""
    remembered, mine = st.session_state.get(_ROOM, ""), st.session_state.get(_KEY, "")
    code = "".join(st.query_params.get("room", "").split()).upper() or remembered
    if not code:
        return "", None
    try:
        found = _entitled(find_room(code), mine if code == remembered else "")
    except RoomNotFound:
        found = None
    if not (found and found.identity):
        for name in ("as", "me"):  # the former may be a key, if of another room
            st.query_params.pop(name, None)
    return code, found


def _entitled(room: Room, mine: str) -> Visit:
    """Whom the visitor may be: by a personal link, by a ticket, or by the key in the session."""
    link, ticket = st.query_params.get("as", ""), st.query_params.get("me", "")
    for key in (link, _admitted(room, ticket), mine):
        try:
            if key:
                return Visit(room, key, room.identify(key))
        except PersonNotFound:
            pass  # like somebody who has none
    if link or ticket:
        st.session_state[_STRANGER] = room.code
    return Visit(room)


def _admitted(room: Room, ticket: str) -> str:
    """The key of whoever holds a ticket in this browser; "" when it is nobody's."""
    browser = here.browser()
    if not ticket or browser is None:
        return ""
    try:
        return room.admit(ticket, browser)
    except PersonNotFound:
        return ""


def _remember(visitor: Visit) -> Visit:
    """Keep who the visitor is, in the session and, as far as anybody may read it, the address."""
    room, browser = visitor.room, here.browser()
    st.session_state[_ROOM], st.session_state[_KEY] = room.code, visitor.key
    if visitor.key:
        st.session_state.pop(_STRANGER, None)
    wanted = {"room": room.code}
    if visitor.key and browser is not None:
        wanted["me"] = room.ticket(visitor.key, browser)
    shown = st.query_params.to_dict()
    others = {name: text for name, text in shown.items() if name not in {"room", "me", "as"}}
    if shown != others | wanted:
        st.query_params.from_dict(others | wanted)
    return visitor


def _guesser() -> str:
    """Tells apart who tries phrases."""
    return here.browser() or st.context.ip_address or ""


def _no_room() -> NoReturn:
    st.subheader("This room is not there any more", anchor=False)
    st.write("Its code is mistyped, or nobody has used it for a while and it was closed.")
    _offer_private()


def _not_yours() -> NoReturn:
    st.subheader("This room is somebody’s own", anchor=False)
    st.write("It cannot be joined from another browser. You can have one of your own.")
    _offer_private()


def _offer_private() -> NoReturn:
    if st.button("Start a private room", type="primary", icon=":material/add_home:"):
        leave()
        open_private()
        st.rerun()
    st.stop()
