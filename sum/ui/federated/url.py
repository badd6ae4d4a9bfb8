"""What can be chosen of a federation, and how the page's address says it."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sum.errors import InputError
from sum.federated.attackers import ATTACKS
from sum.federated.settings import DIALS, Settings
from sum.federated.shards import DATA

USUAL = Settings(attack="label_flip", seed=1)
"""What the page begins with."""
SHARES = (0.1, 0.2, 0.3, 0.4)
CLIENTS = (10, 20, 50)
EPSILONS = (None, 32.0, 8.0, 2.0)
NOISES = tuple(each or 0.0 for each in EPSILONS)
"""The same for a select box, in which None is no choice."""
ROUNDS = range(5, 61, 5)
MOST_SEED = 9_999
NO_NOISE = "none"
"""In the place of an epsilon."""


class Choice(NamedTuple):
    """A setting's values, and how one is read from an address."""

    values: Sequence[Any]
    read: Callable[[str], Any]


def _epsilon(text: str) -> float | None:
    return None if text == NO_NOISE else float(text)


CHOICES: MappingProxyType[str, Choice] = MappingProxyType(
    {
        "dial": Choice(tuple(DIALS), str),
        "data": Choice(DATA, str),
        "attack": Choice(tuple(ATTACKS), str),
        "attackers": Choice(SHARES, float),
        "clients": Choice(CLIENTS, int),
        "epsilon": Choice(EPSILONS, _epsilon),
        "rounds": Choice(ROUNDS, int),
        "seed": Choice(range(MOST_SEED + 1), int),
    }
)
"""By the names of `Settings`, which are those of the address, too."""


def written(settings: Settings) -> dict[str, str]:
    """Settings as parameters of an address: those that are not the usual ones.

    >>> from dataclasses import replace
    >>> written(replace(USUAL, dial="open", epsilon=8.0, clients=50))
    {'dial': 'open', 'clients': '50', 'epsilon': '8'}
    """
    found = {name: getattr(settings, name) for name in CHOICES}
    return {name: _text(value) for name, value in found.items() if value != getattr(USUAL, name)}


def read(query: Mapping[str, str]) -> Settings:
    """The settings that an address asks for.

    Parameters
    ----------
    query : mapping of str to str
        What it does not say is as usual; what is not a setting is left alone.

    Raises
    ------
    InputError
        When it asks for what cannot be chosen.
    """
    found = {name: getattr(USUAL, name) for name in CHOICES}
    asked = {name: _value(name, query[name]) for name in CHOICES if name in query}
    return Settings(**found | asked)


def _text(value: object) -> str:
    if value is None:
        return NO_NOISE
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value(name: str, text: str) -> object:
    values, reader = CHOICES[name]
    try:
        value = reader(text)
    except ValueError:
        value = ()  # which is no value of any setting
    if value not in values:
        few = [_text(each) for each in values]
        told = ", ".join(few) if len(few) <= _FEW else f"{few[0]}, {few[1]} … {few[-1]}"
        raise InputError(f"{name}={text[:_LONGEST]} cannot be chosen; there are {told}.")
    return value


_FEW, _LONGEST = 12, 40
