"""What a lesson is made of: a room's settings round by round, and a plan by the minute."""

from dataclasses import dataclass, replace
from typing import Literal

from sum.incentives.base import NEVER, AnyTerms
from sum.room.classroom import DEALT_ATTACKERS, Classroom
from sum.room.records import Settings
from sum.units import HOUR

STEADY, FRAGILE = "sparse_nearest_centroid", "sparse_perceptron"
"""A model that averages, which a few wrong labels hardly move; and one that each mistake moves."""


@dataclass(frozen=True)
class Step:
    """Something that a facilitator does.

    Attributes
    ----------
    minute : int
        From the beginning of the lesson.
    title : str
    say : str
        What to tell the people, in a sentence or two.
    press : str
        What to press on the Host page; "" for nothing.
    """

    minute: int
    title: str
    say: str
    press: str = ""


@dataclass(frozen=True)
class Round:
    """A round of play.

    Attributes
    ----------
    title : str
    terms : AnyTerms
        The mechanism and its waits.
    length : int
        In real seconds; 0 is without an end.
    watch : str
        What the facilitator looks at.
    dataset, encoder, model : str
        As in `Settings`.
    """

    title: str
    terms: AnyTerms
    length: int
    watch: str
    dataset: str = "digits-3-or-8"
    encoder: str = ""
    model: str = STEADY

    def turns(self, factor: int) -> float:
        """How often a deposit can come back, or a point be earned, within the round.

        Parameters
        ----------
        factor : int
            Seconds of block time in a second of real time.

        Returns
        -------
        float
            How many waits for a refund one after the other are in its length; 0 where there are no
            refunds, or no end.
        """
        wait = self.terms.waits.refund
        return 0.0 if wait >= NEVER else self.length * factor / wait


@dataclass(frozen=True)
class Template:
    """A lesson.

    Attributes
    ----------
    name : str
    title : str
        Also the title of its `Classroom`, by which the plan is found again.
    minutes : int
        What it takes with all that is said; 0 is for as long as one likes.
    question : str
        What the class finds out.
    summary : str
    rounds : tuple of Round
    steps : tuple of Step
        In the order of time.
    bots : tuple of str
        As in `Settings`.
    factor : int
        Seconds of block time in a second of real time.
    roles : {"chosen", "dealt"}
    attackers : float
        Which part of the people is dealt the attacker's role.
    """

    name: str
    title: str
    minutes: int
    question: str
    summary: str
    rounds: tuple[Round, ...]
    steps: tuple[Step, ...] = ()
    bots: tuple[str, ...] = ("honest", "malicious")
    factor: int = HOUR
    roles: Literal["chosen", "dealt"] = "dealt"
    attackers: float = DEALT_ATTACKERS

    def settings(self, base: Settings | None = None) -> Settings:
        """What its room is made with, for the first round."""
        first = self.rounds[0]
        return replace(
            base or Settings(),
            dataset=first.dataset,
            encoder=first.encoder,
            model=first.model,
            terms=first.terms,
            factor=self.factor,
            bots=self.bots,
        )

    def classroom(self) -> Classroom:
        """How its room is led; people gather first."""
        return Classroom(
            title=self.title,
            led=True,
            phase="lobby",
            length=self.rounds[0].length,
            roles=self.roles,
            attackers=self.attackers,
        )

    def round(self, number: int) -> Round | None:
        """A round by its number, from 1 on; None when none is planned."""
        return self.rounds[number - 1] if 1 <= number <= len(self.rounds) else None


def step_now(lesson: Template, round_number: int, phase: str) -> int:
    """Where a lesson is by what the room is doing: the place of the step in its plan.

    Parameters
    ----------
    lesson : Template
    round_number : int
        From 1 on.
    phase : {"lobby", "playing", "paused", "over", "ended"}

    Returns
    -------
    int
        -1 when there is no plan.

    Examples
    --------
    >>> from sum.room.templates import MONEY
    >>> MONEY.steps[step_now(MONEY, 1, "over")].title
    'Talk'
    """
    plays = [place for place, each in enumerate(lesson.steps) if each.title.startswith("Play")]
    last = len(lesson.steps) - 1
    if not plays or phase == "ended":
        return last
    if round_number > len(plays):
        return last
    if phase == "lobby":
        return 0 if round_number == 1 else plays[round_number - 1]
    place = plays[round_number - 1]
    if phase != "over":
        return place
    return min(place + 1, last) if round_number < len(plays) else last
