"""Pages are drawn as fast as people click and as often as they look; a script is slowed down.

Whoever sends the server one request for a run after the other, without a pause, would keep its
processor from everybody else. Their runs then begin with a rest, in which what they ask for is put
together, until they have been quiet for a while.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.runtime.scriptrunner import get_script_run_ctx

BURST = 80.0
"""How many runs somebody has at once."""
A_SECOND = 6.0
"""How many they get back in a second in which nothing runs: a page's polls ask for four at most."""
REST = 1.0
"""How many seconds a run rests that is one too many."""
_REMEMBERED = 2_000
LONG, SOON = 10.0, 1.0
"""For how many seconds a part of a page waits for its turn at most; and one that was pressed."""
CALM = 0.25
"""For how many seconds a part that only looks waits, in its turn, until nobody acts."""
FEW, RAREST = 15, 3.0
"""Up to how many people in a room a page looks as often as it can; how much rarer at most."""


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


class _Waiting:
    """A page that waits for its turn to draw."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.called = threading.Event()
        self.has_turn = False


@dataclass
class _Asked:
    """Which parts of a page are asked for by themselves, and which a press waits for."""

    polled: set[str] = field(default_factory=set)
    pressed: set[str] = field(default_factory=set)


class _Turns:
    """Who draws, who acts, who waits, and what pages have asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drawing = False
        self._acting = 0
        self._calm = threading.Event()
        self._calm.set()
        # Those that were pressed go before those that only look.
        self._pressed: deque[_Waiting] = deque()
        self._looking: deque[_Waiting] = deque()
        self._asked: OrderedDict[str, _Asked] = OrderedDict()

    def ask(self, session: str, part: str, *, poll: bool) -> None:
        """Note what a page has asked for; a press is not kept waiting by what it only looks for."""
        with self._lock:
            asked = self._asked.setdefault(session, _Asked())
            self._asked.move_to_end(session)
            if len(self._asked) > _REMEMBERED:
                self._asked.popitem(last=False)
            if poll:
                asked.polled.add(part)
                return
            asked.pressed.add(part)
            for each in self._looking:
                if each.session == session:
                    each.called.set()

    def only_looks(self, session: str, parts: Collection[str]) -> bool:
        """Whether a run of these parts of a page, which begins, is for nobody who has pressed.

        One run can be the answer to both, a press and what the page asked for by itself.
        """
        with self._lock:
            asked = self._asked.get(session)
            if asked is None or not parts:
                return False
            was_pressed = not asked.pressed.isdisjoint(parts)
            asked.pressed.difference_update(parts)
            return not was_pressed and asked.polled.issuperset(parts)

    def wait(self, session: str, *, looks: bool) -> bool:
        """Wait for the turn to draw; gives whether it is one's own, to be given back."""
        queue, longest = (self._looking, LONG) if looks else (self._pressed, SOON)
        with self._lock:
            mine = _Waiting(session)
            queue.append(mine)
            self._call()
        mine.called.wait(longest)
        with self._lock:
            if not mine.has_turn:
                queue.remove(mine)
                return False
        if looks:
            self._calm.wait(CALM)
        return True

    def drawn(self) -> None:
        """Give back one's turn."""
        with self._lock:
            self._drawing = False
            self._call()

    def act(self, step: int) -> None:
        """Count who acts: 1 for one more, -1 for one less."""
        with self._lock:
            self._acting += step
            (self._calm.clear if self._acting else self._calm.set)()

    def _call(self) -> None:
        """Give the turn to whoever is next, if it is free."""
        queue = self._pressed or self._looking
        if queue and not self._drawing:
            first = queue.popleft()
            self._drawing = first.has_turn = True
            first.called.set()


_turns = _Turns()
_mine = threading.local()


def note_request(session: str, part: str, *, poll: bool) -> None:
    """Note that a page has asked for a run.

    Parameters
    ----------
    session : str
    part : str
        The part of the page, "" for all of it.
    poll : bool
        Whether it asked by itself, and not because its visitor has pressed something.
    """
    _turns.ask(session, part, poll=poll)


@contextmanager
def acting() -> Iterator[None]:
    """Do what somebody has asked for, while pages that only look wait for a moment."""
    _turns.act(1)
    try:
        yield
    finally:
        _turns.act(-1)


@contextmanager
def turn() -> Iterator[None]:
    """Draw a part of a page while no other is drawn; one that only looks also while nobody acts.

    Python computes for one at a time anyway. Whoever acts should compete with one who draws and not
    with fifty, and what is late should not make everything later still: a page that waits asks for
    the same part but once. Who has pressed something comes first. Nothing is waited for very long.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or getattr(_mine, "inside", False):  # or a part of a part
        yield
        return
    session, parts = context.session_id, context.fragment_ids_this_run or ()
    is_ours = _turns.wait(session, looks=_turns.only_looks(session, parts))
    _mine.inside = True
    try:
        yield
    finally:
        _mine.inside = False
        if is_ours:
            _turns.drawn()


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
