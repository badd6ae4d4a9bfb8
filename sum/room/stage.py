"""How a room acts: one at a time, whole or not at all, once for a nonce, then published."""

import random
from collections.abc import Callable

from sum.errors import InputError, RoomError
from sum.room.backstage import Backstage, check_factor
from sum.room.looking import shown_name
from sum.room.measuring import Done, measure, outcome
from sum.room.people import Member
from sum.room.records import OWNER, Entry, FeedKind, Outcome, Role

__all__ = ["Done", "Stage", "check_factor"]

WAITING = {
    "lobby": "It has not begun yet: wait for the facilitator to start. Nothing was sent.",
    "paused": "The facilitator has stopped the game for a moment. Nothing was sent.",
    "over": "The time of this round is over. Nothing was sent.",
    "ended": "The game has ended. Nothing was sent.",
}
"""Why nobody can act in a phase."""
REMEMBERED = 2_000
"""How many past actions are kept, to answer a double click."""


Work = Callable[[Member], Done]
"""What an action does, for the person who acts."""


class _Again(Exception):
    """An action was done already."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class Stage(Backstage):
    """What all actions of people have in common."""

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
            self._me(key, host, role)
            holder = self.identify(key).holder
            once = holder, nonce
            done = self._found(once)
            if done is None:
                if self.shared:
                    self._limits.act(holder)

                def check() -> Member:
                    if not always and (not host or role):
                        self._check_phase()
                    return self._me(key, host, role)

                check()
                self._check_size(host=bool(host))
                try:
                    done = self._do(once, check, work, watch)
                except _Again as again:
                    return again.outcome
                if not host:  # a new round takes hundreds of them, and is its host's to begin
                    self._limits.acted(holder, len(done.calls))
            return done

    def _do(
        self, once: tuple[str, str], check: Callable[[], Member], work: Work, watch: tuple[int, ...]
    ) -> Outcome:
        """Do an action that was not done yet, as far as this process knows."""
        with self._whole():
            if self._disk and self._disk.is_ahead:
                # Another process was quicker, with this action or with one that forbids it.
                found = self._found(once)
                if found is not None:
                    raise _Again(found)
            me = check()
            self._game.ledger.touched.clear()  # what counts is what this action touches
            before = measure(self._game, me, watch)
            said = work(me)
            after = measure(self._game, me, watch)
            done = outcome(before, after, me, said, watched=bool(watch))
            if self._disk:
                self._disk.note_done(*once, done)
        if not self._disk:
            self._done[once] = done
            if len(self._done) > REMEMBERED:
                self._done.popitem(last=False)
        return done

    def _chance(self) -> random.Random:
        """What decides where something is left to chance that nobody may foresee."""
        return random.SystemRandom()

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
