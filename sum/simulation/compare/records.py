"""Records of a comparison: what is compared, and what came of it under each mechanism."""

from dataclasses import dataclass, field
from typing import Any

from sum.agents import STRATEGIES
from sum.errors import InputError
from sum.incentives import MECHANISMS
from sum.units import DAY, Seconds, Wei

HONEST, CARELESS = (1, 8), (0, 4)
"""The least and the most people of a kind."""
DAYS = (5, 30)
STRENGTHS = (0, 25)
MAX_SEED = 2**31 - 1
QUIET_DAYS = 2
"""How long before the end the attacker leaves, so that others can put right what is left."""


def attacks() -> tuple[str, ...]:
    """The attacks that can be compared: those by contributors."""
    return tuple(name for name, attack in STRATEGIES.items() if not attack.sponsor)


@dataclass(frozen=True)
class Plan:
    """What is compared.

    Attributes
    ----------
    dataset, encoder, model : str
        As `sum.datasets.load` and `sum.models.starting.starting_model` take them.
    seed : int
        Decides everything that is left to chance.
    honest, careless : int
        How many people give true labels, and how many are wrong now and then.
    attack : str
        One of `attacks`; "" for no attacker.
    strength : int
        How many contributions the attacker makes in a row at most, at any price; 0 for one who
        is patient and pays what others pay.
    arrival : int
        After how many days the attacker comes.
    days : int
        How long people contribute, in days of block time.
    mechanisms : tuple of str
        Some of `sum.incentives.MECHANISMS`, in the order in which they are shown.

    Raises
    ------
    InputError
        For what is not there, or out of range.
    """

    dataset: str = "digits-3-or-8"
    encoder: str = ""
    model: str = ""
    seed: int = 0
    honest: int = 4
    careless: int = 1
    attack: str = "label_flipping"
    strength: int = 0
    arrival: int = 2
    days: int = 10
    mechanisms: tuple[str, ...] = field(default_factory=lambda: tuple(MECHANISMS))

    def __post_init__(self) -> None:
        for what, number, (least, most) in (
            ("The seed", self.seed, (0, MAX_SEED)),
            ("How many people are honest", self.honest, HONEST),
            ("How many people are careless", self.careless, CARELESS),
            ("How many days it takes", self.days, DAYS),
            ("How many contributions come in a row", self.strength, STRENGTHS),
            ("The day on which the attacker comes", self.arrival, (0, self.days - QUIET_DAYS - 1)),
        ):
            if not (type(number) is int and least <= number <= most):
                raise InputError(f"{what} has to be a whole number from {least} to {most}.")
        if self.attack and self.attack not in attacks():
            raise InputError(f"There is no attack {self.attack!r}; there are {_names(attacks())}.")
        if not self.mechanisms or len(set(self.mechanisms)) < len(self.mechanisms):
            raise InputError("It takes at least one mechanism, and each only once.")
        for name in self.mechanisms:
            if name not in MECHANISMS:
                raise InputError(
                    f"There is no mechanism {name!r}; there are {_names(tuple(MECHANISMS))}."
                )

    @property
    def leaves(self) -> int:
        """After how many days the attacker is gone."""
        return self.days - QUIET_DAYS


@dataclass(frozen=True)
class Score:
    """Accuracy on the hidden test set from a moment on; the time counts from the beginning."""

    time: Seconds
    accuracy: float


@dataclass(frozen=True)
class Balance:
    """How somebody stands from a moment on.

    Attributes
    ----------
    time : Seconds
        From the beginning.
    won : Wei
        What came out of the contract minus what went in; one's own are also what can still be
        claimed of one's deposits, and what the mechanism owes.
    points : int
        0 in a game for money.
    """

    time: Seconds
    won: Wei
    points: int


@dataclass(frozen=True)
class PersonRun:
    """What became of somebody.

    Attributes
    ----------
    name : str
    kind : str
        "honest", "careless", or the attack's name.
    balances : tuple of Balance
        The first is nothing at the beginning.
    profit : Wei
        In the end, gas apart; what is left in the contract by then is nobody's.
    points : int
    contributions : int
    staked : Wei
        All deposits.
    returned : Wei
        What came back of them: by refunds, or as what a market left of the stakes.
    taken, lost : Wei
        What reports brought of others' deposits, and what others' reports took of one's own.
    refused : int
        How many contributions the contract refused.
    reason : str
        The revert's reason of the last of them; "" for none.
    """

    name: str
    kind: str
    balances: tuple[Balance, ...]
    profit: Wei
    points: int
    contributions: int
    staked: Wei
    returned: Wei
    taken: Wei
    lost: Wei
    refused: int = 0
    reason: str = ""

    @property
    def role(self) -> str:
        """As pages colour it."""
        return "contributor" if self.kind in {"honest", "careless"} else "attacker"


@dataclass(frozen=True)
class MechanismRun:
    """What came of it under one mechanism.

    Attributes
    ----------
    name, title : str
    money, claims : bool
        Whether ether is at stake, and whether there are refunds and reports.
    terms : dict
        The mechanism's parameters.
    attacked : bool
        False without an attacker, and where the attack means nothing.
    scores : tuple of Score
    people : tuple of PersonRun
        In the order of their coming; an attacker's accounts are the last.
    held : Wei
        What is left in the contract.
    ended : Seconds
        When the last thing happened, from the beginning.
    span : Seconds
        How long people contributed.
    sponsor_profit : Wei
        What a market's sponsor got out of the contract minus what it put in; 0 elsewhere.
    """

    name: str
    title: str
    money: bool
    claims: bool
    terms: dict[str, Any]
    attacked: bool
    scores: tuple[Score, ...]
    people: tuple[PersonRun, ...]
    held: Wei
    ended: Seconds
    span: Seconds
    sponsor_profit: Wei = Wei(0)

    @property
    def attackers(self) -> tuple[PersonRun, ...]:
        """The attacker's accounts."""
        return tuple(person for person in self.people if person.role == "attacker")

    def of(self, kind: str) -> tuple[PersonRun, ...]:
        """Everybody of a kind."""
        return tuple(person for person in self.people if person.kind == kind)

    @property
    def attacker_profit(self) -> Wei:
        """The attacker's, all accounts together."""
        return Wei(sum(person.profit for person in self.attackers))

    @property
    def attacker_points(self) -> int:
        """The attacker's, all accounts together."""
        return sum(person.points for person in self.attackers)

    @property
    def honest_profit(self) -> Wei:
        """Of all who give true labels, together."""
        return Wei(sum(person.profit for person in self.of("honest")))

    @property
    def honest_points(self) -> int:
        """Of all who give true labels, together."""
        return sum(person.points for person in self.of("honest"))

    @property
    def honest_returned(self) -> float | None:
        """The fraction of honest deposits that came back; None where there were none."""
        staked = sum(person.staked for person in self.of("honest"))
        return sum(person.returned for person in self.of("honest")) / staked if staked else None

    @property
    def start(self) -> float:
        """Accuracy at the beginning."""
        return self.scores[0].accuracy

    @property
    def mean(self) -> float:
        """Accuracy on average over the time in which people contributed."""
        ends = [min(score.time, self.span) for score in self.scores[1:]] + [self.span]
        pieces = (
            score.accuracy * (end - min(score.time, self.span))
            for score, end in zip(self.scores, ends, strict=True)
        )
        return sum(pieces) / self.span

    @property
    def lowest(self) -> float:
        """The lowest accuracy of all."""
        return min(score.accuracy for score in self.scores)

    @property
    def final(self) -> float:
        """Accuracy in the end."""
        return self.scores[-1].accuracy


@dataclass(frozen=True)
class Comparison:
    """Several mechanisms side by side.

    Attributes
    ----------
    plan : Plan
    begin : Seconds
        Block time at the beginning.
    runs : tuple of MechanismRun
        In the plan's order.
    """

    plan: Plan
    begin: Seconds
    runs: tuple[MechanismRun, ...]

    @property
    def ended(self) -> Seconds:
        """When nothing happened any more under any of them, from the beginning."""
        return Seconds(max(self.plan.days * DAY, *(run.ended for run in self.runs)))


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names)
