"""Work that goes on in threads while somebody does other things: to be watched and stopped.

Of each kind of work so many go on at the same time (`AT_ONCE`); the others wait their turn. Work
is found by its id, which cannot be guessed, and stopped when nobody looks at it any more.
"""

import logging
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Any, ClassVar, Literal, TypeVar

from sum.errors import InputError, SumError

State = Literal["waiting", "preparing", "running", "paused", "done", "stopped", "failed"]
Wish = Literal["play", "pause", "stop"]

AT_ONCE = MappingProxyType({"run": 2, "sweep": 1})
"""How many of a kind go on at the same time. A sweep has all processors for itself."""
MOST = 60
"""How many are remembered; beyond it those that ended first are forgotten."""
MOST_SIZE = 2_000_000
"""How large (in `Work.size`) all that has ended may be together."""
AWAY = 900.0
"""After so many seconds in which nobody has looked, work is stopped."""

ACTIVE = frozenset({"waiting", "preparing", "running", "paused"})
"""The states that do not last."""

_LOG = logging.getLogger(__name__)
_LOOK = 0.5


class Work:
    """Something that takes a while; `start` begins it.

    A kind of work says in `_do` what it is, takes `_changed` for what others read, and asks
    `wanted` from time to time whether it shall go on.

    Attributes
    ----------
    id : str
    state : {"waiting", "preparing", "running", "paused", "done", "stopped", "failed"}
    problem : str
        Why it failed, or what else has gone wrong.
    """

    kind: ClassVar[str] = "run"

    def __init__(self) -> None:
        self.id = ""
        self.state: State = "waiting"
        self.problem = ""
        self._wish: Wish = "play"
        self._changed = threading.Condition()
        self._seen = time.monotonic()

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.state in ACTIVE

    @property
    def size(self) -> int:
        """How much memory it takes, in events."""
        return 0

    @property
    def before(self) -> int:
        """How many go on or wait before it; 0 when it is not waiting."""
        return _registry().before(self) if self.state == "waiting" else 0

    def seen(self) -> None:
        """Somebody looks at it."""
        self._seen = time.monotonic()

    def stop(self) -> None:
        """End it; what was done is kept."""
        self._ask("stop")

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, at most so long; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: not self.active, seconds)

    @property
    def wanted(self) -> bool:
        """Whether it has not been stopped, or forgotten by who started it."""
        return self._wish != "stop" and not self._forgotten

    def work(self) -> None:
        """Wait for a turn, and do it; what its thread does."""
        registry = _registry()
        try:
            self._become(self._do() if registry.take_turn(self) else "stopped")
        except SumError as error:
            self._fail(str(error))
        except Exception:  # noqa: BLE001 - whoever looks gets a sentence, the log has it
            _LOG.exception("work in the background failed")
            self._fail("Something went wrong on our side; the log says what.")
        finally:
            registry.give_turn(self)

    # ------------------------------------------------------------------------- for kinds of work

    def _do(self) -> State:
        """Do it; the state in which it ends."""
        raise NotImplementedError

    @property
    def _forgotten(self) -> bool:
        return time.monotonic() - self._seen > AWAY

    def _ask(self, wish: Wish) -> None:
        with self._changed:
            if self._wish != "stop":
                self._wish = wish
            self._changed.notify_all()

    def _become(self, state: State) -> None:
        with self._changed:
            self.state = state
            self._changed.notify_all()

    def _fail(self, problem: str) -> None:
        self.problem = problem
        self._become("failed")

    def _wait_again(self) -> None:
        """Let others have the turn that was given back; then go on."""
        if not _registry().plays(self):
            self._become("waiting")
            _registry().take_turn(self)

    def _give_back(self) -> None:
        _registry().give_turn(self)


class Stopped(Exception):
    """Somebody has stopped the work that asked."""


class Call(Work):
    """A call of a function that takes a while.

    Parameters
    ----------
    function : callable
        Is given a function to tell how much is done (0 to 1); it raises `Stopped` when the work
        has been stopped.

    Attributes
    ----------
    progress : float
    result : object
        What the function gave, once the work is done.
    """

    def __init__(self, function: Callable[[Callable[[float], None]], object]) -> None:
        super().__init__()
        self._function = function
        self.progress = 0.0
        self.result: Any = None

    def _do(self) -> State:
        self._become("running")
        try:
            self.result = self._function(self._tell)
        except Stopped:
            return "stopped"
        return "done"

    def _tell(self, progress: float) -> None:
        self.progress = progress
        if not self.wanted:
            raise Stopped


WorkKind = TypeVar("WorkKind", bound=Work)


@dataclass
class _Registry:
    by_id: dict[str, Any] = field(default_factory=dict)
    playing: list[Any] = field(default_factory=list)
    queue: list[Any] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take_turn(self, work: Any) -> bool:  # noqa: ANN401 - maybe of an earlier import
        """Wait until it is its turn; False when it is not wanted any more before that."""
        with self.changed:
            self.queue.append(work)
            while work.wanted and not self._is_next(work):
                self.changed.wait(_LOOK)
            self.queue.remove(work)
            mine: bool = work.wanted
            if mine:
                self.playing.append(work)
            self.changed.notify_all()
            return mine

    def give_turn(self, work: Any) -> None:  # noqa: ANN401
        """Let the next one go on."""
        with self.changed:
            if work in self.playing:
                self.playing.remove(work)
                self.changed.notify_all()

    def plays(self, work: Any) -> bool:  # noqa: ANN401
        """Whether it has a turn."""
        return work in self.playing

    def before(self, work: Any) -> int:  # noqa: ANN401
        """How many of its kind go on or wait before it."""
        queue = [each for each in self.queue if each.kind == work.kind]
        place = queue.index(work) if work in queue else len(queue)
        return self._going(work.kind) + place

    def forget_some(self) -> None:
        """Forget what ended first, while it is too many or too much."""
        ended = [each for each in self.by_id.values() if not each.active]
        size = sum(each.size for each in ended)
        for each in ended:
            if len(self.by_id) < MOST and size <= MOST_SIZE:
                break
            size -= each.size
            del self.by_id[each.id]

    def _is_next(self, work: Any) -> bool:  # noqa: ANN401
        first = next(each for each in self.queue if each.kind == work.kind)
        return first is work and self._going(work.kind) < AT_ONCE[work.kind]

    def _going(self, kind: str) -> int:
        return len([each for each in self.playing if each.kind == kind])


def _registry() -> Any:  # noqa: ANN401 - made by this class, but maybe by an earlier import of it
    """The one registry, where neither a cleared cache nor a reload of the code reaches it."""
    home = sys.modules.setdefault("_sum_work", ModuleType("_sum_work"))
    if not hasattr(home, "registry"):
        home.registry = _Registry()  # type: ignore[attr-defined]
    return home.registry


def start(make: Callable[[], WorkKind], key: str = "") -> WorkKind:
    """Start work in the background.

    Parameters
    ----------
    make : callable
        Makes it.
    key : str
        Its id, which nobody can guess; the same again gives the same work. By default a new one.

    Raises
    ------
    InputError
        When too many are waiting already.
    """
    registry = _registry()
    with registry.changed:
        known: WorkKind | None = registry.by_id.get(key)
        if known is not None:
            return known
        registry.forget_some()
        if len(registry.by_id) >= MOST:
            raise InputError("Too many simulations are waiting already; try again in a minute.")
        work = make()
        work.id = key or secrets.token_urlsafe(12)
        registry.by_id[work.id] = work
    threading.Thread(target=work.work, name=f"work-{work.kind}", daemon=True).start()
    return work


def find(key: str) -> Any:  # noqa: ANN401 - of any kind
    """Work by its id; None when there is none any more."""
    return _registry().by_id.get(key)
