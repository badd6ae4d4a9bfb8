"""What came of a press on the real rounds, where only a refusal needs words."""

import streamlit as st

from sum.ui.actions import result
from sum.ui.plain import plain


def show_refusal(place: str) -> None:
    """Say why the last press at a place was refused, if it was; what it did, the page shows."""
    kept = result(place)
    if kept and kept.outcome is None:
        st.error(plain(kept.refused), icon=":material/block:")
