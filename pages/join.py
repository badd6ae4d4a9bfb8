"""Join: into a shared room by its code, and back into it by four words or a personal link."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from sum.ui.join.page import show_join
from sum.ui.page import guard, page

guard()
with page("Join", ":material/login:"):
    show_join()
