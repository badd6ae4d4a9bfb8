"""How often people may do what costs the others something: time on the chain, or their safety.

Everybody has a purse of tokens that fills up again by itself (a token bucket): whoever plays fast
never sees the bottom of it, a script that floods the room does at once. Limits are kept in memory,
by each process for itself.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sum.errors import PersonNotFound, TooFast


@dataclass(frozen=True)
class Rate:
    """How much at once, and how much over time.

    Attributes
    ----------
    burst : float
        Tokens in a full purse.
    a_second : float
        How many come back each second.
    """

    burst: float
    a_second: float


ACTIONS = Rate(burst=40, a_second=2)
"""Of one person: an action takes a token, and a part more for each transaction beyond the first."""
ALL_ACTIONS = Rate(burst=300, a_second=40)
"""Of everybody in a room together: about as many as one process can carry out."""
A_TRANSACTION = 0.2
"""What each transaction beyond an action's first takes: an attack can have 25 of them."""
JOINS = Rate(burst=60, a_second=2)
"""Of a room: a whole class comes in at the same moment."""
GUESSES = Rate(burst=10, a_second=0.2)
"""Of one browser: phrases and facilitator's keys, right or wrong."""
ALL_GUESSES = Rate(burst=40, a_second=5)
"""Of a room: those that are wrong.

At this pace it takes two thousand years to find one of the phrases of fifty people (44 bits each).
"""
GUESSES_EVERYWHERE = Rate(burst=200, a_second=20)
"""Of a process, in all its rooms: looking a phrase up costs time."""
OPENINGS = Rate(burst=60, a_second=1)
"""Of a process: rooms that are opened; each takes about a second to make."""
REMEMBERED = 1_000
"""How many people or browsers a room tells apart; beyond that, those who did least lately go."""
MAX_TYPED = 200


class Bucket:
    """A purse of tokens. Safe for threads.

    Parameters
    ----------
    rate : Rate
    clock : callable
        Gives real seconds.

    Examples
    --------
    >>> bucket = Bucket(Rate(burst=2, a_second=1), clock=lambda: 0.0)
    >>> [bucket.take() for _ in range(3)]
    [0.0, 0.0, 1.0]
    """

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._left, self._at = rate.burst, clock()
        self._lock = threading.Lock()

    def take(self, tokens: float = 1.0) -> float:
        """Take tokens out; when they are not there, none is taken.

        Returns
        -------
        float
            0 when they were there; else the seconds until they will be.
        """
        with self._lock:
            self._fill()
            missing = tokens - self._left
            if missing <= 0:
                self._left -= tokens
            return max(0.0, missing / self._rate.a_second)

    def add(self, tokens: float) -> None:
        """Put tokens back, or charge for more (below 0); the purse may owe some then."""
        with self._lock:
            self._fill()
            self._left = min(self._rate.burst, self._left + tokens)

    def _fill(self) -> None:
        now = self._clock()
        gained = max(0.0, now - self._at) * self._rate.a_second
        self._left, self._at = min(self._rate.burst, self._left + gained), now


class Buckets:
    """A purse for everybody who is named; those who were not heard of for longest are forgotten."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._by_name: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, name: str) -> Bucket:
        """Somebody's purse."""
        with self._lock:
            found = self._by_name.setdefault(name, Bucket(self._rate, self._clock))
            self._by_name.move_to_end(name)
            if len(self._by_name) > REMEMBERED:
                self._by_name.popitem(last=False)
            return found


class Limits:
    """What a shared room takes of its people.

    Parameters
    ----------
    clock : callable
        Gives real seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._actions = Buckets(ACTIONS, clock)
        self._all_actions = Bucket(ALL_ACTIONS, clock)
        self._joins = Bucket(JOINS, clock)
        self._guesses = Buckets(GUESSES, clock)
        self._all_guesses = Bucket(ALL_GUESSES, clock)

    def act(self, holder: str) -> None:
        """Count an action that somebody is about to do.

        Raises
        ------
        TooFast
            When they, or all in the room together, are too fast; nothing is counted then.
        """
        mine = self._actions.of(holder)
        _take(mine, "That was too fast", "Nothing was sent.")
        try:
            _take(self._all_actions, "There is too much going on in this room", "Nothing was sent.")
        except TooFast:
            mine.add(1)
            raise

    def acted(self, holder: str, transactions: int) -> None:
        """Charge an action for its transactions, now that it is known how many they were."""
        more = A_TRANSACTION * max(0, transactions - 1)
        self._actions.of(holder).add(-more)
        self._all_actions.add(-more)

    def join(self) -> None:
        """Count somebody who wants to come in.

        Raises
        ------
        TooFast
        """
        _take(self._joins, "Too many people are joining at this moment", "Nothing is lost.")

    @contextmanager
    def guess(self, browser: str) -> Iterator[None]:
        """Count a phrase or a key that somebody types; of a room only those that are wrong.

        Parameters
        ----------
        browser : str
            Whoever guesses from one browser does not take the others' tries away; "" where it is
            not known.

        Raises
        ------
        TooFast
        """
        taken: list[Bucket] = []
        own = [self._guesses.of(browser)] if browser else []
        try:
            for each in (*own, self._all_guesses, _guesses_everywhere):
                _take(each, "Too many wrong phrases or keys were tried", "")
                taken.append(each)
        except TooFast:
            _give_back(taken)
            raise
        yield
        _give_back(taken[len(own) :])


def checked_typed(typed: str) -> str:
    """Give back what somebody typed to come back by, when it can be that at all.

    Raises
    ------
    PersonNotFound
        When it is far too long: looking it up would only cost time.
    """
    if len(typed) > MAX_TYPED:
        raise PersonNotFound("This is far too long for a phrase or a key.")
    return typed


def opening() -> None:
    """Count a room that is about to be opened.

    Raises
    ------
    TooFast
    """
    _take(_openings, "Too many rooms are being opened at this moment", "")


_guesses_everywhere = Bucket(GUESSES_EVERYWHERE)
_openings = Bucket(OPENINGS)


def _give_back(taken: list[Bucket]) -> None:
    for each in taken:
        each.add(1)


def _take(bucket: Bucket, why: str, after: str) -> None:
    wait = bucket.take()
    if wait:
        seconds = math.ceil(wait)
        when = "a second" if seconds == 1 else f"{seconds} seconds"
        raise TooFast(f"{why}: try again in {when}. {after}".strip(), wait)
