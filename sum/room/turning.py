"""When the network replaces blocks: the books go back to before, and all since is done again."""

from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from typing import cast

from sum.chain import Address
from sum.chain.live import LiveChain
from sum.chain.outbox import Begun
from sum.chain.session import Settled
from sum.errors import Refused, RoomError
from sum.room.books import Entry
from sum.room.looking import look
from sum.room.people import Member
from sum.room.room import Room
from sum.room.stage import Done, Work
from sum.room.telling import counted
from sum.units import Wei

REMEMBERED = 24
"""How many actions can be taken back when the network replaces blocks."""
REPEATS = 4
"""How often what is refused after the network has replaced blocks is tried anew."""
LOST = (
    "The network has replaced blocks that are older than what this room can take back: its books"
    " tell of what is no longer so. Nothing more can be done here; open a new room."
)


@dataclass(frozen=True)
class _Past:
    """The way back to before an action, and the last one that can do without a way of its own."""

    number: int
    action: str
    back: Callable[[], None]


class Turning(Room):
    """A room that knows the way back to before its last actions, and goes on from there."""

    _again: Begun | None

    def _set_up(self, code: str, *, shared: bool) -> None:
        super()._set_up(code, shared=shared)
        self._again = None
        self._once = "", ""
        self._past: deque[_Past] = deque(maxlen=REMEMBERED)
        self._is_new = False
        self._way: Callable[[], None] = _nowhere
        self._lost = False
        self._before: tuple[Entry, ...] = ()

    @property
    def _node(self) -> LiveChain:
        return cast("LiveChain", self._game.chain)

    @abstractmethod
    def _carry_out(self, begun: Begun) -> None:
        """Carry out again what was cut off, or is not in the books any more."""

    def _remember(self) -> None:
        super()._remember()
        self._is_new = False
        if not self._node.is_acting:
            return
        number = self._node.begun.number
        while self._past and self._past[-1].number >= number:
            self._past.pop()
        # Nobody has to go back to between an action that has sent nothing and the next.
        if not self._past or self._node.has_sent(self._past[-1].action):
            self._past.append(_Past(number, self._node.begun.id, self._way_back()))
            self._is_new = True
        else:
            self._past[-1] = replace(self._past[-1], action=self._node.begun.id)
        if not self._again:
            self._before = ()  # all is as it should be again
        self._way = self._way_back() if self._before else _nowhere
        if self._again and self._disk:
            self._disk.file.forget_done(*self._once)

    def _went_back(self) -> None:
        super()._went_back()
        if self._is_new and self._past:
            self._past.pop()
        self._is_new = False

    def _rewritten(self) -> None:
        super()._rewritten()
        self._past.clear()

    def _is_lost(self) -> bool:
        """Whether history is another one than the books'; another process may know the way back."""
        if self._lost and self._node.check() is None:
            self._lost = False
        return self._lost

    # --------------------------------------------------------------------------------- going back

    def _turn_back(self, first: Begun) -> None:
        """Go back to before an action, and carry out again all since."""
        past = [each for each in self._past if each.number <= first.number]
        if not past:
            self._lost = True
            raise RoomError(LOST)
        point = past[-1]
        try:
            again = self._forget_since(point)
        except Settled:  # another process has done so just now
            self._rewritten()
            return
        for begun in again:
            with suppress(Settled):
                self._carry_out(begun)

    def _forget_since(self, point: _Past) -> tuple[Begun, ...]:
        """Let the books be as they were before an action; gives what is carried out again."""
        file = self._disk.action() if self._disk else nullcontext()
        with file, self._node.going_back(point.number) as again:
            if self._disk:
                self._disk.catch_up()
            later, self._before = self._game.people, tuple(self._game.ledger.entries)
            point.back()
            self._game.people.keep_keys(later)
            self._game.ledger.say("", "open", _news(len(again)), self._game.chain.now)
            version = self._disk.write() if self._disk else self._snapshot.version + 1
            snapshot = look(self._game, version=version, shared=self.shared)
        self._snapshot = snapshot
        return again

    def _same(self, number: int) -> int:
        """The number that a contribution has in the new history; 0 when it is not there."""

        def alike(one: Entry, other: Entry) -> bool:
            mine, theirs = one.contribution, other.contribution
            return (mine.contributor, mine.data, mine.label) == (
                theirs.contributor,
                theirs.data,
                theirs.label,
            )

        wanted = self._before[number - 1]
        place = sum(alike(each, wanted) for each in self._before[:number]) - 1
        found = [each for each in self._game.ledger.entries if alike(each, wanted)]
        return found[place].number if place < len(found) else 0

    def _tried_again(self, work: Work, me: Member) -> Done:
        """Do something as it was done before, and where that is refused now, as it is done now."""
        for _ in range(REPEATS):
            try:
                return work(me)
            except Refused:
                wasted = self._node.start_again()
                if not wasted:
                    raise
                self._way()
                self._way = self._way_back()
                for sender, fee in wasted:
                    self._paid_for_nothing(sender, fee)
        return work(me)

    def _paid_for_nothing(self, sender: Address, fee: Wei) -> None:
        """Enter what somebody has paid for a transaction that a contract refused in its block."""
        person, gas = self._game.people.by_address(sender), self._game.ledger.gas
        gas[person] = gas.get(person, 0) + fee


def _nowhere() -> None:
    """Go nowhere."""


def _news(count: int) -> str:
    return (
        f"The network has replaced some of its blocks: {counted(count, 'action')} had to be carried"
        " out again."
    )
