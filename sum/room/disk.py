"""Keeps a room in its file: what an action has changed, and what other processes have done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sum.errors import RoomError, RoomNotFound, StoreError
from sum.room.clock import ATTENTION, Hand
from sum.room.codec import dumps, loads
from sum.room.file import Mark, RoomFile
from sum.room.file_parts import Container
from sum.room.game import Game
from sum.room.records import Outcome

BEAT = ATTENTION / 3
"""How many real seconds the file may be behind with the clocks of a room that somebody looks at."""
MOST_BYTES = 2**30
"""How large a room may become."""
RESERVE = 1.05
"""How much larger for who runs it: so that it can still be ended."""

Extras = Callable[[], dict[str, Container]]


class Disk:
    """A room's file, for the one process that has it open here; threads take turns.

    Parameters
    ----------
    file : RoomFile
    game : Game
    extras : callable
        Gives what a room keeps beside its game, by name.

    Attributes
    ----------
    file : RoomFile
    is_ahead : bool
        Whether the game has something that no snapshot shows yet.
    """

    def __init__(self, file: RoomFile, game: Game, extras: Extras) -> None:
        self.file = file
        self._game = game
        self._extras = extras
        self._beat = 0.0
        self._noted: list[tuple[str, str, Outcome]] = []
        self.is_ahead = False

    def begin(self, code: str, *, shared: bool) -> None:
        """Write a new room."""
        self.file.note("code", code)
        self.file.note("shared", shared)
        self.file.note("opened", time.time())
        with self.action():
            self.write()

    # ----------------------------------------------------------------------------------- writing

    def write(self) -> int:
        """Write what an action has changed, at once; gives the room's new version."""
        with self.file.database.whole("books"):
            for person, nonce, outcome in self._noted:
                self.file.note_done(person, nonce, outcome)
            self._write_hands()
            return self.file.write(self._game.parts(self._extras()), self._game.ledger.places)

    def beat(self) -> None:
        """Let the file know, now and then, that the clocks go on."""
        if time.monotonic() > self._beat + BEAT:
            with self.file.database.whole("clock"):
                if not self.file.has_news():  # else the clocks may stand elsewhere by now
                    self._game.clock.look()
                    self._game.played.look()
                    self._write_hands()

    def _write_hands(self) -> None:
        self._beat = time.monotonic()
        hands = self._game.clock.hand, self._game.played.hand
        self.file.note("hands", dumps(hands))
        self.file.note("used", hands[0].seen)

    def check_size(self, *, host: bool) -> None:
        """Refuse to write more than a room may have.

        Raises
        ------
        RoomError
        """
        if not self.has_room(RESERVE if host else 1):
            raise RoomError(
                f"This room has reached the {MOST_BYTES / 2**20:,.0f} MB that a room may have:"
                " nothing more can be done in it. Its facilitator can end it and keep the results."
            )

    def has_room(self, reserve: float = 1) -> bool:
        """Whether a room may become any larger."""
        return self.file.database.size <= MOST_BYTES * reserve

    def done(self, person: str, nonce: str) -> Outcome | None:
        """What came of an action; None when there was none."""
        return self.file.done(person, nonce)

    def note_done(self, person: str, nonce: str, outcome: Outcome) -> None:
        """Note what came of an action, to be written with what it has changed."""
        self._noted.append((person, nonce, outcome))

    @contextmanager
    def action(self) -> Iterator[None]:
        """What is written inside counts once all of it is on the disk."""
        self._noted = []
        with self.file.action():
            yield
        self.is_ahead = False

    # ----------------------------------------------------------------------------------- reading

    def catch_up(self) -> bool:
        """Take up what other processes have done.

        Returns
        -------
        bool
            Whether the past itself has changed.

        Raises
        ------
        RoomNotFound
            When somebody has deleted the room.
        StoreError
            When the file is damaged.
        """
        if not self.file.has_news():
            return False
        before = self.file.mark
        if self.file.fact("deleted"):
            raise RoomNotFound("This room was deleted.")
        try:
            with self.file.database.looking():
                self._take_up(self.file.look())
        except BaseException:
            self.file.forget()
            raise
        return self.file.mark.generation != before.generation

    def _take_up(self, mark: Mark) -> None:
        before = self.file.mark
        refresh = getattr(self._game.chain, "refresh", None)  # a node has no file of its own
        if refresh:
            refresh()
        if mark.generation != self.file.mark.generation:
            self._game.read(self.file, self._extras())
        elif mark != self.file.mark:
            self._game.catch_up(self.file, self._extras())
        self.is_ahead |= mark != before
        self.read_hands()

    def read_hands(self) -> None:
        """Let the clocks stand where the file says.

        Raises
        ------
        StoreError
            When the file is damaged.
        """
        written = self.file.fact("hands")
        hands = loads(written) if isinstance(written, bytes) else None
        if not isinstance(hands, tuple) or not all(isinstance(each, Hand) for each in hands):
            raise StoreError("The room’s file does not say what time it is.")
        self._game.clock.hand, self._game.played.hand = hands
