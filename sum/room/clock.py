"""The room's clock: block time as a function of real time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sum.units import Seconds

ATTENTION = 15.0
"""For how many real seconds the clock runs on when nobody looks at it any more."""


@dataclass(frozen=True)
class _Hand:
    """Where the clock stood at a real moment, and how it goes on from there."""

    time: int
    real: float
    running: bool
    factor: int


class Clock:
    """Runs `factor` seconds of block time in a second of real time, while somebody looks.

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
        self._seen = real()
        self._hand = _Hand(now, self._seen, running, factor)

    @property
    def running(self) -> bool:
        """Whether time passes by itself."""
        return self._hand.running

    @property
    def factor(self) -> int:
        """Seconds of block time in a second of real time."""
        return self._hand.factor

    def now(self) -> Seconds:
        """The block time at this moment."""
        hand = self._hand
        if not hand.running:
            return Seconds(hand.time)
        passed = max(0.0, min(self._real(), self._seen + ATTENTION) - hand.real)
        return Seconds(hand.time + int(passed * hand.factor))

    def look(self) -> Seconds:
        """The block time; after a while in which nobody looked, time goes on from here."""
        now, real = self.now(), self._real()
        if real > self._seen + ATTENTION:
            self._hand = replace(self._hand, time=now, real=real)
        self._seen = real
        return now

    def move_to(self, time: Seconds) -> None:
        """Set the clock ahead; it never goes back."""
        if time > self.now():
            self._hand = replace(self._hand, time=time, real=self._real())

    def set(self, *, running: bool | None = None, factor: int | None = None) -> None:
        """Pause, start, or change the speed, from this moment on."""
        hand, now = self._hand, self.look()
        self._hand = _Hand(
            now,
            self._real(),
            hand.running if running is None else running,
            hand.factor if factor is None else factor,
        )

    def rewind(self, hand: object) -> None:
        """Go back to what `hand` gave."""
        if isinstance(hand, _Hand):
            self._hand = hand

    @property
    def hand(self) -> object:
        """What `rewind` takes."""
        return self._hand
