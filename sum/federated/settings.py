"""Everything that decides a run of a federation."""

from dataclasses import dataclass
from functools import lru_cache

from sum.errors import InputError
from sum.federated.aggregators import AGGREGATORS
from sum.federated.attackers import ATTACKS
from sum.federated.lanes import ONE
from sum.federated.pay import RULE, PayRule
from sum.federated.privacy import multiplier_for, seen_together
from sum.federated.shards import DATA, LAST_MATRIX, Division, divide
from sum.federated.terms import Dial
from sum.units import ETHER

DIALS = {
    "masked": Dial.MASKED,
    "groups": Dial.GROUPS,
    "scalar": Dial.SCALAR,
    "self-assessment": Dial.SELF,
    "open": Dial.OPEN,
}
"""What the privacy dial can be set to, from the most private on."""
ENGINES = ("twin", "tester")
MOST_CLIENTS, FEWEST = 50, 3
MOST_ROUNDS = 100
STEPS, RATE = 5, 1.0
"""Of gradient descent, at home, in a round."""
CLIPS = {"digits": 1.0, "breast-cancer": 0.5, LAST_MATRIX: 1.0}
"""How long an update may be: about as long as a usual one is."""
TAIL = 5.0
"""How many standard deviations of noise a score may be beyond the bound."""
ROOM = 1.9
"""What bound, with noise, scores still have room for in 32 bits."""


@dataclass(frozen=True)
class Settings:
    """A run of a federation.

    Attributes
    ----------
    dial : str
        One of `DIALS`.
    attack : str
        One of `sum.federated.attackers.ATTACKS`.
    data : str
        One of `sum.federated.shards.DATA`.
    clients, rounds : int
    attackers : float
        What part of the clients attack (rounded to whole ones).
    alpha : float or None
        How unlike shards are; None: alike. See `sum.federated.shards.divide`.
    epsilon : float or None
        For all rounds together, of what is really seen; None: no noise.
    group : int
        How many clients a group has (dial "groups").
    regroup : bool
        Whether groups are drawn anew every round, which leaks (dial "groups").
    aggregator : str
        One of `sum.federated.aggregators.AGGREGATORS` (others than the mean: dial "open").
    means : int
        What a client has to begin with, in wei; who has less than a stake leaves.
    stake, bounty : int
        Of a client and of a round, in wei.
    tolerance : int
        By how much a step may worsen the loss on the hidden portion, per mille.
    rule : PayRule
        The contract has the usual one only.
    seed : int
    engine : str
        One of `ENGINES`.

    Raises
    ------
    InputError
    """

    dial: str = "scalar"
    attack: str = "none"
    data: str = "digits"
    clients: int = 20
    rounds: int = 30
    attackers: float = 0.2
    alpha: float | None = 0.5
    epsilon: float | None = None
    group: int = 4
    regroup: bool = False
    aggregator: str = "mean"
    means: int = 10 * ETHER
    stake: int = ETHER
    bounty: int = 4 * ETHER
    tolerance: int = 50
    rule: PayRule = RULE
    seed: int = 0
    engine: str = "twin"

    def __post_init__(self) -> None:
        self._check_names()
        self._check_numbers()

    def _check_names(self) -> None:
        for what, value, known in (
            ("dial setting", self.dial, DIALS),
            ("attack", self.attack, ATTACKS),
            ("data set for clients", self.data, DATA),
            ("aggregator", self.aggregator, AGGREGATORS),
            ("engine", self.engine, ENGINES),
        ):
            if value not in known:
                raise InputError(f"There is no {what} {value!r}; there are {', '.join(known)}.")
        if self.aggregator != "mean" and self.dial != "open":
            raise InputError(f"{self.aggregator} has to see updates: only with the dial at open.")
        usual = self.rule == RULE and self.aggregator == "mean" and not self.regroup
        if self.engine != "twin" and not usual:
            raise InputError("The contract takes the mean, has one rule, and groups that stay.")

    def _check_numbers(self) -> None:
        if not FEWEST <= self.clients <= MOST_CLIENTS:
            raise InputError(f"A federation has {FEWEST} to {MOST_CLIENTS} clients.")
        if not 1 <= self.rounds <= MOST_ROUNDS:
            raise InputError(f"A federation plays 1 to {MOST_ROUNDS} rounds.")
        if not 0 <= self.attackers < 1:
            raise InputError("Attackers are a part of the clients: from 0 to below 1.")
        if not 2 <= self.group <= self.clients:  # noqa: PLR2004 - a group of one hides nothing
            raise InputError("A group has at least 2 clients, and no more than there are.")
        if min(self.stake, self.bounty) < 1 or self.means < self.stake or self.seed < 0:
            raise InputError("Stake, bounty and seed are above 0, and everybody has a stake.")
        if self.epsilon is not None:
            multiplier_for(self.epsilon, self.rounds)

    @property
    def setting(self) -> Dial:
        """The dial as the contract has it."""
        return DIALS[self.dial]

    @property
    def attacking(self) -> int:
        """How many clients attack."""
        return 0 if self.attack == "none" else round(self.attackers * self.clients)

    @property
    def multiplier(self) -> float:
        """The noise of what is seen, divided by what one client can change; 0 without noise."""
        return 0.0 if self.epsilon is None else multiplier_for(self.epsilon, self.rounds)

    @property
    def clip(self) -> float:
        """How long an update is at most, before noise."""
        usual = CLIPS[self.data]
        if not self.multiplier or self.setting is Dial.MASKED:
            return usual
        return min(usual, ROOM / (1 + TAIL * self.multiplier / self._together))

    @property
    def sigma(self) -> float:
        """The standard deviation of the noise that each client adds to each number."""
        return float(self.multiplier * self.clip / self._together**0.5)

    @property
    def bound(self) -> int:
        """How long an update may be along a direction, noise included, in 1 / `ONE`.

        Of a group's sum each member may have so much: noises partly cancel out.
        """
        reach: float = self.clip + TAIL * self.sigma / self._together**0.5
        return min(round(reach * ONE), 2 * ONE - 1)  # where nothing is scored it may be more

    @property
    def _together(self) -> int:
        """How many clients' noise hides one of them."""
        return seen_together(self.dial, self.clients, self.group)


@lru_cache(maxsize=8)
def division_of(settings: Settings) -> Division:
    """Who holds what; nobody may change it."""
    return divide(
        settings.data,
        clients=settings.clients,
        rounds=settings.rounds,
        alpha=settings.alpha,
        seed=settings.seed,
    )
