"""What an action on a node waits for, and who wants to be told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Progress = Literal["sent", "pending", "dropped", "replaced", "stuck", "away"]


@dataclass(frozen=True)
class Waiting:
    """What an action waits for.

    Attributes
    ----------
    hash : str
        Of the transaction; "" while there is none.
    sender : str
    since : float
        When the waiting began, in seconds of `time.time`.
    state : {"sent", "pending", "dropped", "replaced", "stuck", "away"}
        Dropped: the node has forgotten it, and got it again. Replaced: it got the same with a
        higher fee. Stuck: it takes long, and nothing more can be paid. Away: the node does not
        answer.
    """

    hash: str
    sender: str
    since: float
    state: Progress

    @property
    def text(self) -> str:
        """The state in a plain sentence."""
        return _TEXTS[self.state]


_TEXTS: dict[Progress, str] = {
    "sent": "The transaction is sent.",
    "pending": "The transaction waits for a block.",
    "dropped": "The node had dropped the transaction; it was sent again.",
    "replaced": "The transaction took long; it was sent again with a higher fee.",
    "stuck": "The transaction waits for long; it needs a higher fee than its account can pay.",
    "away": "The node does not answer; it is asked again, and nothing is lost.",
}

_listener: ContextVar[Callable[[Waiting], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[Waiting], None]) -> Iterator[None]:
    """Be told what is waited for, whenever that changes, by what this thread does inside.

    Parameters
    ----------
    listener : callable
        It must not raise.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(waiting: Waiting) -> None:
    """Tell whoever listens."""
    listener = _listener.get()
    if listener:
        listener(waiting)
