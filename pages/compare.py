"""Compare: the same people under several incentive mechanisms, side by side."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.page import guard, page

guard()

with page("Compare mechanisms", ":material/compare_arrows:"):
    from sum.ui.compare.page import compare_page

    compare_page()
