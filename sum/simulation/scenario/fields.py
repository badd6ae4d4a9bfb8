"""Every field of a scenario by its dotted path, to read and to set: "agents.attacker.count".

>>> from sum.simulation.scenario.scenario import Scenario
>>> changed = with_value(Scenario(), "incentive.refund_wait", "2 days")
>>> value_of(changed, "incentive.refund_wait"), changed.run == Scenario().run
(172800, True)
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Literal, get_type_hints

from sum.errors import InputError, Refused, explain
from sum.incentives import MECHANISMS
from sum.simulation.scenario.policies import parameters, usual_settings
from sum.simulation.scenario.quantities import read_money, read_time, write_money, write_time
from sum.simulation.scenario.scenario import Group, Scenario
from sum.units import Seconds, Wei

FieldKind = Literal["money", "time", "int", "float", "bool", "text"]

_SECTIONS = ("data", "model", "run", "market")
_OF_GROUP: Mapping[str, FieldKind] = MappingProxyType(
    {"kind": "text", "count": "int", "arrives": "time", "leaves": "time"}
)


@dataclass(frozen=True)
class Field:
    """A field of a scenario.

    Attributes
    ----------
    path : str
        "run.contributions", "agents.NAME.count", "incentive.refund_wait" ...
    kind : {"money", "time", "int", "float", "bool", "text"}
    optional : bool
        Whether it may be None.
    """

    path: str
    kind: FieldKind
    optional: bool = False


def all_fields(scenario: Scenario) -> Mapping[str, Field]:
    """Every field that this scenario has, by its path, in the order of a file."""
    found = [Field("title", "text"), Field("note", "text"), Field("seed", "int")]
    for section in _SECTIONS:
        part = getattr(scenario, section)
        hints = get_type_hints(type(part))
        found += [Field(f"{section}.{name}", kind_of(hint)) for name, hint in hints.items()]
    found.append(Field("incentive.name", "text"))
    found += [Field(f"incentive.{name}", kind) for name, kind in term_kinds(scenario.incentive)]
    for name, group in scenario.agents.items():
        found += [Field(f"agents.{name}.{each}", kind) for each, kind in _OF_GROUP.items()]
        found += [
            Field(f"agents.{name}.{each.name}", kind_of(each.type), each.optional)
            for each in parameters(group.kind).values()
        ]
    return MappingProxyType({each.path: each for each in found})


def term_kinds(terms: Any) -> list[tuple[str, FieldKind]]:  # noqa: ANN401 - any mechanism's
    """A mechanism's parameters, and what kind of field each is."""
    units: dict[str, FieldKind] = {"wei": "money", "s": "time"}
    return [(each.name, units.get(each.metadata.get("unit", ""), "int")) for each in fields(terms)]


def value_of(scenario: Scenario, path: str) -> Any:  # noqa: ANN401 - as the field's kind is
    """The value of a field: wei, seconds, a number, a bool, text or None.

    Raises
    ------
    InputError
        When the scenario has no such field.
    """
    _find(scenario, path)
    first, *rest = path.split(".")
    if not rest:
        return getattr(scenario, first)
    if first != "agents":
        return getattr(getattr(scenario, first), rest[0])
    group, name = scenario.agents[rest[0]], rest[1]
    if name in _OF_GROUP:
        return getattr(group, name)
    usual = usual_settings(group.kind)
    default = usual.get(name, parameters(group.kind)[name].default)
    return group.settings.get(name, default)


def with_value(scenario: Scenario, path: str, value: object) -> Scenario:
    """The scenario with another value in a field.

    Parameters
    ----------
    scenario : Scenario
    path : str
    value : object
        As the field takes it, or as it is typed: "9 days", "0.05 ether", "12", "true".

    Raises
    ------
    InputError
        When there is no such field, or it does not take the value; it says which.
    """
    field = _find(scenario, path)
    first, *rest = path.split(".")
    try:
        read = _read(field, value)
        if not rest:
            return replace(scenario, **{first: read})
        if first == "agents":
            group = _with_setting(scenario.agents[rest[0]], rest[1], read)
            return replace(scenario, agents={**scenario.agents, rest[0]: group})
        if path == "incentive.name":
            return replace(scenario, incentive=_mechanism(str(read)))
        part = replace(getattr(scenario, first), **{rest[0]: read})
        return replace(scenario, **{first: part})
    except Refused as refused:
        raise InputError(f"{path}: {explain(refused.reason)}") from refused
    except InputError as error:
        text = str(error)
        raise InputError(text if text.startswith(path) else f"{path}: {text}") from error


def written(field: Field, value: Any) -> Any:  # noqa: ANN401 - as the field's kind is
    """A field's value as a file has it: money and times with their units."""
    if value is None or field.kind not in {"money", "time"}:
        return value
    return write_money(value) if field.kind == "money" else write_time(value)


def read_as(kind: FieldKind, value: object) -> Any:  # noqa: ANN401 - as the kind is
    """A value as a field of this kind takes it.

    Raises
    ------
    InputError
    """
    if kind == "money":
        return read_money(value)
    if kind == "time":
        return read_time(value)
    if kind == "text":
        if not isinstance(value, str):
            raise InputError(f"{value!r} is no text.")
        return value
    return _number(kind, value)


def _number(kind: FieldKind, value: object) -> bool | int | float:
    if kind == "bool":
        text = str(value).lower()
        if text not in {"true", "false"}:
            raise InputError(f"{value!r} is neither true nor false.")
        return text == "true"
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f"{value!r} is no number.")
    try:
        number = float(value) if kind == "float" else int(str(value).replace("_", ""))
    except (ValueError, OverflowError) as error:
        what = "number" if kind == "float" else "whole number"
        raise InputError(f"{value!r} is no {what}.") from error
    if not abs(number) < 2**127:
        raise InputError(f"{value!r} is too large.")
    return number


def _read(field: Field, value: object) -> Any:  # noqa: ANN401
    if field.optional and (value is None or value == "none"):
        return None
    return read_as(field.kind, value)


def _find(scenario: Scenario, path: str) -> Field:
    known = all_fields(scenario)
    if path not in known:
        near = [each for each in known if each.rpartition(".")[2] == path.rpartition(".")[2]]
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise InputError(f"A scenario has no field {path!r}{hint}")
    return known[path]


def _with_setting(group: Group, name: str, value: Any) -> Group:  # noqa: ANN401
    if name == "kind":
        kept = {key: each for key, each in group.settings.items() if key in parameters(str(value))}
        return replace(group, kind=value, settings=kept)
    if name in _OF_GROUP:
        return replace(group, **{name: value})
    return replace(group, settings={**group.settings, name: value})


def _mechanism(name: str) -> Any:  # noqa: ANN401
    if name not in MECHANISMS:
        raise InputError(f"There is no mechanism {name!r}; there are {', '.join(MECHANISMS)}.")
    return MECHANISMS[name]()


def kind_of(hint: Any) -> FieldKind:  # noqa: ANN401 - a type, or a literal
    """What kind of field a parameter of this type is; text where it is a literal."""
    kinds: dict[Any, FieldKind] = {Wei: "money", Seconds: "time", bool: "bool", int: "int"}
    kinds[float] = "float"
    return kinds.get(hint, "text")
