"""How real rounds begin: the form for who leads, and a new beginning."""

from typing import TypedDict

import streamlit as st

from sum.errors import SumError
from sum.federated.attackers import ATTACKS
from sum.federated.settings import FEWEST, Settings
from sum.room.records import OWNER, Person, Snapshot
from sum.ui.actions import long_action_button
from sum.ui.federated.real_refusal import show_refusal
from sum.ui.federated.url import NOISES
from sum.ui.federated.words import DATA, DIAL
from sum.ui.identity import Visit
from sum.ui.plain import plain

OPEN = "federated-open"
"""Where what came of the beginning is shown."""
ROUNDS = (3, 5, 10)
SHARES = (0.0, 0.2, 0.4)
MOST = 30
"""Clients that a form offers: each takes the chain its time."""
_USUAL = 8
_SURE = "federated-again-sure"


class _Size(TypedDict):
    data: str
    clients: int
    rounds: int
    group: int


class _Rest(TypedDict):
    attackers: float
    attack: str
    epsilon: float | None


def players(snapshot: Snapshot) -> list[Person]:
    """Who will be a client each: no bots, no observers, nobody who was sent home."""
    return [
        person
        for person in snapshot.people
        if person.id != OWNER and not (person.bot or person.gone) and person.role != "observer"
    ]


def show_setup(visitor: Visit) -> None:
    """Ask for the settings, and offer to deal the data out."""
    settings = _choose(visitor.snapshot)
    long_action_button(
        "Deal the data out",
        OPEN,
        "Compiling the contract …",
        lambda nonce, progress: visitor.room.open_federation(
            visitor.key, nonce, settings or Settings(), progress
        ),
        kind="primary",
        icon=":material/playing_cards:",
        disabled=settings is None,
    )
    st.caption(
        "Everybody who plays gets a client with data of their own; the other clients are simulated."
        " The contract is compiled first: the first time that can take a minute."
    )
    show_refusal(OPEN)


def show_again(visitor: Visit, address: str) -> None:
    """Offer another federation in the place of the one at an address."""
    with st.expander("Start another federation", icon=":material/restart_alt:"):
        st.caption("New settings, new data for everybody, another contract; this one is gone.")
        if st.checkbox("Yes, give this one up", key=f"{_SURE}-{address}"):
            show_setup(visitor)


def _choose(snapshot: Snapshot) -> Settings | None:
    with st.container(border=True, key="federated-real-form"):
        dial = st.segmented_control(
            "**The privacy dial**, from most to least private",
            list(DIAL),
            default="scalar",
            required=True,
            format_func=lambda name: DIAL[name][0],
            key="real-dial",
        )
        st.caption(DIAL[dial][1])
        size = _size(snapshot)
        rest = _rest(snapshot, size["clients"])
    try:
        # Another federation in the same room deals other data out.
        return Settings(dial=dial, seed=snapshot.version, **size, **rest)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None


def _size(snapshot: Snapshot) -> _Size:
    """Ask what is learned, by how many, for how long."""
    left, middle, right = st.columns([2, 1.5, 1.5])
    data = left.selectbox("Data", _data(), format_func=DATA.__getitem__, key="real-data")
    least = max(FEWEST, len(players(snapshot)))
    clients = middle.number_input(
        "Clients",
        least,
        max(MOST, least),
        max(least, _USUAL),
        key=f"real-clients-{least}",
        help="Everybody who plays is one of them; the others are simulated.",
    )
    rounds = right.segmented_control("Rounds", ROUNDS, default=5, required=True, key="real-rounds")
    group = min(Settings.group, int(clients))
    return {"data": data, "clients": int(clients), "rounds": rounds, "group": group}


def _rest(snapshot: Snapshot, clients: int) -> _Rest:
    """Ask who attacks how, and for noise."""
    left, middle, right = st.columns([1.5, 2, 1.5])
    share = left.selectbox(
        "Attackers",
        SHARES,
        index=1,
        format_func=lambda part: f"{_attackers(part, clients, snapshot)} of {clients}",
        key="real-share",
    )
    nobody = not _attackers(share, clients, snapshot)
    attack = middle.selectbox(
        "What simulated attackers do",
        [name for name in ATTACKS if name != "none"],
        format_func=lambda name: ATTACKS[name].title,
        key="real-attack",
        disabled=nobody,
    )
    epsilon = right.selectbox(
        "Noise (ε)",
        NOISES,
        format_func=lambda each: f"{each:g}" if each else "none",
        key="real-epsilon",
    )
    if not nobody:
        st.caption(f":material/bolt: {ATTACKS[attack].summary}")
    return {"attackers": share, "attack": "none" if nobody else attack, "epsilon": epsilon or None}


def _data() -> list[str]:
    """What can be trained on, the quickest first: a chain takes its time for each weight."""
    return sorted(DATA, key=lambda name: name != "breast-cancer")


def _attackers(part: float, clients: int, snapshot: Snapshot) -> int:
    """How many attack: those who play that part in the room do anyway."""
    return max(round(part * clients), sum(each.role == "attacker" for each in players(snapshot)))
