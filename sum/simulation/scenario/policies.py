"""The kinds of people that a scenario can have, and the parameters of each.

>>> sorted(parameters("careless"))[:2]
['confidence', 'leftovers']
"""

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from math import isfinite
from types import MappingProxyType
from typing import Any, ClassVar, get_type_hints

import numpy as np

from sum.agents import BOTS, STRATEGIES, Action, Agent, Caller, Role, View
from sum.errors import InputError
from sum.units import Seconds

OWN = frozenset({"name", "part", "cast", "secret"})
"""What a run decides itself."""


@dataclass(frozen=True)
class Kind:
    """A kind of people.

    Attributes
    ----------
    name, title, summary : str
    policy : type or None
        None for an honest sponsor, who pays and does nothing else.
    accounts : int
        How many accounts one of them has.
    sponsor : bool
        Whether the first account opens the market.
    role : {"contributor", "attacker", "caller", "sponsor"}
    """

    name: str
    title: str
    summary: str
    policy: type[Any] | None
    accounts: int = 1
    sponsor: bool = False
    role: str = "contributor"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a policy.

    Attributes
    ----------
    name : str
    type : type
        `Wei`, `Seconds`, int, float or bool.
    optional : bool
        Whether it may be left open (None).
    default : object
    """

    name: str
    type: Any
    optional: bool
    default: Any


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An honest sponsor between the phases of a market: nothing to do."""

    name: str = "Sponsor"
    role: ClassVar[Role] = "contributor"

    def act(self, view: View, rng: np.random.Generator) -> Iterable[Action]:  # noqa: ARG002
        """Do nothing."""
        return ()

    def wait(self, rng: np.random.Generator) -> Seconds:  # noqa: ARG002
        """Longer than any run."""
        return Seconds(2**40)


def _kinds() -> Iterator[Kind]:
    for name, policy in {**BOTS, "caller": Caller}.items():
        if name in STRATEGIES:
            continue
        role = "caller" if policy is Caller else str(policy.role)
        yield Kind(name, policy.title, policy.summary, policy, role=role)
    yield Kind(
        "sponsor",
        "Sponsor",
        "Opens a reward market, and does as it has promised.",
        None,
        sponsor=True,
        role="sponsor",
    )
    for name, attack in STRATEGIES.items():
        yield Kind(
            name, attack.title, attack.summary, attack, attack.accounts, attack.sponsor, "attacker"
        )


KINDS: MappingProxyType[str, Kind] = MappingProxyType({kind.name: kind for kind in _kinds()})
"""Every kind of people, by name: those who mean well first."""


@lru_cache(maxsize=64)
def parameters(kind: str) -> MappingProxyType[str, Parameter]:
    """The parameters that a scenario may set for a kind of people, by name.

    Raises
    ------
    InputError
        When there is no such kind.
    """
    if kind not in KINDS:
        raise InputError(f"There is no agent {kind!r}; there are {', '.join(KINDS)}.")
    policy = KINDS[kind].policy
    if policy is None:
        return MappingProxyType({})
    hints = get_type_hints(policy)
    usual = usual_settings(kind)
    found = {}
    for each in fields(policy):
        if each.name in OWN:
            continue
        hint = hints[each.name]
        parts = tuple(part for part in getattr(hint, "__args__", ()) if part is not type(None))
        optional = bool(parts) and len(parts) == 1
        default = usual.get(each.name, None if each.default is MISSING else each.default)
        found[each.name] = Parameter(each.name, parts[0] if optional else hint, optional, default)
    return MappingProxyType(found)


@lru_cache(maxsize=64)
def usual_settings(kind: str) -> MappingProxyType[str, Any]:
    """What the lab sets for a kind of people where its policy would do otherwise."""
    policy = KINDS[kind].policy
    if policy is None:
        return MappingProxyType({})
    if kind in STRATEGIES:
        first = policy.crew(("",) * KINDS[kind].accounts)[0]
        crew = {
            each.name: getattr(first, each.name) for each in fields(policy) if each.name not in OWN
        }
        return MappingProxyType({**crew, "leftovers": True})
    known = {each.name for each in fields(policy)}
    return MappingProxyType({"leftovers": True} if "leftovers" in known else {})


def make_agents(
    kind: str, settings: dict[str, Any], accounts: tuple[str, ...]
) -> tuple[Agent, ...]:
    """The policies of one person, one an account.

    Raises
    ------
    InputError
        For a parameter that the kind does not have, or a value that it does not take.
    """
    known = parameters(kind)
    for name, value in settings.items():
        if name not in known:
            there = ", ".join(known) or "none"
            raise InputError(f"{kind} has no parameter {name!r}; there are {there}.")
        _check(known[name], value)
    policy = KINDS[kind].policy
    if policy is None:
        return (Waiting(),)
    chosen = {**usual_settings(kind), **settings}
    if kind not in STRATEGIES:
        agent: Agent = policy(**chosen)
        return (agent,)
    return tuple(
        policy(**{**chosen, **_by_part(policy, accounts, part), **settings})
        for part in range(len(accounts))
    )


def _check(parameter: Parameter, value: object) -> None:
    """Refuse a value of the wrong type, before a policy stumbles over it."""
    if value is None and parameter.optional:
        return
    if parameter.type is bool:
        good = isinstance(value, bool)
    elif parameter.type is float:
        good = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    else:  # int, and money and time, which are whole numbers, too
        good = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**127
    if not good:
        raise InputError(f"{parameter.name} cannot be {value!r}.")


def _by_part(policy: type[Any], accounts: tuple[str, ...], part: int) -> dict[str, Any]:
    """What differs from one account of an attacker to the next."""
    member = policy.crew(accounts)[part]
    usual = {each.name: getattr(member, each.name) for each in fields(policy)}
    return {**usual, "part": part, "cast": accounts, "leftovers": True}
