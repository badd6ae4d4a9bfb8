"""The Simulate page: a scenario, and what comes of it."""

import streamlit as st

from sum.ui.simulate.run import buttons, show_run
from sum.ui.simulate.setup import show_setup
from sum.ui.simulate.state import current, remember
from sum.ui.simulate.views import KEPT, RUN, choose_view


def simulate_page() -> None:
    """Show the page."""
    st.markdown(
        "**A computer plays all the people.** Say who comes, with which data and under which rules;"
        " weeks of contributions take a second."
    )
    setup = current()
    with st.container(border=True, key="simulate-settings"):
        show_setup(setup)
    remember(setup)
    view = choose_view()
    if view == RUN:
        with st.container(horizontal=True, vertical_alignment="center"):
            buttons(setup)
        show_run(setup)
    elif view == KEPT:
        # The store is slow to import, and so are sweeps: only who asks waits.
        from sum.ui.simulate.kept import show_kept  # noqa: PLC0415

        show_kept()
    else:
        from sum.ui.simulate.sweep import show_sweep  # noqa: PLC0415
        from sum.ui.simulate.threshold import show_threshold  # noqa: PLC0415

        show_sweep(setup)
        show_threshold(setup)
