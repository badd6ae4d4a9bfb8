"""Who the visitor is, in every page's bar: what only they may see, and what they may change."""

import streamlit as st

from sum.errors import SumError
from sum.room.people import CHOSEN
from sum.room.records import Person, Role
from sum.ui.identity import Visit, leave
from sum.ui.join.next_page import is_of_use
from sum.ui.join.way_back import offer_link, offer_phrase
from sum.ui.network import in_words
from sum.ui.nonces import act
from sum.ui.page import go, link
from sum.ui.plain import plain
from sum.ui.roles import ARTICLES, look
from sum.ui.widgets import show_person

UNSEEN = ":material/account_circle:"
_PLAYING = tuple(each for each in CHOSEN if each != "observer")


def show_me(visitor: Visit) -> None:
    """Show who the visitor is, and in a shared room a way back, another role, and a way out.

    Parameters
    ----------
    visitor : Visit
    """
    person = visitor.person
    if not visitor.room.shared:
        if person:
            show_person(person, mine=True)
    elif visitor.identity is None:
        link("join", "Join in", query_params={"room": visitor.room.code})
    elif visitor.leads:
        link("host", "The controls")
    elif person:
        # A secret role is not to be seen by whoever looks over a shoulder.
        icon = UNSEEN if is_secret(visitor, person.role) else look(person.role).icon
        with st.popover(plain(person.name), icon=icon, key="me"):
            _show_all(visitor, person)


def _show_all(visitor: Visit, person: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        show_person(person, mine=True)
        st.caption(_role_text(visitor, person.role), width="content")
    shown = visitor.snapshot.person(person.id)
    if shown.name != person.name:
        st.caption(f"Names are hidden: others read “{plain(shown.name)}”.")
    st.markdown("**Your way back**: four words, with the room’s code")
    offer_phrase(visitor, "me")
    offer_link(visitor, "me")
    _offer_role(visitor, person.role)
    st.divider()
    st.caption("If you leave, all that is yours stays here, and your words bring you back.")
    if st.button("Leave this room", icon=":material/logout:", key="me-leave"):
        leave()
        go("home")


def is_secret(visitor: Visit, role: Role) -> bool:
    """Whether others do not see this role of the visitor's."""
    return visitor.snapshot.classroom.secret and role in {"contributor", "attacker"}


def _role_text(visitor: Visit, role: Role) -> str:
    if role == "hidden":
        return "Your role is dealt out when the round begins."
    how = ", in secret" if is_secret(visitor, role) else ""
    return f"You play {ARTICLES.get(role, role)}{how}."


def _offer_role(visitor: Visit, role: Role) -> None:
    """Let somebody play something else, where people choose their roles."""
    room = visitor.snapshot.classroom
    if not room.led or room.roles == "dealt" or room.locked or role not in _PLAYING:
        return
    chosen = st.segmented_control(
        "I play",
        [each for each in _PLAYING if each == role or is_of_use(each, visitor.snapshot)],
        default=role,
        required=True,
        format_func=lambda each: look(each).word,
        key=f"me-role-{role}",
    )
    if chosen and chosen != role:
        try:
            act("me-role", (chosen,), lambda n: visitor.room.change_role(visitor.key, n, chosen))
        except SumError as error:
            st.error(plain(in_words(error)), icon=":material/block:")
        else:
            st.rerun()
