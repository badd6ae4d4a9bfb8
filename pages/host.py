"""Host: open a room for a class, and lead it."""

from sum.ui.host.page import show_host
from sum.ui.page import guard, page

guard()
with page("Host", ":material/school:"):
    show_host()
