"""A comparison's settings as a page's address, so that a link brings them along."""

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from sum.datasets import available, encoders, title_of
from sum.errors import InputError
from sum.simulation.compare.records import Plan

NAMES: MappingProxyType[str, str] = MappingProxyType(
    {
        "dataset": "data",
        "encoder": "encoder",
        "model": "model",
        "seed": "seed",
        "honest": "honest",
        "careless": "careless",
        "attack": "attack",
        "strength": "burst",
        "arrival": "arrives",
        "days": "days",
        "mechanisms": "under",
    }
)
"""What each setting is called in the address."""

NOBODY = "nobody"
"""In the place of an attack: there is none."""


def written(plan: Plan) -> dict[str, str]:
    """A plan as parameters of an address: those that are not the usual ones.

    >>> written(Plan(seed=3, attack="", mechanisms=("points",)))
    {'seed': '3', 'attack': 'nobody', 'under': 'points'}
    """
    usual, found = Plan(), {}
    for name, short in NAMES.items():
        value = getattr(plan, name)
        if value != getattr(usual, name):
            found[short] = ",".join(value) if isinstance(value, tuple) else str(value)
    if "attack" in found:
        found["attack"] = found["attack"] or NOBODY
    return found


def read(query: Mapping[str, str]) -> Plan:
    """The plan that an address asks for.

    Parameters
    ----------
    query : mapping of str to str
        What it does not say is as usual; what is not a setting is left alone.

    Raises
    ------
    InputError
        When it asks for what there is not.
    """
    kinds = {field.name: field.type for field in fields(Plan)}
    found: dict[str, Any] = {}
    for name, short in NAMES.items():
        if short in query:
            found[name] = _value(short, query[short], kinds[name])
    plan = Plan(**found)
    if plan.dataset not in available():
        raise InputError(f"There is no data set {plan.dataset!r} here.")
    if plan.encoder and plan.encoder not in encoders(plan.dataset):
        raise InputError(f"{title_of(plan.dataset)} cannot be seen as {plan.encoder!r}.")
    return plan


def _value(short: str, text: str, kind: Any) -> Any:  # noqa: ANN401 - as the setting has it
    if short == "attack":
        return "" if text == NOBODY else text
    if kind is int:
        try:
            return int(text)
        except ValueError as error:
            raise InputError(f"{short}={text} is not a whole number.") from error
    return tuple(text.split(",")) if short == "under" else text
