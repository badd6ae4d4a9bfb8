"""The room's clock: block time as a function of real time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sum.units import Seconds

ATTENTION = 15.0
"""For how many real seconds the clock runs on when nobody looks at it any more."""


@dataclass(frozen=True)
class Hand:
    """Where the clock stood at a real moment, how it goes on from there, and who looked when."""

    time: int
    real: float
    running: bool
    factor: int
    seen: float


class Clock:
    """Runs `factor` seconds of block time in a second of real time, while somebody looks.

    Any thread may read it at any moment; only one at a time may change it.

    Parameters
    ----------
    now : Seconds
        Where it starts.
    factor : int
        Seconds of block time in a second of real time.
    running : bool
    real : callable
        The real time, in seconds; a test passes its own.
    """

    def __init__(
        self,
        now: Seconds,
        factor: int,
        *,
        running: bool,
        real: Callable[[], float] = time.monotonic,
    ) -> None:
        self._real = real
        start = real()
        # One record, replaced whole: a reader without a lock never sees half a change.
        self._hand = Hand(now, start, running, factor, start)

    @property
    def hand(self) -> Hand:
        """Where it stands; setting it makes it stand there."""
        return self._hand

    @hand.setter
    def hand(self, hand: Hand) -> None:
        self._hand = hand

    @property
    def running(self) -> bool:
        """Whether time passes by itself."""
        return self._hand.running

    @property
    def factor(self) -> int:
        """Seconds of block time in a second of real time."""
        return self._hand.factor

    def now(self) -> Seconds:
        """The block time at this moment; it never goes back."""
        return self._at(self._hand, self._real())

    def look(self) -> Seconds:
        """The block time; after a while in which nobody looked, time goes on from here."""
        hand, real = self._hand, self._real()
        now = self._at(hand, real)
        # The time of day can be set back, too.
        if real > hand.seen + ATTENTION or real < hand.real:
            hand = replace(hand, time=now, real=real)
        self._hand = replace(hand, seen=real)
        return now

    def move_to(self, time: Seconds) -> None:
        """Set the clock ahead; it never goes back."""
        hand, real = self._hand, self._real()
        if time > self._at(hand, real):
            self._hand = replace(hand, time=time, real=real)

    def restart(self) -> None:
        """Begin again at nothing, stopped."""
        real = self._real()
        self._hand = Hand(0, real, False, self._hand.factor, real)  # noqa: FBT003

    def set(self, *, running: bool | None = None, factor: int | None = None) -> None:
        """Pause, start, or change the speed, from this moment on."""
        hand, real = self._hand, self._real()
        self._hand = Hand(
            self._at(hand, real),
            real,
            hand.running if running is None else running,
            hand.factor if factor is None else factor,
            real,
        )

    @staticmethod
    def _at(hand: Hand, real: float) -> Seconds:
        if not hand.running:
            return Seconds(hand.time)
        passed = max(0.0, min(real, hand.seen + ATTENTION) - hand.real)
        return Seconds(hand.time + int(passed * hand.factor))
