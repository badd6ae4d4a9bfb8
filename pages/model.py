"""Model: look inside it, see what changed it, and take it along."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.identity import visit
from sum.ui.model.page import model_page
from sum.ui.page import guard, page
from sum.ui.roles import look
from sum.ui.room_bar import room_bar

guard()

with page("Model", look("model").icon):
    visitor = visit(watch=True)
    room_bar(visitor)
    model_page(visitor)
