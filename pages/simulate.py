"""Simulate: a scenario with people, data and a mechanism, played by a computer."""

from sum.ui.page import guard, page

guard()

with page("Simulate", ":material/science:"):
    from sum.ui.simulate.page import simulate_page

    simulate_page()
