"""Starting a federation, following it, and what it left."""

from urllib.parse import urlsplit

import streamlit as st

from sum.errors import SumError
from sum.federated.settings import Settings
from sum.simulation.background import find, start
from sum.ui.address import with_query
from sum.ui.federated.form import reset
from sum.ui.federated.job import Job, Sight
from sum.ui.federated.result import charts, show_dials, show_result
from sum.ui.federated.url import written
from sum.ui.nonces import once, used
from sum.ui.page import safely
from sum.ui.plain import plain

EVERY = 0.5
"""Seconds between two looks at a federation that goes."""
_JOB, _PROBLEM = "_federated-job", "_federated-problem"


def show_run(settings: Settings) -> None:
    """Draw the buttons, and the federation that was started last."""
    job = _mine()
    going = bool(job and job.look().active)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Run it",
            type="primary",
            icon=":material/play_arrow:",
            key="federated-run",
            disabled=going,
            on_click=_start,
            args=(settings,),
        )
        with st.popover("Share these settings", icon=":material/link:"):
            _share(settings)
        st.button("Reset", icon=":material/restart_alt:", key="federated-reset", on_click=reset)
    problem = st.session_state.pop(_PROBLEM, "")
    if problem:
        st.error(plain(problem), icon=":material/block:")
    if job is None:
        st.info(
            "Press “Run it”: clients train one model together, each on data of their own. It takes"
            " a few seconds.",
            icon=":material/play_arrow:",
        )
        return
    if going:
        _follow(job)
        return
    _show_ended(job, settings)


def _share(settings: Settings) -> None:
    url = urlsplit(st.context.url or "http://localhost:8501/federated")
    base = f"{url.scheme}://{url.netloc}{url.path.rpartition('/')[0]}/federated"
    st.write("Whoever opens this link has the same settings, and gets the same run:")
    st.code(with_query(base, written(settings)), language=None, wrap_lines=True)


def _follow(job: Job) -> None:
    def look() -> None:
        with safely():
            sight = job.look()
            if not sight.active:
                st.rerun(scope="app")
            _show_going(job, sight)

    st.fragment(look, run_every=EVERY)()


def _show_going(job: Job, sight: Sight) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(sight.progress, text=_status(sight, job.settings))
        st.button("Stop", icon=":material/stop:", key="federated-stop", on_click=job.stop)
    if sight.run and sight.run.records:
        charts(sight.run, sight.clean)
        show_dials(sight)


def _status(sight: Sight, settings: Settings) -> str:
    if sight.state == "waiting":
        others = f"{sight.before} others" if sight.before != 1 else "one other"
        return f"Waiting for {others} to end …"
    if sight.run is None:
        return "Dealing the data out …"
    if sight.complete:
        return "The same at the dial’s other settings …"
    return f"Round {len(sight.run.records)} of {settings.rounds}"


def _show_ended(job: Job, settings: Settings) -> None:
    sight = job.look()
    if sight.run is None or not sight.run.records:
        text = sight.problem or "It was stopped before its first round."
        st.error(plain(text), icon=":material/block:")
        return
    if sight.problem:
        st.warning(plain(sight.problem), icon=":material/warning:")
    if sight.state == "stopped":
        st.caption(":material/stop: It was stopped; this is how far it came.")
    if settings != job.settings:
        st.caption(":material/history: This is the run from before your last change.")
    show_result(sight)


def _mine() -> Job | None:
    key = st.session_state.get(_JOB)
    return find(key) if key else None


def _start(settings: Settings) -> None:
    """Start a federation; a callback, and a double click starts one."""
    old = _mine()
    if old and old.look().active and old.settings == settings:
        return
    try:
        job = start(lambda: Job(settings), once("federated-run", settings))
    except SumError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    if old and old.id != job.id:
        old.stop()
    st.session_state[_JOB] = job.id
    used("federated-run")
