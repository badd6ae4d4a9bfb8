"""Many runs of a scenario: what varies, how often, and what came of it."""

from dataclasses import dataclass
from functools import lru_cache
from math import prod

import streamlit as st

from sum.errors import InputError, SumError
from sum.home import home
from sum.simulation.background import find, start
from sum.simulation.scenario import Scenario, all_fields
from sum.simulation.sweep import Keep, Sweep, read_axes
from sum.simulation.sweep.background import SweepJob
from sum.ui.nonces import once, used
from sum.ui.page import safely
from sum.ui.plain import plain
from sum.ui.simulate.fields import choices, told_apart, words
from sum.ui.simulate.run import check
from sum.ui.simulate.state import Setup
from sum.ui.simulate.sweep_result import show_table

EVERY = 1.0
MOST_RUNS, MOST_CONTRIBUTIONS = 5_000, 2_000_000
"""What a sweep of this page may have in all: others wait for the machine, too."""

_JOB, _PROBLEM, _NONE = "_simulate-sweep", "_simulate-sweep-problem", ""
_NUMBERS = frozenset({"money", "time", "int", "float"})
_HINTS = {
    "money": "0.0005 ether, 0.001 ether, 0.002 ether",
    "time": "6 h, 1 day, 3 days",
    "int": "0..4",
    "float": "0..1:0.25",
}


@dataclass(frozen=True)
class Asked:
    """What the visitor wants to vary.

    Attributes
    ----------
    axes : tuple of str
        As they are typed: "PATH=VALUES".
    seeds : int
    """

    axes: tuple[str, ...]
    seeds: int


def show_sweep(setup: Setup) -> None:
    """Draw the part of the page."""
    st.markdown(
        "Run the scenario above again and again, with other values of one field or two, and with"
        " several seeds each: what is luck then shows as a band."
    )
    asked = _ask(setup.scenario)
    sweep, problem = _made(setup.scenario, asked)
    job = _mine()
    going = bool(job and job.active)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Run them all",
            type="primary",
            icon=":material/play_arrow:",
            key="simulate-sweep-run",
            disabled=sweep is None or going or not setup.usable,
            on_click=_start,
            args=(sweep,),
        )
        if sweep is not None:
            points = len(sweep.all_points)
            st.caption(f"{points} points × {sweep.seeds} seeds = {sweep.runs:,} runs")
    refused = st.session_state.pop(_PROBLEM, "") or problem
    if refused:
        st.error(plain(refused), icon=":material/block:")
    if job is None:
        return
    if going:
        _follow(job)
        return
    sight = job.look()
    if sight.problem:
        st.error(plain(sight.problem), icon=":material/block:")
    if sight.state == "stopped" and sight.done:
        st.info(
            f"Stopped after {sight.done:,} of {sight.runs:,} runs. What is done is kept: run it"
            " again to go on.",
            icon=":material/pause_circle:",
        )
    if sight.done:
        show_table(sight.table)


# ------------------------------------------------------------------------------------------ asking


def _ask(scenario: Scenario) -> Asked:
    fields = {
        path: field
        for path, field in all_fields(scenario).items()
        if path not in {"seed", "title", "note"}
        and (scenario.incentive.claims is False or not path.startswith("market."))
    }
    first = [path for path in fields if path.endswith(".count")]
    axes = []
    first_column, second_column, third_column = st.columns([3, 3, 2], gap="large")
    labels = told_apart({each: _title(scenario, each) for each in (_NONE, *fields)})
    for number, column in enumerate((first_column, second_column), start=1):
        with column:
            options = [*([_NONE] if number > 1 else []), *fields]
            start_at = first[-1] if number == 1 and first else _NONE
            path = st.selectbox(
                "What varies" if number == 1 else "And, if you like",
                options,
                index=options.index(start_at) if start_at in options else 0,
                format_func=lambda each: labels.get(each, each),
                key=f"simulate-axis-{number}",
                persist_state="session",
            )
            if path:
                axes.append(f"{path}={_values(scenario, path, number)}")
    seeds = third_column.number_input(
        "Seeds of each point",
        1,
        100,
        5,
        key="simulate-seeds",
        persist_state="session",
        help="The scenario’s seed, the next one, and so on. More make the band narrower.",
    )
    return Asked(tuple(axes), int(seeds))


def _values(scenario: Scenario, path: str, number: int) -> str:
    field = all_fields(scenario)[path]
    options = choices(scenario, field)
    key = f"simulate-values-{number}-{path}"
    if options is None and field.kind == "bool":
        options = {"false": "off", "true": "on"}
    if options is not None:
        known = {name: title for name, title in options.items() if name}
        chosen = st.multiselect(
            "Values",
            list(known),
            list(known)[:2],
            format_func=lambda each: known.get(each, each),
            key=key,
            persist_state="session",
        )
        return ",".join(chosen)
    typed = st.text_input(
        "Values",
        _HINTS.get(field.kind, ""),
        max_chars=300,
        key=key,
        persist_state="session",
        help="With commas between them, or a range: “0..5” for whole numbers, “0..1:0.25” in"
        " steps, “0.001..0.1 ether:log5” for five of them on a logarithmic scale.",
    )
    return typed or ""


def _title(scenario: Scenario, path: str) -> str:
    if not path:
        return "Nothing else"
    about = words(scenario, path).title.lstrip("… ")
    if path.startswith("agents."):
        return f"{path.split('.')[1]}: {about} ({path.rpartition('.')[2]})"
    return about


@lru_cache(maxsize=32)
def _made(scenario: Scenario, asked: Asked) -> tuple[Sweep | None, str]:
    """The sweep that is asked for; why there is none."""
    try:
        axes = read_axes(scenario, asked.axes)
        points: int = prod(len(values) for values in axes.values() if isinstance(values, tuple))
        _limit(points * asked.seeds, 0)
        sweep = Sweep(scenario=scenario, axes=axes, seeds=asked.seeds)
        for point in sweep.all_points:
            check(point.scenario, "twin")
        lengths = [point.scenario.run.contributions for point in sweep.all_points]
        if not all(lengths):
            raise InputError(
                "Here each run needs an end by its number of contributions: one that ends by time"
                " alone may take any time."
            )
        _limit(sweep.runs, sum(lengths) * sweep.seeds)
    except SumError as error:
        return None, str(error)
    return sweep, ""


def _limit(runs: int, contributions: int) -> None:
    if runs > MOST_RUNS or contributions > MOST_CONTRIBUTIONS:
        raise InputError(
            f"This page takes {MOST_RUNS:,} runs and {MOST_CONTRIBUTIONS:,} contributions in all."
            " The command “python -m sum sweep” takes more."
        )


# ----------------------------------------------------------------------------------------- running


def kept_sweeps() -> Keep:
    """Where finished runs of sweeps are kept, so that one that was stopped goes on."""
    return Keep(home() / "sweeps.sqlite")


def _mine() -> SweepJob | None:
    key = st.session_state.get(_JOB)
    found: SweepJob | None = find(key) if key else None
    return found


def _start(sweep: Sweep) -> None:
    about = (dict(sweep.axes), sweep.seeds, sweep.scenario)
    try:
        keep = kept_sweeps()
        job = start(lambda: SweepJob(sweep, keep=keep), once("simulate-sweep", *about))
    except SumError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_JOB] = job.id
    used("simulate-sweep")


def _follow(job: SweepJob) -> None:
    def look() -> None:
        with safely():
            sight = job.look()
            if not sight.active:
                st.rerun(scope="app")
            if sight.state == "waiting":
                text = "Waiting for another sweep to end …"
            else:
                text = f"{sight.done:,} of {sight.runs:,} runs"
            st.progress(sight.done / max(1, sight.runs), text=text)
            st.button("Stop", icon=":material/stop:", key="simulate-sweep-stop", on_click=job.stop)
            if sight.done:
                show_table(sight.table, live=True)

    st.fragment(look, run_every=EVERY)()
