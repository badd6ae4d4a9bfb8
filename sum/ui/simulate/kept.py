"""The runs that are kept: listed, laid over each other, deleted, run again, passed on."""

from io import BytesIO

import streamlit as st

from sum.errors import SumError
from sum.simulation.lab import Run
from sum.store import Kept, RunStore
from sum.ui.plain import plain
from sum.ui.simulate.again import run_again, show_again
from sum.ui.simulate.charts import charts, sight_of
from sum.ui.simulate.files import downloads
from sum.ui.simulate.keep import records
from sum.ui.simulate.overlay import show_overlay
from sum.ui.simulate.result import show_result
from sum.ui.simulate.state import change
from sum.ui.simulate.views import RUN, open_view
from sum.ui.simulate.words import percent

_PAGE = 12
_MOST = 6
"""How many runs can be laid over each other; more could not be told apart."""
_TICKED, _PLACE, _DELETED, _SAID = (
    "_simulate-ticked",
    "_simulate-place",
    "_simulate-deleted",
    "_simulate-said",
)
_QUERY = "runs"
_SORTS = {
    "-when": "Latest first",
    "title": "By title",
    "-accuracy.end": "Best accuracy first",
    "accuracy.end": "Worst accuracy first",
}


def show_kept() -> None:
    """Draw the part of the page."""
    store = RunStore()
    ticked = _ticked(store)
    _said()
    search, sort = _asked()
    count = store.count(search)
    place = min(int(st.session_state.get(_PLACE, 0)), max(0, count - 1) // _PAGE)
    found = store.list(search, _PAGE, place * _PAGE, sort)
    if not found:
        none = "No kept run has these words." if search else "No run has been kept yet."
        st.info(none, icon=":material/inventory_2:")
    if found:
        st.caption(f"Tick a run to see it, or up to {_MOST} to lay them over each other.")
    for kept in found:
        _row(kept, ticked)
    _pages(place, count)
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(store, ticked)
        _import()
    _write_query(ticked)
    show_again()
    if len(ticked) == 1:
        _one(ticked[0])
    elif ticked:
        show_overlay(store, ticked)


def _asked() -> tuple[str, str]:
    left, right = st.columns([3, 1], gap="small", vertical_alignment="bottom")
    search = left.text_input(
        "Search",
        key="simulate-kept-search",
        placeholder="words of the title or of the scenario, as in “label_flipping”",
        persist_state="session",
        icon=":material/search:",
        max_chars=200,
    )
    sort = right.selectbox(
        "Order",
        list(_SORTS),
        format_func=_SORTS.__getitem__,
        key="simulate-kept-sort",
        persist_state="session",
    )
    return search or "", sort


def _row(kept: Kept, ticked: list[int]) -> None:
    key = f"simulate-tick-{kept.id}"
    st.session_state[key] = kept.id in ticked
    accuracy = kept.figures.get("accuracy.end", 0.0)
    parts = [
        f"seed {kept.seed}",
        f"{int(kept.figures.get('contributions', 0)):,} contributions",
        f"{percent(accuracy)} right at the end",
        f"{kept.when:%d %b %Y, %H:%M} UTC",
        *(["stopped"] if kept.ended == "stopped" else []),
        *([kept.engine] if kept.engine != "twin" else []),
    ]
    full = len(ticked) >= _MOST and kept.id not in ticked
    st.checkbox(
        f"**{kept.id} · {plain(kept.title)}** — {plain(' · '.join(parts))}",
        key=key,
        disabled=full,
        on_change=_tick,
        args=(kept.id,),
    )


def _pages(place: int, count: int) -> None:
    if count <= _PAGE:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Newer",
            icon=":material/chevron_left:",
            key="simulate-newer",
            disabled=place == 0,
            on_click=_turn,
            args=(place - 1,),
        )
        st.button(
            "Older",
            icon=":material/chevron_right:",
            key="simulate-older",
            disabled=(place + 1) * _PAGE >= count,
            on_click=_turn,
            args=(place + 1,),
        )
        last = min(count, (place + 1) * _PAGE)
        st.caption(f"{place * _PAGE + 1}–{last} of {count:,}")


def _actions(store: RunStore, ticked: list[int]) -> None:
    st.button(
        "Open as scenario",
        icon=":material/edit:",
        key="simulate-kept-open",
        disabled=len(ticked) != 1,
        on_click=_open,
        args=(ticked,),
    )
    st.button(
        "Run again",
        icon=":material/replay:",
        key="simulate-kept-again",
        disabled=len(ticked) != 1,
        help="And see whether the same comes of it, to the last bit.",
        on_click=run_again,
        args=(ticked,),
    )
    st.button(
        "Delete",
        icon=":material/delete:",
        key="simulate-kept-delete",
        disabled=not ticked,
        on_click=_delete,
        args=(ticked,),
    )
    st.download_button(
        "Export",
        data=lambda: _exported(store, ticked),
        file_name="runs.zip",
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
        disabled=not ticked,
        key="simulate-kept-export",
    )


def _one(number: int) -> None:
    try:
        run = records(number)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    st.subheader(f"Run {number}: {plain(run.scenario.title)}", anchor=False)
    show_result(run, lambda: _charts(run))
    downloads(run, "simulate-one")


def _charts(run: Run) -> None:
    charts(sight_of(run), run.scenario, "simulate-one")


# ----------------------------------------------------------------------------------- what is ticked


def _ticked(store: RunStore) -> list[int]:
    """The runs that are ticked and there; at first those that the address names."""
    known: list[int] | None = st.session_state.get(_TICKED)
    if known is None:
        asked = st.query_params.get(_QUERY, "").split(",")[:_MOST]
        known = [int(each) for each in asked if each.isdecimal() and len(each) < 10]  # noqa: PLR2004
    there = []
    for number in known:
        try:
            store.find(number)
        except SumError:
            continue
        there.append(number)
    st.session_state[_TICKED] = there
    return there


def _write_query(ticked: list[int]) -> None:
    wanted = ",".join(str(number) for number in ticked)
    if not wanted:
        st.query_params.pop(_QUERY, None)
    elif st.query_params.get(_QUERY) != wanted:
        st.query_params[_QUERY] = wanted


def _tick(number: int) -> None:
    ticked = list(st.session_state.get(_TICKED) or [])
    now = bool(st.session_state[f"simulate-tick-{number}"])
    if now and number not in ticked:
        ticked.append(number)
    elif not now and number in ticked:
        ticked.remove(number)
    st.session_state[_TICKED] = ticked[:_MOST]


def _turn(place: int) -> None:
    st.session_state[_PLACE] = max(0, place)


# ------------------------------------------------------------------------------------------ actions


def _open(ticked: list[int]) -> None:
    try:
        scenario = RunStore().find(ticked[0]).scenario
    except SumError as error:
        st.session_state[_SAID] = str(error)
        return
    change(scenario, "elsewhere", "")
    open_view(RUN)


def _delete(ticked: list[int]) -> None:
    try:
        RunStore().delete(ticked)
    except SumError as error:
        st.session_state[_SAID] = str(error)
        return
    st.session_state[_DELETED] = list(ticked)
    st.session_state[_TICKED] = []


def _restore(numbers: list[int]) -> None:
    st.session_state[_DELETED] = []
    try:
        RunStore().restore(numbers)
    except SumError as error:
        st.session_state[_SAID] = str(error)
        return
    st.session_state[_TICKED] = numbers


def _said() -> None:
    """Say what the last action did, where there is something to say."""
    problem = st.session_state.pop(_SAID, "")
    if problem:
        st.error(plain(problem), icon=":material/block:")
    gone: list[int] = st.session_state.get(_DELETED) or []
    if gone:
        with st.container(horizontal=True, vertical_alignment="center"):
            what = f"Run {gone[0]} is" if len(gone) == 1 else f"{len(gone)} runs are"
            st.markdown(f":material/delete: {what} deleted.")
            st.button(
                "Undo",
                icon=":material/undo:",
                key="simulate-kept-undo",
                on_click=_restore,
                args=(gone,),
            )


def _exported(store: RunStore, ticked: list[int]) -> bytes:
    file = BytesIO()
    store.export(ticked, file)
    return file.getvalue()


def _import() -> None:
    with st.popover("Import", icon=":material/upload:"):
        number = int(st.session_state.get("_simulate-imports", 0))
        uploaded = st.file_uploader(
            "A file that “Export” has made", type=["zip"], key=f"simulate-import-{number}"
        )
        if uploaded is None:
            return
        try:
            found = RunStore().import_(BytesIO(uploaded.getvalue()))
        except SumError as error:
            st.error(plain(str(error)), icon=":material/block:")
            return
    known = f" {len(found.known)} were here already." if found.known else ""
    st.session_state["_simulate-imports"] = number + 1
    st.session_state[_TICKED] = [*found.added, *found.known][:_MOST]
    st.toast(f"{len(found.added)} runs imported.{known}", icon=":material/upload:")
    st.rerun()
