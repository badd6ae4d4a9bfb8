"""A line on standard error that says how far something is, where somebody sees it."""

import sys
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

WIDTH = 30
EVERY = 0.1
"""How many seconds there are between two looks of it, at least."""


class Progress:
    """A bar that is drawn again and again on one line; nothing when the stream is no terminal.

    ::

        with Progress() as progress:
            for number in range(10):
                progress.tell(number / 10, f"{number} of 10")

    Parameters
    ----------
    stream : text file, optional
        By default standard error, so that results can be piped.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._drawn, self._length = float("-inf"), 0

    def tell(self, part: float, text: str = "") -> None:
        """Say how much is done.

        Parameters
        ----------
        part : float
            From 0 to 1.
        text : str
            What is told beside the bar.
        """
        now = monotonic()
        if self._shown and (part >= 1 or now - self._drawn >= EVERY):
            self._drawn = now
            self._draw(line(part, text))

    def clear(self) -> None:
        """Take the line away."""
        if self._length:
            self._draw("")
            self._stream.write("\r")
            self._stream.flush()

    def _draw(self, text: str) -> None:
        self._stream.write(f"\r{text:<{self._length}}")
        self._stream.flush()
        self._length = len(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()


def line(part: float, text: str = "") -> str:
    """A bar with a percentage, and text.

    >>> line(0.5, "of 10")
    '[###############               ]  50 % of 10'
    """
    part = min(1.0, max(0.0, part))
    filled = "#" * int(part * WIDTH)
    return f"[{filled:<{WIDTH}}] {int(part * 100):>3} % {text}".rstrip()
