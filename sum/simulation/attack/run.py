"""Attacks, measured: what the attacker gains, what honest people lose, what the model suffers.

>>> result = run_attack("label_flipping", "deposit_refund_take", seeds=2)
>>> result.applies, result.seeds
(True, 2)
"""

from dataclasses import dataclass
from statistics import fmean, stdev

from sum.agents import STRATEGIES
from sum.agents.attackers import Attack
from sum.datasets import available
from sum.errors import InputError
from sum.incentives import MECHANISMS
from sum.incentives.base import AnyTerms
from sum.models import MODELS
from sum.simulation.attack.stage import HONEST, Played, alone, play
from sum.simulation.attack.world import ENGINES, World
from sum.units import ETHER

DATA = "digits-3-or-8"
SEEDS = 20
SHARE = 0.2


@dataclass(frozen=True)
class AttackResult:
    """What has come of an attack, over all seeds.

    Attributes
    ----------
    attack, incentive : str
    seeds : int
        How many.
    profit_mean, profit_std : float
        The attacker's, all accounts together, in ether, without gas; and its standard deviation
        over the seeds. A sponsor's is what it has more than the same sponsor who is honest.
    honest_profit_mean : float
        An honest contributor's, in ether.
    honest_returned : float
        The fraction of honest deposits that came back to their owners.
    accuracy_drop_mean : float
        Accuracy without the attacker minus with it, on average over the attacker's last day.
    applies : bool
        Whether the attack means anything under this mechanism; where not, all figures are 0.
    excess_mean, excess_std : float
        By how much the attacker's profit is above that of honest people with as much at stake.
    share : float
        The attacker's part of all that was put at stake.
    honest_alone : float
        An honest contributor's profit without the attacker.
    """

    attack: str
    incentive: str
    seeds: int
    profit_mean: float = 0.0
    profit_std: float = 0.0
    honest_profit_mean: float = 0.0
    honest_returned: float = 0.0
    accuracy_drop_mean: float = 0.0
    applies: bool = True
    excess_mean: float = 0.0
    excess_std: float = 0.0
    share: float = 0.0
    honest_alone: float = 0.0


def run_attack(
    name: str,
    terms: str | AnyTerms,
    *,
    engine: str = "twin",
    seeds: int = SEEDS,
    attackers: float = SHARE,
    model: str = "",
    data: str = DATA,
) -> AttackResult:
    """Run an attack over several seeds.

    Parameters
    ----------
    name : str
        One of `sum.agents.STRATEGIES`.
    terms : str or AnyTerms
        A mechanism's name, or its parameters.
    engine : str
        "twin" or "tester": the same seed gives the same result on each.
    seeds : int
        How many, from 1.
    attackers : float
        The attacker's part of all that is put at stake, at most; above 0 and below 1.
    model : str
        One of `sum.models.MODELS`; by default what suits the data (and the attack).
    data : str
        One of `sum.datasets.available`.

    Raises
    ------
    InputError
        For anything that is not there or makes no sense.
    """
    attack, made = _checked(name, terms, engine, seeds, attackers, model, data)
    model = model or ("dense_perceptron" if attack.form == "dense" else "")
    form = MODELS[model].form if model else None
    if not attack.applies(made, form):
        return AttackResult(name, made.name, seeds, applies=False)
    pairs = [
        (play(world, attack, attackers), alone(world))
        for world in (World(made, data, model, seed, engine) for seed in range(seeds))
    ]
    return _result(name, attack, made.name, pairs)


def _result(
    name: str, attack: type[Attack], incentive: str, pairs: list[tuple[Played, Played]]
) -> AttackResult:
    profits = [_profit(attack, *pair) / ETHER for pair in pairs]
    excesses = [_excess(played) / ETHER for played, _ in pairs]
    deposits = sum(played.honest_deposits for played, _ in pairs)
    returned = sum(played.honest_returned for played, _ in pairs)
    staked = sum(played.staked for played, _ in pairs)
    return AttackResult(
        name,
        incentive,
        len(pairs),
        profit_mean=fmean(profits),
        profit_std=_spread(profits),
        honest_profit_mean=fmean(played.honest_profit for played, _ in pairs) / HONEST / ETHER,
        honest_returned=returned / deposits if deposits else 1.0,
        accuracy_drop_mean=fmean(without.accuracy - played.accuracy for played, without in pairs),
        excess_mean=fmean(excesses),
        excess_std=_spread(excesses),
        share=staked / max(1, staked + sum(played.honest_staked for played, _ in pairs)),
        honest_alone=fmean(without.honest_profit for _, without in pairs) / HONEST / ETHER,
    )


def _profit(attack: type[Attack], played: Played, without: Played) -> int:
    """The attacker's; a sponsor's is what it has more than when it is honest."""
    return played.profit - (without.sponsor_profit if attack.sponsor else 0)


def _excess(played: Played) -> float:
    """What the attacker has more than honest people would have with as much at stake."""
    if not played.honest_staked:
        return float(played.profit)
    return played.profit - played.honest_profit * played.staked / played.honest_staked


def _spread(values: list[float]) -> float:
    return stdev(values) if len(values) > 1 else 0.0


def _checked(
    name: str, terms: str | AnyTerms, engine: str, seeds: int, share: float, model: str, data: str
) -> tuple[type[Attack], AnyTerms]:
    if name not in STRATEGIES:
        raise InputError(f"There is no attack {name!r}; there are {', '.join(STRATEGIES)}.")
    if isinstance(terms, str) and terms not in MECHANISMS:
        raise InputError(f"There is no mechanism {terms!r}; there are {', '.join(MECHANISMS)}.")
    made: AnyTerms = MECHANISMS[terms]() if isinstance(terms, str) else terms
    if engine not in ENGINES:
        raise InputError(f"There is no engine {engine!r}; there are {', '.join(ENGINES)}.")
    if seeds < 1:
        raise InputError("It takes at least one seed.")
    if not 0 < share < 1:
        raise InputError("The attacker's share has to be above 0 and below 1.")
    if model and model not in MODELS:
        raise InputError(f"There is no model {model!r}; there are {', '.join(MODELS)}.")
    if data not in available():
        raise InputError(f"There is no data set {data!r}; there are {', '.join(available())}.")
    return STRATEGIES[name], made
