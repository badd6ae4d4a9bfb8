"""Join: into a shared room by its code, and back into it by four words or a personal link."""

from sum.ui.join.page import show_join
from sum.ui.page import guard, page

guard()
with page("Join", ":material/login:"):
    show_join()
