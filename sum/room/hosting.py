"""What runs a room: its clock, its bots, a new beginning. In a shared room that is its host's."""

from dataclasses import replace
from operator import index

from sum.errors import InputError, RoomError
from sum.incentives.base import AnyTerms
from sum.room.people import Member
from sum.room.progress import Progress, Telling
from sum.room.records import Outcome
from sum.room.stage import Done, Stage, check_factor
from sum.units import DAY, Seconds, format_duration

MAX_JUMP = 60 * DAY
"""The longest jump, in seconds of block time."""
JUMP_ACTIONS = 150
"""How many transactions bots make during one jump at most."""


class Hosting(Stage):
    """The controls. All raise RoomError in a shared room, for anybody but its host."""

    def jump(self, key: str, nonce: str, seconds: int, progress: Progress | None = None) -> Outcome:
        """Let time pass at once; bots act in the order of time.

        Parameters
        ----------
        key, nonce : str
        seconds : int
            Of block time.
        progress : callable, optional
            Told how far it is (0 to 1), and in words.

        Returns
        -------
        Outcome
            ``capped`` when the bots had more to do than they do in one jump; they do the rest
            later.

        Raises
        ------
        InputError
            When it is not from a second to `MAX_JUMP`.
        RoomError
        """
        if not 1 <= index(seconds) <= MAX_JUMP:
            raise InputError(f"A jump is from a second to {format_duration(MAX_JUMP)}.")
        length = format_duration(seconds)

        def work(me: Member) -> Done:
            game, start = self._game, self._game.chain.now
            if game.controls.jump:
                raise RoomError(game.controls.jump)
            target = Seconds(start + seconds)

            def told(now: Seconds) -> None:
                passed = min(max(0, now - start), seconds)
                tell(passed / seconds, f"{format_duration(passed)} of {length} have passed")

            capped = game.run_bots(target, JUMP_ACTIONS, told)
            game.chain.set_time(target)
            game.clock.move_to(target)
            self._say(me, "clock", f"{self._shown(me)} let {length} pass.")
            tell(1.0, f"{length} have passed")
            more = " The bots had more to do than one jump allows: they go on after it."
            return Done(f"{length} have passed.{more if capped else ''}", capped)

        with Telling(progress) as tell:
            return self._act(key, nonce, work, host="let time pass")

    def set_clock(
        self, key: str, nonce: str, *, running: bool | None = None, factor: int | None = None
    ) -> Outcome:
        """Pause or start the clock, or change its speed.

        Raises
        ------
        InputError
            When a second would not be 1 to 86,400 seconds of block time.
        RoomError
        """
        if factor is not None:
            check_factor(factor)

        def work(_: Member) -> Done:
            if factor is not None and self._game.controls.speed:
                raise RoomError(self._game.controls.speed)
            self._game.clock.set(running=running, factor=factor)
            return Done("The clock is set.")

        return self._act(key, nonce, work, host="set its clock")

    def add_bot(self, key: str, nonce: str, kind: str) -> Outcome:
        """Add a bot: "honest", "careless" or "malicious".

        Raises
        ------
        InputError
            When there is no such kind, or there are too many already.
        RoomError
        """

        def work(me: Member) -> Done:
            bot = self._game.add_bot(kind)
            self._say(me, "bots", f"{bot.name} joined, a bot.")
            return Done(f"{bot.name} joined.")

        return self._act(key, nonce, work, host="add bots")

    def remove_bot(self, key: str, nonce: str, person_id: str) -> Outcome:
        """Send a bot home; what it contributed stays.

        Raises
        ------
        RoomError
            Also when it is not a bot.
        """

        def work(me: Member) -> Done:
            bot = self._game.remove_bot(person_id)
            self._say(me, "bots", f"{bot.name} went home.")
            return Done(f"{bot.name} went home.")

        return self._act(key, nonce, work, host="send bots home")

    def send_home(self, key: str, nonce: str, person_id: str) -> Outcome:
        """Send somebody home: they act no more, and others read another name for them.

        What they did stays, and what is still theirs to claim becomes what others may claim. Who
        is to stay away needs a locked room.

        Raises
        ------
        RoomError
            Also when there is nobody to send.
        """

        def work(me: Member) -> Done:
            game, person = self._game, self._game.people.members.get(person_id)
            if not self.shared or person is None or person not in game.people.here():
                raise RoomError("There is nobody to send home.")
            if person_id in game.people.identify(key).ids:
                raise RoomError("You cannot send yourself home.")
            game.people.send_home(person_id)
            kept = game.federation
            if kept:
                seats = tuple(
                    replace(seat, person="", name=f"Client {place + 1}")
                    if seat.person == person_id
                    else seat
                    for place, seat in enumerate(kept.seats)
                )
                game.federation = replace(kept, seats=seats)
            self._say(me, "class", f"{person.name} went home.")
            return Done(f"{person.name} went home.")

        return self._act(key, nonce, work, host="send people home", always=True)

    def start_over(
        self,
        key: str,
        nonce: str,
        *,
        dataset: str | None = None,
        encoder: str = "",
        model: str = "",
        terms: AnyTerms | None = None,
    ) -> Outcome:
        """Begin again with a new contract: same people, same bots, nobody owes anything.

        Parameters
        ----------
        key, nonce : str
        dataset : str, optional
            What the new model learns; by default what the old one did.
        encoder, model : str
            As in `Settings`; only together with `dataset`.
        terms : AnyTerms, optional
            The mechanism and its parameters; by default as before.

        Raises
        ------
        InputError
            When data set, encoder and model do not go together.
        RoomError
        """

        def work(me: Member) -> Done:
            game = self._game
            game.start_over(game.settings.learning(dataset, encoder, model, terms))
            self._say(
                me, "open", f"{self._shown(me)} started over: a new model, and everybody at zero."
            )
            return Done("A new model, and everybody at zero.")

        return self._act(key, nonce, work, host="start over")
