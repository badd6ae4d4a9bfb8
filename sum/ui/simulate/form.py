"""A scenario as a form: a widget for every field, and mistakes said at the field."""

from dataclasses import replace

import streamlit as st

from sum.errors import InputError, SumError
from sum.incentives import MECHANISMS
from sum.simulation.scenario import (
    KINDS,
    Field,
    Group,
    Scenario,
    all_fields,
    value_of,
    with_value,
    written,
)
from sum.ui.plain import plain
from sum.ui.roles import look
from sum.ui.simulate.fields import choices, words
from sum.ui.simulate.state import Setup, change, current

_NAMES = ("contributors", "others", "more", "strangers", "friends", "crowd")
_MOST_GROUPS = 12
_FIRST = ("kind", "count", "arrives", "leaves")


def show_form(setup: Setup) -> None:
    """Draw the form."""
    scenario = setup.scenario
    fields = all_fields(scenario)
    left, middle, right = st.columns(3, gap="large")
    with left:
        st.markdown("**:material/database: Data and model**")
        _section(setup, fields, "data.", "model.")
    with middle:
        st.markdown("**:material/balance: Mechanism**")
        _section(setup, fields, "incentive.")
        st.caption(plain(MECHANISMS[scenario.incentive.name].summary))
        if not scenario.incentive.claims:
            _section(setup, fields, "market.")
    with right:
        st.markdown("**:material/timer: Length and chance**")
        _section(setup, fields, "run.", "seed")
    st.markdown("**:material/group: People**")
    for name, group in scenario.agents.items():
        _group(setup, fields, name, group)
    if len(scenario.agents) < _MOST_GROUPS:
        st.button(
            "Add a group",
            icon=":material/group_add:",
            key="simulate-add",
            on_click=_add,
        )
    with st.expander("Title and note", icon=":material/title:"):
        for name in ("title", "note"):
            _ask(setup, fields[name])


def _section(setup: Setup, fields: dict[str, Field] | object, *parts: str) -> None:
    known: dict[str, Field] = fields  # type: ignore[assignment]
    for path, field in known.items():
        if path.startswith(parts):
            _ask(setup, field)


def _group(setup: Setup, fields: object, name: str, group: Group) -> None:
    kind = KINDS[group.kind]
    looks = look(kind.role)
    many = f"{group.count} × " if group.count != 1 else ""
    with st.expander(
        f"**{plain(name)}** · {many}{plain(kind.title)}",
        icon=looks.icon,
        expanded=False,
        key=f"simulate-group-{name}",
    ):
        st.caption(plain(kind.summary))
        known: dict[str, Field] = fields  # type: ignore[assignment]
        start = f"agents.{name}."
        mine = [field for path, field in known.items() if path.startswith(start)]
        columns = st.columns(3, gap="large")
        first = [field for field in mine if field.path.removeprefix(start) in _FIRST]
        rest = [field for field in mine if field not in first]
        half = (len(rest) + 1) // 2
        for column, part in zip(columns, (first, rest[:half], rest[half:]), strict=True):
            with column:
                for field in part:
                    _ask(setup, field)
        if len(setup.scenario.agents) > 1:
            st.button(
                "Remove this group",
                icon=":material/group_remove:",
                key=f"simulate-remove-{name}",
                on_click=_remove,
                args=(name,),
            )


# ------------------------------------------------------------------------------------- one field


def _ask(setup: Setup, field: Field) -> None:
    """Ask for one field; what is typed wrong stays in sight with the reason."""
    scenario, path = setup.scenario, field.path
    about, options = words(scenario, path), choices(scenario, field)
    problem = setup.problems.get(path)
    value = written(field, value_of(scenario, path))
    shown = problem[0] if problem else value
    key = f"simulate-{setup.version['form']}-{path}"
    # What a widget begins with is said to the widget: a value that waits in the session state is
    # lost to the browser when the run in which it was put there does not end.
    if field.kind == "bool":
        st.toggle(
            about.title,
            bool(value),
            key=key,
            help=about.help,
            on_change=_changed,
            args=(path, key),
        )
    elif options is not None:
        names = list(options)
        st.selectbox(
            about.title,
            names,
            index=names.index(shown if shown in options else value),
            format_func=lambda each: options.get(each, each),
            key=key,
            help=about.help or None,
            on_change=_changed,
            args=(path, key),
        )
    else:
        st.text_input(
            about.title,
            "" if shown is None else _typed(field, shown),
            key=key,
            help=about.help or None,
            max_chars=500 if path == "note" else 100,
            on_change=_changed,
            args=(path, key),
        )
    if problem:
        st.markdown(f":red[:material/error: {plain(problem[1])}]")


def _typed(field: Field, value: object) -> str:
    """A value as one types it: 0.0001 and not 1e-04, 12 and not 12.0."""
    if field.kind == "float" and isinstance(value, int | float):
        return f"{value:.12f}".rstrip("0").rstrip(".") or "0"
    return str(value)


def _changed(path: str, key: str) -> None:
    """Take what the visitor has typed into the scenario; a callback."""
    setup, value = current(), st.session_state[key]
    if isinstance(value, str):
        value = value.strip()
    field = all_fields(setup.scenario)[path]
    if field.optional and value == "":
        value = None
    try:
        made = with_value(setup.scenario, path, value)
    except SumError as error:
        setup.problems[path] = str(value), str(error).removeprefix(f"{path}: ")
        return
    setup.problems.pop(path, None)
    change(_tried_again(setup, made), "form")
    if path == "incentive.name" or path.endswith(".kind"):  # other fields have other values now
        setup.version["form"] += 1


def _tried_again(setup: Setup, scenario: Scenario) -> Scenario:
    """What was refused before may be possible now: a wait that was longer than the next one."""
    for path, (typed, _) in list(setup.problems.items()):
        if path not in all_fields(scenario):
            del setup.problems[path]
            continue
        try:
            scenario = with_value(scenario, path, typed)
        except SumError as error:
            setup.problems[path] = typed, str(error).removeprefix(f"{path}: ")
        else:
            del setup.problems[path]
    return scenario


def _add() -> None:
    """Add a group of honest people; a callback."""
    scenario = current().scenario
    name = next((each for each in _NAMES if each not in scenario.agents), "")
    name = name or f"group {len(scenario.agents) + 1}"
    _with_agents(scenario, {**scenario.agents, name: Group()})


def _remove(name: str) -> None:
    """Remove a group; a callback."""
    scenario = current().scenario
    _with_agents(scenario, {key: each for key, each in scenario.agents.items() if key != name})


def _with_agents(scenario: Scenario, agents: dict[str, Group]) -> None:
    setup = current()
    try:
        made = replace(scenario, agents=agents)
    except InputError as error:
        setup.problems["agents"] = "", str(error)
        return
    setup.problems.pop("agents", None)
    change(_tried_again(setup, made), "form")
