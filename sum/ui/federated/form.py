"""The settings of a federation: the dial, and what else decides a run."""

from collections.abc import MutableMapping
from typing import Any

import streamlit as st

from sum.errors import SumError
from sum.federated.attackers import ATTACKS
from sum.federated.settings import Settings
from sum.ui.federated.url import (
    CHOICES,
    CLIENTS,
    MOST_SEED,
    NOISES,
    ROUNDS,
    SHARES,
    USUAL,
    read,
    written,
)
from sum.ui.federated.words import DATA, DIAL
from sum.ui.plain import plain

_SETTINGS, _PREFIX = "_federated-settings", "federated-"


def choose() -> Settings:
    """Ask for the settings; they are kept in the address, so that a link brings them along."""
    known, problem = _current()
    if problem:
        st.warning(
            f"{plain(problem)} The address asks for it, so all settings are the usual ones.",
            icon=":material/link_off:",
        )
    with st.container(border=True):
        dial = st.segmented_control(
            "**The privacy dial**, from most to least private",
            list(DIAL),
            required=True,
            format_func=lambda name: DIAL[name][0],
            key=_key("dial", known),
        )
        dial = dial or known.dial
        st.caption(DIAL[dial][1])
        found = Settings(dial=dial, **_people(known), **_rest(known))
    _remember(found)
    return found


def reset() -> None:
    """Go back to the usual settings; a callback."""
    for name in CHOICES:
        st.session_state.pop(f"{_PREFIX}{name}", None)
    st.session_state[_SETTINGS] = USUAL


def _current() -> tuple[Settings, str]:
    """What the visitor has before them, and what is wrong with the address if anything."""
    known: Settings | None = st.session_state.get(_SETTINGS)
    if known is not None:
        return known, ""
    try:
        return read(st.query_params.to_dict()), ""
    except SumError as error:
        return USUAL, str(error)


def _remember(settings: Settings) -> None:
    """Keep settings for when the visitor comes back, and write them into the address."""
    st.session_state[_SETTINGS] = settings
    wanted = written(settings)
    for name in CHOICES:
        if name not in wanted:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != wanted[name]:
            st.query_params[name] = wanted[name]


def _people(known: Settings) -> dict[str, Any]:
    """Ask what is learned, by how many, and who attacks."""
    first, second, third, fourth = st.columns([2.2, 2.4, 1, 1.4], vertical_alignment="top")
    data = first.selectbox(
        "Data",
        list(DATA),
        format_func=DATA.__getitem__,
        help=_DATA,
        key=_key("data", known),
    )
    attack = second.selectbox(
        "Attack",
        list(ATTACKS),
        format_func=lambda name: ATTACKS[name].title,
        key=_key("attack", known),
    )
    clients = third.selectbox("Clients", CLIENTS, key=_key("clients", known))
    share = fourth.selectbox(
        "Attackers",
        SHARES,
        format_func=lambda part: f"{part:.0%} of {clients}",
        key=_key("attackers", known),
        disabled=attack == "none",
    )
    st.caption(f":material/bolt: {ATTACKS[attack].summary}")
    return {"data": data, "attack": attack, "clients": clients, "attackers": share}


def _rest(known: Settings) -> dict[str, Any]:
    """Ask for the noise, for how long it goes, and the seed."""
    left, middle, right = st.columns([1.2, 2.6, 1], vertical_alignment="top")
    epsilon = left.selectbox(
        "Noise (ε)",
        NOISES,
        format_func=lambda each: f"{each:g}" if each else "none",
        help=_EPSILON,
        key=_key("epsilon", known),
    )
    rounds = middle.slider(
        "Rounds", ROUNDS[0], ROUNDS[-1], step=ROUNDS.step, key=_key("rounds", known)
    )
    seed = right.number_input("Seed", 0, MOST_SEED, key=_key("seed", known), help=_SEED)
    return {"epsilon": epsilon or None, "rounds": rounds, "seed": seed}


def _key(name: str, known: Settings) -> str:
    """A widget's key; its value is the known one until the visitor has changed it."""
    state: MutableMapping[Any, Any] = st.session_state
    value = getattr(known, name)
    state.setdefault(f"{_PREFIX}{name}", NOISES[0] if value is None else value)
    return f"{_PREFIX}{name}"


_DATA = (
    "Digits and tumours are told apart by a linear model that begins with nothing. The last matrix:"
    " the owner of a small network has trained its first layer on 80 digits that nobody else has,"
    " and published it. It stays as it is; what comes after it is trained together, from nothing."
)
_EPSILON = (
    "Everybody adds random noise to what they send, so that no one sample can be told from what is"
    " seen. The smaller ε, the more noise: 2 is strict, 32 is weak. It is the ε of all rounds"
    " together, of what is really seen at this setting of the dial."
)
_SEED = "Who holds what, who attacks, and all chance. The same seed gives the same run."
