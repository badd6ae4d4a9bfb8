"""Says on which network a room is, and what that means for whoever plays there."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sum.chain.networks import Network
from sum.chain.rpc import planned_network
from sum.chain.waiting import Waiting, listening
from sum.errors import SumError, Unfinished
from sum.room.progress import Telling
from sum.room.room import Room
from sum.ui.plain import plain

_KINDS = {
    "development": "A development chain",
    "test": "A test network",
    "main": "A public network, real money",
}
_ICONS = {
    "development": ":material/dns:",
    "test": ":material/public:",
    "main": ":material/warning:",
}
_DEVELOPMENT = (
    "This room’s chain is kept by a node beside this app. Its ether is worth nothing. Its time may"
    " be set, and is the same for all rooms on that node: a jump in one is a jump in all."
)
_FOR_EVER = (
    "What is in a block stays there, so nothing can be undone; and an action takes as long as the"
    " next block."
)
_UNDER_WAY = (
    "Nothing is lost: what has begun goes on by itself as soon as it can. Press again in a while;"
    " that does nothing twice."
)
_THERE = "The node has answered: it is done."
_LONG, _SHORT = 60, 2
"""Seconds for which a note stands: while there is more to come (it is said anew), and then."""


def network_badge(room: Room) -> None:
    """Name the network, where the room’s chain is not its own; who opens it reads what it means."""
    network = room.network
    if network is None:
        return
    label = "Node" if network.kind == "development" else network.name
    with st.popover(label, icon=_ICONS[network.kind], type="tertiary", help=_KINDS[network.kind]):
        st.markdown(f"**{_KINDS[network.kind]}**: {network.name}, chain {network.chain_id}")
        _explain(network)
        st.caption(_FOR_EVER)


def opening_notice() -> None:
    """Say where a room will be played, before somebody opens one; nothing where that is plain."""
    try:
        network = _planned()
    except SumError as error:
        st.error(plain(str(error)), icon=":material/cloud_off:")
        return
    if network is not None:
        _explain(network)


def in_words(error: SumError) -> str:
    """Say what went wrong; where something is under way, also what comes of that."""
    return f"{error} {_UNDER_WAY}" if isinstance(error, Unfinished) else str(error)


@contextmanager
def telling_waits() -> Iterator[None]:
    """Tell in the corner of the page what a node does meanwhile; what that raises waits."""
    note = _Note()
    with Telling(note.say) as tell:

        def told(waiting: Waiting) -> None:
            if waiting.state != "sent":  # as it should be
                tell(0.0, waiting.text)

        try:
            with listening(told):
                yield
        except BaseException:
            if note.text:
                tell(1.0, note.text)  # it goes: the page says what is wrong
            raise
        if note.text:
            tell(1.0, _THERE)


class _Note:
    """A note in the corner of the page, which stays for as long as something is waited for."""

    def __init__(self) -> None:
        self._toast: DeltaGenerator | None = None
        self.text = ""

    def say(self, part: float, text: str) -> None:
        place, self.text = self._toast or st, text
        icon = ":material/check:" if text == _THERE else ":material/hourglass_top:"
        self._toast = place.toast(text, icon=icon, duration=_LONG if part < 1 else _SHORT)


@st.cache_data(ttl=60, show_spinner=False)
def _planned() -> Network | None:
    return planned_network()


def _explain(network: Network) -> None:
    if network.kind == "main":
        st.error(network.warning, icon=_ICONS["main"])
    elif network.kind == "test":
        st.warning(network.warning, icon=_ICONS["test"])
    else:
        st.caption(f"{_ICONS['development']} {_DEVELOPMENT}")
