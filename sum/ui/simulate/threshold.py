"""Where a figure crosses a value: asked, searched in the background, and said in words."""

from typing import Any

import streamlit as st

from sum.errors import SumError
from sum.simulation.background import find, start
from sum.simulation.scenario import KINDS, Field, Scenario, all_fields, value_of
from sum.simulation.sweep import Probe, Search, figure_names
from sum.simulation.sweep.background import SearchJob
from sum.ui.ground import theme
from sum.ui.nonces import once, used
from sum.ui.page import safely
from sum.ui.plain import plain
from sum.ui.simulate.fields import told_apart, words
from sum.ui.simulate.state import Setup
from sum.ui.simulate.sweep import kept_sweeps
from sum.units import Wei, format_duration, format_ether
from sum.viz.figures import figure_title
from sum.viz.sweep import line_spec, scale_of, search_rows

EVERY = 1.0
_JOB, _PROBLEM = "_simulate-search", "_simulate-search-problem"
_NUMBERS = frozenset({"money", "time", "int", "float"})
_HEIGHT = 280
_RANGES = {"money": ("0.0001 ether", "1 ether"), "time": ("1 h", "30 days"), "int": ("0", "10")}
_MOST = 500_000
"""Contributions of all seeds of a probe at most."""


def show_threshold(setup: Setup) -> None:
    """Draw the part of the page."""
    st.subheader("Where does it turn?", anchor=False)
    st.markdown(
        "At which deposit does an attack stop paying? Say what varies and what to look at: the"
        " range is halved again and again until the place is known, with more seeds where luck"
        " hides it."
    )
    search, problem = _ask(setup.scenario)
    job = _mine()
    going = bool(job and job.active)
    st.button(
        "Search",
        type="primary",
        icon=":material/search:",
        key="simulate-search",
        disabled=search is None or going or not setup.usable,
        on_click=_start,
        args=(search,),
    )
    refused = st.session_state.pop(_PROBLEM, "") or problem
    if refused:
        st.error(plain(refused), icon=":material/block:")
    if job is None:
        return
    if going:
        _follow(job)
        return
    if job.problem:
        st.error(plain(job.problem), icon=":material/block:")
    if job.found:
        st.markdown(f"**{plain(_answer(job))}**")
        st.caption(plain(job.found.sentence()))
    if job.probes:
        _draw(job)


def _answer(job: SearchJob) -> str:
    """The answer in a sentence for anybody."""
    found, search = job.found, job.search
    if found is None:
        return ""
    what = figure_title(search.figure)
    field = words(search.scenario, search.path).title.lstrip("… ").lower()
    if found.interval is None:
        return (
            f"{what} does not surely cross {search.target:g} while “{field}” goes from"
            f" {_text(search, search.ends[0])} to {_text(search, search.ends[1])}."
        )
    low, high = (_text(search, value) for value in found.interval)
    way = "falls below" if found.probes[0].side > 0 else "rises above"
    return (
        f"{what} {way} {search.target:g} where “{field}” is between {low} and {high} (95%"
        f" confidence on both sides, {found.runs:,} runs)."
    )


def _text(search: Search, value: float) -> str:
    return value_text(search.field, value)


def value_text(field: Field, value: Any) -> str:  # noqa: ANN401 - as the field's kind is
    """A field's value as people read it, and not to the last digit."""
    if field.kind == "money":
        return format_ether(Wei(round(value)))
    if field.kind == "time":
        return format_duration(round(value))
    return f"{value:,.4g}" if field.kind in _NUMBERS else str(value)


# ------------------------------------------------------------------------------------------ asking


def _ask(scenario: Scenario) -> tuple[Search | None, str]:
    paths = [path for path, field in all_fields(scenario).items() if _is_number(path, field.kind)]
    labels = told_apart({each: _title(scenario, each) for each in paths})
    usual = "incentive.cost_weight"
    left, right = st.columns(2, gap="large")
    with left:
        path = st.selectbox(
            "What varies",
            paths,
            index=paths.index(usual) if usual in paths else 0,
            format_func=lambda each: labels.get(each, each),
            key="simulate-search-path",
            persist_state="session",
        )
        low, high, log = _range(scenario, path)
    with right:
        figures = _figures(scenario)
        paying = next((name for name in figures if name.startswith("profit")), figures[0])
        figure = st.selectbox(
            "What to look at",
            figures,
            index=figures.index(_attackers(scenario) or paying),
            format_func=figure_title,
            key="simulate-search-figure",
            persist_state="session",
        )
        target = st.number_input(
            "Crosses",
            value=0.0,
            key="simulate-search-target",
            persist_state="session",
            help="In ether; accuracies and shares from 0 to 1.",
        )
    try:
        search = Search(
            scenario=scenario,
            path=path,
            figure=figure,
            low=low,
            high=high,
            target=float(target),
            log=log,
        )
    except SumError as error:
        return None, str(error)
    length = search.ends[1] if path == "run.contributions" else scenario.run.contributions
    if not 0 < search.max_seeds * length <= _MOST:
        st.info(
            "This scenario is too long for a search on this page, or ends by time alone: give it"
            f" {_MOST // search.max_seeds:,} contributions at most, or use the command “python -m"
            " sum sweep”.",
            icon=":material/hourglass_top:",
        )
        return None, ""
    return search, ""


def _range(scenario: Scenario, path: str) -> tuple[str, str, bool]:
    kind = all_fields(scenario)[path].kind
    first, last = _RANGES.get(kind, ("0", "1"))
    columns = st.columns(2)
    low = columns[0].text_input(
        "From", first, key=f"simulate-search-low-{path}", persist_state="session"
    )
    high = columns[1].text_input(
        "To", last, key=f"simulate-search-high-{path}", persist_state="session"
    )
    log = st.toggle(
        "Halve in orders of magnitude",
        value=kind == "money",
        key=f"simulate-search-log-{path}",
        persist_state="session",
    )
    return low or "", high or "", log


def _is_number(path: str, kind: str) -> bool:
    return kind in _NUMBERS and path != "seed"


def _title(scenario: Scenario, path: str) -> str:
    about = words(scenario, path).title.lstrip("… ")
    value = value_of(scenario, path)
    now = "open" if value is None else value_text(all_fields(scenario)[path], value)
    group = f"{path.split('.')[1]}: " if path.startswith("agents.") else ""
    return f"{group}{about} (now {now})"


def _figures(scenario: Scenario) -> list[str]:
    every = figure_names(scenario)
    return [name for name in every if not name.endswith((".owner", ".beneficiary"))]


def _attackers(scenario: Scenario) -> str:
    for name, group in scenario.agents.items():
        if group.count and KINDS[group.kind].role == "attacker":
            return f"profit.{name}"
    return ""


# ----------------------------------------------------------------------------------------- running


def _mine() -> SearchJob | None:
    key = st.session_state.get(_JOB)
    found: SearchJob | None = find(key) if key else None
    return found


def _start(search: Search) -> None:
    try:
        keep = kept_sweeps()
        job = start(lambda: SearchJob(search, keep=keep), once("simulate-search", search))
    except SumError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_JOB] = job.id
    used("simulate-search")


def _follow(job: SearchJob) -> None:
    def look() -> None:
        with safely():
            job.seen()
            if not job.active:
                st.rerun(scope="app")
            waiting = job.state == "waiting"
            tried = f"{len(job.probes)} values tried so far"
            st.markdown(
                ":material/hourglass_top: "
                + ("Waiting for another sweep to end …" if waiting else f"Searching: {tried} …")
            )
            st.button("Stop", icon=":material/stop:", key="simulate-search-stop", on_click=job.stop)
            if job.probes:
                _draw(job)

    st.fragment(look, run_every=EVERY)()


def _draw(job: SearchJob) -> None:
    search = job.search
    probes: list[Probe] = sorted(job.probes, key=lambda probe: probe.value)
    title = words(search.scenario, search.path).title.lstrip("… ")
    scale = scale_of(search.field, [probe.value for probe in probes], title)
    spec: Any = line_spec(theme(), scale, search.figure, _HEIGHT, search.log, search.target)
    st.vega_lite_chart(
        search_rows(probes, scale.unit or 1.0),
        spec,
        key="simulate-search-chart",
        height=_HEIGHT,
        alt=f"{figure_title(search.figure)} at each value that was tried",
    )
    st.caption("Each point is a value that was tried; the band holds the mean with 95% confidence.")
