"""Host: open a room for a class, and lead it."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.host.page import show_host
from sum.ui.page import guard, page

guard()
with page("Host", ":material/school:"):
    show_host()
