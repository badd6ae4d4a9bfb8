r"""Scenarios as TOML files; what is wrong in one is said with its line.

>>> scenario = loads('title = "Two"\n[agents.honest]\ncount = 2\nwilling = "0.2 ether"')
>>> scenario.agents["honest"].settings["willing"]
200000000000000000
>>> loads(dumps(scenario)) == scenario
True
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import tomli_w

from sum.errors import InputError, Refused, explain
from sum.incentives import MECHANISMS
from sum.simulation.scenario.fields import (
    all_fields,
    kind_of,
    read_as,
    term_kinds,
    value_of,
    written,
)
from sum.simulation.scenario.policies import parameters
from sum.simulation.scenario.scenario import Data, Group, Length, Market, Opening, Scenario

MAX_SIZE = 200_000
"""A longer text is no scenario."""

_SECTIONS: Mapping[str, type[Any]] = {
    "data": Data,
    "model": Opening,
    "run": Length,
    "market": Market,
}
_TOP = ("title", "note", "seed", *_SECTIONS, "incentive", "agents")


class ScenarioError(InputError):
    """A scenario's text cannot be used.

    Attributes
    ----------
    problem : str
        What is wrong, without the line.
    line : int or None
        Where, counted from 1.
    path : str
        Of which field, as in "agents.honest.count"; "" when it is none.
    """

    def __init__(self, problem: str, line: int | None = None, path: str = "") -> None:
        self.problem, self.line, self.path = problem, line, path
        super().__init__(f"line {line}: {problem}" if line else problem)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problem, self.line, self.path)


def loads(text: str) -> Scenario:
    """Read a scenario; what is not said has its default.

    Raises
    ------
    ScenarioError
        For the first thing that is wrong, with its line.
    """
    if len(text) > MAX_SIZE:
        raise ScenarioError(f"This is too long for a scenario: {len(text):,} characters.")
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines()) or None
        raise ScenarioError(f"This is not TOML: {error}", line) from error
    return _Reader(text, tables).scenario()


def dumps(scenario: Scenario) -> str:
    """Write a scenario, with every field that its reader would not fill in by itself."""
    known = all_fields(scenario)
    usual = Scenario()
    tables: dict[str, Any] = {"title": scenario.title, "note": scenario.note, "seed": scenario.seed}
    if not scenario.note:
        del tables["note"]
    for path, field in known.items():
        section, _, name = path.partition(".")
        if section == "incentive":
            tables.setdefault(section, {})[name] = written(field, value_of(scenario, path))
        elif section in _SECTIONS:
            value = value_of(scenario, path)
            always = path in {"data.name", "run.contributions"} or (
                section == "market" and not scenario.incentive.claims
            )
            if always or value != value_of(usual, path):
                tables.setdefault(section, {})[name] = written(field, value)
    tables["agents"] = {name: _group_table(scenario, name) for name in scenario.agents}
    return tomli_w.dumps(tables)


def _group_table(scenario: Scenario, name: str) -> dict[str, Any]:
    group, known = scenario.agents[name], all_fields(scenario)
    table: dict[str, Any] = {"kind": group.kind, "count": group.count}
    for each in ("arrives", "leaves"):
        if getattr(group, each):
            table[each] = written(known[f"agents.{name}.{each}"], getattr(group, each))
    for each, value in group.settings.items():
        as_text = written(known[f"agents.{name}.{each}"], value)
        table[each] = "none" if as_text is None else as_text
    return table


class _Reader:
    """Turns tables into a scenario, and knows where in the text each of them is."""

    def __init__(self, text: str, tables: dict[str, Any]) -> None:
        self._tables = tables
        self._lines = _places(text)

    def scenario(self) -> Scenario:
        tables = self._tables
        self._only("", tables, _TOP)
        fields: dict[str, Any] = {}
        for name, kind in (("title", "text"), ("note", "text"), ("seed", "int")):
            if name in tables:
                fields[name] = self._value(name, kind, tables[name])
        for name, section in _SECTIONS.items():
            if name in tables:
                fields[name] = self._section(name, section)
        if "incentive" in tables:
            fields["incentive"] = self._incentive()
        if "agents" in tables:
            groups = self._table("agents", tables["agents"])
            fields["agents"] = {name: self._group(name, table) for name, table in groups.items()}
        made: Scenario = self._made("", Scenario, fields)
        return made

    def _section(self, name: str, section: type[Any]) -> Any:  # noqa: ANN401
        table = self._table(name, self._tables[name])
        usual = all_fields(Scenario())
        known = {
            path.partition(".")[2]: each
            for path, each in usual.items()
            if path.startswith(f"{name}.")
        }
        self._only(name, table, tuple(known))
        fields = {
            key: self._value(f"{name}.{key}", known[key].kind, value)
            for key, value in table.items()
        }
        return self._made(name, section, fields)

    def _incentive(self) -> Any:  # noqa: ANN401
        table = dict(self._table("incentive", self._tables["incentive"]))
        name = table.pop("name", "deposit_refund_take")
        if name not in MECHANISMS:
            there = ", ".join(MECHANISMS)
            self._fail("incentive.name", f"There is no mechanism {name!r}; there are {there}.")
        terms = MECHANISMS[name]
        kinds = dict(term_kinds(terms))
        self._only("incentive", table, ("name", *kinds))
        fields = {
            key: self._value(f"incentive.{key}", kinds[key], value) for key, value in table.items()
        }
        return self._made("incentive", terms, fields)

    def _group(self, name: str, table: object) -> Group:
        where = f"agents.{name}"
        table = dict(self._table(where, table))
        kind = table.pop("kind", "honest")
        try:
            known = parameters(kind)
        except (InputError, TypeError) as error:
            self._fail(f"{where}.kind", str(error))
        self._only(where, table, ("kind", "count", "arrives", "leaves", *known))
        fields: dict[str, Any] = {"kind": kind}
        for key, its in (("count", "int"), ("arrives", "time"), ("leaves", "time")):
            if key in table:
                fields[key] = self._value(f"{where}.{key}", its, table.pop(key))
        fields["settings"] = {
            key: self._setting(f"{where}.{key}", known[key], value) for key, value in table.items()
        }
        made: Group = self._made(where, Group, fields)
        return made

    def _setting(self, path: str, parameter: Any, value: object) -> Any:  # noqa: ANN401
        if parameter.optional and value == "none":
            return None
        return self._value(path, kind_of(parameter.type), value)

    def _value(self, path: str, kind: Any, value: object) -> Any:  # noqa: ANN401
        typed_wrong = kind in {"int", "float", "bool"} and isinstance(value, str)
        try:
            if typed_wrong:
                self._fail(path, f"{path} has to be a number or true or false, without quotes.")
            return read_as(kind, value)
        except ScenarioError:
            raise
        except InputError as error:
            return self._fail(path, f"{path}: {error}")

    def _table(self, path: str, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._fail(path, f"{path} has to be a table: [{path}]")
        return value  # type: ignore[return-value]

    def _only(self, where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                what = f"[{where}]" if where else "A scenario"
                path = f"{where}.{key}".lstrip(".")
                self._fail(path, f"{what} has no {key!r}; there are {', '.join(known)}.")

    def _made(self, path: str, kind: Any, fields: dict[str, Any]) -> Any:  # noqa: ANN401
        try:
            return kind(**fields)
        except Refused as refused:
            return self._fail(path, f"{path}: {explain(refused.reason)}")
        except InputError as error:
            return self._fail(self._about(path, fields, str(error)), str(error))

    def _about(self, path: str, fields: Mapping[str, Any], problem: str) -> str:
        """Which field a problem is about: what its text names is the best there is."""
        if not path:
            groups = fields.get("agents", {})
            group = next((each for each in groups if problem.startswith(f"{each}: ")), "")
            named = "seed" if "seed" in problem else f"agents.{group}".rstrip(".")
        else:
            named = next((each for each in fields if re.search(rf"\b{each}\b", problem)), "")
        return f"{path}.{named}".strip(".")

    def _fail(self, path: str, problem: str) -> Any:  # noqa: ANN401 - it never comes back
        place = path
        while place and place not in self._lines:
            place = place.rpartition(".")[0]
        inside = (line for each, line in self._lines.items() if each.startswith(f"{path}."))
        raise ScenarioError(problem, self._lines.get(place) or next(inside, None), path)


def _places(text: str) -> dict[str, int]:
    """The line of every table and key, by its dotted path."""
    places: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        key = re.match(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_.\-]+)\s*=""", line)
        if header:
            table = ".".join(part.strip().strip("\"'") for part in header[1].split("."))
            places.setdefault(table, number)
        elif key:
            path = f"{table}.{key[1]}" if table else key[1]
            places.setdefault(path.replace('"', "").replace("'", ""), number)
    return places
