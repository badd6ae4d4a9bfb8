"""Results: what came of a game, to look at and to take home."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.identity import visit
from sum.ui.page import guard, page
from sum.ui.results import show_results

guard()
with page("Results", ":material/emoji_events:"):
    show_results(visit(watch=True))
