"""How a room acts: whole or not at all, once for a nonce, and then published."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sum.errors import InputError, RoomError
from sum.room.game import Game
from sum.room.people import Identity, Member
from sum.room.records import Entry, FeedKind, Outcome, Settings, Snapshot
from sum.units import Seconds, Wei

Progress = Callable[[float, str], None]

REMEMBERED = 500
"""How many past actions are kept, to answer a double click."""


@dataclass(frozen=True)
class Measured:
    """What an action changes, as it was."""

    entries: int
    calls: int
    accuracy: float
    profit: Wei
    prediction: int | None


class Stage:
    """A game behind a lock, its published snapshot, and the actions that it remembers.

    Parameters
    ----------
    settings : Settings
    code : str
    shared : bool
    """

    def __init__(self, settings: Settings, code: str, *, shared: bool) -> None:
        self.code = code
        self.shared = shared
        self.seen = time.monotonic()
        self._lock = threading.RLock()
        self._done: OrderedDict[tuple[str, str], Outcome] = OrderedDict()
        self._version = 0
        self._game = Game(settings, code)
        self._publish()

    @property
    def snapshot(self) -> Snapshot:
        """The room as of the last action; it never changes, take a new one for news."""
        return self._snapshot

    def identify(self, key: str) -> Identity:
        """Whom a personal key may act as.

        Raises
        ------
        PersonNotFound
        """
        return self._game.people.identify(key)

    def _act(
        self,
        key: str,
        nonce: str,
        work: Callable[[Member], str],
        watch: tuple[int, ...] | None = None,
    ) -> Outcome:
        """Do an action whole or not at all, once for a nonce; `watch` is a sample to predict."""
        with self._lock:
            done = self._done.get((key, nonce))
            if done:
                return done
            me = self._me(key)
            before = self._measure(me, watch)
            with self._whole():
                text = work(me)
            self._publish()
            return self._remember((key, nonce), self._outcome(me, before, text, watch))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Undo everything when something is refused or goes wrong."""
        kept = self._game.save()
        try:
            with self._game.chain.action():
                self._game.clock.look()
                self._game.keep_time()
                yield
        except BaseException:
            self._game.restore(kept)
            raise
        self._game.clock.move_to(Seconds(self._game.chain.now - 1))

    def _run_bots(
        self, until: Seconds, limit: int, told: Callable[[Seconds], None] = lambda _: None
    ) -> tuple[int, bool]:
        """Let bots act in the order of time; how many transactions, and whether that was all."""
        made = 0
        while (due := self._game.next_bot()) is not None and due <= until:
            if made >= limit:
                self._game.postpone(until)
                return made, True
            with self._whole():
                made += self._game.step(limit - made)
            told(due)
        return made, False

    def _only_host(self, key: str) -> None:
        """In a shared room time, bots and a new start are its host's."""
        if self.shared and not self.identify(key).host:
            raise RoomError("In a shared room only its host can do this.")

    def _me(self, key: str) -> Member:
        people = self._game.people
        return people.members[people.identify(key).id]

    def _entry(self, number: int) -> Entry:
        entries = self._game.ledger.entries
        if not 1 <= number <= len(entries):
            raise InputError(f"There is no contribution number {number}.")
        return entries[number - 1]

    def _say(self, me: Member, kind: FeedKind, text: str) -> None:
        self._game.ledger.say(me.id, kind, text, self._game.clock.now())

    def _measure(self, me: Member, watch: tuple[int, ...] | None = None) -> Measured:
        books = self._game.ledger
        return Measured(
            len(books.entries),
            len(books.calls),
            books.accuracy[-1].accuracy,
            Wei(books.profits.get(me.id, 0)),
            self._game.engine.peek().predict_one(watch) if watch else None,
        )

    def _outcome(
        self,
        me: Member,
        before: Measured,
        text: str,
        watch: tuple[int, ...] | None = None,
        *,
        capped: bool = False,
    ) -> Outcome:
        after, books = self._measure(me, watch), self._game.ledger
        calls = books.calls[before.calls :]
        mine = {call.hash for call in calls if call.sender == me.id}
        prediction = (before.prediction, after.prediction)
        return Outcome(
            text=text,
            entries=tuple(e.number for e in books.entries if e.transaction in mine),
            accuracy=(before.accuracy, after.accuracy),
            profit=(before.profit, after.profit),
            prediction=prediction if watch else None,  # type: ignore[arg-type]
            calls=tuple(call.hash for call in calls),
            capped=capped,
        )

    def _remember(self, action: tuple[str, str], outcome: Outcome) -> Outcome:
        self._done[action] = outcome
        while len(self._done) > REMEMBERED:
            self._done.popitem(last=False)
        return outcome

    def _publish(self) -> None:
        self._version += 1
        self._snapshot = self._game.look(self.code, version=self._version, shared=self.shared)


class Telling:
    """Passes progress on; what the listener raises waits until the action is through.

    A page's progress bar is where Streamlit stops a script that the visitor has left: an action
    must not be cut in the middle by that.
    """

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._raised: BaseException | None = None

    def __call__(self, part: float, text: str) -> None:
        """Tell how far it is (0 to 1), and in words."""
        if self._progress is None or self._raised is not None:
            return
        try:
            self._progress(min(1.0, part), text)
        except BaseException as raised:  # noqa: BLE001 - Streamlit's is one
            self._raised = raised

    def end(self) -> None:
        """Raise what was held back."""
        if self._raised is not None:
            raise self._raised
