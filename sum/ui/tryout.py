"""A little model to press on: ask it for free, then see what a label costs."""

from functools import lru_cache

import numpy as np
import streamlit as st

from sum.datasets import Dataset, Sample, load
from sum.datasets.show import as_svg
from sum.incentives.deposit_refund_take import explain_deposit
from sum.room.records import Settings
from sum.ui.identity import Visit, known_visit, open_private
from sum.ui.nonces import act, forget_outcome, last_outcome
from sum.ui.widgets import show_outcome
from sum.units import Seconds, format_duration, format_ether

_ASKED = "_try-asked"
_TILES = 4


def tryout() -> None:
    """Show a few samples; a press asks the model in the visitor's room, or in a new one."""
    visitor = known_visit()
    settings = visitor.snapshot.settings if visitor else Settings()
    dataset = visitor.snapshot.dataset if visitor else load(settings.dataset, settings.seed)
    with st.container(border=True, key="tryout"):
        st.subheader("Try it: ask the model", anchor=False)
        st.write(f"{dataset.summary} Pick one. The answer comes from the contract, and it is free.")
        chosen = _tiles(dataset)
        if chosen is not None:
            visitor = visitor or open_private(settings)
            asked = (
                visitor.room.code,
                chosen,
                visitor.room.predict(_samples(dataset)[chosen].data),
            )
            forget_outcome("try-add")
            st.session_state[_ASKED] = asked
        kept = st.session_state.get(_ASKED)
        if visitor and kept and kept[0] == visitor.room.code:
            _answer(visitor, _samples(dataset)[kept[1]], kept[2])


def _samples(dataset: Dataset) -> list[Sample]:
    """A few samples of the pool that are typical of their class, every class's turn in order."""
    numbers = _typical(dataset.name, dataset.seed)
    return [dataset.pool[number] for number in numbers]


@lru_cache(maxsize=32)
def _typical(name: str, seed: int) -> tuple[int, ...]:
    """Numbers of the samples that have most in common with the average of their class."""
    pool = load(name, seed).pool
    matrix, labels = pool.matrix(), pool.labels
    if pool.form == "sparse":
        matrix = matrix.toarray()
    classes = np.unique(labels)
    by_class = []
    for label in classes:
        mine = np.flatnonzero(labels == label)
        distance = np.abs(matrix[mine] - matrix[mine].mean(axis=0)).sum(axis=1)
        by_class.append(mine[np.argsort(distance, kind="stable")])
    rounds = (int(by_class[n % len(classes)][n // len(classes)]) for n in range(_TILES))
    return tuple(rounds)


def _tiles(dataset: Dataset) -> int | None:
    """Show the samples with a button each; give the number of the one that was pressed."""
    pressed = None
    with st.container(horizontal=True, gap="medium"):
        for number, sample in enumerate(_samples(dataset)):
            width = 120 if dataset.kind == "image" else 260
            with st.container(width=width, gap="small", key=f"tile-{number}"):
                if dataset.kind == "image":
                    st.image(as_svg(sample.raw, width), width=width)
                else:
                    st.markdown(f"*“{sample.raw}”*")
                if st.button(
                    "Ask", key=f"ask-{number}", icon=":material/neurology:", width="stretch"
                ):
                    pressed = number
    return pressed


def _answer(visitor: Visit, sample: Sample, said: int) -> None:
    classes = visitor.snapshot.dataset.classes
    right = (
        "That is right." if said == sample.label else f"It is a {classes[sample.label]}, in fact."
    )
    st.markdown(f"#### :green[:material/neurology:] The model says “{classes[said]}”. {right}")
    st.caption("Price: 0 ETH. Nothing was sent, nothing was written on the chain.")
    if not visitor.identity:
        return
    st.markdown("**Now teach it.** Which label would you give it?")
    label = st.segmented_control(
        "Label",
        range(len(classes)),
        default=1 - sample.label if len(classes) == 2 else sample.label,  # noqa: PLR2004
        required=True,
        format_func=lambda each: classes[each],
        label_visibility="collapsed",
        key=f"try-label-{sample.data}",
    )
    _explain(visitor, sample, label or 0, said)
    with st.container(horizontal=True):
        pressed = st.button(
            f"Contribute it as “{classes[label or 0]}”", key="try-add", icon=":material/send:"
        )
        _formula(visitor)
    if pressed:
        _contribute(visitor, sample, label or 0)
    outcome = last_outcome("try-add")
    if outcome:
        show_outcome(visitor.snapshot, outcome)


def _explain(visitor: Visit, sample: Sample, label: int, said: int) -> None:
    """Say what a contribution with this label means for the visitor's money."""
    room = visitor.room
    deposit, _ = room.quote()
    wait = format_duration(room.snapshot.settings.terms.refund_wait)
    amount = f"**{format_ether(deposit)}**"
    if label == sample.label:
        text = f"True label. You leave {amount}, and get it back after {wait}"
        text += " if the model then agrees." if label != said else ", for the model agrees already."
        st.info(text, icon=":material/volunteer_activism:")
    else:
        text = f"Wrong label! You leave {amount}. Unless the model falls for it, others take your"
        st.warning(
            f"{text} deposit after {wait}: that is what cheating costs.", icon=":material/bolt:"
        )


def _formula(visitor: Visit) -> None:
    snapshot, now = visitor.snapshot, visitor.room.now()
    with st.popover("Where does this amount come from?", icon=":material/calculate:"):
        st.write("The sooner after the last contribution, the dearer: a flood has to be expensive.")
        formula = explain_deposit(snapshot.settings.terms.cost_weight, Seconds(now - snapshot.last))
        st.markdown(f"`{formula}`")


def _contribute(visitor: Visit, sample: Sample, label: int) -> None:
    visitor = visitor.acting("contributor")
    act(
        "try-add",
        (visitor.room.code, sample.data, label),
        lambda nonce: visitor.room.contribute(
            visitor.key, nonce, sample.data, label, raw=sample.raw, truth=sample.label
        ),
    )
