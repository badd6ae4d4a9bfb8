"""A room: one chain, one shared model, its people, its clock and its books, for many at once.

Pages call one method for one action of a person. It waits for its turn, does all of its
transactions or none, and publishes a new `Snapshot`; drawing needs no lock.
"""

import time
from contextlib import nullcontext, suppress

from sum.chain import Busy
from sum.chain.networks import Network
from sum.chain.waiting import Waiting
from sum.datasets import Dataset
from sum.errors import InputError, PersonNotFound, RoomError
from sum.room.federating import Federating
from sum.room.file_parts import Container
from sum.room.hosting import Hosting
from sum.room.keys import new_code, written
from sum.room.limits import checked_typed
from sum.room.people import (
    NOBODY,
    YOU,
    YOUR_ATTACKER,
    Identity,
    checked_name,
    checked_role,
)
from sum.room.phrases import new_phrase, same_phrase
from sum.room.playing import Playing
from sum.room.records import Role, Snapshot
from sum.room.sponsoring import Sponsoring
from sum.room.teaching import Teaching
from sum.units import Seconds, Wei

TICK_ACTIONS = 8
"""How many transactions bots make in one tick at most: a tick must not keep others waiting."""


class Room(Playing, Hosting, Teaching, Sponsoring, Federating):
    """One shared model with everybody around it. Safe for threads.

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
    snapshot : Snapshot
        The room as of the last action.

    Raises
    ------
    InputError
        For settings that cannot be used.
    """

    def _set_up(self, code: str, *, shared: bool) -> None:
        super()._set_up(code, shared=shared)
        # Whose key a nonce has got: only the holder, for a key is written nowhere.
        self._joined: dict[tuple[str, str, str], str] = {}

    def _extras(self) -> dict[str, Container]:
        return {**super()._extras(), "joined": self._joined}

    # ------------------------------------------------------------------------------- for looking

    @property
    def waiting(self) -> Waiting | None:
        """What somebody's action waits for, on a node; any thread may ask."""
        return None

    @property
    def network(self) -> Network | None:
        """The network that the room's chain belongs to; None for a chain of its own."""
        return None

    def now(self) -> Seconds:
        """The block time at this moment."""
        return self._game.clock.now()

    def tick(self) -> Snapshot:
        """Let time pass and bots act, while somebody looks; whoever polls calls this.

        Does nothing while somebody else acts.

        Raises
        ------
        RoomNotFound
            When the room was closed.
        """
        self.seen = time.monotonic()
        if self._lock.acquire(blocking=False):
            try:
                self._check_open()
                if not self._busy:
                    self._tick_now()
            finally:
                self._lock.release()
        self._keep_playing()
        return self._snapshot

    def _tick_now(self) -> None:
        if not self._disk:
            self._tick()
            return
        self._catch_up()
        # Should another process act, the next tick is soon enough.
        with suppress(Busy), self._disk.file.database.at_once():
            self._tick()
            self._disk.beat()

    def _tick(self) -> None:
        game = self._game
        now, due = game.clock.look(), game.next_bot()
        game.played.look()
        if self._time_is_up():
            self._end_round()
        elif game.clock.running and due is not None and due <= now and self._has_room():
            self._let_bots_act(now)

    def _let_bots_act(self, now: Seconds) -> None:
        with self._whole():
            self._game.run_bots(now, self._tick_actions)

    @property
    def _tick_actions(self) -> int:
        return TICK_ACTIONS

    def predict(self, data: tuple[int, ...]) -> int:
        """Ask what the model says, for free.

        In a private room the contract is asked (eth_call). In a shared one, where a class would
        wait for each other's calls, it is the contract's twin: it says the same, bit for bit.

        Raises
        ------
        BadSample
        """
        if self.shared:
            return self._snapshot.model.predict_one(data)
        with self._turn():
            return self._game.engine.predict(data)

    def quote(self) -> tuple[Wei, Seconds]:
        """What a contribution has to put at stake at this moment, and the block time."""
        with self._turn():
            self._game.keep_time()
            return self._game.engine.cost((0,), 0), self._game.engine.now

    @property
    def dataset(self) -> Dataset:
        """What the room's model is about."""
        return self._game.dataset

    def source(self, name: str) -> str:
        """The source of a part of the contract: "trainer", "model", "incentive" or "lib/words".

        Raises
        ------
        InputError
            When it has no such part.
        """
        found = self._game.engine.shared.artifact.sources.get(f"{name}.vy")
        if found is None:
            raise InputError(f"The contract has no part {name!r}.")
        return found

    # ------------------------------------------------------------------------------ for entering

    def enter(self, nickname: str, role: str) -> str:
        """Let the opener in.

        Parameters
        ----------
        nickname, role : str
            In a shared room, the opener's.

        Returns
        -------
        str
            The personal key. In a private room it plays a contributor and an attacker.

        Raises
        ------
        InputError
            When the nickname or the role cannot be used.
        """
        roles: tuple[tuple[str, Role], ...] = (
            ((checked_name(nickname), checked_role(role)),)
            if self.shared
            else ((YOU, "contributor"), (YOUR_ATTACKER, "attacker"))
        )
        with self._turn(), self._whole():
            members = [self._game.add_person(name, each) for name, each in roles]
            ids = tuple(member.id for member in members)
            return self._game.people.new_key(ids, host=True)

    def lead_by(self, code: str) -> str:
        """Let a facilitator in, who plays no part and comes back by what they type.

        Parameters
        ----------
        code : str
            The facilitator's key (`sum.room.keys.new_code`).

        Returns
        -------
        str
            The personal key that has the controls.
        """
        with self._turn(), self._whole():
            people = self._game.people
            key = people.new_key((), host=True)
            people.learn(key, written(code))
            return key

    def renew(self, key: str) -> str:
        """Make another facilitator's key; the one before is worth nothing then.

        Returns
        -------
        str
            To be shown once.

        Raises
        ------
        PersonNotFound
        RoomError
            When it is not a facilitator who asks.
        """
        code = new_code()
        with self._turn(), self._whole():
            if not (self.identify(key).host and self._game.classroom.led):
                raise RoomError("Only the facilitator has such a key.")
            self._game.people.learn(key, code)
        return code

    def facilitator(self, code: str, browser: str = "") -> str:
        """The personal key of the facilitator, for whoever knows the facilitator's key.

        Parameters
        ----------
        code : str
        browser : str
            Tells browsers apart, so that who guesses in one does not keep others out.

        Raises
        ------
        PersonNotFound
        TooFast
            When too many wrong ones were tried.
        """
        with self._limits.guess(browser):
            return self._game.people.facilitator(checked_typed(code))

    def resume(self, phrase: str, browser: str = "") -> str:
        """The personal key of somebody who comes back by a phrase.

        Parameters
        ----------
        phrase, browser : str
            As for `facilitator`.

        Raises
        ------
        PersonNotFound
        TooFast
            When too many wrong ones were tried.
        """
        with self._limits.guess(browser):
            key = self._game.people.by_typed(same_phrase(checked_typed(phrase)))
            if self._leads(key):  # a facilitator's key is no phrase
                raise PersonNotFound(NOBODY)
            return key

    def phrase(self, key: str) -> str:
        """Give somebody a new phrase to come back by; the one before is worth nothing then.

        Raises
        ------
        PersonNotFound
        RoomError
            For a facilitator, who has a key instead.
        """
        if self._leads(key):
            raise RoomError("A facilitator comes back by the facilitator’s key alone.")
        phrase = new_phrase()
        with self._turn():
            self._limits.act(self.identify(key).holder)
            with self._whole():
                self._game.people.learn(key, phrase)
        return phrase

    def _leads(self, key: str) -> bool:
        return self.identify(key).host and self._game.classroom.led

    def ticket(self, key: str, browser: str) -> str:
        """What a page's address may carry for somebody: of no use in another browser.

        Raises
        ------
        PersonNotFound
        """
        return self._game.people.ticket(key, browser)

    def admit(self, ticket: str, browser: str) -> str:
        """The personal key of whoever holds a ticket in this browser.

        Raises
        ------
        PersonNotFound
        """
        return self._game.people.admit(ticket, browser)

    def join(self, nickname: str, role: str, nonce: str) -> str:
        """Let somebody in.

        Parameters
        ----------
        nickname : str
            Not anybody else's here.
        role : {"contributor", "attacker", "sponsor", "observer"}
            Where roles are dealt out, only whether it is an observer matters.
        nonce : str
            The same one again, for the same nickname and role, gives the same key.

        Returns
        -------
        str
            The personal key.

        Raises
        ------
        InputError
            When the nickname or the role cannot be used.
        RoomError
            When the room is private, locked, or over.
        TooFast
            When very many join at the same moment.
        """
        if not self.shared:
            raise RoomError("This is a private room: nobody else can join it.")
        name, kind = checked_name(nickname), checked_role(role)
        with self._turn():
            once = nonce, name, kind
            if once not in self._joined:
                self._limits.join()
                self._check_joining()
                self._check_size()
                self._let_in(once)
            return self._game.people.keyring.key(self._joined[once])

    def _let_in(self, once: tuple[str, str, Role]) -> None:
        with self._whole():
            if once in self._joined:  # by another process, just now
                return
            self._check_joining()
            _, name, role = once
            people = self._game.people
            member = self._game.add_person(name, self._dealt_role(role))
            key = people.new_key((member.id,))
            self._joined[once] = people.identify(key).holder
            self._say(member, "join", f"{member.name} joined.")

    def _check_joining(self) -> None:
        room = self._game.classroom
        if room.locked:
            raise RoomError("The facilitator has locked this room: nobody else can join.")
        if room.phase == "ended":
            raise RoomError("The game in this room has ended: nobody else can join.")

    def switch(self, key: str, person_id: str) -> Identity:
        """Act as another one of one's people from now on.

        Raises
        ------
        PersonNotFound
        """
        with self._turn(), self._whole() if self._disk else nullcontext():
            return self._game.people.switch(key, person_id)
