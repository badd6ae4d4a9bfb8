"""Who the visitor is: the room and the personal key in the page's address.

The address carries ``?room=CODE&me=KEY``. A change of page drops it, so it is remembered in the
session and written again on every run. A link to share has the room only.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import streamlit as st

from sum.errors import PersonNotFound, RoomNotFound, SumError
from sum.room import Room, Settings, find_room, open_room
from sum.room.people import MAX_NAME, Identity
from sum.room.records import Person, Snapshot
from sum.ui.nonces import once, used
from sum.ui.plain import plain
from sum.ui.roles import look

_ONLY_HERE = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104 - nothing is bound
_ROOM, _KEY = "_room", "_me"


@dataclass(frozen=True)
class Visit:
    """A visitor in a room.

    Attributes
    ----------
    room : Room
    key : str
        The personal key; "" for somebody who only watches.
    identity : Identity or None
        Whom the key may act as; None for somebody who only watches.
    """

    room: Room
    key: str = ""
    identity: Identity | None = None

    @property
    def id(self) -> str:
        """Id of the person the visitor acts as; "" for somebody who only watches."""
        return self.identity.id if self.identity else ""

    @property
    def host(self) -> bool:
        """Whether the visitor opened the room, and so may set its clock and bots."""
        return bool(self.identity and self.identity.host)

    @property
    def snapshot(self) -> Snapshot:
        """The room as of the last action."""
        return self.room.snapshot

    @property
    def person(self) -> Person | None:
        """The person the visitor acts as, as of the last action."""
        return self.snapshot.person(self.id) if self.id else None

    def acting(self, role: str) -> "Visit":
        """Act in a role, where the visitor has a person for it; otherwise as before.

        In a private room a visitor plays a contributor and an attacker.

        Parameters
        ----------
        role : {"contributor", "attacker"}
        """
        if self.identity is None or len(self.identity.ids) == 1:
            return self
        wanted = next(
            (each for each in self.identity.ids if self.snapshot.person(each).role == role), self.id
        )
        if wanted == self.id:
            return self
        return replace(self, identity=self.room.switch(self.key, wanted))


def visit(*, watch: bool = False) -> Visit:
    """Let the visitor in: by the address, by what the session remembers, or into a new room.

    Stops the page (after saying why, or asking for a nickname) when there is nobody to be.

    Parameters
    ----------
    watch : bool
        A room's code is enough, without a key.

    Returns
    -------
    Visit
        With an identity, unless `watch`.
    """
    code, key = _known()
    if not code:
        return open_private()
    found = _find(code, key)
    if found is not None and (found.identity or watch):
        return _remember(found)
    if found is None:
        _no_room()
    else:
        _remember(found)
        _ask_to_join(found.room)
    return st.stop()


def known_visit() -> Visit | None:
    """The room the visitor is in already, if any; opens none and asks nothing."""
    code, key = _known()
    found = _find(code, key) if code else None
    return _remember(found) if found else None


def open_private(settings: Settings | None = None) -> Visit:
    """Open a room for this visitor alone, and let them in."""
    with st.spinner("Setting up a model on a blockchain of your own …"):
        room, key = open_room(settings or Settings())
        return _remember(Visit(room, key, room.identify(key)))


def open_shared(settings: Settings, nickname: str, role: str) -> Visit:
    """Open a room that others can join, and let the visitor in.

    Raises
    ------
    InputError
        For a nickname or settings that cannot be used.
    """
    room, key = open_room(settings, shared=True, nickname=nickname, role=role)
    return _remember(Visit(room, key, room.identify(key)))


def join(code: str, nickname: str, role: str) -> Visit:
    """Join a room by its code.

    Raises
    ------
    RoomNotFound, RoomError, InputError
    """
    nonce = once("join", code, nickname, role)
    room = find_room(code)
    key = room.join(nickname, role, nonce)
    visitor = _remember(Visit(room, key, room.identify(key)))
    used("join")
    return visitor


def leave() -> None:
    """Forget the room in this session and in the address."""
    for name in (_ROOM, _KEY):
        st.session_state.pop(name, None)
    for name in ("room", "me"):
        st.query_params.pop(name, None)


def share_link(room: Room, page: str = "contribute") -> str:
    """The address that lets others join a room; it never has a key in it."""
    url = urlsplit(st.context.url or "http://localhost:8501/")
    return f"{url.scheme}://{url.netloc}{url.path.rpartition('/')[0]}/{page}?room={room.code}"


def show_share(room: Room) -> None:
    """Show how others join a room."""
    link = share_link(room)
    st.write("Others join with this link:")
    st.code(link, language=None, wrap_lines=True)
    st.write("or with this code on the Home page:")
    st.code(room.code, language=None)
    if (urlsplit(link).hostname or "") in _ONLY_HERE:
        st.caption(
            "This link only works on this machine, for you opened the app as localhost. Open it by"
            " the machine’s name or address in your network to get a link for everybody."
        )


def role_choice(key: str) -> str:
    """Ask as what to join.

    Returns
    -------
    {"contributor", "attacker"}
    """
    chosen = st.segmented_control(
        "I want to play",
        ["contributor", "attacker"],
        default="contributor",
        required=True,
        format_func=lambda role: f"{look(role).icon} {look(role).word}",
        key=key,
    )
    return chosen or "contributor"


def _known() -> tuple[str, str]:
    """Code and key: the address goes first; a remembered key only fits the remembered room."""
    code = "".join(st.query_params.get("room", "").split()).upper()
    key = st.query_params.get("me", "")
    remembered = st.session_state.get(_ROOM, "")
    if not code:
        return remembered, st.session_state.get(_KEY, "")
    if not key and code == remembered:
        key = st.session_state.get(_KEY, "")
    return code, key


def _find(code: str, key: str) -> Visit | None:
    try:
        room = find_room(code)
    except RoomNotFound:
        return None
    if key:
        try:
            return Visit(room, key, room.identify(key))
        except PersonNotFound:
            pass  # an old key: like a visitor who has none
    return Visit(room)


def _remember(visitor: Visit) -> Visit:
    wanted = {"room": visitor.room.code} | ({"me": visitor.key} if visitor.key else {})
    for name, value in wanted.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    if not visitor.key and "me" in st.query_params:
        del st.query_params["me"]
    st.session_state[_ROOM], st.session_state[_KEY] = visitor.room.code, visitor.key
    return visitor


def _no_room() -> None:
    st.subheader("This room is not there any more", anchor=False)
    st.write("Its code is mistyped, or nobody has used it for a while and it was closed.")
    _offer_private()


def _offer_private() -> None:
    if st.button("Start a private room", type="primary", icon=":material/add_home:"):
        leave()
        open_private()
        st.rerun()


def _ask_to_join(room: Room) -> None:
    if not room.shared:
        st.subheader("This room is somebody’s own", anchor=False)
        st.write("It cannot be joined from another browser. You can have one of your own.")
        _offer_private()
        return
    st.subheader(f"Join room {room.code}", anchor=False)
    st.write(plain(room.snapshot.dataset.summary))
    with st.form("join-room", width=480):
        nickname = st.text_input("Your nickname", max_chars=MAX_NAME, placeholder="For all to see")
        role = role_choice("join-role")
        sent = st.form_submit_button("Join", type="primary", icon=":material/login:")
    if sent:
        try:
            join(room.code, nickname, role)
        except SumError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()
