"""How a class stands, on the pages where people play: what to wait for, what is not theirs."""

from typing import NoReturn

import streamlit as st

from sum.incentives.reward_market import MarketTerms
from sum.room.classroom import Classroom
from sum.ui.actions import shut
from sum.ui.identity import Visit
from sum.ui.page import has, link
from sum.ui.roles import ARTICLES, look

_PAUSED = "The facilitator has stopped the game for a moment."
_WATCHING = {
    "attacker": "Only attackers run attacks here.",
    "contributor": "Those who play contribute here.",
    "sponsor": "Sponsors put their bounties up here.",
}


def class_bar(visitor: Visit, page: str) -> None:
    """Say how the round stands; stop the page where there is nothing on it for the visitor.

    While a game stands still, actions are shut, and what is on the page stays.

    Parameters
    ----------
    visitor : Visit
    page : {"contributor", "attacker", "sponsor"}
        Whose page it is.
    """
    room = visitor.snapshot.classroom
    shut(_why_shut(room))
    if room.led:
        _show_phase(room)
        _show_federation(visitor)
    sponsors = page == "sponsor" and visitor.identity is not None and bool(visitor.identity.ids)
    if visitor.watches and not (visitor.leads and sponsors):
        _only_watch(visitor, page)
    if room.led and page == "attacker" and visitor.role not in {"attacker", "hidden"}:
        _not_an_attacker(visitor)
    if room.phase == "lobby":
        _wait_for_the_start(visitor)


def _why_shut(room: Classroom) -> str:
    """Why nobody can act at the moment, for a button's help; "" when they can."""
    texts = {
        "paused": _PAUSED,
        "over": "The time of this round is over.",
        "ended": "The game has ended.",
    }
    return texts.get(room.phase, "") if room.led else ""


def _show_phase(room: Classroom) -> None:
    if room.phase == "lobby":
        st.info(
            f"**Round {room.round} has not begun yet.** Wait for the facilitator: this page goes on"
            " by itself.",
            icon=":material/hourglass_top:",
        )
    elif room.phase == "paused":
        st.warning(f"**{_PAUSED}** It goes on by itself.", icon=":material/pause_circle:")
    elif room.phase == "over":
        st.info(
            f"**The time of round {room.round} is over.** Look at how it went; the next one begins"
            " when the facilitator says so.",
            icon=":material/timer_off:",
        )
    elif room.phase == "ended":
        st.success("**The game has ended.** Thank you for playing!", icon=":material/flag:")
    if room.phase in {"over", "ended"}:
        with st.container(horizontal=True):
            if has("results") and room.results:
                link("results", "See the results")
            link("board", "Who won, who lost")


def _show_federation(visitor: Visit) -> None:
    """Federated rounds are on a page of their own, which nobody would look for."""
    view = visitor.snapshot.federation
    ended = visitor.snapshot.classroom.phase == "ended"
    if view is None or visitor.watches or view.over or ended:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        place = view.place_of(visitor.id)
        yours = "You have" if place is not None else "You can have"
        st.markdown(
            f":material/hub: **Federated rounds are played here, too.** {yours} a client there,"
            " with data that only you see."
        )
        link("federated", "Go to your client")


def _only_watch(visitor: Visit, page: str) -> NoReturn:
    if visitor.leads:
        why = "You lead this room, and play no part in it."
    else:
        why = "You joined as an observer."
    st.info(
        f"**You are here to watch.** {_WATCHING[page]} {why}",
        icon=":material/visibility:",
    )
    with st.container(horizontal=True):
        if visitor.leads:
            _offer_to_sponsor(visitor, page)
            link("host", "The controls")
        link("board", "Watch the board")
        link("model", "Look into the model")
        link("explorer", "Look into the chain")
    st.stop()


def _offer_to_sponsor(visitor: Visit, page: str) -> None:
    """A class may have nobody who sponsors: its facilitator can."""
    if page != "sponsor" or not isinstance(visitor.snapshot.settings.terms, MarketTerms):
        return
    if st.button("Be the sponsor myself", icon=look("sponsor").icon, key="be-sponsor"):
        visitor.room.sponsor(visitor.key)
        st.rerun()


def _not_an_attacker(visitor: Visit) -> NoReturn:
    what = ARTICLES.get(visitor.role or "", "somebody else")
    how = (
        ""
        if visitor.snapshot.classroom.roles == "dealt"
        else " You can change that above, under your name."
    )
    how = "" if visitor.snapshot.classroom.locked else how
    st.info(
        f"**You play {what}.** In this room only attackers run attacks.{how}",
        icon=":material/bolt:",
    )
    with st.container(horizontal=True):
        link("contribute", "Go on to contribute")
        link("board", "Watch the board")
    st.stop()


def _wait_for_the_start(visitor: Visit) -> NoReturn:
    with st.container(horizontal=True):
        link("join", "Your role, and your way back", query_params={"room": visitor.room.code})
        link("board", "Watch the board meanwhile")
        link("model", "Look into the model")
    st.stop()
