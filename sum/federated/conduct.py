"""A whole round, played by its clients and its organiser until it is closed or has to wait.

Whoever is asked acts; when nobody has anything to do, time passes: first to the second half of the
phase, when the others speak for the silent, then to its deadline, when anybody may go on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sum.errors import BadSample, TooEarly
from sum.federated.engine import Engine
from sum.federated.party import Party
from sum.federated.public import PublicRound, Words
from sum.federated.rescue import Note
from sum.federated.terms import Dial, Phase
from sum.units import Seconds, Wei

OVER = frozenset({Phase.NONE, Phase.CLOSED})
"""Phases that nothing follows."""

Enough = Callable[[], bool]
"""Asked after everything that somebody does: whether to rest."""

APART = frozenset({Phase.SHARE, Phase.SUBMIT, Phase.SCORE})
"""Phases in which what one does is nothing to the others."""


@dataclass
class Conductor:
    """Plays a round that is open.

    Attributes
    ----------
    engine : Engine
    organiser : str
        An account; it also does what anybody may do.
    parties : sequence of Party
        In the order in which they act.
    portion : tuple of int
        The words of the round's portion of the hidden test set; empty for an organiser who will
        not show it.
    salt : bytes
    number : int
        The round's.
    notes : list of Note
        What holders have opened.
    """

    engine: Engine
    organiser: str
    parties: Sequence[Party]
    portion: Words
    salt: bytes
    number: int
    notes: list[Note] = field(default_factory=list)

    def record(self) -> PublicRound:
        """The round as it is now."""
        return self.engine.record(self.number)

    def begin(self, bounty: Wei, enough: Enough) -> bool:
        """Open the round, and let every party join, in their order; whether all have.

        What was done before is not done again.

        Parameters
        ----------
        bounty : Wei
        enough : callable
        """
        if not self.is_open:
            self.engine.open(self.organiser, bounty)
        record = self.record()
        joined = {client.address for client in record.clients}
        for party in self.parties:
            if record.phase is Phase.JOIN and party.account not in joined:
                with suppress(TooEarly):  # too late: the round goes on without it
                    party.join()
                if enough():
                    return False
        return True

    @property
    def is_open(self) -> bool:
        """Whether there is such a round already."""
        return self.engine.record().number >= self.number

    def join(self) -> None:
        """Let every party join, in their order."""
        for party in self.parties:
            party.join()

    def go_on(self, enough: Enough) -> bool:
        """Play on until the round rests, or until it is enough; whether it rests.

        All follows from what is public and from each party's secrets: any conductor of the same
        parties can go on from where another one was.
        """
        return not any(enough() for _ in self.moves())

    def steps(self) -> Iterator[PublicRound]:
        """Play on; yields after every sweep in which somebody has acted or time has passed.

        It ends when the round rests: closed, or waiting for the next step (`Dial.SELF`); then it
        can be played on later.
        """
        return (self.record() for ended in self.moves() if ended)

    def moves(self) -> Iterator[bool]:
        """Play on; yields after everything that somebody does: whether a sweep has ended."""
        record = self.record()
        while record.phase not in OVER:
            if record.phase is Phase.WAIT:
                if not self.resume():
                    return
            else:
                acted = False
                for _ in self.sweep(record):
                    acted = True
                    yield False
                if not acted and not self.organise(record):
                    self.wait(record)
            record = self.record()
            yield True

    def play(self) -> PublicRound:
        """Play on until the round rests, and give its record."""
        for _ in self.steps():
            pass
        return self.record()

    def sweep(self, record: PublicRound) -> Iterator[Party]:
        """Ask every party once; yields those who have acted."""
        for party in self.parties:
            acted = False
            with suppress(TooEarly):  # too late: it counts as silent
                acted = party.act(record, self.notes)
            if acted:
                yield party
                record = record if record.phase in APART else self.record()

    def organise(self, record: PublicRound) -> bool:
        """Do what the organiser may, or anybody; whether there was anything."""
        if record.phase is Phase.REVEAL and self.portion:
            return self.show()
        if record.phase is Phase.SCORE and self.engine.terms.dial is Dial.OPEN:
            self.look(record)
        elif record.phase is Phase.UNMASK and record.to_remove:
            self.engine.remove(self.organiser, record.to_remove[0], round=self.number)
        elif record.phase is Phase.UNMASK and record.bare:
            self.engine.accept(self.organiser, round=self.number)
        elif record.phase is Phase.SETTLE:
            self.engine.settle(self.organiser, round=self.number)
        else:
            return False
        return True

    def show(self) -> bool:
        """Reveal the portion; whether the contract takes it: it does not take a narrow one."""
        try:
            self.engine.reveal(self.organiser, self.portion, self.salt, round=self.number)
        except BadSample:
            return False
        return True

    def look(self, record: PublicRound) -> None:
        """Score an update that everybody sees: its owner need not do that."""
        place = next(place for place in record.scored if not record.clients[place].opened)
        sent, none = record.clients[place].sent, (0,) * len(record.clients)
        self.engine.post_opening(self.organiser, sent, 0, none, place=place, round=self.number)

    def resume(self) -> bool:
        """Go on with a round that waits, when it need not wait any longer; whether it goes on."""
        try:
            self.engine.advance(self.organiser, round=self.number)
        except TooEarly:
            return False
        return True

    def wait(self, record: PublicRound) -> None:
        """Let time pass: to the middle of the phase, or to its end."""
        middle = Seconds(record.deadline - self.engine.terms.window // 2)
        if record.phase is Phase.UNMASK and self.engine.now < middle:
            self.engine.set_time(middle)
            return
        self.engine.set_time(max(record.deadline, self.engine.now))
        self.engine.advance(self.organiser, round=self.number)
