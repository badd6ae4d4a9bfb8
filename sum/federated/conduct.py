"""A whole round, played by its clients and its organiser until it is closed or has to wait.

Whoever is asked acts; when nobody has anything to do, time passes: first to the second half of the
phase, when the others speak for the silent, then to its deadline, when anybody may go on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sum.errors import TooEarly
from sum.federated.engine import Engine
from sum.federated.party import Party
from sum.federated.public import PublicRound, Words
from sum.federated.rescue import Note
from sum.federated.terms import Dial, Phase
from sum.units import Seconds

OVER = frozenset({Phase.NONE, Phase.CLOSED})
"""Phases that nothing follows."""

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

    def join(self) -> None:
        """Let every party join, in their order."""
        for party in self.parties:
            party.join()

    def steps(self) -> Iterator[PublicRound]:
        """Play on; yields after every sweep in which somebody has acted or time has passed.

        It ends when the round rests: closed, or waiting for the next step (`Dial.SELF`); then it
        can be played on later.
        """
        record = self.record()
        while record.phase not in OVER:
            if record.phase is Phase.WAIT:
                if not self.resume():
                    return
            elif not self.sweep() and not self.organise(record):
                self.wait(record)
            record = self.record()
            yield record

    def play(self) -> PublicRound:
        """Play on until the round rests, and give its record."""
        for _ in self.steps():
            pass
        return self.record()

    def sweep(self) -> bool:
        """Ask every party once; whether anybody has acted."""
        acted, record = False, self.record()
        for party in self.parties:
            if party.act(record, self.notes):
                acted = True
                record = record if record.phase in APART else self.record()
        return acted

    def organise(self, record: PublicRound) -> bool:
        """Do what the organiser may, or anybody; whether there was anything."""
        if record.phase is Phase.REVEAL and self.portion:
            self.engine.reveal(self.organiser, self.portion, self.salt, round=self.number)
        elif record.phase is Phase.SCORE and self.engine.terms.dial is Dial.OPEN:
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
