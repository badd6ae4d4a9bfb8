"""The settings of a comparison: who comes, for how long, under which mechanisms."""

from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

import streamlit as st

from sum.agents import STRATEGIES
from sum.datasets import available, encoders, load, title_of
from sum.encoders import ENCODERS
from sum.errors import SumError
from sum.incentives import MECHANISMS
from sum.models import MODELS, models_for
from sum.simulation.compare.records import (
    CARELESS,
    DAYS,
    HONEST,
    MAX_SEED,
    QUIET_DAYS,
    STRENGTHS,
    Plan,
    attacks,
)
from sum.ui.compare.url import NAMES, read, written
from sum.ui.plain import plain

_PLAN, _PREFIX, _BET = "_compare_plan", "compare-set-", "bet"
_BURST = 5
_PATIENT, _BURSTS = "Patiently", "In bursts"


def current_plan() -> tuple[Plan, str]:
    """The plan that the visitor has before them, and what is wrong with the address if anything."""
    known = st.session_state.get(_PLAN)
    if known is not None:
        return known, ""
    try:
        return read(st.query_params.to_dict()), ""
    except SumError as error:
        return Plan(), str(error)


def remember(plan: Plan) -> None:
    """Keep a plan for when the visitor comes back, and write it into the address."""
    st.session_state[_PLAN] = plan
    wanted = written(plan)
    for name in NAMES.values():
        if name not in wanted:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != wanted[name]:
            st.query_params[name] = wanted[name]


def reset() -> None:
    """Go back to the usual settings; a callback."""
    for key in [key for key in st.session_state if str(key).startswith(_PREFIX)]:
        del st.session_state[key]
    st.session_state[_PLAN] = Plan()
    st.query_params.pop(_BET, None)


def choose(plan: Plan) -> Plan | None:
    """Let the visitor choose.

    Parameters
    ----------
    plan : Plan
        What is chosen so far.

    Returns
    -------
    Plan or None
        None while nothing can be compared with what is on the page.
    """
    with st.container(border=True, key="compare-settings"):
        people, attacker, game = st.columns(3, gap="large")
        found: dict[str, Any] = {}
        with people:
            st.markdown("**:material/group: Who comes**")
            _people(plan, found)
        with attacker:
            st.markdown("**:material/bolt: Who attacks**")
            _attacker(plan, found)
        with game:
            st.markdown("**:material/balance: Under which mechanisms**")
            _mechanisms(plan, found)
        with st.expander(
            "What the model learns, for how long, and the seed", icon=":material/tune:"
        ):
            _world(plan, found)
    if not found["mechanisms"]:
        st.info("Choose at least one mechanism.", icon=":material/info:")
        return None
    return replace(plan, **found)


def _people(plan: Plan, found: dict[str, Any]) -> None:
    found["honest"] = st.slider(
        "Honest people",
        *HONEST,
        key=_key("honest", plan.honest),
        help="They give true labels, every three hours or so, and report what the model thinks"
        " wrong.",
    )
    found["careless"] = st.slider(
        "Careless people",
        *CARELESS,
        key=_key("careless", plan.careless),
        help="They mean well, but one label in five is wrong.",
    )
    st.caption("They come in the same order, at the same times, with the same data everywhere.")


def _attacker(plan: Plan, found: dict[str, Any]) -> None:
    name = st.selectbox(
        "Attack",
        ["", *attacks()],
        key=_key("attack", plan.attack),
        format_func=lambda each: STRATEGIES[each].title if each else "Nobody attacks",
    )
    found["attack"] = name
    if not name:
        found["strength"] = 0
        return
    st.caption(plain(STRATEGIES[name].summary))
    way = st.segmented_control(
        "How",
        (_PATIENT, _BURSTS),
        key=_key("way", _BURSTS if plan.strength else _PATIENT),
        required=True,
        help="Patiently: pays what others would pay, and waits while it is dearer. In bursts: many"
        " contributions in a row at every visit, at any price.",
    )
    found["strength"] = 0
    if way == _BURSTS:
        found["strength"] = st.slider(
            "Contributions in a row",
            1,
            STRENGTHS[1],
            key=_key("strength", plan.strength or _BURST),
        )


def _mechanisms(plan: Plan, found: dict[str, Any]) -> None:
    found["mechanisms"] = tuple(
        name
        for name, terms in MECHANISMS.items()
        if st.checkbox(
            plain(terms.title),
            key=_key(f"under-{name}", name in plan.mechanisms),
            help=plain(terms.summary),
        )
    )
    st.caption("What each does, and its formula, is explained further down.")


def _world(plan: Plan, found: dict[str, Any]) -> None:
    data, time = st.columns(2, gap="large")
    with data:
        _data(plan, found)
    with time:
        days = st.slider("Days that people contribute", *DAYS, key=_key("days", plan.days))
        latest = days - QUIET_DAYS - 1
        _lower("arrival", latest)
        found["days"] = days
        found["arrival"] = st.slider(
            "Days before the attacker comes",
            0,
            latest,
            key=_key("arrival", min(plan.arrival, latest)),
            help=f"The attacker leaves {QUIET_DAYS} days before the others do. Then everybody"
            " claims what they can until nothing more can be claimed.",
        )
        found["seed"] = st.number_input(
            "Seed",
            0,
            MAX_SEED,
            key=_key("seed", plan.seed),
            help="Decides everything that is left to chance. The same seed gives the same"
            " comparison; try another one to see what was luck.",
        )


def _data(plan: Plan, found: dict[str, Any]) -> None:
    names = list(available())
    name = st.selectbox(
        "Data set",
        names,
        key=_key("dataset", plan.dataset if plan.dataset in names else names[0]),
        format_func=title_of,
    )
    same, ways = name == plan.dataset, encoders(name)
    encoder = st.selectbox(
        "What the model sees of a sample",
        ways,
        key=_key(f"encoder-{name}", plan.encoder if same and plan.encoder in ways else ways[0]),
        format_func=lambda each: ENCODERS[each].title,
    )
    form = load(name, encoder=encoder).form
    kinds = models_for(form)
    model = st.selectbox(
        "How it learns",
        kinds,
        key=_key(f"model-{form}", plan.model if plan.model in kinds else kinds[0]),
        format_func=lambda each: MODELS[each].title,
    )
    found["dataset"] = name
    # The usual one has no name, so that the address stays short.
    found["encoder"] = "" if encoder == ways[0] else encoder
    found["model"] = "" if model == kinds[0] else model


def _key(name: str, value: object) -> str:
    """A widget's key; its value is the plan's until the visitor has changed it."""
    _state().setdefault(f"{_PREFIX}{name}", value)
    return f"{_PREFIX}{name}"


def _lower(name: str, most: int) -> None:
    """Let a slider not stand beyond its end."""
    key = f"{_PREFIX}{name}"
    if key in st.session_state and st.session_state[key] > most:
        st.session_state[key] = most


def _state() -> MutableMapping[Any, Any]:
    return st.session_state
