"""A little model to press on: ask it for free, then see what a label costs."""

import streamlit as st

from sum.datasets import Dataset, Sample, load
from sum.room.records import Settings
from sum.room.rules import words_of
from sum.ui.deposit import price_now, show_formula
from sum.ui.facts import plain
from sum.ui.identity import Visit, known_visit, open_private
from sum.ui.nonces import act, forget_outcome, last_outcome
from sum.ui.sample import image_url, picture
from sum.ui.typical import typical
from sum.ui.widgets import show_outcome

_ASKED = "_try-asked"
_TILES = 4
_WIDTH, _WIDE = 120, 190
_VALUES = 3


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
                visitor.room.predict(typical(dataset, _TILES)[chosen].data),
            )
            forget_outcome("try-add")
            st.session_state[_ASKED] = asked
        kept = st.session_state.get(_ASKED)
        if visitor and kept and kept[0] == visitor.room.code:
            _answer(visitor, typical(dataset, _TILES)[kept[1]], kept[2])


def _tiles(dataset: Dataset) -> int | None:
    """Show the samples with a button each; give the number of the one that was pressed."""
    pressed = None
    with st.container(horizontal=True, gap="medium"):
        for number, sample in enumerate(typical(dataset, _TILES)):
            image = image_url(sample.raw, dataset, _WIDTH)
            with st.container(width=_WIDTH if image else _WIDE, gap="small", key=f"tile-{number}"):
                if image:
                    st.image(image, width=_WIDTH)
                else:
                    st.html(picture(sample.raw, dataset, _WIDTH, most=_VALUES))
                if st.button(
                    "Ask", key=f"ask-{number}", icon=":material/neurology:", width="stretch"
                ):
                    pressed = number
    return pressed


def _answer(visitor: Visit, sample: Sample, said: int) -> None:
    classes = visitor.snapshot.dataset.classes
    right = (
        "That is right." if said == sample.label else f"In truth it is “{classes[sample.label]}”."
    )
    st.markdown(
        f"#### :green[:material/neurology:] The model says “{plain(classes[said])}”. {plain(right)}"
    )
    st.caption("Price: 0 ETH. Nothing was sent, nothing was written on the chain.")
    if visitor.watches or visitor.snapshot.classroom.phase != "playing":
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
    terms, true = room.snapshot.settings.terms, label == sample.label
    words, price = words_of(terms), price_now(room)
    promise = words.promise(terms, price, true=true, agrees=label == said)
    kind = "True label." if true else "Wrong label!"
    show, icon = (st.info, "volunteer_activism") if true else (st.warning, "bolt")
    show(f"{kind} {promise}", icon=f":material/{icon}:")


def _formula(visitor: Visit) -> None:
    snapshot, now = visitor.snapshot, visitor.room.now()
    with st.popover("Where does this amount come from?", icon=":material/calculate:"):
        show_formula(words_of(snapshot.settings.terms).price(snapshot, now))


def _contribute(visitor: Visit, sample: Sample, label: int) -> None:
    visitor = visitor.acting("contributor")
    act(
        "try-add",
        (visitor.room.code, sample.data, label),
        lambda nonce: visitor.room.contribute(
            visitor.key, nonce, sample.data, label, raw=sample.raw, truth=sample.label
        ),
    )
