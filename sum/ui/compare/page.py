"""Several mechanisms side by side: settings, a bet, a run, and what came of it."""

from urllib.parse import urlsplit

import streamlit as st

from sum.errors import SumError
from sum.simulation.compare.run import Comparison, Plan
from sum.ui.address import with_query
from sum.ui.compare.form import choose, current_plan, remember, reset
from sum.ui.compare.result import question, show_result
from sum.ui.compare.rules import show_rules
from sum.ui.compare.run import kept, run
from sum.ui.compare.url import written
from sum.ui.compare.words import bets
from sum.ui.plain import plain

_DONE, _BET = "_compare_done", "bet"
_UNDECIDED = "no"
"""In the place of a bet: there was none."""


def compare_page() -> None:
    """Show the page."""
    st.markdown(
        "**The same people, the same data, the same chance: only the rules differ.** Which rules"
        " keep an attacker from earning, and which keep the model right?"
    )
    found, problem = current_plan()
    done: tuple[Plan, str] | None = st.session_state.get(_DONE) or _asked(found)
    if problem:
        st.warning(
            f"{plain(problem)} The address asks for it, so all settings are the usual ones.",
            icon=":material/link_off:",
        )
    plan = choose(found)
    if plan is None:
        return
    bet = _place_bet(plan)
    pressed = _buttons(plan)
    remember(plan)
    if pressed:
        _result(plan, bet)
    elif done and done[0] == plan:
        _result(plan, done[1])
    else:
        st.query_params.pop(_BET, None)
    st.subheader("How the mechanisms work", anchor=False)
    show_rules(plan)
    st.caption(_EXACT)


def _asked(plan: Plan) -> tuple[Plan, str] | None:
    """What an address asks for whose visitor has made their bet already."""
    bet = st.query_params.get(_BET, "")
    return (plan, bet if bet in bets(plan) else "") if bet else None


def _place_bet(plan: Plan) -> str:
    words = bets(plan)
    if not words:
        return ""
    bet = st.radio(
        f"**Place your bet first:** {question(plan.attack)}",
        list(words),
        index=None,
        format_func=words.__getitem__,
        horizontal=True,
        key=f"compare-bet-{','.join(words)}",
    )
    return bet or ""


def _buttons(plan: Plan) -> bool:
    """The buttons under the settings; whether the visitor wants it to run."""
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            "Run it", type="primary", icon=":material/play_arrow:", key="compare-run"
        )
        with st.popover("Share these settings", icon=":material/link:"):
            _share(plan)
        st.button("Reset", icon=":material/restart_alt:", key="compare-reset", on_click=_start_over)
    return pressed


def _share(plan: Plan) -> None:
    url = urlsplit(st.context.url or "http://localhost:8501/compare")
    base = f"{url.scheme}://{url.netloc}{url.path.rpartition('/')[0]}/compare"
    st.write("Whoever opens this link has the same settings, and gets the same numbers:")
    st.code(with_query(base, written(plan)), language=None, wrap_lines=True)


def _start_over() -> None:
    st.session_state.pop(_DONE, None)
    reset()


def _result(plan: Plan, bet: str) -> None:
    place = st.empty()
    try:
        comparison = kept(plan) or _run(plan, place.container())
    except SumError as error:
        place.error(plain(str(error)), icon=":material/block:")
        return
    place.empty()
    st.session_state[_DONE] = plan, bet
    st.query_params[_BET] = bet or _UNDECIDED
    show_result(comparison, bet)


def _run(plan: Plan, place: st.delta_generator.DeltaGenerator) -> Comparison:
    """Run it with a bar; the page stops here when the visitor presses anything else."""
    with place:
        bar = st.progress(0.0, "Getting the data ready …")
        st.button("Stop", icon=":material/stop:", key="compare-stop")

    def tell(part: float, text: str) -> None:
        bar.progress(part, f"{text} …")

    return run(plan, tell)


_EXACT = (
    "All of this runs without a blockchain, on twins of the contracts in Python. The twins are"
    " exact: the same calls to the contracts would give the same model and pay the same, to the"
    " wei. So there is no chain to choose here."
)
