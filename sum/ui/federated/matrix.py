"""Just one matrix: what of a network is trained together, and what that costs."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from sum.errors import SumError
from sum.federated.gas import update_gas
from sum.federated.partial import PARTS, PartialRun, train
from sum.federated.privacy import multiplier_for
from sum.federated.terms import MAX_LANES
from sum.simulation.background import Call, find, start
from sum.ui.federated.words import percent
from sum.ui.nonces import once, used
from sum.ui.page import safely
from sum.ui.plain import plain

_TITLES = {
    "all": "All parameters",
    "last": "The last matrix",
    "adapter-8": "An adapter of rank 8",
    "adapter-2": "An adapter of rank 2",
}
_ROUNDS, _SEED = 30, 1
_LENGTH = 0.5
_EPSILONS = (32.0, 8.0, 2.0)
_JOB, _PROBLEM, _EPSILON = (
    "_federated-matrix",
    "_federated-matrix-problem",
    "federated-part-epsilon",
)


@dataclass(frozen=True)
class Row:
    """A part of the network, trained without noise and with it."""

    plain: PartialRun
    noisy: PartialRun


def show_matrix() -> None:
    """Draw the choice, and what came of it."""
    st.markdown(
        "**A network need not be trained whole.** Everybody begins with a small public network for"
        " digits. The smaller the part that is trained together, the less gas an update takes, and"
        " the less noise drowns it: the length of the noise grows with the root of its size."
    )
    epsilon = st.segmented_control(
        "Noise (ε of 30 rounds; the smaller, the more noise)",
        _EPSILONS,
        default=8.0,
        required=True,
        format_func=lambda each: f"ε = {each:g}",
        key=_EPSILON,
        persist_state="session",
    )
    job = _mine()
    going = bool(job and job.active)
    st.button(
        "Train all four",
        type="primary",
        icon=":material/play_arrow:",
        key="federated-train",
        disabled=going,
        on_click=_start,
        args=(epsilon or 8.0,),
    )
    problem = st.session_state.pop(_PROBLEM, "") or (job.problem if job else "")
    if problem:
        st.error(plain(problem), icon=":material/block:")
    if job and going:
        _follow(job)
    elif job and job.result:
        rows, trained = job.result
        _show(rows, trained, epsilon or 8.0)


def gas_of(size: int) -> str:
    """What an update takes on the chain, in words.

    >>> gas_of(170), gas_of(1_210)
    ('202,000', 'too large')
    """
    return f"{update_gas(size).later:,}" if size <= MAX_LANES else "too large"


def table(rows: list[Row], epsilon: float) -> str:
    """All parts side by side, as HTML."""
    heads = (
        *("", "numbers (d)", "gas of an update", "noise / update"),
        *("at the start", "right without noise", f"right with ε = {epsilon:g}"),
    )
    lines = ["".join(f"<th>{escape(head)}</th>" for head in heads)]
    for row in rows:
        cells = (
            _TITLES[row.plain.part],
            f"{row.plain.size:,}",
            gas_of(row.plain.size),
            f"{row.noisy.noise:.1f}×",
            percent(row.plain.start),
            percent(row.plain.accuracy),
            percent(row.noisy.accuracy),
        )
        lines.append("".join(f"<td>{escape(cell)}</td>" for cell in cells))
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"{_STYLE}<div class=sum-scroll><table class=fed-parts>{body}</table></div>"


def train_all(epsilon: float, tell: Callable[[float], None]) -> tuple[list[Row], float]:
    """Train every part without noise and with it."""
    multiplier = multiplier_for(epsilon, _ROUNDS)
    rows = []
    for number, name in enumerate(PARTS):
        both = []
        for step, strength in enumerate((0.0, multiplier)):
            tell((number + step / 2) / len(PARTS))
            both.append(
                train(name, rounds=_ROUNDS, multiplier=strength, length=_LENGTH, seed=_SEED)
            )
        rows.append(Row(*both))
    return rows, epsilon


def _show(rows: list[Row], epsilon: float, wanted: float) -> None:
    if epsilon != wanted:
        st.caption(":material/history: This is from before your last change.")
    st.html(table(rows, epsilon))
    best = max(rows, key=lambda row: row.noisy.accuracy)
    start = best.noisy.start
    beats = "better than" if best.noisy.accuracy > start else "and no better than"
    st.markdown(
        f"**With ε = {epsilon:g}, “{_TITLES[best.noisy.part]}” does best:"
        f" {percent(best.noisy.accuracy)}, {beats} the public network’s {percent(start)}.**"
    )
    st.caption(
        "20 clients, 30 rounds, only the sum is seen, one seed. Noise / update: how long the"
        " noise in a round’s mean is, compared to the longest update allowed. Where it is far"
        " above 1×, the model learns noise. Gas: what submitting so many numbers takes, as measured"
        " on the contract; the first update of a round takes two or three times as much. The"
        f" contract takes up to {MAX_LANES} numbers. It trains the last matrix as it is; for an"
        " adapter it would need to know what the adapter corrects. Under “The dial” the last matrix"
        " is trained with attackers and money: choose it as the data."
    )


def _follow(job: Call) -> None:
    def look() -> None:
        with safely():
            job.seen()
            if not job.active:
                st.rerun(scope="app")
            with st.container(horizontal=True, vertical_alignment="center"):
                st.progress(job.progress, text="Training …")
                st.button(
                    "Stop", icon=":material/stop:", key="federated-part-stop", on_click=job.stop
                )

    st.fragment(look, run_every=0.5)()


def _mine() -> Call | None:
    key = st.session_state.get(_JOB)
    return find(key) if key else None


def _start(epsilon: float) -> None:
    try:
        job = start(
            lambda: Call(lambda tell: train_all(epsilon, tell)), once("federated-train", epsilon)
        )
    except SumError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_JOB] = job.id
    used("federated-train")


_STYLE = """
<style>
.fed-parts { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.fed-parts th, .fed-parts td { padding: .3rem 1rem .3rem 0; text-align: right;
  vertical-align: bottom; }
.fed-parts th { font-weight: 600; max-width: 8rem; }
.fed-parts td:first-child { text-align: left; white-space: nowrap; }
</style>
"""
