"""The settings of a federation: the dial, and what else decides a run."""

from typing import TypedDict

import streamlit as st

from sum.errors import SumError
from sum.federated.attackers import ATTACKS
from sum.federated.settings import Settings
from sum.ui.federated.words import DATA, DIAL
from sum.ui.plain import plain

EPSILONS = (0.0, 32.0, 8.0, 2.0)
"""The first of them: no noise."""
SHARES = (0.1, 0.2, 0.3, 0.4)
ENGINES = {"twin": "Twin in Python", "tester": "The contract, on a chain"}
CLIENTS = {"twin": 20, "tester": 8}
"""How many take part: a chain takes its time for each."""
MOST_ON_CHAIN = 5
"""How many rounds on a chain: others wait for the machine, too."""
_MOST_ROUNDS, _MOST_SEED = 60, 9_999


class _Rest(TypedDict):
    data: str
    attack: str
    attackers: float
    epsilon: float | None
    rounds: int
    seed: int
    engine: str
    clients: int


def choose() -> Settings | None:
    """Ask for the settings; None where they do not go together."""
    with st.container(border=True):
        dial = st.segmented_control(
            "**The privacy dial**, from most to least private",
            list(DIAL),
            default="scalar",
            required=True,
            format_func=lambda name: DIAL[name][0],
            key="federated-dial",
            persist_state="session",
        )
        st.caption(DIAL[dial or "scalar"][1])
        found = _others()
    try:
        return Settings(dial=dial or "scalar", **found)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None


def _others() -> _Rest:
    """Ask for all but the dial."""
    engine = str(st.session_state.get(_ENGINE, "twin"))
    on_chain, clients = engine != "twin", CLIENTS[engine]
    first, second, third, fourth = st.columns([2, 2.4, 1.6, 1.4], vertical_alignment="top")
    data = first.selectbox(
        "Data",
        list(DATA),
        format_func=DATA.__getitem__,
        key="federated-data",
        persist_state="session",
    )
    attack = second.selectbox(
        "Attack",
        list(ATTACKS),
        index=list(ATTACKS).index("label_flip"),
        format_func=lambda name: ATTACKS[name].title,
        key="federated-attack",
        persist_state="session",
    )
    share = third.selectbox(
        "Attackers",
        SHARES,
        index=1,
        format_func=lambda part: f"{part:.0%} of {clients}",
        key="federated-share",
        disabled=attack == "none",
        persist_state="session",
    )
    epsilon = fourth.selectbox(
        "Noise (ε)",
        EPSILONS,
        format_func=lambda each: f"{each:g}" if each else "none",
        help=_EPSILON,
        key="federated-epsilon",
        persist_state="session",
    )
    st.caption(f":material/bolt: {ATTACKS[attack].summary}")
    left, middle, right = st.columns([2.6, 2, 1], vertical_alignment="top")
    rounds = left.slider(
        "Rounds",
        5,
        _MOST_ROUNDS,
        30,
        5,
        key="federated-rounds",
        disabled=on_chain,
        persist_state="session",
    )
    middle.selectbox(
        "Engine",
        list(ENGINES),
        format_func=ENGINES.__getitem__,
        help=_ENGINE_HELP,
        key=_ENGINE,
        persist_state="session",
    )
    seed = right.number_input(
        "Seed", 0, _MOST_SEED, 1, key="federated-seed", help=_SEED, persist_state="session"
    )
    if on_chain:
        st.caption(
            f":material/link: On the chain: {clients} clients, tumours, {MOST_ON_CHAIN} rounds. The"
            " contract is compiled first, which can take a minute."
        )
    return {
        "data": "breast-cancer" if on_chain else data,
        "attack": attack,
        "attackers": share,
        "epsilon": epsilon or None,
        "rounds": MOST_ON_CHAIN if on_chain else int(rounds),
        "seed": int(seed),
        "engine": engine,
        "clients": clients,
    }


_ENGINE = "federated-engine"
_ENGINE_HELP = (
    "Both give the same run, to the wei and to the last bit. On the chain every key, mask, opening"
    " and payment is a transaction of the contract, and you see the gas."
)
_EPSILON = (
    "Everybody adds random noise to what they send, so that no one sample can be told from what is"
    " seen. The smaller ε, the more noise: 2 is strict, 32 is weak. It is the ε of all rounds"
    " together, of what is really seen at this setting of the dial."
)
_SEED = "Who holds what, who attacks, and all chance. The same seed gives the same run."
