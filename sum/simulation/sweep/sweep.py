"""A sweep: which points are run, each of them a scenario, and with how many seeds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from sum.errors import InputError, SumError
from sum.simulation.lab import Simulation
from sum.simulation.scenario import (
    Scenario,
    all_fields,
    value_of,
    with_value,
    written,
)
from sum.simulation.sweep.axes import (
    NUMBERS,
    Axis,
    Span,
    decides_fields,
    field_of,
)
from sum.simulation.sweep.work import Task, data_key, make_room

MAX_RUNS = 100_000


class Point(NamedTuple):
    """A point of a sweep.

    Attributes
    ----------
    number : int
        From 0, in the order of the axes' values, the last axis fastest.
    values : tuple
        Of each axis, as the field takes it (wei, seconds).
    scenario : Scenario
        With these values.
    """

    number: int
    values: tuple[Any, ...]
    scenario: Scenario


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Runs over a grid, or over points that are drawn at random.

    Attributes
    ----------
    scenario : Scenario
        What is not on an axis. Its seed is that of the first run of each point.
    axes : mapping of str to (sequence or Span)
        Values of fields by their paths, as `sum.simulation.scenario.with_value` takes them.
        Another "incentive.name" brings that mechanism's usual parameters with it.
    seeds : int
        How many runs each point has: with the scenario's seed, the next one, and so on.
    points : int
        How many points are drawn, each axis on its own; 0 for the grid of all values.
    draw : int
        Decides which points are drawn.

    Raises
    ------
    InputError
        Before anything runs, for an axis or a point that is none; it names path and value.
    """

    scenario: Scenario
    axes: Mapping[str, Axis]
    seeds: int = 5
    points: int = 0
    draw: int = 0

    def __post_init__(self) -> None:
        axes = {
            path: axis if isinstance(axis, Span) else tuple(axis)
            for path, axis in self.axes.items()
        }
        object.__setattr__(self, "axes", MappingProxyType(axes))
        if self.seeds < 1 or self.points < 0 or self.draw < 0:
            raise InputError("A sweep needs at least one seed, and no number below zero.")
        for path, axis in axes.items():
            if isinstance(axis, Span) and not self.points:
                raise InputError(f"{path}: a span is for points drawn at random; say how many.")
            if not isinstance(axis, Span) and not axis:
                raise InputError(f"{path} has no values.")
        lengths = [len(axis) for axis in axes.values() if not isinstance(axis, Span)]
        count = self.points or prod(lengths)
        if count * self.seeds > MAX_RUNS:
            raise InputError(
                f"These are {count * self.seeds:,} runs; a sweep has at most {MAX_RUNS:,}."
            )
        self.all_points  # noqa: B018 - bad ones are refused now

    def __reduce__(self) -> tuple[Any, ...]:
        return _sweep, (self.scenario, dict(self.axes), self.seeds, self.points, self.draw)

    @cached_property
    def all_points(self) -> tuple[Point, ...]:
        """Every point, in order."""
        return tuple(
            self._point(number, values)
            for number, values in enumerate(self._drawn() if self.points else self._grid())
        )

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.all_points) * self.seeds

    def tasks(self) -> list[Task]:
        """Every run, such of the same data together."""
        first = self.scenario.seed
        tasks = [
            Task(point.number, seed, replace(point.scenario, seed=seed))
            for seed in range(first, first + self.seeds)
            for point in self.all_points
        ]
        order: dict[object, int] = {}
        for task in tasks:
            order.setdefault(data_key(task.scenario), len(order))
        return sorted(tasks, key=lambda task: order[data_key(task.scenario)])

    def check(self) -> None:
        """Open the model of each kind of point once, as its first run will.

        Raises
        ------
        SumError
            When data, model, encoder or market do not go together; it names the point.
        """
        seen = set()
        for point in self.all_points:
            scenario = point.scenario
            market = None if scenario.incentive.claims else (scenario.market, scenario.incentive)
            model = replace(scenario.model, step=float(scenario.model.step > 0))
            kind = (scenario.data, model, market)
            if kind in seen:
                continue
            seen.add(kind)
            try:
                make_room(scenario)
                Simulation(scenario)
            except SumError as error:
                raise InputError(f"{self.name(point)}: {error}") from error

    def name(self, point: Point) -> str:
        """A point in words: "incentive.cost_weight = 0.01 ether"."""
        return _named(self.scenario, dict(zip(self.axes, point.values, strict=True)))

    # ------------------------------------------------------------------------------------ points

    def _grid(self) -> Iterator[tuple[Any, ...]]:
        return product(*(axis for axis in self.axes.values() if not isinstance(axis, Span)))

    def _drawn(self) -> Iterator[tuple[Any, ...]]:
        rng = np.random.default_rng(self.draw)
        for _ in range(self.points):
            yield tuple(self._draw(path, axis, rng) for path, axis in self.axes.items())

    def _draw(self, path: str, axis: Axis, rng: np.random.Generator) -> Any:  # noqa: ANN401
        if not isinstance(axis, Span):
            return axis[int(rng.integers(len(axis)))]
        kind = field_of(self.scenario, path).kind
        if kind not in NUMBERS:
            raise InputError(f"{path} is no number: say which values it may have.")
        return axis.draw(rng, kind)

    def _point(self, number: int, values: tuple[Any, ...]) -> Point:
        wanted = dict(zip(self.axes, values, strict=True))
        try:
            scenario = _with_all(self.scenario, wanted)
        except SumError as error:
            raise InputError(f"{_named(self.scenario, wanted)}: {error}") from error
        return Point(number, tuple(value_of(scenario, path) for path in wanted), scenario)


def _sweep(
    scenario: Scenario, axes: Mapping[str, Axis], seeds: int, points: int, draw: int
) -> Sweep:
    return Sweep(scenario=scenario, axes=axes, seeds=seeds, points=points, draw=draw)


def _with_all(scenario: Scenario, wanted: Mapping[str, Any]) -> Scenario:
    """The scenario with other values in several fields.

    One value may be impossible until another is set (a wait that is longer than the next one), so
    those that are refused are tried again after the others.
    """
    for path in wanted:
        if path == "seed":
            field_of(scenario, path)
    left = sorted(wanted.items(), key=lambda item: not decides_fields(item[0]))
    while left:
        refused: list[tuple[str, Any]] = []
        problem: InputError | None = None
        for path, value in left:
            try:
                scenario = with_value(scenario, path, value)
            except InputError as error:
                refused.append((path, value))
                problem = problem or error
        if problem and len(refused) == len(left):
            raise problem
        left = refused
    return scenario


def _named(scenario: Scenario, values: Mapping[str, Any]) -> str:
    fields = all_fields(scenario)
    parts = []
    for path, value in values.items():
        field = fields.get(path)
        plain = field is None or isinstance(value, str)
        parts.append(f"{path} = {value if plain or field is None else written(field, value)}")
    return ", ".join(parts)
