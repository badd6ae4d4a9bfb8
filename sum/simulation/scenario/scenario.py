"""A scenario: who does what, with which model, data and mechanism, and for how long.

>>> Scenario().agents["attacker"].kind
'label_flipping'
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from sum.agents import STRATEGIES, Agent
from sum.errors import InputError
from sum.incentives import MECHANISMS, Terms
from sum.incentives.base import AnyTerms
from sum.simulation.scenario.policies import KINDS, make_agents
from sum.units import DAY, ETHER, HOUR, Seconds, Wei

Order = Literal["random", "stream"]
Start = Literal["usual", "perceptron", "own", "empty"]

MAX_CONTRIBUTIONS, MAX_PEOPLE, MAX_TIME = 1_000_000, 1_000, Seconds(36_525 * DAY)


@dataclass(frozen=True, kw_only=True)
class Data:
    """What is contributed.

    Attributes
    ----------
    name : str
        What `sum.datasets.load` takes.
    encoder : str
        One that suits it; "" for the usual one.
    order : {"random", "stream"}
        Whether people draw from the pool at random, or take one sample after the other.
    """

    name: str = "digits-3-or-8"
    encoder: str = ""
    order: Order = "random"

    def __post_init__(self) -> None:
        _one_of("data.order", self.order, ("random", "stream"))
        _texts("data", self.name, self.encoder)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What model is shared, and what its owner taught it before.

    Attributes
    ----------
    name : str
        One of `sum.models.MODELS`; "" for the usual one.
    start : {"usual", "perceptron", "own", "empty"}
        Who trains it: what `sum.models.starting` does, scikit-learn's Perceptron (linear models
        only), the model by its own rule, or nobody.
    samples : int
        On how many of the owner's samples, from the first; 0 for all.
    step : float
        How far a contribution moves a linear model; 0 for the usual one.
    """

    name: str = ""
    start: Start = "usual"
    samples: int = 0
    step: float = 0.0

    def __post_init__(self) -> None:
        _one_of("model.start", self.start, ("usual", "perceptron", "own", "empty"))
        _texts("model", self.name)
        if self.samples < 0 or not 0 <= self.step <= 1_000:  # noqa: PLR2004
            raise InputError("model.samples and model.step must not be below 0 (step: above 1000).")


@dataclass(frozen=True, kw_only=True)
class Length:
    """When a run ends, and how often accuracy is measured.

    Attributes
    ----------
    contributions : int
        After so many; 0 for no such limit. It ends, too, when nobody has contributed for `IDLE`.
    time : Seconds
        After so much block time; 0 for no such limit.
    accuracy_every : Seconds
        Block time between two measurements.
    settle : bool
        Whether everybody then goes on claiming, without contributing, until all waits are over.
    """

    contributions: int = 500
    time: Seconds = Seconds(0)
    accuracy_every: Seconds = Seconds(6 * HOUR)
    settle: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.contributions <= MAX_CONTRIBUTIONS:
            raise InputError(f"run.contributions must be from 0 to {MAX_CONTRIBUTIONS:,}.")
        if not 0 <= self.time <= MAX_TIME:
            raise InputError("run.time must be from 0 to 36,525 days.")
        if not self.contributions and not self.time:
            raise InputError("A run needs an end: run.contributions or run.time.")
        if not 1 <= self.accuracy_every <= MAX_TIME:
            raise InputError("run.accuracy_every must be at least a second.")


IDLE = Seconds(60 * DAY)
"""How long nobody contributes before a run without a time limit ends."""


@dataclass(frozen=True, kw_only=True)
class Market:
    """What the sponsor of a reward market offers.

    Attributes
    ----------
    portions, size : int
        In how many portions the hidden test set is committed, and how many samples each has; one
        is shown, the others are scored.
    bounty : Wei
        What is paid out at most.
    rounds : int
        How often a score is paid at most; 0 for as many as there may be contributions.
    """

    portions: int = 10
    size: int = 10
    bounty: Wei = Wei(25 * ETHER)
    rounds: int = 0

    def __post_init__(self) -> None:
        if self.portions < 2 or self.size < 1 or self.rounds < 0 or self.bounty < 1:  # noqa: PLR2004
            raise InputError("A market needs two portions of a sample, and a bounty.")


@dataclass(frozen=True, kw_only=True)
class Group:
    """People who share a policy.

    Attributes
    ----------
    kind : str
        One of `sum.simulation.scenario.KINDS`.
    count : int
        How many; of an attack that needs several accounts, how many attackers.
    arrives, leaves : Seconds
        From when and until when they contribute, counted from the beginning; `leaves` 0 for the
        end. Who has left goes on claiming.
    settings : mapping of str to object
        Parameters of the policy that differ from the usual ones; see
        `sum.simulation.scenario.policies.parameters`.
    """

    kind: str = "honest"
    count: int = 1
    arrives: Seconds = Seconds(0)
    leaves: Seconds = Seconds(0)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))
        if self.kind not in KINDS:
            raise InputError(f"There is no agent {self.kind!r}; there are {', '.join(KINDS)}.")
        if not 0 <= self.count <= MAX_PEOPLE:
            raise InputError(f"A group has 0 to {MAX_PEOPLE:,} people.")
        if not 0 <= self.arrives <= MAX_TIME or not 0 <= self.leaves <= MAX_TIME:
            raise InputError("A group cannot come or go before the beginning.")
        if self.leaves and self.leaves <= self.arrives:
            raise InputError("A group cannot leave before it arrives.")
        self.agents(("",) * KINDS[self.kind].accounts)  # a bad setting is refused now

    def __hash__(self) -> int:
        settings = tuple(sorted(self.settings.items()))
        return hash((self.kind, self.count, self.arrives, self.leaves, settings))

    def __reduce__(self) -> tuple[Any, ...]:
        # A mapping proxy cannot be pickled, and runs are sent to other processes.
        return _group, (self.kind, self.count, self.arrives, self.leaves, dict(self.settings))

    @property
    def accounts(self) -> int:
        """How many accounts each of them has."""
        return int(KINDS[self.kind].accounts)

    def agents(self, accounts: tuple[str, ...]) -> tuple[Agent, ...]:
        """The policies of one of them, one an account."""
        return make_agents(self.kind, dict(self.settings), accounts)


def _group(
    kind: str, count: int, arrives: Seconds, leaves: Seconds, settings: dict[str, Any]
) -> Group:
    return Group(kind=kind, count=count, arrives=arrives, leaves=leaves, settings=settings)


def _usual_agents() -> dict[str, Group]:
    purse = Wei(10 * ETHER)
    return {
        "honest": Group(
            kind="honest",
            count=8,
            settings={
                "purse": purse,
                "mean_wait": Seconds(12 * HOUR),
                "wait_deviation": Seconds(3 * HOUR),
            },
        ),
        "attacker": Group(
            kind="label_flipping", arrives=Seconds(2 * DAY), settings={"purse": purse}
        ),
    }


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Everything that decides a run, but for the engine.

    Attributes
    ----------
    title, note : str
        For people.
    seed : int
        Decides everything that is left to chance.
    data : Data
    model : Opening
    incentive : AnyTerms
        The mechanism with its parameters.
    run : Length
    market : Market
        Of use with the reward market alone.
    agents : mapping of str to Group
        Groups by their names, in the order of their coming.

    Raises
    ------
    InputError
        For what makes no sense.
    """

    title: str = "Eight honest contributors and an attacker"
    note: str = ""
    seed: int = 0
    data: Data = field(default_factory=Data)
    model: Opening = field(default_factory=Opening)
    incentive: AnyTerms = field(default_factory=Terms)
    run: Length = field(default_factory=Length)
    market: Market = field(default_factory=Market)
    agents: Mapping[str, Group] = field(default_factory=_usual_agents)

    def __post_init__(self) -> None:
        object.__setattr__(self, "agents", MappingProxyType(dict(self.agents)))
        _texts("the scenario", self.title, self.note)
        if isinstance(self.seed, bool) or not isinstance(self.seed, int) or self.seed < 0:
            raise InputError(f"A seed has to be a whole number from 0, not {self.seed!r}.")
        if self.incentive.name not in MECHANISMS:
            raise InputError(f"There is no mechanism {self.incentive.name!r}.")
        if sum(group.count * group.accounts for group in self.agents.values()) > MAX_PEOPLE:
            raise InputError(f"There can be {MAX_PEOPLE:,} accounts at most.")
        _check_groups(self)

    def __hash__(self) -> int:
        parts = (self.title, self.note, self.seed, self.data, self.model, self.run, self.market)
        return hash((*parts, self.incentive, tuple(self.agents.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return _scenario, ({**fields, "agents": dict(self.agents)},)


def _scenario(fields: dict[str, Any]) -> Scenario:
    return Scenario(**fields)


def _check_groups(scenario: Scenario) -> None:
    """Refuse groups that have nothing to do under the mechanism."""
    if not any(group.count for group in scenario.agents.values()):
        raise InputError("A scenario needs somebody: [agents.NAME] with a kind and a count.")
    sponsors = 0
    for name, group in scenario.agents.items():
        if not name or not name.isprintable() or "." in name:
            raise InputError(f"{name!r} cannot be a group's name: no dots, nothing unprintable.")
        attack = STRATEGIES.get(group.kind)
        if attack is not None and not attack.applies(scenario.incentive):
            raise InputError(f"{name}: {group.kind} means nothing under {scenario.incentive.name}.")
        sponsors += group.count * KINDS[group.kind].sponsor
        if group.kind == "sponsor" and scenario.incentive.claims:
            raise InputError(f"{name}: only a reward market has a sponsor.")
    if sponsors > 1:
        raise InputError("A market has one sponsor.")


def _one_of(where: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InputError(f"{where} is one of {', '.join(known)}, not {value!r}.")


def _texts(where: str, *values: object) -> None:
    if not all(isinstance(value, str) for value in values):
        raise InputError(f"A name or title of {where} has to be text.")
