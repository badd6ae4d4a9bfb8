"""What leads a class through its rounds: phases, roles, names, the board, going back, the end."""

import time
from collections import deque
from dataclasses import dataclass, replace
from operator import index
from typing import Literal

from sum.errors import InputError, RoomError
from sum.incentives.base import AnyTerms
from sum.room.classroom import DEALT_ATTACKERS, Classroom, Phase
from sum.room.game import Kept
from sum.room.people import Member
from sum.room.records import OWNER, Outcome, Role, Snapshot
from sum.room.results import round_result
from sum.room.stage import Done, Stage
from sum.units import ETHER, Wei, format_duration, format_ether

MOST_GIFT = Wei(1_000 * ETHER)
LONGEST = 4 * 3_600
"""How long a round may be, in real seconds."""
BACK = 60.0
"""How far one goes back at once, in real seconds."""
LEAST = 1.0
"""What is more recent is no past yet."""
APART, POINTS = 15.0, 5
"""How many real seconds are between two points to go back to, and how many there are."""


@dataclass(frozen=True)
class _Point:
    """A moment that the room can go back to."""

    real: float
    chain: str
    kept: Kept


class Teaching(Stage):
    """The facilitator's controls. All raise RoomError for anybody else."""

    def _set_up(self, code: str, *, shared: bool) -> None:
        super()._set_up(code, shared=shared)
        self._points: deque[_Point] = deque(maxlen=POINTS)
        self._new: _Point | None = None
        self._still: Snapshot | None = None

    # ----------------------------------------------------------------------------- for everybody

    def left(self) -> float | None:
        """Real seconds left of the round; None when it has no end, or there is no round."""
        classroom = self._game.classroom
        if not classroom.length or classroom.phase not in {"playing", "paused"}:
            return None
        return max(0.0, classroom.length - self._game.played.now())

    @property
    def board(self) -> Snapshot:
        """What the board shows: the room as it is, or as it was when the board was frozen.

        What is hidden meanwhile, it hides as well, and what is shown it shows.
        """
        now, still = self.snapshot, self._still
        if not now.classroom.frozen:
            still = None
        elif still is None or _shows(still.classroom) != _shows(now.classroom):
            still = now
        self._still = still
        return still or now

    def role(self, key: str) -> Role:
        """What somebody plays, whatever others see of it.

        Raises
        ------
        PersonNotFound
        """
        return self.me(key).role

    def me(self, key: str) -> Member:
        """Somebody as they are, with their own name and role.

        Raises
        ------
        PersonNotFound
        """
        people = self._game.people
        return people.members[people.identify(key).id]

    def roster(self, key: str) -> tuple[Member, ...]:
        """Everybody but the owner, with true names and roles: for the facilitator alone.

        Raises
        ------
        PersonNotFound
        RoomError
            For anybody else.
        """
        people = self._game.people
        if not people.identify(key).host:
            raise RoomError("Only the facilitator sees who plays what.")
        return tuple(each for each in people.members.copy().values() if each.id != OWNER)

    # ------------------------------------------------------------------------------------ rounds

    def begin(self, key: str, nonce: str) -> Outcome:
        """Start the round, or go on after a pause; roles are dealt out when it starts."""

        def work(me: Member) -> Done:
            game, before = self._game, self._game.classroom.phase
            if before == "ended":
                raise RoomError("The game has ended: open another room for a new one.")
            if before == "over":
                raise RoomError(
                    "The time of this round is over: give it more, or go on to the next."
                )
            if before == "lobby" and game.classroom.roles == "dealt":
                self._deal()
            self._enter("playing")
            what = "The round has begun." if before == "lobby" else "It goes on."
            self._say(me, "class", what)
            return Done(what)

        return self._act(key, nonce, work, host="start it")

    def pause(self, key: str, nonce: str) -> Outcome:
        """Stop the game for a moment: nobody acts, and no time passes."""

        def work(me: Member) -> Done:
            if self._game.classroom.phase != "playing":
                raise RoomError("It is not running.")
            self._enter("paused")
            self._say(me, "class", "The facilitator has stopped the game for a moment.")
            return Done("Everything stands still until you go on.")

        return self._act(key, nonce, work, host="stop it")

    def extend(self, key: str, nonce: str, seconds: int) -> Outcome:
        """Give the round more time, or take some (below 0).

        Raises
        ------
        InputError
            When it would be longer than it may be.
        """

        def work(me: Member) -> Done:
            game = self._game
            played = game.played.now()
            length = max(game.classroom.length, played if game.classroom.phase == "over" else 0)
            length += index(seconds)
            if not played < length <= LONGEST:
                raise InputError(f"A round lasts {format_duration(LONGEST)} at most.")
            self._change(length=length)
            if game.classroom.phase == "over":
                self._enter("playing")
            more = "more" if seconds > 0 else "less"
            text = f"The round is {format_duration(abs(seconds))} {more}."
            self._say(me, "class", text)
            return Done(text)

        return self._act(key, nonce, work, host="change how long it takes")

    def next_round(
        self,
        key: str,
        nonce: str,
        *,
        dataset: str | None = None,
        encoder: str = "",
        model: str = "",
        terms: AnyTerms | None = None,
        length: int | None = None,
    ) -> Outcome:
        """Keep what came of this round, and begin the next: a fresh model, the same people.

        Parameters
        ----------
        key, nonce : str
        dataset, encoder, model, terms
            As for `start_over`.
        length : int, optional
            Real seconds; by default as long as before.

        Raises
        ------
        InputError
        """

        def work(me: Member) -> Done:
            game = self._game
            if game.classroom.phase == "ended":
                raise RoomError("The game has ended: open another room for a new one.")
            result = round_result(self._game)
            game.start_over(game.settings.learning(dataset, encoder, model, terms))
            room = game.classroom
            if room.roles == "dealt":
                self._take_back_roles()
            self._change(
                round=room.round + 1,
                results=(*room.results, result),
                revealed=False,
                length=room.length if length is None else checked_length(length),
            )
            self._enter("lobby")
            game.played.restart()
            self._points.clear()
            text = f"Round {room.round + 1}: a fresh model, and everybody at zero."
            self._say(me, "class", text)
            return Done(text)

        return self._act(key, nonce, work, host="go on to the next round")

    def finish(self, key: str, nonce: str) -> Outcome:
        """End the game: what came of the last round is kept, and everybody sees who played what."""

        def work(me: Member) -> Done:
            room = self._game.classroom
            if room.phase == "ended":
                raise RoomError("The game has ended already.")
            result = round_result(self._game)
            self._change(results=(*room.results, result), anonymous=False, frozen=False)
            self._enter("ended")
            self._say(me, "class", "The game has ended. Thank you for playing!")
            return Done("The game has ended; the results are there for everybody.")

        return self._act(key, nonce, work, host="end it")

    # -------------------------------------------------------------------------- people and board

    def lead(self, key: str, nonce: str, **changes: bool) -> Outcome:
        """Change what people may see or do.

        Parameters
        ----------
        key, nonce : str
        locked, anonymous, frozen, revealed : bool
            As in `Classroom`; those that are given change.

        Raises
        ------
        InputError
            For anything else.
        """
        unknown = set(changes) - set(_LED)
        if unknown or not changes:
            raise InputError(f"There is no such switch: {', '.join(sorted(unknown)) or 'none'}.")

        def work(me: Member) -> Done:
            said = [_LED[name][not on] for name, on in changes.items()]
            self._change(**changes)
            for text in said:
                self._say(me, "class", text)
            return Done(" ".join(said))

        return self._act(key, nonce, work, host="change that")

    def give(self, key: str, nonce: str, amount: Wei) -> Outcome:
        """Give everybody who plays ether, bots apart; it counts as no profit.

        Raises
        ------
        InputError
        """
        if not 0 < index(amount) <= MOST_GIFT:
            raise InputError(f"One can give {format_ether(MOST_GIFT)} at most, at a time.")

        def work(me: Member) -> Done:
            to = [each for each in self._game.people.here() if each.address]
            if not to:
                raise RoomError("Nobody is here to give it to.")
            for each in to:
                self._game.give(each, amount)
            text = f"Everybody got {format_ether(amount)} from the facilitator."
            self._say(me, "class", text)
            return Done(text)

        return self._act(key, nonce, work, host="give ether away")

    def set_roles(
        self,
        key: str,
        nonce: str,
        roles: Literal["chosen", "dealt"],
        attackers: float = DEALT_ATTACKERS,
    ) -> Outcome:
        """Say how people come by their roles: at once in a running round, where they are dealt.

        Raises
        ------
        InputError
        """
        if roles not in {"chosen", "dealt"} or not 0 <= attackers <= 1:
            raise InputError(
                "Roles are chosen or dealt, and attackers are 0 to 100 % of the people."
            )

        def work(me: Member) -> Done:
            self._change(roles=roles, attackers=attackers, revealed=False)
            if roles == "chosen":
                self._end_dealing()
            elif self._game.classroom.phase == "lobby":
                self._take_back_roles()
            else:
                self._deal()
            text = (
                "Roles are dealt out in secret."
                if roles == "dealt"
                else "Everybody chooses a role."
            )
            self._say(me, "class", text)
            return Done(text)

        return self._act(key, nonce, work, host="deal roles out")

    def change_role(self, key: str, nonce: str, role: Role) -> Outcome:
        """Play something else from now on.

        Raises
        ------
        RoomError
            When roles are dealt, or locked; an observer joins anew to play.
        """

        def work(me: Member) -> Done:
            room = self._game.classroom
            if room.roles == "dealt":
                raise RoomError("Roles are dealt out here.")
            if room.locked:
                raise RoomError("The facilitator has locked everybody’s roles.")
            if role not in _PLAYING:
                raise InputError("A role is contributor, attacker or sponsor.")
            self._game.people.set_role(me.id, role)
            return Done(f"You play {_PLAYING[role]} now.")

        return self._act(key, nonce, work, always=True)

    # -------------------------------------------------------------------------------------- undo

    def undo(self, key: str, nonce: str) -> Outcome:
        """Go back by a minute: chain and books; people who have come since stay.

        Raises
        ------
        RoomError
            When there is nothing to go back to.
        """

        def work(me: Member) -> Done:
            game, now = self._game, time.monotonic()
            if game.controls.undo:
                raise RoomError(game.controls.undo)
            past = [each for each in self._points if each.real < now - LEAST]
            points = [each for each in past if each.real <= now - BACK] or past[:1]
            if not points:
                raise RoomError("There is nothing to go back to yet.")
            self._go_back(points[-1])
            text = f"The last {format_duration(max(1, int(now - points[-1].real)))} are undone."
            self._say(me, "class", text)
            return Done(text)

        return self._act(key, nonce, work, host="undo")

    def _go_back(self, point: _Point) -> None:
        game = self._game
        people, room = game.people, game.classroom
        game.chain.revert(point.chain)
        game.restore(point.kept)
        if game.federation:  # whoever undoes rounds does not want them played again at once
            game.federation = replace(game.federation, wanted=0)
        known = set(game.people.members)
        game.people, game.classroom = people, room
        for member in [each for each in people if each.id not in known]:
            if member.bot:
                del people.members[member.id]
            else:
                game.fill_purse(member)
        # Bots that were sent home since come back.
        for member_id, member in point.kept.people.members.items():
            if member.bot:
                people.members[member_id] = member
        game.keep_time()
        while self._points and self._points[-1].real > point.real:
            self._points.pop()

    def _remember(self) -> None:
        """Note a moment to go back to, now and then; called before an action changes anything."""
        if not self._game.classroom.led or self._game.controls.undo:
            return
        now, self._new = time.monotonic(), None
        if not self._points or now - self._points[-1].real >= APART:
            self._new = _Point(now, self._game.chain.snapshot(), self._game.save())
            self._points.append(self._new)

    def _went_back(self) -> None:
        """The chain does not know the moment that was noted at the beginning of what failed."""
        if self._new is not None and self._points and self._points[-1] is self._new:
            self._points.pop()

    def _rewritten(self) -> None:
        """Another process has undone something, or begun anew: no way back to before that."""
        self._points.clear()

    # ------------------------------------------------------------------------------------ inside

    def _change(self, **changes: object) -> None:
        self._game.classroom = replace(self._game.classroom, **changes)  # type: ignore[arg-type]

    def _enter(self, phase: Phase) -> None:
        """Go to a phase; both clocks run while it is played."""
        self._change(phase=phase)
        is_on = phase == "playing"
        self._after(lambda: self._run_clocks(running=is_on))

    def _run_clocks(self, *, running: bool) -> None:
        self._game.clock.set(running=running and self._game.settings.running)
        self._game.played.set(running=running)

    def _time_is_up(self) -> bool:
        room = self._game.classroom
        if not room.length or room.phase != "playing":
            return False
        return self._game.played.now() >= room.length

    def _end_round(self) -> None:
        """The time of the round is over."""
        with self._whole():
            if not self._time_is_up():  # another process has said so already
                return
            self._enter("over")
            self._game.ledger.say(
                "", "class", "The time of this round is over.", self._game.chain.now
            )

    def _deal(self) -> None:
        """Deal roles out in secret to everybody who plays."""
        people, room = self._game.people, self._game.classroom
        playing = [each for each in people.here() if each.role in _DEALT]
        self._chance().shuffle(playing)
        # Even a small class has somebody to look for, and somebody honest.
        count = round(room.attackers * len(playing))
        if room.attackers and len(playing) > 1:
            count = min(max(1, count), len(playing) - 1)
        for place, member in enumerate(playing):
            people.set_role(member.id, "attacker" if place < count else "contributor")

    def _take_back_roles(self) -> None:
        """Nobody has a role before it is dealt."""
        for member in self._game.people.here():
            if member.role in _DEALT:
                self._game.people.set_role(member.id, "hidden")

    def _end_dealing(self) -> None:
        """Whoever was dealt nothing yet begins as a contributor, and may choose."""
        for member in self._game.people.here():
            if member.role == "hidden":
                self._game.people.set_role(member.id, "contributor")

    def _dealt_role(self, chosen: Role) -> Role:
        """What somebody plays who joins: what they chose, or what they are dealt."""
        room = self._game.classroom
        if room.roles == "chosen" or chosen == "observer":
            return chosen
        if room.phase == "lobby":
            return "hidden"
        people = [each for each in self._game.people.here() if each.role in _DEALT]
        attackers = sum(each.role == "attacker" for each in people)
        due = room.attackers * (len(people) + 1) - attackers
        return "attacker" if self._chance().random() < due else "contributor"


def _shows(room: Classroom) -> tuple[object, ...]:
    """What decides which names and roles people see, and of which round."""
    return room.anonymous, room.secret, room.round


_LED = {
    "locked": ("Nobody else can join, and roles stay as they are.", "The room is open again."),
    "anonymous": ("Names are hidden now.", "Names are shown again."),
    "frozen": ("The board stands still.", "The board goes on."),
    "revealed": ("Now you see who played what.", "Roles are secret again."),
}
"""What is said when a switch is turned on, and off."""
_PLAYING: dict[Role, str] = {
    "contributor": "a contributor",
    "attacker": "an attacker",
    "sponsor": "a sponsor",
}
_DEALT = {"hidden", "contributor", "attacker"}
"""Who is dealt a role; a sponsor stays one."""


def checked_length(seconds: int) -> int:
    """Give back how long a round takes; 0 is without an end.

    Raises
    ------
    InputError
    """
    if not 0 <= index(seconds) <= LONGEST:
        raise InputError(f"A round lasts {format_duration(LONGEST)} at most.")
    return seconds
