"""What does the chain see? One client's update, and a guess at the data behind it."""

import numpy as np
import streamlit as st

from sum.ui.federated.peek import EPSILON, FIRST, GROUP, Peek, Picture, peek
from sum.ui.ground import theme
from sum.viz.updates import mix_spec, update_rows, update_spec

_TITLES = {
    "masked": ":material/lock: Masked",
    "noisy": ":material/blur_on: With noise",
    "group": ":material/groups: In a group",
    "raw": ":material/lock_open: Raw",
}
_SAID = {
    "masked": (
        "What the chain sees with the dial at masked, scalar or self-assessment. Every number is"
        " somewhere between −2,048 and 2,048, all equally likely: there is nothing to find."
    ),
    "noisy": (
        f"The raw update with noise of ε = {EPSILON:g} for this one round, which is weak: the eye"
        " finds nothing any more. Patient statistics over many rounds still would."
    ),
    "group": (
        f"The mean of a group of {GROUP}: what the chain sees with the dial at groups. Whose rows"
        " are these?"
    ),
    "raw": (
        "What the chain sees with the dial at open: the strongest rows are what it has most of, and"
        " an orange row is a digit that it hardly has."
    ),
}
_HEIGHT = 230
_SEED, _TOLD = "_federated-peek", "_federated-told"
_GUESS, _LOOK = "federated-guess", "federated-look"


def show_sees() -> None:
    """Draw the pictures, the guess and the truth."""
    seed = int(st.session_state.get(_SEED, 1))
    found = peek(seed)
    st.markdown(
        f"**Client {FIRST} has digits of its own, and has sent this.** A row for each digit, a"
        " column for each pixel: blue pulls the model towards that digit, orange away from it."
    )
    look = st.segmented_control(
        "How it is seen",
        list(_TITLES),
        default="masked",
        required=True,
        format_func=_TITLES.__getitem__,
        key=_LOOK,
        persist_state="session",
    )
    _draw(look or "masked", found.pictures[look or "masked"], found)
    st.caption(_SAID[look or "masked"])
    guess = st.pills(
        f"**Which digit does client {FIRST} have most of?** Guess from the masked picture first.",
        list(found.classes),
        key=f"{_GUESS}-{seed}",
        persist_state="session",
    )
    with st.container(horizontal=True):
        told = st.session_state.get(_TOLD) == seed
        st.button(
            "Show the truth",
            type="primary",
            icon=":material/visibility:",
            key="federated-truth",
            disabled=guess is None or told,
            on_click=_tell,
            args=(seed,),
        )
        st.button("Other data", icon=":material/casino:", key="federated-other", on_click=_next)
    if told:
        _truth(found, guess)


def _draw(name: str, picture: Picture, found: Peek) -> None:
    # The strongest colour is for all but the few largest numbers, else these hide the rest.
    top = float(f"{np.quantile(np.abs(picture), 0.99):.2g}")
    st.vega_lite_chart(
        update_rows(picture, found.classes),
        update_spec(theme(), top, _HEIGHT),
        key=f"federated-picture-{name}",
        height=_HEIGHT,
        alt="An update as a picture: a row for each digit, a column for each pixel",
    )


def _truth(found: Peek, guess: str | None) -> None:
    most = " and ".join(found.most)
    if guess in found.most:
        st.success(f"You said {guess}, and you were right.", icon=":material/check:")
    else:
        st.info(f"You said {guess}. It has most of {most}.", icon=":material/casino:")
    st.vega_lite_chart(
        {"label": list(found.classes), "count": list(found.mix)},
        mix_spec(theme(), _HEIGHT),
        key="federated-mix",
        height=_HEIGHT,
        alt="How many samples of each digit the client has",
    )
    st.caption(
        "Now look at the raw picture again: its strongest rows are these digits. Nobody has seen a"
        " single image, and yet what somebody has can be read from one update."
    )


def _tell(seed: int) -> None:
    st.session_state[_TOLD] = seed


def _next() -> None:
    st.session_state[_SEED] = int(st.session_state.get(_SEED, 1)) + 1
