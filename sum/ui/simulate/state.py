"""The scenario that a visitor has before them: changed, undone, kept in the address."""

from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from sum.errors import SumError
from sum.simulation.scenario import Scenario, ScenarioError, dumps, load_preset, loads
from sum.ui.simulate.url import NAMES, from_query, to_query

Source = Literal["form", "text", "elsewhere"]

_SETUP = "_simulate-setup"
_MOST_UNDO = 50


@dataclass
class Setup:
    """A scenario, and how it came to be.

    Attributes
    ----------
    scenario : Scenario
        The last one without a mistake.
    preset : str
        The name of the preset from which it was made; "" for none.
    past : list of (Scenario, str)
        What it was before, and its preset; the latest last.
    text : str
        The scenario as TOML as the visitor left it, comments and mistakes included.
    text_problem : ScenarioError or None
        Why the text cannot be used.
    problems : dict of str to (str, str)
        For fields of the form whose value cannot be used: the value, and why.
    asked : str
        What is wrong with the address that was asked for.
    version : dict of str to int
        Of form and text: widgets are made anew where something else has changed the scenario.
    """

    scenario: Scenario
    preset: str = ""
    past: list[tuple[Scenario, str]] = field(default_factory=list)
    text: str = ""
    text_problem: ScenarioError | None = None
    problems: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: str = ""
    version: dict[str, int] = field(default_factory=lambda: {"form": 0, "text": 0})

    @property
    def usable(self) -> bool:
        """Whether everything that the visitor has typed is in the scenario."""
        return self.text_problem is None and not self.problems


def current() -> Setup:
    """What the visitor has before them; at first what the address asks for."""
    known: Setup | None = st.session_state.get(_SETUP)
    if known is None:
        known = _from_address()
        st.session_state[_SETUP] = known
    return known


def remember(setup: Setup) -> None:
    """Write the scenario into the address, where a change of page has left it out."""
    wanted = to_query(setup.scenario, setup.preset)
    for name in NAMES:
        if name not in wanted:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != wanted[name]:
            st.query_params[name] = wanted[name]


def change(scenario: Scenario, source: Source, preset: str | None = None) -> None:
    """Go on with another scenario; `undo` comes back.

    Parameters
    ----------
    scenario : Scenario
    source : {"form", "text", "elsewhere"}
        What has changed it: its own widgets show it already.
    preset : str, optional
        Of which preset it is made; by default of the same.
    """
    setup = current()
    if scenario != setup.scenario or (preset is not None and preset != setup.preset):
        setup.past = [*setup.past, (setup.scenario, setup.preset)][-_MOST_UNDO:]
    _take(setup, scenario, setup.preset if preset is None else preset, source)


def undo() -> None:
    """Take the last change back: what cannot be used first; a callback."""
    setup = current()
    if not setup.usable:
        _take(setup, setup.scenario, setup.preset, "elsewhere")
    elif setup.past:
        scenario, preset = setup.past.pop()
        _take(setup, scenario, preset, "elsewhere")


def use_preset(name: str) -> None:
    """Begin with a preset; a callback."""
    change(load_preset(name) if name else Scenario(), "elsewhere", name)


def use_text(text: str, source: Source = "text") -> None:
    """Take the scenario from a text, or keep the text and say what is wrong with it."""
    setup = current()
    try:
        scenario = loads(text)
    except ScenarioError as error:
        setup.text, setup.text_problem = text, error
        if source != "text":
            setup.version["text"] += 1
        return
    change(scenario, source)
    setup.text = text


def _take(setup: Setup, scenario: Scenario, preset: str, source: Source) -> None:
    same = scenario == setup.scenario and source != "elsewhere"
    setup.scenario, setup.preset, setup.asked = scenario, preset, ""
    setup.text_problem = None
    if source != "form":
        setup.problems = {}
        setup.version["form"] += 1
    if source != "text" and not same:
        setup.text = dumps(scenario)
        setup.version["text"] += 1


def _from_address() -> Setup:
    query = st.query_params.to_dict()
    asked = ""
    scenario, preset = Scenario(), ""
    try:
        scenario, preset = from_query(query)
    except SumError as error:
        asked = str(error)
    return Setup(scenario, preset, text=dumps(scenario), asked=asked)
