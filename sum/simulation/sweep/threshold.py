"""Where a figure crosses a value: found by bisection over means of several runs.

A mean counts as above or below the target only when its 95 % confidence band lies there whole.
Where it does not, more seeds are run; where they do not help either, the place is unclear, and the
answer is the interval around all such places.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sum.errors import InputError
from sum.simulation.scenario import Field, Scenario, written
from sum.simulation.scenario.fields import read_as
from sum.simulation.sweep.axes import NUMBERS, between, field_of, ordered
from sum.simulation.sweep.keep import Keep
from sum.simulation.sweep.run import run_sweep
from sum.simulation.sweep.sweep import Sweep
from sum.simulation.sweep.table import Band, band, check_figure

MAX_PROBES = 40
_FINE = 100
"""By default the interval gets as small as a part of this many of the range."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for, and where.

    Attributes
    ----------
    scenario : Scenario
    path : str
        A field that is money, a time or a number.
    figure : str
        One of `figure_names`.
    low, high : object
        Where to look: as the field takes it (wei, seconds), or as it is typed ("0.01 ether").
    target : float
        In the figure's unit (ether, a fraction).
    log : bool
        Whether to halve on a logarithmic scale.
    tolerance : object
        How small the interval has to get, as the field takes it; by default a hundredth of the
        range. On a logarithmic scale it is always a hundredth of the range's logarithm.
    seeds, max_seeds : int
        How many runs a value gets at first, and at most where its side is unclear; they double.

    Raises
    ------
    InputError
        When the field is no number, there is no such figure, or nothing between low and high.
    """

    scenario: Scenario
    path: str
    figure: str
    low: Any
    high: Any
    target: float = 0.0
    log: bool = False
    tolerance: Any = None
    seeds: int = 10
    max_seeds: int = 80

    def __post_init__(self) -> None:
        check_figure(self.figure, self.scenario)
        if self.field.kind not in NUMBERS:
            raise InputError(f"{self.path} is no number: there is nothing between its values.")
        if not 2 <= self.seeds <= self.max_seeds:  # noqa: PLR2004 - one run has no spread
            raise InputError("A threshold needs two seeds at least, and no more than the most.")
        ordered(*self.ends, log=self.log)
        if self.enough < 0:
            raise InputError("A tolerance cannot be below zero.")

    @property
    def field(self) -> Field:
        """The field that is varied."""
        return field_of(self.scenario, self.path)

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high, as the field takes them."""
        kind = self.field.kind
        return read_as(kind, self.low), read_as(kind, self.high)

    @property
    def enough(self) -> float:
        """How large an interval may be left: a difference, on a logarithmic scale a ratio."""
        low, high = self.ends
        if self.log:
            return float((high / low) ** (1 / _FINE))
        if self.tolerance is None:
            return (high - low) / _FINE
        return float(read_as(self.field.kind, self.tolerance))


@dataclass(frozen=True)
class Probe:
    """A value that was tried.

    Attributes
    ----------
    value : int or float
        As the field takes it (wei, seconds).
    band : Band
        The figure's mean over the runs, and its confidence band.
    side : int
        1 when the band is above the target, -1 when it is below, 0 when that is not clear.
    """

    value: float
    band: Band
    side: int


@dataclass(frozen=True)
class Threshold:
    """What a search has found.

    Attributes
    ----------
    search : Search
    probes : tuple of Probe
        By value.
    interval : tuple of float or None
        Between which two values the figure crosses the target; None when it does not, or when an
        end of the range is unclear.
    estimate : float or None
        Where in the interval the straight line between the means crosses it.
    """

    search: Search
    probes: tuple[Probe, ...]
    interval: tuple[float, float] | None
    estimate: float | None

    @property
    def runs(self) -> int:
        """How many runs it took."""
        return sum(probe.band.runs for probe in self.probes)

    def sentence(self) -> str:
        """The answer in words."""
        search, low, high = self.search, self.probes[0], self.probes[-1]
        sides = {1: "above", -1: "below", 0: "neither above nor below"}
        target = f"{search.target:g}"
        if self.interval and self.estimate is not None:
            first, last = (self.text(value) for value in self.interval)
            return (
                f"{search.figure} is {sides[low.side]} {target} up to {search.path} = {first} and"
                f" {sides[high.side]} from {last} on (95 % confidence at both, {self.runs:,} runs);"
                f" the means cross at about {self.text(self.estimate)}."
            )
        for probe in (low, high):
            if not probe.side:
                return (
                    f"Unclear: at {search.path} = {self.text(probe.value)} {search.figure} is"
                    f" {sides[0]} {target} with 95 % confidence after {probe.band.runs:,} runs."
                )
        return (
            f"No crossing: {search.figure} is {sides[low.side]} {target} at both ends of"
            f" {search.path}, {self.text(low.value)} and {self.text(high.value)}."
        )

    def text(self, value: float) -> str:
        """A value as people read it, with its unit."""
        rounded = _rounded(value) if self.search.field.kind in {"money", "time"} else value
        text = written(self.search.field, rounded)
        return f"{text:.4g}" if isinstance(text, float) else str(text)


def find_threshold(
    search: Search,
    *,
    jobs: int = -1,
    backend: str | None = None,
    client: Any = None,  # noqa: ANN401 - as in `run_sweep`
    keep: Keep | None = None,
    progress: Callable[[Probe], object] | None = None,
) -> Threshold:
    """Find where a figure crosses a value.

    Parameters
    ----------
    search : Search
    jobs, backend, client, keep
        As in `run_sweep`.
    progress : callable, optional
        Told each probe; what it raises ends the search.

    Returns
    -------
    Threshold

    Raises
    ------
    SumError
        When a value cannot be run, or nobody is there of whom the figure tells.
    """
    prober = _Prober(search, {"jobs": jobs, "backend": backend, "client": client, "keep": keep})
    found: dict[float, Probe] = {}

    def probe(values: Sequence[float]) -> None:
        for value, each in prober.probe(values).items():
            found[value] = each
            if progress:
                progress(each)

    probe(search.ends)
    if {each.side for each in found.values()} == {1, -1}:
        while len(found) < MAX_PROBES and (value := _next(search, found)) is not None:
            probe([value])
    return _answer(search, tuple(sorted(found.values(), key=lambda each: each.value)))


class _Prober:
    """Runs a scenario with other values of a field."""

    def __init__(self, search: Search, options: dict[str, Any]) -> None:
        self.search, self.options = search, options

    def probe(self, values: Iterable[float]) -> dict[float, Probe]:
        """Run each value until its side is clear, or there have been enough runs."""
        search = self.search
        runs: dict[float, list[float]] = {value: [] for value in values}
        unclear, done = list(runs), 0
        while unclear and done < search.max_seeds:
            count = min(max(done, search.seeds), search.max_seeds - done)
            for value, figures in self._run(unclear, done, count).items():
                runs[value] += figures
            done += count
            unclear = [value for value in unclear if not self._side(band(runs[value]))]
        bands = {value: band(figures) for value, figures in runs.items()}
        return {value: Probe(value, each, self._side(each)) for value, each in bands.items()}

    def _run(self, values: list[float], done: int, count: int) -> dict[float, list[float]]:
        search = self.search
        scenario = replace(search.scenario, seed=search.scenario.seed + done)
        table = run_sweep(
            Sweep(scenario=scenario, axes={search.path: values}, seeds=count), **self.options
        )
        found: dict[float, list[float]] = {value: [] for value in values}
        for result in table.results:
            if search.figure not in result.figures:
                value = table.sweep.name(table.sweep.all_points[result.point])
                raise InputError(f"{value}: there is no {search.figure}, as nobody is there.")
            found[values[result.point]].append(result.figures[search.figure])
        return found

    def _side(self, found: Band) -> int:
        return int(found.low > self.search.target) - int(found.high < self.search.target)


def _next(search: Search, found: dict[float, Probe]) -> float | None:
    """The middle of the wider gap beside what is unclear; None when all are small enough."""

    def size(gap: tuple[float, float]) -> float:
        return gap[1] / gap[0] if search.log else gap[1] - gap[0]

    probes = sorted(found.values(), key=lambda probe: probe.value)
    last, first = _edges(probes)
    gaps = [(probes[n].value, probes[n + 1].value) for n in {last, first - 1}]
    for low, high in sorted(gaps, key=size, reverse=True):
        middle = between(low, high, 0.5, search.field.kind, log=search.log)
        if size((low, high)) > search.enough and low < middle < high:
            return middle
    return None


def _edges(probes: Sequence[Probe]) -> tuple[int, int]:
    """Which probe is the last on the side of the first, and which the first on that of the last.

    What lies between them is unclear, or goes back and forth.
    """
    sides = [probe.side for probe in probes]
    last = next(n for n, side in enumerate(sides) if side != sides[0]) - 1
    back = next(n for n, side in enumerate(reversed(sides)) if side != sides[-1])
    return last, len(sides) - back


def _answer(search: Search, probes: tuple[Probe, ...]) -> Threshold:
    if {probes[0].side, probes[-1].side} != {1, -1}:
        return Threshold(search, probes, None, None)
    last, first = _edges(probes)
    estimate: float | None = None
    for low, high in zip(probes[last:first], probes[last + 1 : first + 1], strict=True):
        before, after = low.band.mean - search.target, high.band.mean - search.target
        if before * after <= 0 and before != after:
            part = before / (before - after)
            estimate = between(low.value, high.value, part, search.field.kind, log=False)
            break
    return Threshold(search, probes, (probes[last].value, probes[first].value), estimate)


def _rounded(value: float) -> int:
    """To four digits, as far as it is whole: nobody reads wei."""
    digits = len(str(int(abs(value))))
    return int(round(value, min(0, 4 - digits)))
