"""How a room is led: its phase, its rounds, and what people are allowed to see and do."""

from dataclasses import dataclass
from typing import Literal

from sum.units import Wei

Phase = Literal["lobby", "playing", "paused", "over", "ended"]
"""Nobody acts before it begins; in a pause; when a round's time is over; after the end."""

DEALT_ATTACKERS = 0.25
"""Which part of the people becomes attackers where roles are dealt out, unless said otherwise."""


@dataclass(frozen=True)
class Line:
    """What came of a round for somebody.

    Attributes
    ----------
    person, name, role, bot : str
        As in `Person`; the true role.
    profit : Wei
    points : int
        In a game without money.
    contributions, good : int
        How many were made, and how many of them turned out good.
    helped : float
        By how much accuracy rose through this person's contributions, of 1; below 0 it fell.
    """

    person: str
    name: str
    role: str
    bot: str
    profit: Wei
    points: int
    contributions: int
    good: int
    helped: float


@dataclass(frozen=True)
class RoundResult:
    """A round that is over.

    Attributes
    ----------
    number : int
        1 for the first.
    title : str
        What the model learned, and by which mechanism.
    mechanism : str
        Name of the mechanism.
    money : bool
        Whether it pays in ether; else in points.
    accuracy : tuple of float
        At the opening and at the end, of 1.
    contributions : int
    lines : tuple of Line
        The owner is not among them.
    """

    number: int
    title: str
    mechanism: str
    money: bool
    accuracy: tuple[float, float]
    contributions: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Classroom:
    """How a room is led. The default is a room that nobody leads: everybody may do all they can.

    Attributes
    ----------
    title : str
        The template's, or the facilitator's own.
    led : bool
        Whether a facilitator leads it, who plays no part.
    phase : {"lobby", "playing", "paused", "over", "ended"}
    round : int
        Counts from 1.
    length : int
        Of a round, in real seconds; 0 is without an end.
    locked : bool
        Whether nobody new can join, and nobody changes roles.
    roles : {"chosen", "dealt"}
        Whether people choose roles themselves, or are dealt one in secret when a round begins.
    attackers : float
        Which part of the people is dealt the attacker's role.
    anonymous : bool
        Whether names are hidden from others.
    frozen : bool
        Whether the board stands still.
    revealed : bool
        Whether everybody sees who plays what although roles were dealt.
    results : tuple of RoundResult
        Rounds that are over, in order.
    """

    title: str = ""
    led: bool = False
    phase: Phase = "playing"
    round: int = 1
    length: int = 0
    locked: bool = False
    roles: Literal["chosen", "dealt"] = "chosen"
    attackers: float = DEALT_ATTACKERS
    anonymous: bool = False
    frozen: bool = False
    revealed: bool = False
    results: tuple[RoundResult, ...] = ()

    @property
    def secret(self) -> bool:
        """Whether people's roles are hidden at the moment."""
        return self.roles == "dealt" and not self.revealed and self.phase != "ended"
