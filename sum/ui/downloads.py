"""What somebody downloads stays until their browser has fetched it.

After every run of anybody's script Streamlit clears away the files that are on no page. What a
download button makes when it is pressed is on none; nor is what it was going to make, once its part
of the page is drawn again. Among many who look, such a file would live for a few milliseconds, and
the browser would come too late. Here it is cleared away more rarely, which costs less besides.
"""

import threading
from functools import wraps
from time import monotonic
from typing import Any

from streamlit.runtime.media_file_manager import MediaFileManager

EVERY = 30.0
"""Seconds between two times that files are cleared away. A downloaded one goes at the second."""

_CLEAR, _last = "remove_orphaned_files", "_cleared_at"
_lock = threading.Lock()


def install() -> None:
    """Make it so, once in a process; with a Streamlit that is built differently nothing is done."""
    clear = getattr(MediaFileManager, _CLEAR, None)
    if clear is None or hasattr(clear, _last):
        return

    @wraps(clear)
    def clear_rarely(manager: Any) -> None:  # noqa: ANN401 - Streamlit's
        now = monotonic()
        with _lock:
            if now - vars(manager).get(_last, 0.0) < EVERY:
                return
            setattr(manager, _last, now)
        clear(manager)

    setattr(clear_rarely, _last, True)
    setattr(MediaFileManager, _CLEAR, clear_rarely)
