"""How a room acts: one at a time, whole or not at all, once for a nonce, then published."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sum.errors import InputError, RoomError, RoomNotFound
from sum.room.classroom import Classroom
from sum.room.game import Game
from sum.room.ledger import Ledger
from sum.room.looking import look, shown_name
from sum.room.people import Identity, Member
from sum.room.records import OWNER, Entry, FeedKind, Outcome, Role, Settings, Snapshot
from sum.units import Seconds, Wei

MAX_FACTOR = 86_400
WAITING = {
    "lobby": "It has not begun yet: wait for the facilitator to start. Nothing was sent.",
    "paused": "The facilitator has stopped the game for a moment. Nothing was sent.",
    "over": "The time of this round is over. Nothing was sent.",
    "ended": "The game has ended. Nothing was sent.",
}
"""Why nobody can act in a phase."""
REMEMBERED = 2_000
"""How many past actions are kept, to answer a double click."""


@dataclass(frozen=True)
class Done:
    """What an action has to say of itself.

    Attributes
    ----------
    text : str
        One plain sentence.
    capped : bool
        It stopped at its cap before it was through.
    """

    text: str
    capped: bool = False


Work = Callable[[Member], Done]
"""What an action does, for the person who acts."""


@dataclass(frozen=True)
class _Measured:
    """What an action changes, as it was."""

    books: Ledger
    calls: int
    touched: int
    accuracy: float
    profit: Wei
    points: int
    prediction: int


class Stage:
    """A game behind a lock, its published snapshot, and the actions that it remembers.

    Parameters
    ----------
    settings : Settings
    code : str
        The room's name for those who join.
    shared : bool
        Whether others can join. In a private room a visitor plays two people.
    classroom : Classroom, optional
        How the room is led; by default nobody leads it.

    Attributes
    ----------
    code : str
    shared : bool
    seen : float
        When somebody last used the room, in real time.

    Raises
    ------
    InputError
        For settings that cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        code: str,
        *,
        shared: bool,
        classroom: Classroom | None = None,
    ) -> None:
        check_factor(settings.factor)
        self.code = code
        self.shared = shared
        self.seen = time.monotonic()
        self._lock = threading.RLock()
        self._busy = False
        self._closed = False
        self._done: OrderedDict[tuple[str, str], Outcome] = OrderedDict()
        self._later: list[Callable[[], None]] = []
        self._game = Game(settings, code, classroom)
        self._snapshot = look(self._game, version=1, shared=shared)

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

    def close(self) -> None:
        """Let go of the chain; from now on everything raises `RoomNotFound`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._game.chain.close()

    # ------------------------------------------------------------------------------------ inside

    def _act(
        self,
        key: str,
        nonce: str,
        work: Work,
        *,
        watch: tuple[int, ...] = (),
        host: str = "",
        role: Role | None = None,
        always: bool = False,
    ) -> Outcome:
        """Do an action of a person.

        Parameters
        ----------
        key, nonce : str
        work : callable
        watch : tuple of int
            A sample to predict before and after.
        host : str
            What only the host of a shared room can do, in words; "" when anybody can.
        role : str, optional
            Who plays this can do it, too.
        always : bool
            Whether it can be done in a pause, and before and after a round, too.
        """
        with self._turn():
            me, once = self._me(key, host, role), (self.identify(key).holder, nonce)
            done = self._done.get(once)
            if done is None:
                if not always and (not host or role):
                    self._check_phase()
                before = self._measure(me, watch)
                with self._whole():
                    said = work(me)
                done = self._done[once] = self._outcome(me, before, said, watch)
                if len(self._done) > REMEMBERED:
                    self._done.popitem(last=False)
            return done

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for one's turn in a room that is still there."""
        self.seen = time.monotonic()
        with self._lock:
            self._check_open()
            yield

    def _check_open(self) -> None:
        if self._closed:
            raise RoomNotFound("This room was closed; it may have expired.")

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All that happens inside is published at the end; when it raises, nothing happened."""
        game = self._game
        game.clock.look()
        game.played.look()
        self._remember()
        kept = game.save()
        self._busy, self._later = True, []
        try:
            with game.chain.action():
                game.keep_time()
                yield
                for each in self._later:
                    each()
                version = self._snapshot.version + 1
                game.clock.move_to(Seconds(game.chain.now - 1))  # the last block’s time
                snapshot = look(game, version=version, shared=self.shared)
        except BaseException:
            game.restore(kept)
            raise
        finally:
            self._busy = False
        self._snapshot = snapshot

    def _after(self, call: Callable[[], None]) -> None:
        """Do something to a clock at the end of an action, which goes back with nothing else."""
        self._later.append(call)

    def _remember(self) -> None:
        """Note a moment to go back to; where a room does that."""

    def _me(self, key: str, host: str, role: Role | None) -> Member:
        people = self._game.people
        identity = people.identify(key)
        me = people.members[identity.id]
        if host and self.shared and not identity.host and me.role != role:
            raise RoomError(f"Only the host of this room can {host}.")
        if not host and me.role in {"observer", "owner"}:
            raise RoomError("You are here to watch: join as somebody who plays to do this.")
        return me

    def _check_phase(self) -> None:
        phase = self._game.classroom.phase
        if phase != "playing":
            raise RoomError(WAITING[phase])

    def _entry(self, number: int) -> Entry:
        entries = self._game.ledger.entries
        if not 1 <= number <= len(entries):
            raise InputError(f"There is no contribution number {number}.")
        return entries[number - 1]

    def _say(self, me: Member, kind: FeedKind, text: str) -> None:
        self._game.ledger.say(me.id, kind, text, self._game.chain.now)

    def _shown(self, member: Member) -> str:
        """What others read for somebody: "The facilitator" for whoever leads."""
        is_leading = self._game.classroom.led and member.id == OWNER
        return "The facilitator" if is_leading else shown_name(self._game, member)

    def _measure(self, me: Member, watch: tuple[int, ...]) -> _Measured:
        books = self._game.ledger
        return _Measured(
            books,
            len(books.calls),
            len(books.touched),
            books.accuracy[-1].accuracy,
            Wei(books.profits.get(me.id, 0)),
            books.points.get(me.id, 0),
            self._game.engine.peek().predict_one(watch) if watch else 0,
        )

    def _outcome(
        self, me: Member, before: _Measured, said: Done, watch: tuple[int, ...]
    ) -> Outcome:
        after = self._measure(me, watch)
        same = after.books is before.books  # or they are new, and all in them is
        calls = after.books.calls[before.calls if same else 0 :]
        touched = after.books.touched[before.touched if same else 0 :]
        mine = dict.fromkeys(number for person, number in touched if person == me.id and number)
        return Outcome(
            text=said.text,
            entries=tuple(mine),
            accuracy=(before.accuracy, after.accuracy),
            profit=(before.profit, after.profit),
            points=(before.points, after.points),
            prediction=(before.prediction, after.prediction) if watch else None,
            calls=tuple(call.hash for call in calls),
            capped=said.capped,
        )


def check_factor(factor: int) -> None:
    """Check how fast a clock would run.

    Raises
    ------
    InputError
    """
    if not 1 <= factor <= MAX_FACTOR:
        raise InputError(f"A second of real time can be 1 to {MAX_FACTOR:,} of block time.")
