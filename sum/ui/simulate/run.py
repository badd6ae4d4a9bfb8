"""A run in the background: its buttons, its charts while it goes, and what it left."""

import time
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from sum.errors import InputError, SumError
from sum.simulation.background import find, start
from sum.simulation.lab.background import Job, Sight
from sum.simulation.scenario import Scenario
from sum.ui.nonces import DOUBLE_CLICK, once, used
from sum.ui.page import safely
from sum.ui.plain import plain
from sum.ui.simulate.charts import charts
from sum.ui.simulate.files import downloads
from sum.ui.simulate.keep import keep
from sum.ui.simulate.result import show_result
from sum.ui.simulate.state import Setup, change, current
from sum.ui.simulate.words import percent
from sum.units import DAY

EVERY = 0.6
"""Seconds between two looks at a run that goes."""
SPEEDS = {2.5: "To watch", 15.0: "In slow motion", 0.0: "As fast as it goes"}
"""Seconds that a run takes at least."""
MOST = {"twin": 200_000, "tester": 1_000}
"""How many contributions a run on this page may have: others wait for the machine, too."""
MOST_SAMPLES = 100_000
"""How many samples may be made for it."""
ENGINES = {
    "twin": "Twin in Python: exact and fast",
    "tester": "The contracts, on a chain in this process",
}

_JOB, _PRESSED, _PROBLEM = "_simulate-job", "_simulate-pressed", "_simulate-problem"
_ENGINE, _SPEED = "simulate-engine", "simulate-speed"


def buttons(setup: Setup) -> None:
    """Draw what starts a run, and how it runs."""
    job = _mine()
    going = bool(job and job.look().active)
    st.button(
        "Run again" if job and not going and job.scenario == setup.scenario else "Run it",
        type="primary",
        icon=":material/play_arrow:",
        key="simulate-run",
        disabled=not setup.usable or going,
        on_click=_start,
    )
    st.button(
        "Another seed",
        icon=":material/casino:",
        key="simulate-seed",
        disabled=not setup.usable or going,
        help="The same scenario with the next seed: was it luck?",
        on_click=_next_seed,
    )
    with st.popover("How it runs", icon=":material/speed:"):
        st.radio(
            "Engine", list(ENGINES), format_func=ENGINES.get, key=_ENGINE, persist_state="session"
        )
        st.caption(
            "Both give the same run, to the wei and to the last bit. With the contracts it takes a"
            f" hundred times as long: at most {MOST['tester']:,} contributions here."
        )
        st.radio("Speed", list(SPEEDS), format_func=SPEEDS.get, key=_SPEED, persist_state="session")


def show_run(setup: Setup) -> None:
    """Draw the run that was started last, while it goes and afterwards."""
    problem = st.session_state.pop(_PROBLEM, "")
    if problem:
        st.error(plain(problem), icon=":material/block:")
    job = _mine()
    if job is None and st.session_state.get(_JOB):
        st.info(
            "This run is no longer in memory; find it among the kept runs.",
            icon=":material/inventory_2:",
        )
        return
    if job is None:
        st.info("Press “Run it”: it takes a second or two.", icon=":material/play_arrow:")
        return
    if job.look().active:
        _follow(job, lambda sight: _show_going(job, sight))
        return
    sight = job.look()
    if sight.state == "failed" or sight.run is None:
        text = sight.problem or "It was stopped before it had begun."
        st.error(plain(text), icon=":material/block:")
        return
    if sight.problem:
        st.warning(plain(sight.problem), icon=":material/warning:")
    if job.scenario != setup.scenario:
        st.caption(
            ":material/history: This is the run from before your last change of the scenario."
        )
    show_result(sight.run, lambda: charts(sight, job.scenario))
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads(sight.run, "simulate-result")
        if sight.kept:
            st.caption(f"Kept as run {sight.kept}.")


# ----------------------------------------------------------------------------------- while it goes


def _follow(job: Job, draw: Callable[[Sight], None]) -> None:
    """Draw a job again and again; the whole page once it has ended."""

    def look() -> None:
        with safely():
            sight = job.look()
            if not sight.active:
                st.rerun(scope="app")
            draw(sight)

    st.fragment(look, run_every=EVERY)()


def _show_going(job: Job, sight: Sight) -> None:
    st.progress(sight.progress, text=plain(_status(sight)))
    with st.container(horizontal=True):
        paused = sight.state == "paused"
        st.button(
            "Go on" if paused else "Pause",
            icon=":material/play_arrow:" if paused else ":material/pause:",
            key="simulate-pause",
            disabled=sight.state in {"waiting", "preparing"},
            on_click=job.go_on if paused else job.pause,
        )
        st.button(
            "Stop",
            icon=":material/stop:",
            key="simulate-stop",
            help="What was done until then is kept.",
            on_click=job.stop,
        )
    if sight.moments:
        charts(sight, job.scenario)


def _status(sight: Sight) -> str:
    if sight.state == "waiting":
        others = f"{sight.before} others" if sight.before != 1 else "one other"
        return f"Waiting for {others} to end …"
    if sight.state == "preparing" or not sight.moments:
        return "Getting the data ready and training the opening model …"
    last = sight.moments[-1]
    right = percent(last.right / max(1, sight.tested))
    state = "Paused" if sight.state == "paused" else "Running"
    return (
        f"{state}: day {last.time // DAY + 1}, {last.contributions:,} contributions, {right} right"
    )


# ---------------------------------------------------------------------------------------- starting


def _mine() -> Job | None:
    key = st.session_state.get(_JOB)
    return find(key) if key else None


def _start() -> None:
    """Start a run of the scenario; a callback, and a double click starts one."""
    setup = current()
    engine = st.session_state.get(_ENGINE) or "twin"
    pace = float(st.session_state.get(_SPEED, next(iter(SPEEDS))))
    about = setup.scenario, engine, pace
    pressed = st.session_state.get(_PRESSED)
    if pressed and pressed[0] == about and time.monotonic() - pressed[1] < DOUBLE_CLICK:
        return
    old = _mine()
    try:
        check(setup.scenario, engine)
        scenario = setup.scenario
        job = start(lambda: Job(scenario, engine, pace, then=keep), once("simulate-run", *about))
    except SumError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    if old and old.id != job.id:
        old.stop()
    st.session_state[_JOB] = job.id
    st.session_state[_PRESSED] = about, time.monotonic()
    used("simulate-run")


def _next_seed() -> None:
    """Start a run with the next seed; a callback."""
    scenario = current().scenario
    change(replace(scenario, seed=scenario.seed + 1), "elsewhere")
    _start()


def check(scenario: Scenario, engine: str) -> None:
    """Refuse what would take too long for a page that others use, too.

    Raises
    ------
    InputError
    """
    most, command = MOST[engine], "the command “python -m sum simulate” does that."
    if scenario.run.contributions > most:
        raise InputError(f"This page runs {most:,} contributions at most on this engine; {command}")
    if engine != "twin" and not scenario.run.contributions:
        raise InputError(f"On this engine a run needs a number of contributions here; {command}")
    size = scenario.data.name.partition(":")[2]
    if size.isdecimal() and int(size) > MOST_SAMPLES:
        raise InputError(f"This page makes {MOST_SAMPLES:,} samples at most; {command}")
