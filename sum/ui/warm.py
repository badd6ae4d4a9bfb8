"""What is slow only once is done while the first visitor reads.

The first room needs the chain and the compiler, both slow to import. A thread fetches them once the
first page is out, then takes everything that is there for good out of the garbage collector's
sight: with many visitors its rounds would cost more than the pages do.
"""

import gc
import logging
import threading
import time

from streamlit import runtime

_LOG = logging.getLogger(__name__)
_BREATH = 0.5
_begun = threading.Event()


def start() -> None:
    """Begin once in a process, and only in a real server."""
    if runtime.exists() and not _begun.is_set():
        _begun.set()
        threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    time.sleep(_BREATH)  # threads share one interpreter: what the page has yet to send goes first
    try:
        # isort: split
        from sum.room import forget_room, open_room  # noqa: PLC0415
        from sum.ui import ready  # noqa: F401, PLC0415 - that is what is slow, and see there

        room, _ = open_room()
        forget_room(room.code)
    except Exception:  # noqa: BLE001 - the first visitor who needs a room is told what is wrong
        _LOG.exception("the warm-up failed")
    gc.collect()
    gc.freeze()
