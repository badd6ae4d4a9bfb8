"""Home: what this is in one minute, a model to press on, and ways into a room."""

import os

import streamlit as st

from sum.ui.page import go, guard, has, link, page, safely

guard()

ON_A_NETWORK = bool(os.environ.get("SUM_RPC_URL"))
PLAY_MONEY = " Here the ether is play money."
STEPS = (
    (
        ":green[:material/neurology:]",
        "Predict, free",
        "The model lives in a smart contract. Anybody may ask it, and it costs nothing.",
    ),
    (
        ":blue[:material/volunteer_activism:]",
        "Contribute, with a deposit",
        "Anybody may teach it an example. You leave some ether with the contract as a deposit.",
    ),
    (
        ":orange[:material/balance:]",
        "Good pays, bad costs",
        "Does the model agree later? You get it back. Does it not? Others take your deposit.",
    ),
)


def main() -> None:
    """Draw the page, the quick parts first: the rest follows while the visitor reads."""
    hero()
    steps()
    from sum.ui import ready  # noqa: F401, PLC0415 - see there
    from sum.ui.lobby import lobby  # noqa: PLC0415 - slow to import, and the page must not wait
    from sum.ui.tryout import tryout  # noqa: PLC0415

    with safely():
        tryout()
    with safely():
        lobby()


def hero() -> None:
    """Say what this is, and where to start."""
    st.title("A model that everybody shares", anchor=False)
    st.markdown(
        "**Sharing Updatable Models:** free for everybody to use, open for everybody to improve."
        f" Money at stake keeps people honest.{'' if ON_A_NETWORK else PLAY_MONEY}"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if has("contribute") and st.button(
            "Start here: contribute", type="primary", icon=":material/play_arrow:", key="start-here"
        ):
            go("contribute")
        link("board", "Watch the board")


def steps() -> None:
    """Show the idea in three short steps."""
    for number, (column, (icon, title, text)) in enumerate(
        zip(st.columns(3, border=True), STEPS, strict=True), start=1
    ):
        with column:
            st.markdown(f"#### {icon} {number}. {title}", anchors=False)
            st.write(text)


with page():
    main()
