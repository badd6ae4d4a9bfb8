"""Tells somebody how far an action is, without letting them cut it in the middle."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

Progress = Callable[[float, str], None]
"""Told how far an action is (0 to 1), and in words."""


class Telling:
    """Passes progress on; what the listener raises waits until the action is through.

    A page's progress bar is where Streamlit stops a script that the visitor has left, by an
    exception. It goes first even when the action itself is refused: nobody is there to read why.

    Parameters
    ----------
    progress : callable or None
    """

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._raised: BaseException | None = None

    def __call__(self, part: float, text: str) -> None:
        """Tell how far it is (0 to 1), and in words."""
        if self._progress is None or self._raised is not None:
            return
        try:
            self._progress(min(1.0, max(0.0, part)), text)
        except BaseException as raised:  # noqa: BLE001 - Streamlit's is one
            self._raised = raised

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._raised is not None:
            raise self._raised
