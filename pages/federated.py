"""Federated: data that stays at home, and what privacy does to the rules that pay for quality."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.page import guard, page

guard()

with page("Federated", ":material/hub:"):
    from sum.ui.federated.page import federated_page

    federated_page()
