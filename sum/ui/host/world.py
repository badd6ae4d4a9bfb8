"""What else is in the room: bots, and the model that it plays with."""

import streamlit as st

from sum.ui.identity import Visit
from sum.ui.network import network_badge
from sum.ui.plain import plain
from sum.ui.room_bar import bots


def show_world(visitor: Visit) -> None:
    """Offer bots, and say what the room plays."""
    snapshot = visitor.snapshot
    with st.container(border=True, key="host-world"):
        if snapshot.classroom.phase != "ended":
            st.markdown("#### :material/smart_toy: Bots", anchors=False)
            bots(visitor)
        network_badge(visitor.room)
        st.caption(
            f"The model: {plain(snapshot.dataset.title)} · {plain(snapshot.model.title)} ·"
            f" {plain(snapshot.settings.terms.title)}"
        )
