"""What is behind a room: its lock, its game, its file, and how an action is whole or nothing."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from operator import index
from typing import Self

from sum.chain import Database
from sum.errors import InputError, PersonNotFound, RoomError, RoomNotFound
from sum.room.classroom import Classroom
from sum.room.disk import Disk
from sum.room.file import RoomFile
from sum.room.file_parts import Container
from sum.room.game import Game
from sum.room.limits import Limits
from sum.room.looking import look
from sum.room.people import Identity
from sum.room.records import Outcome, Settings, Snapshot
from sum.units import Seconds

MAX_FACTOR = 86_400


class Backstage:
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
    database : Database, optional
        Where the room is kept; by default in memory.

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

    _disk: Disk | None

    def __init__(
        self,
        settings: Settings,
        code: str,
        *,
        shared: bool,
        classroom: Classroom | None = None,
        database: Database | None = None,
    ) -> None:
        check_factor(settings.factor)
        self._set_up(code, shared=shared)
        with database.whole("opening") if database else nullcontext():
            self._game = Game(settings, code, classroom, database)
            if database:
                self._disk = Disk(RoomFile(database), self._game, self._extras)
                self._disk.begin(code, shared=shared)
        self._snapshot = look(self._game, version=1, shared=shared)

    @classmethod
    def reopened(cls, database: Database) -> Self:
        """The room that a file holds, as it was after its last action.

        Raises
        ------
        StoreError
            When the file is damaged, or is no room's.
        ChainError
            When it cannot be read.
        """
        room = cls.__new__(cls)
        room._reopen(RoomFile(database))  # noqa: SLF001 - of this class
        return room

    def _reopen(self, file: RoomFile) -> None:
        code = str(file.fact("code"))
        self._set_up(code, shared=bool(file.fact("shared")))
        with file.database.looking():
            self._game = Game.reopened(code, file, self._extras())
            self._disk = Disk(file, self._game, self._extras)
            self._disk.read_hands()
        self._publish()

    def _set_up(self, code: str, *, shared: bool) -> None:
        """Make what a room has beside its game."""
        self.code = code
        self.shared = shared
        self.seen = time.monotonic()
        self._lock = threading.RLock()
        self._busy = False
        self._closed = False
        self._done: OrderedDict[tuple[str, str], Outcome] = OrderedDict()
        self._later: list[Callable[[], None]] = []
        self._limits = Limits()
        self._disk = None

    def _extras(self) -> dict[str, Container]:
        """What of it is kept in the room's file, and goes back with an action that fails."""
        return {}

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
        try:
            return self._game.people.identify(key)
        except PersonNotFound:
            if not self._disk:
                raise
        with self._turn():  # they may have come by another process
            return self._game.people.identify(key)

    def check_host(self, key: str, what: str) -> None:
        """Refuse anybody but whoever runs the room.

        Parameters
        ----------
        key : str
        what : str
            What only the host can do, in words.

        Raises
        ------
        PersonNotFound, RoomError
        """
        if not self.identify(key).host:
            raise RoomError(f"Only the host of this room can {what}.")

    @property
    def is_gone(self) -> bool:
        """Whether it was closed, or deleted by another process."""
        return self._closed

    def refresh(self) -> None:
        """Take up what other processes have done, unless somebody acts just now."""
        if self._disk and self._lock.acquire(blocking=False):
            try:
                if not self._busy and not self._closed:
                    self._catch_up()
            finally:
                self._lock.release()

    def close(self) -> None:
        """Let go of the chain; from now on everything raises `RoomNotFound`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._game.chain.close()
                if self._disk:
                    self._disk.file.database.close()

    # ------------------------------------------------------------------------------------ inside

    def _found(self, once: tuple[str, str]) -> Outcome | None:
        """What came of an action that was done already; None for none."""
        return self._disk.done(*once) if self._disk else self._done.get(once)

    def _check_size(self, *, host: bool = False) -> None:
        if self._disk:
            self._disk.check_size(host=host)

    def _has_room(self) -> bool:
        return self._disk is None or self._disk.has_room()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for one's turn in a room that is still there."""
        self.seen = time.monotonic()
        with self._lock:
            self._check_open()
            if not self._busy:
                self._catch_up()
            yield

    def _check_open(self) -> None:
        if self._closed:
            raise RoomNotFound("This room was closed; it may have expired.")

    def _catch_up(self) -> None:
        """Take up what other processes have done, and publish it."""
        if self._disk:
            try:
                if self._disk.file.has_news():
                    self._remember()
                if self._disk.catch_up():
                    self._rewritten()
            except RoomNotFound:
                self.close()
                raise
            if self._disk.is_ahead:
                self._publish()

    def _publish(self) -> None:
        if self._disk:
            version = self._disk.file.mark.version
            self._snapshot = look(self._game, version=version, shared=self.shared)
            self._disk.is_ahead = False

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All that happens inside is published at the end; when it raises, nothing happened."""
        back: Callable[[], None] = lambda: None  # noqa: E731
        self._busy, self._later = True, []
        try:
            written = self._disk.action() if self._disk else nullcontext()
            with written, self._game.chain.action():
                if self._disk and self._disk.catch_up():
                    self._rewritten()
                back = self._way_back()
                self._remember()
                self._game.keep_time()
                yield
                snapshot = self._end_action()
        except BaseException:
            back()
            self._went_back()
            raise
        finally:
            self._busy = False
        self._snapshot = snapshot

    def _end_action(self) -> Snapshot:
        for each in self._later:
            each()
        game, version = self._game, self._snapshot.version + 1
        game.clock.move_to(Seconds(game.chain.now - 1))  # the last block’s time
        if self._disk:
            version = self._disk.write()
        return look(game, version=version, shared=self.shared)

    def _way_back(self) -> Callable[[], None]:
        """Remember how everything is; whoever calls what is returned goes back there."""
        game = self._game
        game.clock.look()
        game.played.look()
        kept, hands = game.save(), (game.clock.hand, game.played.hand)
        extras = {name: each.copy() for name, each in self._extras().items()}

        def back() -> None:
            game.restore(kept)
            game.clock.hand, game.played.hand = hands
            for name, each in self._extras().items():
                each.clear()
                each.update(extras[name])  # type: ignore[union-attr]

        return back

    def _after(self, call: Callable[[], None]) -> None:
        """Do something to a clock at the end of an action, which goes back with nothing else."""
        self._later.append(call)

    def _remember(self) -> None:
        """Note a moment to go back to; where a room does that."""

    def _went_back(self) -> None:
        """An action has failed, and all that it did is gone."""

    def _rewritten(self) -> None:
        """Another process has changed the past."""


def check_factor(factor: int) -> None:
    """Check how fast a clock would run.

    Raises
    ------
    InputError
    """
    if not 1 <= index(factor) <= MAX_FACTOR:
        raise InputError(f"A second of real time can be 1 to {MAX_FACTOR:,} of block time.")
