"""Pages are drawn as fast as people click and as often as they look; a script is slowed down.

Whoever sends the server one request for a run after the other, without a pause, would keep its
processor from everybody else. Their runs then begin with a rest, in which what they ask for is put
together, until they have been quiet for a while.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit.runtime.scriptrunner import get_script_run_ctx

BURST = 80.0
"""How many runs somebody has at once."""
A_SECOND = 6.0
"""How many they get back in a second in which nothing runs: a page's polls ask for four at most."""
REST = 1.0
"""How many seconds a run rests that is one too many."""
_REMEMBERED = 2_000
LONG = 0.5
"""For how many seconds a part of a page waits for its turn at most."""
FEW, RAREST = 15, 3.0
"""Up to how many people in a room a page looks as often as it can; how much rarer at most."""


_turns = threading.Semaphore(1)
_mine = threading.local()


def among(people: int, every: float) -> float:
    """How often a page looks at a room by itself: rarer among many, for all share a processor.

    What somebody does themselves is shown at once all the same.

    Parameters
    ----------
    people : int
        How many there are.
    every : float
        Seconds between two looks among few.

    Examples
    --------
    >>> among(3, 2.0), among(30, 2.0), among(100, 2.0)
    (2.0, 4.0, 6.0)
    """
    return every * min(RAREST, max(1.0, people / FEW))


@contextmanager
def turn() -> Iterator[None]:
    """Draw a part of a page while no other visitor's is drawn.

    Python computes for one at a time anyway, and whoever acts should compete with one who looks,
    not with fifty. What takes very long is not waited for.
    """
    if getattr(_mine, "inside", False):  # a part of a part
        yield
        return
    is_ours = _turns.acquire(timeout=LONG)
    _mine.inside = True
    try:
        yield
    finally:
        _mine.inside = False
        if is_ours:
            _turns.release()


@dataclass
class Pace:
    """How fast one visitor is.

    Attributes
    ----------
    left : float
        Runs that they have left.
    since : float
        Since when, in real seconds.
    """

    left: float
    since: float

    def rest(self, now: float) -> float:
        """Count a run that begins.

        Parameters
        ----------
        now : float
            In real seconds.

        Returns
        -------
        float
            For how many seconds it has to rest first.

        Examples
        --------
        >>> pace = Pace(left=1.0, since=0.0)
        >>> pace.rest(0.0), pace.rest(0.0), pace.rest(1.0), pace.rest(2.5)
        (0.0, 1.0, 1.0, 0.0)
        """
        self.left = min(BURST, self.left + max(0.0, now - self.since) * A_SECOND)
        if self.left >= 1:
            self.left -= 1
            self.since = now
            return 0.0
        self.since = now + REST  # nothing comes back during a rest
        return REST


_paces: OrderedDict[str, Pace] = OrderedDict()
_lock = threading.Lock()


def keep_pace(*, part: bool = False, sleep: Callable[[float], None] = time.sleep) -> None:
    """Begin a run of the visitor's session; it rests where they are too fast.

    No call of Streamlit's may come before: it would cut the run short, and the next one begins.

    Parameters
    ----------
    part : bool
        Whether it is a part of a page, which counts only where it is drawn without the page.
    sleep : callable
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or (part and not context.fragment_ids_this_run):
        return
    now = time.monotonic()
    with _lock:
        pace = _paces.setdefault(context.session_id, Pace(BURST, now))
        _paces.move_to_end(context.session_id)
        if len(_paces) > _REMEMBERED:
            _paces.popitem(last=False)
        seconds = pace.rest(now)
    if seconds:
        sleep(seconds)
