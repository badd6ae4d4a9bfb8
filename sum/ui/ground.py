"""Which ground a visitor looks at; quick to import, for Home must not wait."""

import streamlit as st

from sum.viz.palette import Theme


def theme() -> Theme:
    """The visitor's ground: light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"
