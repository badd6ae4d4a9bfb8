"""Simulate: a scenario with people, data and a mechanism, played by a computer."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.page import guard, page

guard()

with page("Simulate", ":material/science:"):
    from sum.ui.simulate.page import simulate_page

    simulate_page()
